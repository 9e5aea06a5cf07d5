"""Every rule on its cases, which are YAML: what must be found, what must not, and what nobody can tell.

A case is judged by its own rule and by all: what other rules find in it stands under `also`.
"""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from camunda_byok.rules.catalog import RULES, findings
from camunda_byok.rules.rule import Rule
from tests.rules.pictures import case

CASES = Path(__file__).parent / "cases"
BY_ID = {rule.id: rule for rule in RULES}
READ: dict[str, list[dict[str, Any]]] = {file.stem: YAML(typ="safe").load(file) for file in sorted(CASES.glob("*.yaml"))}

EACH = [pytest.param(rule, said, id=f"{rule}: {said['name']}") for rule, cases in READ.items() for said in cases]


@pytest.mark.parametrize(("rule", "said"), EACH)
def test_a_rule_finds_what_its_cases_say(rule: str, said: dict[str, Any]) -> None:
    found = list(BY_ID[rule].findings(case(said)))
    outcome = "pass" if not found else "cannot tell" if all(each.cannot_tell for each in found) else "fail"
    assert outcome == said["outcome"], found
    words = " ".join([found[0].summary, *found[0].details, found[0].remedy]) if found else ""
    assert said.get("says", "") in words
    assert "omits" not in said or said["omits"] not in words
    if "weight" in said:
        assert found[0].weight.value == said["weight"]


@pytest.mark.parametrize(("rule", "said"), EACH)
def test_one_fault_is_one_finding(rule: str, said: dict[str, Any]) -> None:
    expected = set(said.get("also", ())) | ({rule} if said["outcome"] != "pass" else set())
    assert {found.rule for found in findings(case(said))} == expected


def test_every_rule_has_cases_and_every_case_a_rule() -> None:
    assert set(READ) == set(BY_ID)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_case_that_passes_and_one_that_does_not(rule: Rule) -> None:
    outcomes = {said["outcome"] for said in READ[rule.id]}
    assert "pass" in outcomes
    assert outcomes & {"fail", "cannot tell"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_finds_why_it_matters_and_what_to_do(rule: Rule) -> None:
    for part in (rule.title, rule.why_it_matters, rule.what_to_do):
        assert part.endswith((".", "`"))
        assert len(part) > 20


def test_no_rule_is_longer_than_eighty_lines() -> None:
    for rule in RULES:
        assert rule.module.__file__
        assert len(Path(rule.module.__file__).read_text(encoding="utf-8").splitlines()) <= 80, rule.id
