from typing import Any

import pytest

from tools.reviewed_run import merged_run, run_by_hand

REPOSITORY = "example/byok"
COMMIT, LAST, OTHER = "c" * 40, "1" * 40, "0" * 40


def pull(**fields: Any) -> dict[str, Any]:
    head = {"sha": LAST, "repo": {"full_name": REPOSITORY}}
    return {"merged_at": "2026-01-01T00:00:00Z", "merge_commit_sha": COMMIT, "head": head, **fields}


def github(*pulls: dict[str, Any], runs: dict[str, list[int]] | None = None) -> Any:
    def ask(path: str) -> Any:
        if path == f"repos/{REPOSITORY}/commits/{COMMIT}/pulls":
            return list(pulls)
        before, sha = path.split("head_sha=")
        assert before == f"repos/{REPOSITORY}/actions/workflows/plan.yml/runs?event=pull_request&status=success&"
        return {"workflow_runs": [{"id": number} for number in (runs or {}).get(sha, [])]}

    return ask


def test_the_last_good_run_for_the_merged_commit_is_found() -> None:
    assert merged_run(github(pull(), runs={LAST: [5, 9, 7]}), REPOSITORY, COMMIT) == 9


@pytest.mark.parametrize(
    ("pulls", "why"),
    [
        ((), "was not merged from a pull request"),
        ((pull(merged_at=None),), "was not merged from a pull request"),
        ((pull(merge_commit_sha=OTHER),), "was not merged from a pull request"),
        ((pull(head={"sha": LAST, "repo": {"full_name": "somebody/byok"}}),), "from a fork"),
        ((pull(head={"sha": LAST, "repo": None}),), "from a fork"),
        ((pull(head={"sha": OTHER, "repo": {"full_name": REPOSITORY}}),), "No plan of the pull request's last commit"),
    ],
)
def test_what_nobody_can_have_reviewed_does_not_count(pulls: tuple[dict[str, Any], ...], why: str) -> None:
    found = merged_run(github(*pulls, runs={LAST: [9]}), REPOSITORY, COMMIT)

    assert isinstance(found, str)
    assert why in found


RUN = {"event": "workflow_dispatch", "head_sha": COMMIT, "conclusion": "success", "path": ".github/workflows/plan.yml"}


def test_a_run_by_hand_on_this_commit_counts() -> None:
    assert run_by_hand(lambda path: RUN, REPOSITORY, COMMIT, 9) == 9


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("event", "pull_request"),
        ("head_sha", OTHER),
        ("conclusion", "failure"),
        ("path", ".github/workflows/another.yml"),
    ],
)
def test_a_run_of_something_else_does_not(name: str, value: str) -> None:
    found = run_by_hand(lambda path: {**RUN, name: value}, REPOSITORY, COMMIT, 9)

    assert isinstance(found, str)
    assert value in found
