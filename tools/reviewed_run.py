"""Finds the run of the workflow `plan` in which a commit was reviewed, whose artifacts are the reviews that people have read.

python3 tools/reviewed_run.py COMMIT              the run for the pull request that was merged as this commit
python3 tools/reviewed_run.py COMMIT --by-hand N  the run N, if somebody started it on this commit

Prints the run's number. Needs GH_TOKEN and GITHUB_REPOSITORY in the environment.
"""

import argparse
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.github import Api, api

WORKFLOW = ".github/workflows/plan.yml"
BY_HAND = "Run the workflow plan by hand, read its review, and run the workflow deploy with the number of that run."


def merged_run(ask: Api, repository: str, commit: str) -> int | str:
    """Returns the number of the run that reviewed the merged pull request, or why none counts."""
    merged = [
        pull["head"]
        for pull in ask(f"repos/{repository}/commits/{commit}/pulls")
        if pull["merged_at"] and pull["merge_commit_sha"] == commit
    ]
    if not merged:
        return "The commit was not merged from a pull request, so nobody has reviewed a plan of it."
    (head, *_) = merged
    # Whoever owns a fork decides what its workflows upload.
    if head["repo"] is None or head["repo"]["full_name"] != repository:
        return "The commit was merged from a fork, for which nothing is planned."
    asked = f"repos/{repository}/actions/workflows/plan.yml/runs?event=pull_request&status=success&head_sha={head['sha']}"
    numbers = [run["id"] for run in ask(asked)["workflow_runs"]]
    return max(numbers) if numbers else "No plan of the pull request's last commit ended well."


def run_by_hand(ask: Api, repository: str, commit: str, number: int) -> int | str:
    """Returns the number again, or why that run does not count: it must have planned this commit, and not a pull request's."""
    run = ask(f"repos/{repository}/actions/runs/{number}")
    wanted = {"event": "workflow_dispatch", "head_sha": commit, "conclusion": "success"}
    differing = [f"{name} is {run[name]}, not {value}" for name, value in wanted.items() if run[name] != value]
    if run["path"].partition("@")[0] != WORKFLOW:
        differing.append(f"path is {run['path']}, not {WORKFLOW}")
    return f"The run {number} does not count: {'; '.join(differing)}." if differing else number


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(
        prog="reviewed_run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("commit")
    options.add_argument("--by-hand", type=int, metavar="N")
    chosen = options.parse_args(arguments)
    repository = os.environ["GITHUB_REPOSITORY"]
    if chosen.by_hand is None:
        found = merged_run(api, repository, chosen.commit)
    else:
        found = run_by_hand(api, repository, chosen.commit, chosen.by_hand)
    if isinstance(found, str):
        print(f"{found}\n{BY_HAND}", file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
