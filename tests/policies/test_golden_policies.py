"""The policies as a reviewer reads them: a change of a word of them shows in the golden file."""

from pathlib import Path

import pytest

from camunda_byok.policies.documents import to_json
from tests.conftest import Golden
from tests.policies.shapes import SHAPES

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("shape", SHAPES)
def test_the_policy_is_the_reviewed_one(shape: str, golden: Golden) -> None:
    golden(GOLDEN / f"{shape}.json", to_json(SHAPES[shape]) + "\n")


def test_every_golden_file_belongs_to_a_shape() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(SHAPES)
