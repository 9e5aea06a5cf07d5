"""The page about reviews shows a review as it is written, and an accepted risk that is one."""

import re
from pathlib import Path

from ruamel.yaml import YAML

from camunda_byok.accepted_risks import AcceptedRisk
from camunda_byok.output.review_text import as_text
from tests.conftest import Golden
from tests.output.reviews import EXAMPLE

PAGE = Path(__file__).parents[2] / "docs/review.md"
EXAMPLE_BLOCK = re.compile(
    r"(?<=<!-- Written by tests/output/test_review_page\.py; run pytest --update-golden\. -->\n\n)```text\n.*?```", re.DOTALL
)


def test_the_documented_review_is_current(golden: Golden) -> None:
    written, replaced = EXAMPLE_BLOCK.subn(lambda _: f"```text\n{as_text(EXAMPLE).plain}\n```", PAGE.read_text(encoding="utf-8"))
    assert replaced == 1
    golden(PAGE, written)


def test_the_documented_accepted_risk_is_valid_and_covers_the_finding_of_the_example() -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (said,) = YAML(typ="safe").load(block)["accepted_risks"]
    risk = AcceptedRisk.model_validate(said)
    (covered,) = [finding for _, finding in EXAMPLE.findings() if risk.covers(finding)]
    assert risk.reason in covered.accepted
    assert f"by {risk.owner} until {risk.expires}" in covered.accepted
