"""What IAM Access Analyzer found, and that nobody looked is a fact of its own."""

from datetime import datetime, timezone
from typing import Any

import pytest

from camunda_byok.inventory.live_kinds import Analysis, ExternalAccess, OutsideAccess
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.outside_access import outside_access
from camunda_byok.live.questions import answered
from tests.live.answering import Answering, Said, refused

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"
BUCKET = "arn:aws:s3:::logs"
NONE: Said = {"findings": []}
WHEN = datetime(2027, 1, 1, tzinfo=timezone.utc)


def analyzer(name: str, type: str = "ACCOUNT", status: str = "ACTIVE") -> dict[str, Any]:
    return {"name": name, "arn": f"arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/{name}", "type": type,
            "status": status, "createdAt": WHEN}  # fmt: skip


def finding(resource: str = KEY, **fields: Any) -> dict[str, Any]:
    return {
        "id": "1",
        "resource": resource,
        "resourceType": "AWS::KMS::Key",
        "resourceOwnerAccount": "111122223333",
        "status": "ACTIVE",
        "createdAt": WHEN,
        "analyzedAt": WHEN,
        "updatedAt": WHEN,
        "condition": {},
        "principal": {"AWS": "arn:aws:iam::444455556666:role/app"},
        "action": ["kms:Decrypt"],
        "isPublic": False,
    } | fields


def read(analyzers: Said, findings: Said = NONE) -> tuple[Analysis, dict[str, ExternalAccess], Answering]:
    clients = Answering({"accessanalyzer.ListAnalyzers": analyzers, "accessanalyzer.ListFindings": findings})
    picture = answered([outside_access("111122223333", "eu-west-1", {"key": KEY, "bucket": BUCKET}, clients)])
    (analysis,) = picture.all(Analysis)
    return analysis, {each.of: each for each in picture.all(ExternalAccess)}, clients


def test_a_finding_stands_at_the_thing_that_it_is_about() -> None:
    analysis, found, clients = read({"analyzers": [analyzer("byok")]}, {"findings": [finding()]})

    assert analysis.analyzers == ("byok",)
    assert found["key"].found == (
        OutsideAccess(principal="arn:aws:iam::444455556666:role/app", actions=("kms:Decrypt",), public=False),
    )
    assert found["bucket"].found == ()
    assert clients.asked[-1][2]["filter"] == {"resource": {"eq": [KEY, BUCKET]}, "status": {"eq": ["ACTIVE"]}}


def test_what_is_open_to_everybody_says_so() -> None:
    _, found, _ = read({"analyzers": [analyzer("byok")]}, {"findings": [finding(principal={"AWS": "*"}, isPublic=True)]})

    assert found["key"].found == (OutsideAccess(principal="*", actions=("kms:Decrypt",), public=True),)


def test_two_analyzers_that_find_the_same_find_it_once() -> None:
    two = {"analyzers": [analyzer("byok"), analyzer("all", "ORGANIZATION")]}
    _, found, clients = read(two, {"findings": [finding()]})

    assert sum(operation == "accessanalyzer.ListFindings" for _, operation, _ in clients.asked) == 2
    assert not isinstance(found["key"].found, Unknown)
    assert len(found["key"].found) == 1


@pytest.mark.parametrize(
    "others",
    [[], [analyzer("unused", "ACCOUNT_UNUSED_ACCESS")], [analyzer("broken", status="FAILED")]],
    ids=["none", "another type", "not at work"],
)
def test_where_no_analyzer_looks_that_is_the_fact_and_nothing_counts_as_closed(others: list[dict[str, Any]]) -> None:
    analysis, found, _ = read({"analyzers": others})

    assert analysis.analyzers == ()
    assert not found


def test_that_analyzers_may_not_be_listed_is_said_once() -> None:
    analysis, found, _ = read(refused())

    assert isinstance(analysis.analyzers, Unknown)
    assert "access-analyzer:ListAnalyzers is denied" in analysis.analyzers.reason
    assert not found


def test_that_findings_may_not_be_listed_is_not_that_there_are_none() -> None:
    analysis, found, _ = read({"analyzers": [analyzer("byok")]}, refused())

    assert analysis.analyzers == ("byok",)
    for each in found.values():
        assert isinstance(each.found, Unknown)
        assert "access-analyzer:ListFindings" in each.found.reason
