"""A review as JSON: the published schema describes it, and nothing that was found is missing."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from camunda_byok.output.review_json import as_json
from camunda_byok.review import Review
from tests.conftest import Golden
from tests.output.reviews import EXAMPLE, HOSTILE, HOSTILE_TEXTS, UNTOUCHED

GOLDEN = Path(__file__).parent / "golden"
SCHEMA: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs/review.schema.json").read_text(encoding="utf-8"))


def objects_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [schema, *schema["$defs"].values()]


def test_the_text_is_the_reviewed_one(golden: Golden) -> None:
    golden(GOLDEN / "review.json", as_json(EXAMPLE) + "\n")


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("review", [EXAMPLE, Review(plans=(UNTOUCHED,)), *HOSTILE.values()])
def test_it_is_what_the_published_schema_describes(review: Review) -> None:
    jsonschema.validate(json.loads(as_json(review)), SCHEMA)


def test_every_field_is_always_there_and_described() -> None:
    for described in objects_of(SCHEMA):
        assert described["required"] == list(described["properties"])
        assert described["additionalProperties"] is False
        assert all(field["description"].endswith(".") for field in described["properties"].values())


@pytest.mark.parametrize("field", ["version", "blocks", "verdict", "plans"])
def test_the_schema_is_heard(field: str) -> None:
    written = json.loads(as_json(EXAMPLE))
    del written[field]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(written, SCHEMA)


def test_it_holds_what_blocks_what_was_accepted_and_what_nobody_can_tell() -> None:
    written = json.loads(as_json(EXAMPLE))
    findings = [finding for plan in written["plans"] for finding in plan["findings"]]
    assert written["blocks"] is True
    assert written["version"] == 1
    assert [finding["address"] for finding in findings if finding["blocks"]] == ["aws_kms_key.key_2"]
    assert len([finding for finding in findings if finding["accepted"]]) == 1
    assert len([finding for finding in findings if finding["cannot_tell"]]) == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_values_come_back_as_they_were_and_are_not_obeyed_by_a_terminal(name: str) -> None:
    written = as_json(HOSTILE[name])
    assert json.loads(written)["plans"][0]["changes"][0]["fields"][0]["before"] == HOSTILE_TEXTS[name]
    assert all(" " <= character <= "~" for character in written.replace("\n", ""))
