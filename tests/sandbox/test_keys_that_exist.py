"""Keys that somebody made by Camunda's published steps are taken over: first nothing changes, then one thing after the other."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from camunda_byok.environment import Environment
from camunda_byok.policies.documents import document, statement, to_json
from sandbox.deployment import NO_CHANGES, PLAN
from sandbox.people import CUSTOMER_ACCOUNT, DEPLOYER, IAM_ADMINISTRATOR, STRANGER, TENANT, TENANT_STRANGER, Person
from tests.sandbox.key_world import PEOPLE, SECOND, KeyWorld, open_key_world

THEIR_TAGS = [{"TagKey": "cost-center", "TagValue": "4711"}]


def published_policy(tenant: Person) -> str:
    """The policy of Camunda's scripts, written out: not the one that the kit makes of the same source."""
    return to_json(
        document(
            statement("Enable IAM user permissions", "Allow", {"AWS": f"arn:aws:iam::{CUSTOMER_ACCOUNT}:root"}, ["kms:*"]),
            statement(
                "Allow Camunda tenant IAM Role basic key access",
                "Allow",
                {"AWS": tenant.arn},
                ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:DescribeKey", "kms:GenerateDataKey*"],
            ),
            statement(
                "Allow Camunda tenant IAM Role to create grants for provisioning encrypted EBS volumes",
                "Allow",
                {"AWS": tenant.arn},
                ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
            ),
        )
    )


def made_by_the_published_steps(kms: Any, alias: str, tenant: Person, *, multi_region: bool) -> str:
    """Does what Camunda's script does: a key with the policy, then an alias, and no rotation."""
    key = kms.create_key(
        Description="Camunda 8 BYOK Key",
        KeyUsage="ENCRYPT_DECRYPT",
        KeySpec="SYMMETRIC_DEFAULT",
        MultiRegion=multi_region,
        Policy=published_policy(tenant),
        Tags=THEIR_TAGS,
    )["KeyMetadata"]
    kms.create_alias(AliasName=alias, TargetKeyId=key["KeyId"])
    return key["Arn"]


