"""A key is replaced: the successor is made beside it, takes over, and at the end Terraform lets go of the old one.

One deployment goes through all stages. Between them Terraform does what the stage says and nothing to either key.
"""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from camunda_byok.environment import Environment
from camunda_byok.environment_review import review_environment
from camunda_byok.finding import Finding
from camunda_byok.terraform.reviewed_plans import Planned
from sandbox.deployment import NO_CHANGES, PLAN
from sandbox.people import BREAK_GLASS, STRANGER, TENANT, TENANT_STRANGER
from tests.sandbox.key_world import PEOPLE, KeyWorld, open_key_world

NEW_CLUSTER = TENANT_STRANGER
"""Camunda's role of the cluster that takes over."""
STACK = "pair-key"
OF_STAGE: dict[str, dict[str, Any]] = {
    "one key": {},
    "a successor": {"successor": {"tenant_role": NEW_CLUSTER.arn}},
    "taken over": {"generation": 2, "predecessor": {"tenant_role": TENANT.arn}},
    "in quarantine": {"generation": 2, "predecessor": {"tenant_role": TENANT.arn}},
    "left out": {"generation": 2},
    "a second successor": {"generation": 2, "successor": {}},
    "withdrawn": {"generation": 2, "successor": {"withdrawn": True}},
}
TOOK_OVER = ("taken over", "in quarantine", "left out", "a second successor", "withdrawn")


class Replacement:
    """What each stage's plan does and what the review says of it, and whether a plan after it was empty."""

    def __init__(self, world: KeyWorld) -> None:
        self.world = world
        self.plans: dict[str, dict[str, Any]] = {}
        self.findings: dict[str, tuple[Finding, ...]] = {}
        self.empty_after: dict[str, bool] = {}
        self.too_early: tuple[Finding, ...] = ()
        self.dropped: tuple[Finding, ...] = ()
        self.old = self.new = self.withdrawn = ""
        self.states: dict[str, str] = {}

    def walk(self) -> None:
        self.go("one key")
        self.old = self.output("key_arn")
        self.go("a successor")
        self.new = self.output("successor_key_arn")
        self.dropped = self.review(self.write("one key"))
        self.go("taken over")
        self.too_early = self.review(self.write("left out"))
        self.world.kms(BREAK_GLASS).disable_key(KeyId=self.old)
        self.go("in quarantine")
        self.world.kms(BREAK_GLASS).schedule_key_deletion(KeyId=self.old, PendingWindowInDays=30)
        self.go("left out")
        self.go("a second successor")
        self.withdrawn = self.output("successor_key_arn")
        self.go("withdrawn")

    def write(self, stage: str) -> Environment:
        tenant = NEW_CLUSTER if stage in TOOK_OVER else TENANT
        environment = self.world.describe("pair", tenant, key={**PEOPLE, **OF_STAGE[stage]})
        if self.plans:
            self.world.synthesize(environment)
        else:  # as users do it; it takes seconds, and what it writes is the same
            self.world.deployment.synthesize()
        return environment

    def go(self, stage: str) -> None:
        deployment = self.world.deployment
        environment = self.write(stage)
        if not self.plans:
            deployment.initialize(STACK)
        self.findings[stage] = self.review(environment, stage)
        deployment.apply(STACK)
        self.empty_after[stage] = deployment.plan(STACK).returncode == NO_CHANGES
        self.states[stage] = self.state_of(self.old) if self.old else ""

    def review(self, environment: Environment, stage: str = "") -> tuple[Finding, ...]:
        plan = self.world.deployment.planned(STACK)
        if stage:
            self.plans[stage] = plan
        planned = Planned(stack=STACK, plan=json.dumps(plan).encode())
        review = review_environment(environment, [planned], today=date(2026, 11, 1))
        return tuple(finding for each in review.plans for finding in each.findings)

    def output(self, name: str) -> str:
        return self.world.deployment.output(STACK)[name]

    def state_of(self, arn: str) -> str:
        return self.world.kms(BREAK_GLASS).describe_key(KeyId=arn)["KeyMetadata"]["KeyState"]

    def changes(self, stage: str) -> dict[str, list[str]]:
        changes = {each["address"]: each["change"]["actions"] for each in self.plans[stage].get("resource_changes", [])}
        return {address: actions for address, actions in changes.items() if actions != ["no-op"]}


@pytest.fixture(scope="module")
def replaced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replacement]:
    with open_key_world(tmp_path_factory.mktemp("successor")) as world:
        replacement = Replacement(world)
        replacement.walk()
        yield replacement


def test_all(replaced: Replacement) -> None:
    for stage in replaced.plans:
        print(stage, replaced.changes(stage), replaced.empty_after[stage], replaced.states[stage])
        for f in replaced.findings[stage]: print("   ", f)
    print("too early", replaced.too_early)
    print("dropped", replaced.dropped)
    assert 0
