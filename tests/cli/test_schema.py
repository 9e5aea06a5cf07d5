"""What `byok schema` prints is what the checkout holds, and agrees with what `byok validate` accepts."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from typer.testing import CliRunner

from camunda_byok.cli.main import app
from camunda_byok.schema import environment_schema
from tests.strategies import environment_data

ROOT = Path(__file__).parents[2]
GENERATED = "<!-- Written by `byok schema --format markdown`; do not edit below this line. -->\n\n"


def printed(*options: str) -> str:
    result = CliRunner().invoke(app, ["schema", *options])
    assert result.exit_code == 0
    return result.stdout


def test_the_committed_schema_is_current() -> None:
    assert (ROOT / "environments/schema.json").read_text() == printed(), "Run: byok schema > environments/schema.json"


def test_the_committed_schema_of_conventions_is_current() -> None:
    committed = (ROOT / "environments/conventions.schema.json").read_text()
    assert committed == printed("--conventions"), "Run: byok schema --conventions > environments/conventions.schema.json"


def test_the_documented_fields_are_current() -> None:
    page = (ROOT / "docs/configuration.md").read_text()
    assert page.partition(GENERATED)[2] == printed("--format", "markdown")


def objects(schema: Any) -> list[dict[str, Any]]:
    """Returns every part of the schema that describes an object with fields."""
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    here = [schema] if isinstance(schema, dict) and isinstance(schema.get("properties"), dict) else []
    return here + [found for part in inner for found in objects(part)]


def test_every_field_is_described_and_no_other_is_allowed() -> None:
    definitions = environment_schema()["$defs"]
    assert len(objects(environment_schema())) == len(definitions) + 1
    for described in objects(environment_schema()):
        assert described["additionalProperties"] is False
        for name, field in described["properties"].items():
            text = field.get("description") or definitions[field["$ref"].rpartition("/")[2]]["description"]
            assert text.endswith("."), name
            assert "\n" not in text


def test_the_schema_knows_the_limits_that_aws_publishes() -> None:
    definitions = environment_schema()["$defs"]
    rotation = definitions["ManagedKey"]["properties"]["rotation_days"]
    window = definitions["ManagedKey"]["properties"]["deletion_window_days"]
    assert (rotation["minimum"], rotation["maximum"], rotation["default"]) == (90, 2560, 365)
    assert (window["minimum"], window["maximum"], window["default"]) == (7, 30, 30)
    assert 2557 in definitions["OwnTrail"]["properties"]["log_group_days"]["enum"]
    silent = definitions["Alarms"]["properties"]["silent_after_hours"]
    assert (silent["minimum"], silent["maximum"]) == (1, 168)


def test_the_schema_demands_the_kind_of_a_destination() -> None:
    definitions = environment_schema()["$defs"]
    kinds = definitions["Alarms"]["properties"]["destinations"]["items"]["discriminator"]["mapping"]
    for kind, reference in kinds.items():
        described = definitions[reference.rpartition("/")[2]]
        assert described["properties"]["kind"]["const"] == kind
        assert described["required"][0] == "kind"


def test_no_value_may_be_empty_and_no_lock_is_said_with_false() -> None:
    assert '"null"' not in printed()
    assert {"const": False} in environment_schema()["$defs"]["OwnTrail"]["properties"]["object_lock"]["anyOf"]


def fits(value: Any, schema: dict[str, Any], definitions: dict[str, Any]) -> bool:
    """Judges a value by the few words of JSON Schema that ours is written in."""
    if "$ref" in schema and not fits(value, definitions[schema["$ref"].rpartition("/")[2]], definitions):
        return False
    if "oneOf" in schema and sum(fits(value, choice, definitions) for choice in schema["oneOf"]) != 1:
        return False
    if "anyOf" in schema and not any(fits(value, choice, definitions) for choice in schema["anyOf"]):
        return False
    types = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
    if "type" in schema and not isinstance(value, types[schema["type"]]) and schema.get("format") != "date":
        return False
    if "const" in schema and (value != schema["const"] or type(value) is not type(schema["const"])):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "pattern" in schema and not re.search(schema["pattern"], value):
        return False
    if "minimum" in schema and not schema["minimum"] <= value <= schema["maximum"]:
        return False
    if schema.get("type") == "array":
        counted = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        return counted and all(fits(entry, schema["items"], definitions) for entry in value)
    if isinstance(value, dict) and "properties" in schema:
        named = set(schema.get("required", [])) <= set(value) <= set(schema["properties"])
        return named and all(fits(inner, schema["properties"][name], definitions) for name, inner in value.items())
    return True


@settings(max_examples=25)
@given(environment_data())
def test_an_editor_finds_no_fault_in_a_valid_environment(data: dict[str, Any]) -> None:
    schema = environment_schema()
    assert fits(data, schema, schema["$defs"])


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Prod"},
        {"account": "1"},
        {"account": 111122223333},
        {"region": "eu-west-9"},
        {"deployers": []},
        {"key": {"rotation_days": 89}},
        {"key": {"arn": "x", "rotation_days": 365}},
        {"key": {"adopt": "x", "policy": "loose"}},
        {"key": {"adopt": "x", "second_key": "replica"}},
        {"second_region": "eu-west-9"},
        {"trail": {"object_lock": True}},
        {"trail": {"object_lock": None}},
        {"trail": {"environment": "prod", "retention_days": 400}},
        {"trail": {"arn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/x"}},
        {"trail": {"archive": {"bucket": "example", "account": "1"}}},
        {"state": {"backend": "s3"}},
        {"nmae": "x"},
        {"alarms": {"destinations": [{"address": "a@example.com"}]}},
        {"alarms": {"destinations": [{"kind": "email"}]}},
        {"alarms": {"destinations": [{"kind": "email", "url": "https://example.com"}]}},
        {"alarms": {"destinations": [{"kind": "email", "address": "a@example.com", "min_severity": "PAGE"}]}},
        {"alarms": {"silent_after_hours": 169}},
    ],
)
def test_an_editor_finds_what_a_schema_can_say(change: dict[str, Any]) -> None:
    least = {
        "name": "dev",
        "account": "111122223333",
        "region": "eu-west-1",
        "deployers": ["arn:aws:iam::111122223333:role/x"],
        "camunda": {"tenant_role": "arn:aws:iam::444455556666:role/x"},
    }
    schema = environment_schema()
    assert fits(least, schema, schema["$defs"])
    assert not fits({**least, **change}, schema, schema["$defs"])
