"""A key is replaced: the successor is made beside it, takes over, and at the end Terraform lets go of the old one.

One deployment goes through all stages. Between them Terraform does what the stage says and nothing to either key.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from camunda_byok.environment_review import review_environment
from camunda_byok.finding import Finding
from camunda_byok.terraform.reviewed_plans import Planned
from sandbox.deployment import NO_CHANGES
from sandbox.people import BREAK_GLASS, TENANT, TENANT_STRANGER
from tests.sandbox.key_world import PEOPLE, KeyWorld, open_key_world

NEW_CLUSTER = TENANT_STRANGER
"""Camunda's role of the cluster that takes over."""
STACK = "pair-key"
OF_STAGE: dict[str, dict[str, Any]] = {
    "one key": {},
    "a successor": {"successor": {"tenant_role": NEW_CLUSTER.arn}},
    "withdrawn": {"successor": {"withdrawn": True}},
    "taken over": {"generation": 2, "predecessor": {"tenant_role": TENANT.arn}},
    "left out": {"generation": 2},
}
BEFORE = ("one key", "a successor", "withdrawn")


class Replacement:
    """What each stage's plan does and what the review says of it, and whether a plan after it was empty."""

    def __init__(self, world: KeyWorld) -> None:
        self.world = world
        self.old = self.new = ""
        self.plans: dict[str, dict[str, Any]] = {}
        self.findings: dict[str, dict[str, Finding]] = {}
        """By the names of stages, and of plans that were not applied; then by rule, of the old key or the new."""
        self.empty_after: dict[str, bool] = {}
        self.keys_after: dict[str, dict[str, Any]] = {}

    def walk(self) -> None:
        kms = self.world.kms(BREAK_GLASS)
        self.go("one key")
        self.old = self.output("key_arn")
        self.go("a successor")
        self.new = self.output("successor_key_arn")
        self.keys_after["a successor"] = self.seen()
        self.look("withdrawn")
        self.look("successor dropped", as_stage="one key")
        self.go("taken over")
        self.keys_after["taken over"] = self.seen()
        self.look("left out too early", as_stage="left out")
        kms.disable_key(KeyId=self.old)
        self.go("in quarantine", as_stage="taken over")
        self.keys_after["in quarantine"] = self.seen()
        kms.schedule_key_deletion(KeyId=self.old, PendingWindowInDays=30)
        self.look("kept though it is pending deletion", as_stage="taken over")
        self.go("let go", predecessor={"arn": self.old, "tenant_role": TENANT.arn})
        self.keys_after["let go"] = self.seen()
        self.look("left out")

    def go(self, stage: str, *, as_stage: str = "", **key: Any) -> None:
        """Deploys what a stage declares."""
        self.look(stage, as_stage=as_stage, **key)
        self.world.deployment.apply(STACK)
        if stage in ("a successor", "let go"):
            self.empty_after[stage] = self.world.deployment.plan(STACK).returncode == NO_CHANGES

    def look(self, stage: str, *, as_stage: str = "", **key: Any) -> None:
        """Plans what a stage declares, and reviews the plan with the configuration."""
        declared = as_stage or stage
        tenant = TENANT if declared in BEFORE else NEW_CLUSTER
        settings = {**PEOPLE, **OF_STAGE.get(declared, {"generation": 2}), **key}
        environment = self.world.describe("pair", tenant, key=settings)
        deployment = self.world.deployment
        if self.plans:
            self.world.synthesize(environment)
        else:  # as users do it, which takes seconds
            deployment.synthesize()
            deployment.initialize(STACK)
        plan = self.plans[stage] = deployment.planned(STACK)
        planned = Planned(stack=STACK, plan=json.dumps(plan).encode())
        review = review_environment(environment, [planned], today=date(2026, 11, 1))
        self.findings[stage] = {
            finding.rule: finding for each in review.plans for finding in each.findings if "aws_kms_key.key" in finding.address
        }

    def output(self, name: str) -> str:
        return self.world.deployment.output(STACK)[name]

    def seen(self) -> dict[str, Any]:
        """What KMS says of both keys."""
        kms = self.world.kms(BREAK_GLASS)
        aliases = {each["AliasName"]: each["TargetKeyId"] for each in kms.list_aliases()["Aliases"] if "TargetKeyId" in each}
        return {
            which: {
                "state": kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"],
                "policy": json.loads(kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"]),
                "aliases": [name for name, target in aliases.items() if target in arn],
            }
            for which, arn in (("old", self.old), ("new", self.new))
        }

    def changes(self, stage: str) -> dict[str, list[str]]:
        """Returns what a plan does, by address."""
        changes = {each["address"]: each["change"]["actions"] for each in self.plans[stage].get("resource_changes", [])}
        return {address: actions for address, actions in changes.items() if actions != ["no-op"]}

    def weights(self, stage: str) -> dict[str, str]:
        return {rule: finding.weight.value for rule, finding in self.findings[stage].items()}


@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replacement]:
    with open_key_world(tmp_path_factory.mktemp("successor")) as world:
        replacement = Replacement(world)
        replacement.walk()
        yield replacement


