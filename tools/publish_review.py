"""Puts a review where people read it: into one comment of a pull request, or into one issue, which are updated and not repeated.

python3 tools/publish_review.py comment NAME NUMBER --folder DIR   the pull request's comment about the environment NAME
python3 tools/publish_review.py issue NAME --folder DIR            the open issue about NAME, closed when nothing is pending

DIR holds what `byok plan NAME` wrote, review.md and review.json; without them it could not plan, and that is what is said.
Needs GH_TOKEN, GITHUB_REPOSITORY and GITHUB_RUN_URL in the environment.
"""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.github import Api, api

WORKFLOWS = "github-actions[bot]"
"""Who writes with a job's token. Whatever somebody else wrote is left alone, the marker or not."""


@dataclass(frozen=True)
class Publisher:
    """Writes in one repository."""

    ask: Api
    repository: str
    run_url: str
    """Where the run can be read that made the review."""

    def comment(self, name: str, number: int, folder: Path) -> None:
        """Writes the review into the pull request's comment about this environment; makes it where there is none."""
        fields = {"body": self._body(name, folder)}
        of_request = f"repos/{self.repository}/issues/{number}/comments"
        found = _ours(self.ask(of_request), name)
        if found:
            self.ask(f"repos/{self.repository}/issues/comments/{found['id']}", method="PATCH", fields=fields)
        else:
            self.ask(of_request, method="POST", fields=fields)

    def issue(self, name: str, folder: Path) -> None:
        """Opens, updates or closes the issue about this environment."""
        issues = f"repos/{self.repository}/issues"
        found = _ours(self.ask(f"{issues}?state=open&per_page=100"), name)
        if nothing_is_pending(folder):
            if found:
                said = {"body": f"What is deployed is what is configured again: {self.run_url}"}
                self.ask(f"{issues}/{found['number']}/comments", method="POST", fields=said)
                self.ask(f"{issues}/{found['number']}", method="PATCH", fields={"state": "closed"})
            return
        fields = {"title": f"{name}: what is deployed is not what is configured", "body": self._body(name, folder)}
        if found:
            self.ask(f"{issues}/{found['number']}", method="PATCH", fields=fields)
        else:
            self.ask(issues, method="POST", fields=fields)

    def _body(self, name: str, folder: Path) -> str:
        review = folder / "review.md"
        if review.is_file():
            return review.read_text(encoding="utf-8")
        why = f"`byok plan {name}` could not plan, so there is no review. The reason is in the log: {self.run_url}"
        return f"{marker(name)}\n{why}\n"


def marker(name: str) -> str:
    """Returns the first line of every review of this environment."""
    return f"<!-- camunda-byok review: {name} -->"


def _ours(written: list[Mapping[str, Any]], name: str) -> Mapping[str, Any] | None:
    for each in written:
        lines = (each["body"] or "").splitlines()
        if each["user"]["login"] == WORKFLOWS and lines and lines[0].strip() == marker(name):
            return each
    return None


def nothing_is_pending(folder: Path) -> bool:
    """Returns whether the review says that a deployment would change nothing, and that nobody changed anything by hand."""
    review = folder / "review.json"
    if not review.is_file():
        return False
    plans = json.loads(review.read_text(encoding="utf-8"))["plans"]
    return all(not (plan["changes"] or plan["noticed"] or plan["others"] or plan["waits_for"]) for plan in plans)


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(
        prog="publish_review", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    to = options.add_subparsers(dest="to", required=True)
    comment, issue = to.add_parser("comment"), to.add_parser("issue")
    for command in (comment, issue):
        command.add_argument("name")
        command.add_argument("--folder", type=Path, required=True)
    comment.add_argument("number", type=int)
    chosen = options.parse_args(arguments)
    publisher = Publisher(api, os.environ["GITHUB_REPOSITORY"], os.environ["GITHUB_RUN_URL"])
    if chosen.to == "comment":
        publisher.comment(chosen.name, chosen.number, chosen.folder)
    else:
        publisher.issue(chosen.name, chosen.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
