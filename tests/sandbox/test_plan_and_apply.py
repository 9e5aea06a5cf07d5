"""`byok plan` and `byok apply` with real Terraform: what was reviewed is applied, and nothing else ever is."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.people import BREAK_GLASS, DEPLOYER, TENANT, TENANT_STRANGER, Person
from tests.sandbox.key_world import PEOPLE, KeyWorld, open_key_world

BYOK = Path(sys.prefix) / "bin" / "byok"
TRAIL = {"arn": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/account", "bucket": "example-logs"}
FINE, REFUSED, WRONG_INPUT = 0, 1, 2

Ended = subprocess.CompletedProcess[str]


class Project:
    """A folder with cdktf.json and the environment `pair`, in which the command is run."""

    def __init__(self, world: KeyWorld) -> None:
        self.world = world
        self.folder = world.environments.parent
        self.configure()

    def configure(self, tenant: Person = TENANT, *, rotation_days: int = 365) -> None:
        self.world.describe("pair", tenant, key={**PEOPLE, "rotation_days": rotation_days}, trail=TRAIL)

    def byok(self, *arguments: str) -> Ended:
        command = [str(BYOK), *arguments, "--environments", str(self.world.environments)]
        variables = self.world.deployment.variables
        return subprocess.run(command, cwd=self.folder, env=variables, capture_output=True, text=True, check=False)

    def plan(self, exit_code: int = FINE) -> dict[str, Any]:
        """Plans, and returns what is said of each stack."""
        ended = self.byok("plan", "pair", "--format", "json")
        assert ended.returncode == exit_code, ended.stdout + ended.stderr
        return {plan["name"]: plan for plan in json.loads(ended.stdout)["plans"]}

    def apply(self, *arguments: str) -> Ended:
        ended = self.byok("apply", "pair", "--yes", *arguments)
        assert "Traceback" not in ended.stderr
        return ended

    @property
    def state(self) -> Path:
        return self.folder / "terraform.pair-key.tfstate"

    @property
    def key_policy(self) -> str:
        return str(self.world.kms(DEPLOYER).get_key_policy(KeyId=self.key_arn, PolicyName="default")["Policy"])

    @property
    def key_arn(self) -> str:
        return json.loads(self.state.read_text())["outputs"]["key_arn"]["value"]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The environment, planned and applied in two steps by the command. What each step said is in `first` and `second`."""
    with open_key_world(tmp_path_factory.mktemp("reviewed")) as world:
        yield Project(world)


def rules(plans: dict[str, Any], stack: str) -> dict[str, str]:
    return {finding["rule"]: finding["weight"] for finding in plans[stack]["findings"]}


class TestInThisOrder:
    """One deployment after the other: each test begins where the one before it ended."""

    def test_nothing_is_applied_that_nobody_reviewed(self, project: Project) -> None:
        ended = project.apply()

        assert ended.returncode == WRONG_INPUT
        assert "Run byok plan pair first" in " ".join(ended.stderr.split())

    def test_an_environment_comes_to_be_in_two_reviewed_steps(self, project: Project) -> None:
        first = project.plan()
        assert {change["action"] for change in first["pair-key"]["changes"]} == {"create"}
        assert first["pair-alarms"]["waits_for"] == "pair-key"
        applied = project.apply()
        assert applied.returncode == FINE, applied.stdout + applied.stderr
        assert TENANT.arn in project.key_policy

        second = project.plan()
        assert second["pair-key"]["changes"] == []
        assert second["pair-alarms"]["waits_for"] == ""
        applied = project.apply()
        assert applied.returncode == FINE, applied.stdout + applied.stderr

        third = project.plan()
        assert [third[stack]["changes"] + third[stack]["findings"] for stack in ("pair-key", "pair-alarms")] == [[], []]

    def test_what_was_applied_is_not_applied_again(self, project: Project) -> None:
        assert project.apply().returncode == FINE
        serial = json.loads(project.state.read_text())["serial"]
        assert project.apply().returncode == WRONG_INPUT
        assert json.loads(project.state.read_text())["serial"] == serial

    def test_a_change_of_the_configuration_after_the_review_is_refused(self, project: Project) -> None:
        project.configure(rotation_days=300)
        project.plan()
        project.configure(rotation_days=200)
        ended = project.apply()

        assert ended.returncode == WRONG_INPUT
        assert "its configuration changed since it was planned" in " ".join(ended.stderr.split())
        project.configure(rotation_days=300)
        assert project.apply().returncode == FINE
        kms = project.world.kms(DEPLOYER)
        assert kms.get_key_rotation_status(KeyId=project.key_arn)["RotationPeriodInDays"] == 300

    def test_a_change_of_the_state_after_the_review_is_refused(self, project: Project) -> None:
        project.configure(rotation_days=365)
        project.plan()
        before = project.state.read_text()
        project.state.write_text(before.replace('"serial": ', '"serial": 1'))
        ended = project.apply()
        project.state.write_text(before)

        assert ended.returncode == WRONG_INPUT
        assert "its state changed since it was planned" in " ".join(ended.stderr.split())

    def test_what_blocks_is_not_applied_until_each_rule_is_accepted_by_name_and_reason(self, project: Project) -> None:
        project.configure(TENANT_STRANGER)
        planned = project.plan(exit_code=REFUSED)
        assert rules(planned, "pair-key")["tenant-role-changed"] == "block"

        refused = project.apply()
        assert refused.returncode == REFUSED
        assert "tenant-role-changed" in refused.stderr
        assert project.apply("--accept", "tenant-role-changed=short").returncode == WRONG_INPUT
        assert project.apply("--accept", "key-destroyed=a rule that does not block here").returncode == WRONG_INPUT
        assert TENANT.arn in project.key_policy

        accepted = project.apply("--accept", "tenant-role-changed=the cluster was made anew, ticket 4711")
        assert accepted.returncode == FINE, accepted.stdout + accepted.stderr
        assert "ticket 4711" in accepted.stdout
        assert TENANT_STRANGER.arn in project.key_policy

    def test_a_plan_that_does_anything_but_what_an_earlier_review_says_is_refused(self, project: Project) -> None:
        project.configure(TENANT_STRANGER, rotation_days=300)
        earlier = project.folder / "earlier.json"
        assert project.byok("plan", "pair", "--also", f"json={earlier}").returncode == FINE
        project.configure(TENANT_STRANGER, rotation_days=200)
        project.plan()
        other = project.apply("--fingerprint", str(earlier))
        assert other.returncode == REFUSED
        assert "pair-key is not the one" in other.stderr

        project.configure(TENANT_STRANGER, rotation_days=300)
        project.plan()
        same = project.apply("--fingerprint", str(earlier))
        assert same.returncode == FINE, same.stdout + same.stderr

    def test_a_key_whose_deletion_was_scheduled_behind_terraform_is_not_made_a_second_time(self, project: Project) -> None:
        arn = project.key_arn

        project.world.kms(BREAK_GLASS).schedule_key_deletion(KeyId=arn, PendingWindowInDays=30)
        planned = project.plan(exit_code=REFUSED)

        assert rules(planned, "pair-key")["key-created-again"] == "block"
        assert project.apply().returncode == REFUSED
        project.world.kms(BREAK_GLASS).cancel_key_deletion(KeyId=arn)
