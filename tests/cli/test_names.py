"""`byok names`: every name and ARN before anything is deployed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from camunda_byok.cli.main import app
from tests.conftest import Golden

GOLDEN = Path(__file__).parent / "golden"
LEAST = (Path(__file__).parents[2] / "environments/dev.yaml").read_text()
NAMING = """\
naming:
  template: acme-{environment}-byok-{resource}
  log_bucket: acme-byok-logs-of-{environment}
  alarms: {key-disabled: acme-key-disabled}
iam: {path: /acme/byok/}
"""


def names(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["names", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dev.yaml").write_text(LEAST)
    (tmp_path / "prod.yaml").write_text(LEAST.replace("name: dev", "name: prod").replace("apps-dev", "apps-prod") + NAMING)
    return tmp_path


@pytest.mark.parametrize(("environment", "format"), [("dev", "text"), ("prod", "text"), ("prod", "json")])
def test_it_shows_every_name_and_where_it_comes_from(folder: Path, golden: Golden, environment: str, format: str) -> None:
    code, shown, _ = names(environment, "--environments", folder, "--format", format)
    assert code == 0
    golden(GOLDEN / f"names-{environment}.{'txt' if format == 'text' else 'json'}", shown)


def test_lines_are_80_columns_wide_but_for_names_and_arns_that_stay_whole(folder: Path) -> None:
    for environment in ("dev", "prod"):
        lines = names(environment, "--environments", folder)[1].splitlines()
        assert not [line for line in lines if len(line) > 80 and " " in line.strip()]


def test_both_formats_say_the_same(folder: Path) -> None:
    text = names("prod", "--environments", folder)[1]
    made = json.loads(names("prod", "--environments", folder, "--format", "json")[1])
    for each in made["names"]:
        assert f"    {each['name']}\n" in text
        assert each["arn"] is None or each["arn"] in text
    assert {each["origin"] for each in made["names"]} == {"template", "override"}


def test_an_environment_that_there_is_not_ends_with_2_and_the_names_that_there_are(folder: Path) -> None:
    code, shown, said = names("staging", "--environments", folder)
    assert (code, shown) == (2, "")
    assert "no environment of this name" in said
    assert "dev, prod" in said


def test_a_broken_environment_ends_with_2_and_its_fault(folder: Path) -> None:
    (folder / "prod.yaml").write_text((folder / "prod.yaml").read_text().replace("acme-byok-logs", "Acme"))
    code, shown, said = names("prod", "--environments", folder)
    assert (code, shown) == (2, "")
    assert "naming.log_bucket" in said
    assert names("dev", "--environments", folder)[0] == 0
