"""Finds the run of the workflow `plan` in which a merged commit was reviewed: `python3 tools/reviewed_run.py COMMIT`.

Prints the run's number. Its artifacts are the reviews that people read before they merged. Needs GH_TOKEN and GITHUB_REPOSITORY.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.github import Api, api

BY_HAND = "Run the workflow plan by hand, read its review, and run the workflow deploy with the number of that run."


def reviewed_run(ask: Api, repository: str, commit: str) -> int | str:
    """Returns the number of the run, or why there is none that counts."""
    merged = [
        pull["head"]
        for pull in ask(f"repos/{repository}/commits/{commit}/pulls")
        if pull["merged_at"] and pull["merge_commit_sha"] == commit
    ]
    if not merged:
        return "The commit was not merged from a pull request, so nobody has reviewed a plan of it."
    head = merged[0]
    # Whoever owns a fork decides what its workflows upload.
    if head["repo"] is None or head["repo"]["full_name"] != repository:
        return "The commit was merged from a fork, for which nothing is planned."
    asked = f"repos/{repository}/actions/workflows/plan.yml/runs?event=pull_request&status=success&head_sha={head['sha']}"
    numbers = [run["id"] for run in ask(asked)["workflow_runs"] if run["head_sha"] == head["sha"]]
    return max(numbers) if numbers else "No plan of the pull request's last commit ended well."


def main(arguments: list[str]) -> int:
    (commit,) = arguments
    found = reviewed_run(api, os.environ["GITHUB_REPOSITORY"], commit)
    if isinstance(found, str):
        print(f"{found}\n{BY_HAND}", file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
