import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tools.publish_review import WORKFLOWS, Publisher, marker, nothing_is_pending

RUN = "https://github.example/example/byok/actions/runs/7"
PLAN: dict[str, Any] = {"name": "prod-key", "changes": [], "noticed": [], "others": 0, "waits_for": "", "findings": []}
PENDING = {**PLAN, "changes": [{"address": "aws_kms_key.key", "action": "update"}]}


class GitHub:
    """Comments and issues, as GitHub would keep them."""

    def __init__(self, *written: dict[str, Any]) -> None:
        self.written = list(written)
        self.asked: list[tuple[str, str]] = []

    def __call__(self, path: str, *, method: str = "GET", fields: Mapping[str, str] | None = None) -> Any:
        self.asked.append((method, path))
        if method == "GET":
            return [each for each in self.written if each["state"] == "open"]
        if method == "POST":
            number = len(self.written) + 1
            made = {"id": number, "number": number, "user": {"login": WORKFLOWS}, "state": "open", **(fields or {})}
            if path.endswith("/comments") and self.written and "title" in self.written[0]:
                return made  # a comment of an issue
            self.written.append(made)
            return made
        (found,) = [each for each in self.written if str(each["id"]) == path.rsplit("/", 1)[1]]
        found.update(fields or {})
        return found

    @property
    def bodies(self) -> list[str]:
        return [each["body"] for each in self.written]


def reviewed(folder: Path, *plans: dict[str, Any], text: str = "the review") -> Path:
    (folder / "review.json").write_text(json.dumps({"version": 1, "plans": plans}))
    (folder / "review.md").write_text(f"{marker('prod')}\n{text}\n")
    return folder


def publisher(github: GitHub) -> Publisher:
    return Publisher(github, "example/byok", RUN)


def test_a_second_review_takes_the_place_of_the_first(tmp_path: Path) -> None:
    github = GitHub()
    publisher(github).comment("prod", 12, reviewed(tmp_path, PENDING, text="first"))
    publisher(github).comment("prod", 12, reviewed(tmp_path, PENDING, text="second"))

    assert github.bodies == [f"{marker('prod')}\nsecond\n"]
    assert github.asked[1] == ("POST", "repos/example/byok/issues/12/comments")
    assert github.asked[-1] == ("PATCH", "repos/example/byok/issues/comments/1")


@pytest.mark.parametrize(
    "other",
    [
        {"user": {"login": "somebody"}, "body": f"{marker('prod')}\nquoted by somebody"},
        {"user": {"login": WORKFLOWS}, "body": f"{marker('prod-2')}\nof another environment"},
        {"user": {"login": WORKFLOWS}, "body": f"about the marker {marker('prod')}"},
        {"user": {"login": WORKFLOWS}, "body": None},
    ],
)
def test_what_is_not_this_review_is_left_alone(other: dict[str, Any], tmp_path: Path) -> None:
    github = GitHub({"id": 1, "number": 1, "state": "open", **other})
    publisher(github).comment("prod", 12, reviewed(tmp_path, PENDING))

    assert github.bodies == [other["body"], f"{marker('prod')}\nthe review\n"]


def test_a_plan_that_failed_does_not_leave_the_last_review_standing(tmp_path: Path) -> None:
    github = GitHub()
    publisher(github).comment("prod", 12, reviewed(tmp_path, PENDING))
    (tmp_path / "review.md").unlink()
    publisher(github).comment("prod", 12, tmp_path)

    (body,) = github.bodies
    assert body.splitlines()[0] == marker("prod")
    assert "could not plan" in body
    assert RUN in body


def test_drift_opens_one_issue_updates_it_and_closes_it_when_it_is_gone(tmp_path: Path) -> None:
    github = GitHub()
    publisher(github).issue("prod", reviewed(tmp_path, PLAN, PENDING, text="drift"))
    publisher(github).issue("prod", reviewed(tmp_path, PLAN, PENDING, text="more drift"))
    (issue,) = github.written
    assert issue["state"] == "open"
    assert "more drift" in issue["body"]

    publisher(github).issue("prod", reviewed(tmp_path, PLAN, PLAN))
    assert issue["state"] == "closed"
    assert ("POST", "repos/example/byok/issues/1/comments") in github.asked

    publisher(github).issue("prod", reviewed(tmp_path, PENDING))
    assert len(github.written) == 2


def test_nothing_is_written_where_all_is_as_configured(tmp_path: Path) -> None:
    github = GitHub()
    publisher(github).issue("prod", reviewed(tmp_path, PLAN))

    assert {method for method, _ in github.asked} == {"GET"}


@pytest.mark.parametrize(
    "plan",
    [
        PENDING,
        {**PLAN, "noticed": [{"address": "aws_kms_key.key", "action": "update"}]},
        {**PLAN, "others": 1},
        {**PLAN, "waits_for": "prod-key"},
    ],
)
def test_each_thing_that_is_left_to_do_is_pending(plan: dict[str, Any], tmp_path: Path) -> None:
    assert nothing_is_pending(reviewed(tmp_path, PLAN))
    assert not nothing_is_pending(reviewed(tmp_path, PLAN, plan))


def test_no_review_is_not_taken_for_no_drift(tmp_path: Path) -> None:
    assert not nothing_is_pending(tmp_path)