def test_the_successor_is_made_beside_the_key_and_nothing_else_happens(replaced: Replacement) -> None:
    made = {f"{type}.key_2": ["create"] for type in ("aws_kms_alias", "aws_kms_key", "terraform_data")}

    assert replaced.changes("a successor") == made
    assert replaced.weights("a successor") == {}
    assert replaced.keys_after["a successor"]["old"]["aliases"] == ["alias/camunda/pair"]
    assert replaced.keys_after["a successor"]["new"]["aliases"] == ["alias/camunda/pair/2"]


def test_each_cluster_uses_its_own_key_alone(replaced: Replacement) -> None:
    policies = {which: json.dumps(key["policy"]) for which, key in replaced.keys_after["taken over"].items()}

    assert [TENANT.arn in policies[which] for which in ("old", "new")] == [True, False]
    assert [NEW_CLUSTER.arn in policies[which] for which in ("old", "new")] == [False, True]
    assert replaced.world.attempt(NEW_CLUSTER, replaced.new, "generate_data_key", KeySpec="AES_256") == "allowed"
    assert replaced.world.attempt(TENANT, replaced.new, "generate_data_key", KeySpec="AES_256") == "AccessDeniedException"


def test_to_take_over_touches_neither_key(replaced: Replacement) -> None:
    assert replaced.changes("taken over") == {}
    assert replaced.weights("taken over") == {}
    assert replaced.keys_after["taken over"] == replaced.keys_after["a successor"]


def test_after_each_stage_a_second_plan_is_empty(replaced: Replacement) -> None:
    assert replaced.empty_after == {"a successor": True, "let go": True}
    assert replaced.changes("in quarantine") == {}  # the plan after "taken over"


def test_terraform_does_not_enable_a_predecessor_that_break_glass_disabled(replaced: Replacement) -> None:
    assert replaced.changes("in quarantine") == {}
    assert replaced.weights("in quarantine") == {"key-disabled": "warn"}
    assert replaced.keys_after["in quarantine"]["old"]["state"] == "Disabled"


def test_at_its_end_terraform_forgets_the_old_key_and_destroys_nothing(replaced: Replacement) -> None:
    forgotten = {f"{type}.key": ["forget"] for type in ("aws_kms_alias", "aws_kms_key", "terraform_data")}
    before, after = replaced.keys_after["in quarantine"], replaced.keys_after["let go"]

    assert replaced.changes("let go") == forgotten
    assert replaced.weights("let go") == {"key-forgotten": "warn"}
    assert after == {**before, "old": {**before["old"], "state": "PendingDeletion"}}
    assert replaced.changes("left out") == {}


def test_to_leave_the_old_key_out_while_it_is_enabled_is_blocked(replaced: Replacement) -> None:
    assert replaced.weights("left out too early") == {"key-forgotten": "block"}


def test_to_keep_a_key_in_the_configuration_that_is_pending_deletion_is_blocked(replaced: Replacement) -> None:
    assert replaced.changes("kept though it is pending deletion")["aws_kms_key.key"] == ["create"]
    assert replaced.weights("kept though it is pending deletion")["key-created-again"] == "block"


def test_a_successor_that_is_withdrawn_is_let_go_and_one_that_is_dropped_is_not_destroyed_unseen(replaced: Replacement) -> None:
    withdrawn = {"aws_kms_alias.key_2": ["delete"], "aws_kms_key.key_2": ["forget"], "terraform_data.key_2": ["forget"]}

    assert replaced.changes("withdrawn") == withdrawn
    assert replaced.weights("successor dropped")["key-destroyed"] == "block"
