"""A file that is no whole plan is refused with what to do, and never judged in part."""

import json
from pathlib import Path
from typing import Any

import pytest

from camunda_byok import plan_files
from camunda_byok.errors import InputError
from camunda_byok.plan_files import read_plan
from tests.inventory.plans import KEY, plan, unchanged

PLAN = json.dumps(plan(unchanged("aws_kms_key.key", KEY)), indent=1)
STATE = {"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {}}}


def changed(**sections: Any) -> str:
    return json.dumps({**json.loads(PLAN), **sections})


def without(*sections: str) -> str:
    return json.dumps({name: section for name, section in json.loads(PLAN).items() if name not in sections})


REFUSED: dict[str, tuple[str | bytes, str, str]] = {
    "empty": ("", "empty", "terraform show -json"),
    "blank": (" \n\n", "empty", "terraform show -json"),
    "binary plan": (b"PK\x03\x04\x14\x00", "saved plan itself", "terraform show -json"),
    "utf-16": (PLAN.encode("utf-16"), "UTF-16", "-Encoding utf8"),
    "utf-16 without a mark": (PLAN.encode("utf-16-le"), "UTF-16", "-Encoding utf8"),
    "latin-1": (b'{"\xe4": 1}', "UTF-8", "terraform show -json"),
    "log before it": (f"[command]/usr/bin/terraform show -json p\n{PLAN}", "before the JSON", "terraform show -json"),
    "text before it": (f"Running terraform\n{PLAN}", "before the JSON", "no wrapper"),
    "text behind it": (f"{PLAN}\n::debug::exit 0", "behind the plan", "nothing but Terraform's output"),
    "error instead": ("Error: no such file", "before the JSON, or instead of it", "terraform show -json"),
    "cut off": (PLAN[: len(PLAN) // 2], "ends in the middle", "again"),
    "cut off in a text": (PLAN[: PLAN.index("Statement") + 3], "ends in the middle", "again"),
    "broken": ('{"format_version": 1.2.3}', "broken", "again"),
    "nested without end": ('{"a":' * 200_000, "nested", "terraform show -json"),
    "log of a plan": ('{"@level":"info","type":"version"}\n{"@level":"info"}\n', "log of terraform plan -json", "plan -out"),
    "state written out": (json.dumps(STATE), "a state", "plan -out"),
    "raw state": ('{"version": 4, "serial": 1, "lineage": "x", "resources": []}', "a state", "plan -out"),
    "bookmark of HCP": ('{"remote_plan_format": 1, "run_id": "run-1"}', "HCP Terraform", "logged in"),
    "redacted plan of HCP": ('{"plan_format_version": "0.2", "resource_changes": []}', "left values out", "json-output"),
    "encrypted plan": ('{"encrypted_data": "x", "meta": {}}', "encrypted plan of OpenTofu", "tofu show"),
    "checkov": ('{"check_type": "terraform_plan", "results": {}}', "not a plan", "terraform show -json"),
    "validation": ('{"format_version": "1.0", "valid": true}', "not a plan", "terraform show -json"),
    "list": ("[]", "instead of it", "terraform show -json"),
    "no version": (without("format_version"), "not a plan", "terraform show -json"),
    "another version": (changed(format_version="2.0"), "format that is not known", "newer version"),
    "an older version": (changed(format_version="0.2"), "format that is not known", "Terraform 1.x"),
    "errored": (changed(errored=True), "could not finish", "plan again"),
    "without changes": (
        json.dumps({**json.loads(without("resource_changes")), "planned_values": {"root_module": {"resources": [{}]}}}),
        "not what changes",
        "terraform show -json",
    ),
    "edited": (changed(resource_changes=[{"address": "aws_kms_key.key"}]), "not a change", "do not edit"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_whole_plan_is_refused_with_a_remedy(kind: str, tmp_path: Path) -> None:
    content, problem, remedy = REFUSED[kind]
    file = tmp_path / "plan.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(InputError) as refused:
        read_plan(file)

    assert problem in refused.value.problem
    assert remedy in refused.value.remedy
    assert refused.value.file == str(file)


@pytest.mark.parametrize("version", ["1.0", "1.2", "1.99"])
def test_every_minor_version_of_the_format_is_read(version: str) -> None:
    assert "aws_kms_key.key" in read_plan(changed(format_version=version).encode()).after.things


def test_a_mark_at_the_beginning_and_blanks_around_are_no_harm() -> None:
    assert read_plan(b"\xef\xbb\xbf" + f"\n{PLAN}\n".encode()).resources == 1


def test_a_plan_without_any_resource_is_a_plan() -> None:
    assert read_plan(without("resource_changes", "configuration").encode()).resources == 0


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_files, "MOST_BYTES", 100)
    file = tmp_path / "plan.json"
    file.write_text(PLAN)

    for source in (file, PLAN.encode()):
        with pytest.raises(InputError, match="too large"):
            read_plan(source)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"plan\.json.*No such file"):
        read_plan(tmp_path / "plan.json")


def test_a_line_and_a_column_say_where_the_json_ends() -> None:
    with pytest.raises(InputError) as refused:
        read_plan(PLAN[: PLAN.index('"resource_changes"')].encode())

    assert refused.value.line == PLAN[: PLAN.index('"resource_changes"')].count("\n") + 1
