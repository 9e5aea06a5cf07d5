"""`byok organisation` as its users meet it, and the page that shows what it writes."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from camunda_byok.cli.main import app
from camunda_byok.errors import InputError
from tests.conftest import Golden

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"
DEV = (ROOT / "environments/dev.yaml").read_text()
OURS = str(ROOT / "environments")


def organisation(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["organisation", *arguments])
    if isinstance(result.exception, InputError):  # which the command's outermost edge shows: test_validate.py
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_the_text_is_the_reviewed_one(golden: Golden) -> None:
    code, shown, _ = organisation("prod", "--environments", OURS)
    assert code == 0
    golden(GOLDEN / "organisation-prod.txt", shown)


def test_a_screen_is_80_columns_wide_but_for_arns(golden: Golden) -> None:
    _, shown, _ = organisation("prod", "--environments", OURS)
    assert not [line for line in shown.splitlines() if len(line) > 80 and "arn:aws:" not in line]


def test_json_has_type_size_and_document_of_each_policy() -> None:
    code, shown, _ = organisation("prod", "--environments", OURS, "--format", "json")
    written = json.loads(shown)
    assert code == 0
    assert written["account"] == "111122223333"
    assert [policy["type"] for policy in written["policies"]] == ["SERVICE_CONTROL_POLICY"] * 4 + ["RESOURCE_CONTROL_POLICY"]
    for policy in written["policies"]:
        assert policy["characters"] == len(json.dumps(policy["document"], separators=(",", ":"))) <= policy["most_characters"]


def test_the_documented_policies_are_what_the_command_writes() -> None:
    _, shown, _ = organisation("prod", "--environments", OURS, "--format", "json")
    written = [policy["document"] for policy in json.loads(shown)["policies"]]
    page = (ROOT / "docs/organisations.md").read_text(encoding="utf-8")
    documented = [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)]
    assert sorted(documented, key=json.dumps) == sorted(written, key=json.dumps)


def test_an_environment_without_an_organization_is_told_what_to_add(tmp_path: Path) -> None:
    (tmp_path / "dev.yaml").write_text(DEV)
    with pytest.raises(InputError, match="Add organization: with id: and administrators:"):
        organisation("dev", "--environments", str(tmp_path))


def test_a_name_that_no_environment_has_is_answered_with_those_that_there_are(tmp_path: Path) -> None:
    (tmp_path / "dev.yaml").write_text(DEV)
    code, shown, said = organisation("prod", "--environments", str(tmp_path))
    assert (code, shown) == (2, "")
    assert "given    prod\n  allowed  dev\n" in said


def test_an_environment_with_a_fault_is_answered_with_the_fault(tmp_path: Path) -> None:
    (tmp_path / "dev.yaml").write_text(DEV.replace("eu-west-1", "eu-west-9"))
    code, shown, said = organisation("dev", "--environments", str(tmp_path))
    assert (code, shown) == (2, "")
    assert f"{tmp_path / 'dev.yaml'}:5:9  region" in said
    assert "Mend the files above" in said


def test_the_folder_can_be_named_by_the_variable_that_the_application_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "prod.yaml").write_text((ROOT / "environments/prod.yaml").read_text())
    monkeypatch.setenv("BYOK_ENVIRONMENTS", str(tmp_path))
    monkeypatch.chdir("/")
    assert organisation("prod")[0] == 0