class TakenOver:
    """Two clusters' keys, their plans at each step, and whether a plan after each was empty."""

    def __init__(self, world: KeyWorld) -> None:
        self.world = world
        kms = world.kms(DEPLOYER)
        self.single = made_by_the_published_steps(kms, "alias/camunda-byok-key", TENANT_STRANGER, multi_region=False)
        self.primary = made_by_the_published_steps(kms, "alias/camunda-byok-multi-region-key", TENANT, multi_region=True)
        replicated = kms.replicate_key(
            KeyId=self.primary,
            ReplicaRegion=SECOND,
            Description="Camunda 8 BYOK Key",
            Policy=published_policy(TENANT),
            Tags=THEIR_TAGS,
        )
        self.replica: str = replicated["ReplicaKeyMetadata"]["Arn"]
        self.ciphertext = world.kms(TENANT).encrypt(KeyId=self.primary, Plaintext=b"before")["CiphertextBlob"]
        self.before = {arn: self.seen(arn) for arn in self.arns}
        self.first_plans: dict[str, str] = {}
        self.plans: dict[tuple[str, str], dict[str, Any]] = {}
        self.seen_after: dict[str, dict[str, Any]] = {}
        self.empty_after: dict[tuple[str, str], bool] = {}

    @property
    def arns(self) -> tuple[str, ...]:
        return self.single, self.primary, self.replica

    def describe(self, policy: str) -> tuple[Environment, Environment]:
        theirs = {"adopt": self.single, "alias": "alias/camunda-byok-key"}
        pair = {"adopt": self.primary, "second_adopt": self.replica, "alias": "alias/camunda-byok-multi-region-key"}
        settings = {"policy": policy, **PEOPLE, **({} if policy == "keep" else {"rotation_days": 180})}
        return (
            self.world.describe("theirs", TENANT_STRANGER, key={**theirs, **settings}),
            self.world.describe("pair", TENANT, second_region=SECOND, key={**pair, **settings}),
        )

    def walk(self) -> None:
        """Takes both keys over, and one of them through all the steps."""
        deployment = self.world.deployment
        self._synthesize("keep")
        with ThreadPoolExecutor() as threads:
            list(threads.map(self._take_over, ("theirs-key", "pair-key")))
        self.seen_after["keep"] = {arn: self.seen(arn) for arn in self.arns}
        for policy in ("camunda", "strict"):
            self._synthesize(policy)
            self.plans["pair-key", policy] = deployment.planned("pair-key")
            deployment.apply("pair-key")
            self.seen_after[policy] = {arn: self.seen(arn) for arn in self.arns}
        self.plans["theirs-key", "strict"] = deployment.planned("theirs-key")
        self.empty_after["pair-key", "strict"] = deployment.plan("pair-key").returncode == NO_CHANGES

    def _synthesize(self, policy: str) -> None:
        self.describe(policy)
        self.world.deployment.synthesize()

    def _take_over(self, stack: str) -> None:
        deployment = self.world.deployment
        deployment.initialize(stack)
        self.first_plans[stack] = deployment.plan(stack, f"-out={PLAN}").stdout
        deployment.apply(stack)
        self.empty_after[stack, "keep"] = deployment.plan(stack).returncode == NO_CHANGES

    def seen(self, arn: str) -> dict[str, Any]:
        """What KMS says of a key, as an administrator of the account's IAM reads it."""
        kms = self.world.kms(IAM_ADMINISTRATOR, arn.split(":")[3])
        described = kms.describe_key(KeyId=arn)["KeyMetadata"]
        aliases = [each for each in kms.list_aliases()["Aliases"] if each.get("TargetKeyId") == described["KeyId"]]
        return {
            "state": described["KeyState"],
            "description": described["Description"],
            "policy": json.loads(kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"]),
            "rotates": kms.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"],
            "tags": {tag["TagKey"]: tag["TagValue"] for tag in kms.list_resource_tags(KeyId=arn)["Tags"]},
            "aliases": sorted(alias["AliasName"] for alias in aliases),
        }

    def changes(self, stack: str, policy: str) -> dict[str, list[str]]:
        """Returns what a plan does, by address."""
        changes = {each["address"]: each["change"]["actions"] for each in self.plans[stack, policy]["resource_changes"]}
        return {address: actions for address, actions in changes.items() if actions != ["no-op"]}

    def attributes_changed(self, stack: str, policy: str, address: str) -> set[str]:
        (change,) = (each["change"] for each in self.plans[stack, policy]["resource_changes"] if each["address"] == address)
        return {name for name, value in change["after"].items() if value != change["before"].get(name)}


@pytest.fixture(scope="module")
def taken_over(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TakenOver]:
    with open_key_world(tmp_path_factory.mktemp("keys-that-exist")) as world:
        taken = TakenOver(world)
        taken.walk()
        yield taken


def test_the_first_plan_imports_and_does_nothing_else(taken_over: TakenOver) -> None:
    theirs, pair = taken_over.first_plans["theirs-key"], taken_over.first_plans["pair-key"]

    assert "Plan: 2 to import, 0 to add, 0 to change, 0 to destroy." in theirs
    assert "Plan: 4 to import, 0 to add, 0 to change, 0 to destroy." in pair
    assert re.findall(r"# (\S+|\S+\[.*\]) will be imported", pair) == [
        "aws_kms_alias.key",
        "aws_kms_key.key",
        "aws_kms_replica_key.second_key",
        'terraform_data.second_key_must_stay["replica in eu-west-2"]',
    ]


def test_nothing_of_a_kept_key_changes(taken_over: TakenOver) -> None:
    assert taken_over.seen_after["keep"] == taken_over.before


def test_after_the_first_step_and_the_last_a_second_plan_is_empty(taken_over: TakenOver) -> None:
    assert taken_over.empty_after == {("theirs-key", "keep"): True, ("pair-key", "keep"): True, ("pair-key", "strict"): True}


def test_each_further_step_changes_the_keys_in_place(taken_over: TakenOver) -> None:
    in_place = {"aws_kms_key.key": ["update"], "aws_kms_replica_key.second_key": ["update"]}

    # Camunda's script makes no alias in the second region, so the kit makes one.
    assert taken_over.changes("pair-key", "camunda") == {**in_place, "aws_kms_alias.second_key": ["create"]}
    assert taken_over.changes("pair-key", "strict") == in_place
    assert taken_over.changes("theirs-key", "strict") == {"aws_kms_key.key": ["update"]}


OURS = {"enable_key_rotation", "rotation_period_in_days", "deletion_window_in_days", "bypass_policy_lockout_safety_check"}
TAGS = {"tags", "tags_all"}


def test_a_step_changes_rotation_tags_and_policy_and_no_more(taken_over: TakenOver) -> None:
    # The policy was the published one already: no change of it is planned on the way there.
    assert taken_over.attributes_changed("pair-key", "camunda", "aws_kms_key.key") == OURS | TAGS
    assert taken_over.attributes_changed("pair-key", "strict", "aws_kms_key.key") == {"policy"}
    assert taken_over.attributes_changed("theirs-key", "strict", "aws_kms_key.key") == OURS | TAGS | {"policy"}


def test_a_step_changes_tags_and_policy_of_the_replica_and_no_more(taken_over: TakenOver) -> None:
    replica = "aws_kms_replica_key.second_key"
    window_and_check = {"deletion_window_in_days", "bypass_policy_lockout_safety_check"}

    assert taken_over.attributes_changed("pair-key", "camunda", replica) == window_and_check | TAGS
    assert taken_over.attributes_changed("pair-key", "strict", replica) == {"policy"}


def test_their_descriptions_and_aliases_stay(taken_over: TakenOver) -> None:
    after = taken_over.seen_after["strict"]

    assert {seen["description"] for seen in after.values()} == {"Camunda 8 BYOK Key"}
    assert [after[arn]["aliases"] for arn in taken_over.arns] == [
        ["alias/camunda-byok-key"],
        ["alias/camunda-byok-multi-region-key"],
        ["alias/camunda/pair"],
    ]


def test_with_the_published_policy_an_iam_administrator_decrypts_and_with_the_strict_one_no_longer(taken_over: TakenOver) -> None:
    world, ciphertext = taken_over.world, taken_over.ciphertext
    published = json.loads(published_policy(TENANT))

    assert taken_over.seen_after["camunda"][taken_over.primary]["policy"] == published
    for arn in (taken_over.primary, taken_over.replica):
        assert world.attempt(TENANT, arn, "decrypt", CiphertextBlob=ciphertext) == "allowed"
        assert world.attempt(IAM_ADMINISTRATOR, arn, "decrypt", CiphertextBlob=ciphertext) == "AccessDeniedException"
        assert world.attempt(STRANGER, arn, "decrypt", CiphertextBlob=ciphertext) == "AccessDeniedException"


def test_another_key_in_the_place_of_an_adopted_one_is_refused(taken_over: TakenOver) -> None:
    theirs, _ = taken_over.describe("strict")
    other = made_by_the_published_steps(taken_over.world.kms(DEPLOYER), "alias/wrong", TENANT_STRANGER, multi_region=False)
    changed = Environment.model_validate({**theirs.model_dump(), "key": {"adopt": other, "policy": "keep"}})

    assert f"The configuration names {other}, and Terraform has another key here" in taken_over.world.plan_of(changed)


def test_giving_up_the_second_key_is_refused_for_an_adopted_one_too(taken_over: TakenOver) -> None:
    _, pair = taken_over.describe("strict")
    changed = Environment.model_validate(
        {**pair.model_dump(), "second_region": None, "key": {"adopt": taken_over.primary, "policy": "strict", **PEOPLE}}
    )

    assert "aws_kms_replica_key.second_key" in taken_over.world.plan_of(changed)
