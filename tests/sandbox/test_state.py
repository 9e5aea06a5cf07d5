"""State for real: a bucket made for it, states moved there and back, a lock that holds, and roles that Terraform assumes."""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from ruamel.yaml import YAML

from camunda_byok.environment import Environment
from camunda_byok.permissions.catalog import policy_for
from sandbox.deployment import NO_CHANGES, REPOSITORY, Deployment
from sandbox.emulator import Emulator
from sandbox.people import CUSTOMER_ACCOUNT, DEPLOYER, STRANGER, Person
from sandbox.session import Session
from sandbox.world import World

BUCKET = "example-team-state"
EXTERNAL_ID = "camunda-byok-team"
PIPELINE = Person("pipeline", "555566667777", "/pipelines/", "deploy")
PLANNER = Person("planner", CUSTOMER_ACCOUNT, "/platform/", "byok-planner")
LEAST = f"""\
name: team
account: "{CUSTOMER_ACCOUNT}"
region: eu-west-1
deployers: [{DEPLOYER.arn}]
camunda: {{tenant_role: "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-1234"}}
"""
ROLES = f"access: {{deploy_role: {DEPLOYER.arn}, plan_role: {PLANNER.arn}, external_id: {EXTERNAL_ID}}}\n"
IN_S3 = f"state: {{backend: s3, bucket: {BUCKET}, region: eu-west-1"
MADE = f"{IN_S3}, create: true}}\n"
ITSELF_IN_S3 = f"{IN_S3}, create: true, own_state: s3}}\n"
KEY_STATE = "camunda-byok/team/key.tfstate"


