"""The workflows for GitHub are safe to copy, and call what is there."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from ruamel.yaml import YAML
from typer.core import TyperGroup
from typer.exceptions import TyperException

from camunda_byok.cli.main import app
from tests.application import ROOT

WORKFLOWS = {file.stem: YAML(typ="safe").load(file) for file in sorted((ROOT / ".github/workflows").glob("*.yml"))}
ACTIONS = {file.parent.name: YAML(typ="safe").load(file) for file in sorted((ROOT / ".github/actions").glob("*/action.yml"))}
OUR_OWN = "./.github/actions/"
ZIZMOR = Path(sys.prefix) / "bin" / "zizmor"
WRITES = {
    "comment": {"pull-requests"},
    "issue": {"issues"},
    "plan": {"id-token"},
    "deploy": {"id-token"},
    "rotations": {"id-token"},
}
"""The only jobs that may write anything, and what."""


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for workflow, content in WORKFLOWS.items():
        for name, job in content["jobs"].items():
            yield workflow, name, job


def steps() -> list[dict[str, Any]]:
    of_actions = [step for action in ACTIONS.values() for step in action["runs"]["steps"]]
    return [step for _, _, job in jobs() for step in job["steps"]] + of_actions


def scripts() -> list[str]:
    return [step["run"] for step in steps() if "run" in step]


def texts() -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in sorted((ROOT / ".github").rglob("*.yml"))}


def test_there_is_a_workflow_for_each_purpose() -> None:
    assert set(WORKFLOWS) == {"ci", "deploy", "drift", "plan", "rotations"}


def test_zizmor_finds_nothing() -> None:
    ended = subprocess.run(
        [ZIZMOR, "--offline", "--no-progress", "--pedantic", ROOT / ".github"], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_every_action_of_somebody_else_is_pinned_by_commit_and_says_which_version_that_is() -> None:
    used = [match for text in texts().values() for match in re.findall(r"uses: +(\S+)(.*)", text)]
    theirs = [(action, comment) for action, comment in used if not action.startswith(OUR_OWN)]

    assert len(theirs) > 10
    for action, comment in theirs:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), action
    assert len({action.split("@")[0] for action, _ in theirs}) == len(set(theirs)), "one action in two versions"


def test_what_we_use_of_our_own_is_there() -> None:
    used = {step["uses"] for step in steps() if step.get("uses", "").startswith(OUR_OWN)}

    assert used == {OUR_OWN + name for name in ACTIONS}


def test_nothing_runs_with_the_rights_of_the_repository_on_somebody_elses_code() -> None:
    for workflow, content in WORKFLOWS.items():
        triggers = content[True] if True in content else content["on"]  # YAML 1.1 takes `on` for yes
        assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(triggers), workflow


def test_every_job_states_what_it_may_and_few_may_write() -> None:
    for workflow, name, job in jobs():
        assert WORKFLOWS[workflow]["permissions"] == {}, workflow
        writes = {what for what, access in job["permissions"].items() if access != "read"}
        assert writes == WRITES.get(name, set()), f"{workflow}: {name}"


def test_no_job_has_credentials_of_aws_and_a_token_that_writes() -> None:
    for _, name, job in jobs():
        rights = job["permissions"]
        if "id-token" in rights:
            assert {what for what, access in rights.items() if access == "write"} == {"id-token"}, name


def test_no_credential_is_kept() -> None:
    for name, text in texts().items():
        assert "secrets." not in text, name
    checkouts = [step for step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == sum(1 for _, name, _ in jobs() if name != "planned")
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_a_fork_gets_no_credentials() -> None:
    assert "github.event.pull_request.head.repo.full_name == github.repository" in WORKFLOWS["plan"]["jobs"]["plan"]["if"]


def test_what_comes_from_outside_never_becomes_a_part_of_a_script() -> None:
    assert scripts()
    assert [script for script in scripts() if "${{" in script] == []


def test_only_reviews_are_uploaded_and_never_a_plan() -> None:
    uploads = [step["with"] for step in steps() if step.get("uses", "").startswith("actions/upload-artifact@")]

    assert [each["path"] for each in uploads] == ["review/"]
    written = re.findall(r"review/([\w.-]+)", " ".join(scripts()))
    assert set(written) == {"review.md", "review.json", "exit-code"}


def test_deployments_wait_for_approval_and_for_each_other() -> None:
    deploy = WORKFLOWS["deploy"]["jobs"]["deploy"]

    assert deploy["environment"] == "${{ matrix.environment }}"
    assert deploy["concurrency"] == {"group": "deploy-${{ matrix.environment }}", "cancel-in-progress": False}


def test_what_can_hold_the_state_is_never_cancelled() -> None:
    for workflow in ("plan", "deploy", "drift"):
        assert WORKFLOWS[workflow]["concurrency"]["cancel-in-progress"] is False, workflow


@pytest.mark.parametrize("script", scripts())
def test_a_shell_can_read_every_script(script: str) -> None:
    subprocess.run(["bash", "-n"], input=script, text=True, check=True, timeout=10)


def test_every_tool_that_is_called_is_there() -> None:
    called = set(re.findall(r"python3 (\S+)", "\n".join(scripts())))

    assert len(called) == 4
    assert all((ROOT / path).is_file() for path in called)


def test_no_state_that_is_lost_with_the_runner_is_ever_applied() -> None:
    (applies,) = [script.splitlines() for script in scripts() if "byok apply" in script]

    asks, applied = (next(n for n, line in enumerate(applies) if what in line) for what in ("require_shared_state", "byok apply"))
    assert asks < applied


def byok_commands() -> list[list[str]]:
    """Returns the words of each `byok` command that a workflow runs, as the shell would make them for the environment prod."""
    lines = [line.strip().partition(" ||")[0] for script in scripts() for line in script.splitlines()]
    return [shlex.split(line.replace("$NAME", "prod"))[1:] for line in lines if line.startswith("byok ")]


def test_the_workflows_plan_apply_and_ask_for_rotations() -> None:
    assert sorted(words[0] for words in byok_commands()) == ["apply", "plan", "plan", "rotations"]


PAGE = (ROOT / "docs" / "pipelines.md").read_text("utf-8")


def test_every_variable_that_a_workflow_reads_is_explained_and_no_other() -> None:
    used = {name for text in texts().values() for name in re.findall(r"vars\.(\w+)", text)}

    assert used == {"BYOK_PLAN_ROLE", "BYOK_DEPLOY_ROLE", "BYOK_REGION"}
    assert used == set(re.findall(r"`(BYOK_(?:\w+_ROLE|REGION))`", PAGE))


def test_the_page_names_every_workflow() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == set(WORKFLOWS)


def test_the_documented_roles_trust_this_repository_alone_and_deploying_one_environment_alone() -> None:
    (plan, deploy) = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
    provider = "token.actions.githubusercontent.com"
    repository = "repo:example@1234567/byok@89012345:"

    for policy in (plan, deploy):
        (statement,) = policy["Statement"]
        assert statement["Principal"] == {"Federated": f"arn:aws:iam::111122223333:oidc-provider/{provider}"}
        assert set(statement["Condition"]) == {"StringEquals"}, "a wildcard lets strangers in"
        assert statement["Condition"]["StringEquals"][f"{provider}:aud"] == "sts.amazonaws.com"
    (planning, deploying) = [each["Statement"][0]["Condition"]["StringEquals"][f"{provider}:sub"] for each in (plan, deploy)]
    assert planning == [f"{repository}pull_request", f"{repository}ref:refs/heads/main"]
    assert deploying == f"{repository}environment:prod"


def read_by_byok(command: str, *arguments: str) -> None:
    """Lets the real command read its arguments, without running it."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    assert command in group.commands
    group.commands[command].make_context(command, list(arguments))


@pytest.mark.parametrize("words", byok_commands(), ids=" ".join)
def test_byok_knows_every_command_that_a_workflow_runs(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "review").mkdir()
    (tmp_path / "review" / "review.json").write_text("{}")

    read_by_byok(*words)


def test_an_option_that_byok_does_not_know_would_be_noticed() -> None:
    read_by_byok("names", "prod", "--format", "json")
    with pytest.raises(TyperException, match="No such option: --fingerprints"):
        read_by_byok("names", "prod", "--fingerprints", "file")