class Checkout(Deployment):
    """Somebody's work directory with an environment of its own, so that two people can work side by side."""

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.environments = folder / "environments"
        self.environments.mkdir(parents=True)
        super().__init__(folder, environment="team", variables={**variables, "BYOK_ENVIRONMENTS": str(self.environments)})

    def write(self, *settings: str) -> None:
        (self.environments / "team.yaml").write_text("".join([LEAST, *settings]))

    def deploy_stack(self, stack: str, *options: str) -> subprocess.CompletedProcess[str]:
        return self._cdktf("deploy", stack, "--auto-approve", *options, *self._lock)

    def synthesize(self) -> None:
        """What `cdktf synth` does, without its start."""
        self._require(self._run([sys.executable, REPOSITORY / "main.py"], self.work_directory))

    def terraform_in(self, stack: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self._run([self.terraform, *arguments], self.stack(stack))

    def stack(self, name: str) -> Path:
        return self.work_directory / "cdktf.out" / "stacks" / name

    def move_state(self, stack: str) -> None:
        self.synthesize()
        self._require(self.terraform_in(stack, "init", "-migrate-state", "-force-copy", "-input=false", "-no-color"))

    def start_apply(self, stack: str) -> "subprocess.Popen[str]":
        """Begins an apply that waits for somebody to say yes, as it does for people, and holds the lock meanwhile."""
        return subprocess.Popen(
            [self.terraform, "apply", "-no-color"],
            cwd=self.stack(stack),
            env=self.variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


class Team:
    """Two checkouts on one account: one with the key, its state local, the other with the stack that makes the state bucket."""

    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self.world = World(emulator).prepare()
        team = Environment.model_validate(YAML(typ="safe").load("".join([LEAST, ROLES, IN_S3, "}\n"])))
        self.world.add(PLANNER, policy_for(team, "planner"))
        self.world.add(PIPELINE, allowing("sts:AssumeRole", [DEPLOYER.arn, PLANNER.arn]))
        self.emulator = emulator
        self.folder = folder
        self.key = self.checkout("key", DEPLOYER)
        self.bucket = self.checkout("bucket", PIPELINE)
        self.bucket_made: Future[subprocess.CompletedProcess[str]] = Future()
        self.s3 = self.world.client("s3", DEPLOYER)

    def checkout(self, name: str, person: Person, **variables: str) -> Checkout:
        ours = {**self.world.environment(person), "CDKTF_OUTDIR": "cdktf.out", **variables}
        return Checkout(self.folder / name, ours)

    def has_policy(self) -> bool:
        try:
            self.s3.get_bucket_policy(Bucket=BUCKET)
        except ClientError:
            return False
        return True

    def states(self) -> set[str]:
        listed = self.s3.list_objects_v2(Bucket=BUCKET)
        return {found["Key"] for found in listed.get("Contents", [])}


def allowing(action: str, resource: str | list[str]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}


def done(ended: subprocess.CompletedProcess[str]) -> str:
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def said(ended: subprocess.CompletedProcess[str]) -> str:
    """What was printed, as one line of words, without colours and frames."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m|[│╷╵]", "", ended.stdout + ended.stderr).split())


def refused(client: Any, operation: str, **parameters: Any) -> bool:
    try:
        getattr(client, operation)(**parameters)
    except ClientError as error:
        return error.response.get("Error", {}).get("Code") == "AccessDenied"
    return False


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("team")
    with Emulator(folder) as emulator, ThreadPoolExecutor() as meanwhile:
        team = Team(folder, emulator)
        for role in (DEPLOYER, PLANNER):
            trust(team, role, [PIPELINE])
        team.bucket.write(ROLES, MADE)
        # The provider waits a minute for the lifecycle, which no other test needs: they begin once the bucket has its policy.
        team.bucket_made = meanwhile.submit(team.bucket.deploy_stack, "state-team")
        team.key.write()
        team.key.synthesize()
        done(team.key.terraform_in("team-key", "init", "-input=false"))
        done(team.key.terraform_in("team-key", "apply", "-auto-approve", "-no-color"))
        while not team.bucket_made.done() and not team.has_policy():
            time.sleep(0.5)
        yield team


def trust(team: Team, role: Person, who: list[Person]) -> None:
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": [person.arn for person in who]},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}},
            }
        ],
    }
    iam = team.emulator.client("iam", team.emulator.root(role.account))
    iam.update_assume_role_policy(RoleName=role.role, PolicyDocument=json.dumps(document))


def test_a_local_state_moves_into_the_bucket_without_anything_being_touched(team: Team) -> None:
    team.key.write(IN_S3, "}\n")
    team.key.synthesize()
    assert "Backend configuration changed" in said(team.key.terraform_in("team-key", "init", "-input=false"))
    assert KEY_STATE not in team.states()

    assert "0 added, 0 changed, 0 destroyed" in said(team.key.deploy_stack("team-key", "--migrate-state"))
    assert KEY_STATE in team.states()
    assert team.key.plan("team-key").returncode == NO_CHANGES


def test_of_two_deployments_at_once_the_second_is_told_who_is_at_work(team: Team) -> None:
    team.key.write(IN_S3, "}\n", "key: {rotation_days: 180}\n")
    team.key.synthesize()
    other = team.checkout("other", DEPLOYER)
    shutil.copytree(team.key.stack("team-key"), other.stack("team-key"), symlinks=True)
    before = team.s3.get_object(Bucket=BUCKET, Key=KEY_STATE)["ETag"]

    with team.key.start_apply("team-key") as first:
        assert first.stdin is not None
        assert first.stdout is not None
        for line in first.stdout:
            if "Only 'yes' will be accepted" in line:
                break
        assert f"{KEY_STATE}.tflock" in team.states()
        second = other.terraform_in("team-key", "apply", "-auto-approve", "-no-color")
        assert second.returncode != 0
        assert team.s3.get_object(Bucket=BUCKET, Key=KEY_STATE)["ETag"] == before
        first.stdin.write("yes\n")
        first.stdin.close()
        rest = first.stdout.read()

    assert "Error acquiring the state lock" in said(second)
    assert re.search(r"Operation: OperationTypeApply Who: \S+@", said(second))
    assert "0 added, 1 changed, 0 destroyed" in rest
    assert f"{KEY_STATE}.tflock" not in team.states()


def test_a_lock_that_was_left_behind_is_released_by_its_id(team: Team) -> None:
    lock = {"ID": "8a9f0e52-7f7b-4e0c-9a53-0f5b6c1d2e3f", "Operation": "OperationTypeApply", "Who": "somebody@gone"}
    team.s3.put_object(Bucket=BUCKET, Key=f"{KEY_STATE}.tflock", Body=json.dumps(lock))
    assert "Who: somebody@gone" in said(team.key.terraform_in("team-key", "apply", "-auto-approve", "-no-color"))
    done(team.key.terraform_in("team-key", "force-unlock", "-force", lock["ID"]))
    assert f"{KEY_STATE}.tflock" not in team.states()


def test_a_pipeline_that_may_assume_two_roles_plans_as_the_one_and_deploys_as_the_other(team: Team) -> None:
    planning = team.checkout("planning", PIPELINE, BYOK_ACCESS="plan")
    deploying = team.checkout("deploying", PIPELINE)
    applied: list[str] = []
    for checkout in (planning, deploying):
        checkout.write(ROLES, IN_S3, "}\nkey: {rotation_days: 200}\n")
        checkout.synthesize()
        done(checkout.terraform_in("team-key", "init", "-input=false"))
        applied.append(said(checkout.terraform_in("team-key", "apply", "-auto-approve", "-no-color")))

    as_planner, as_deployer = applied
    assert "Plan: 0 to add, 1 to change, 0 to destroy" in as_planner
    assert "AccessDenied" in as_planner
    assert "0 added, 1 changed, 0 destroyed" in as_deployer
    assert f"assumed-role/{PLANNER.role}/camunda-byok-plan" in as_planner


def test_the_state_is_read_by_those_who_are_named_alone_and_no_version_of_it_can_be_removed(team: Team) -> None:
    team.world.permit(STRANGER, allowing("s3:*", "*"))
    stranger = team.world.client("s3", STRANGER)
    assert stranger.list_objects_v2(Bucket=BUCKET)["KeyCount"]  # his own policy lets him in, and no Deny is about names
    state = {"Bucket": BUCKET, "Key": KEY_STATE}
    for operation, more in (("get_object", {}), ("put_object", {"Body": b"{}"}), ("delete_object", {})):
        assert refused(stranger, operation, **state, **more)
    assert refused(stranger, "delete_bucket_policy", Bucket=BUCKET)

    version = team.s3.get_object(**state)["VersionId"]
    assert refused(team.s3, "delete_object", **state, VersionId=version)


def test_the_bucket_s_own_state_moves_into_it(team: Team) -> None:
    done(team.bucket_made.result())
    team.bucket.write(ROLES, ITSELF_IN_S3)
    team.bucket.move_state("state-team")
    assert "camunda-byok/team/state.tfstate" in team.states()
    assert team.bucket.plan("state-team").returncode == NO_CHANGES


def test_a_state_moves_back_out_of_the_bucket_without_anything_being_touched(team: Team) -> None:
    settings = "key: {rotation_days: 200}\n"
    team.key.write(settings)
    team.key.move_state("team-key")
    assert team.key.plan("team-key").returncode == NO_CHANGES
    assert (team.key.work_directory / "terraform.team-key.tfstate").is_file()


def test_a_planner_with_nothing_but_his_policy_can_plan_every_stack_and_change_none(deployed: Session) -> None:
    deployed.world.add(PLANNER, policy_for(deployed.environment, "planner"))
    deployment = deployed.deployment
    planning = {**deployment.variables, **deployed.world.environment(PLANNER)}
    deploying, deployment.variables = deployment.variables, planning
    try:
        plans = {stack: deployment.plan(stack) for stack in deployment.stacks}
    finally:
        deployment.variables = deploying
    assert {stack: said(ended) for stack, ended in plans.items() if ended.returncode != NO_CHANGES} == {}

    kms = deployed.world.client("kms", PLANNER)
    key = deployment.output("sandbox-key")["key_arn"]
    assert kms.describe_key(KeyId=key)
    for operation in ("disable_key_rotation", "enable_key"):
        with pytest.raises(ClientError, match="AccessDenied"):
            getattr(kms, operation)(KeyId=key)
