"""What the provider keeps in resources of their own joins the thing that it is a part of."""

import json
from typing import Any

import pytest

from camunda_byok.inventory.model import Bucket, EventRule, Inventory, Key, Queue, Role, Topic
from camunda_byok.inventory.plan import ReadPlan, read
from camunda_byok.inventory.values import Ref, known
from tests.inventory.plans import ACCOUNT, KEY, REGION, change, configured, constant, plan, provider, unchanged

DOCUMENT = {"Version": "2012-10-17", "Statement": [{"Sid": "One"}]}
POLICY = json.dumps(DOCUMENT)
BUCKET: dict[str, Any] = {"bucket": "logs", "id": "logs", "arn": "arn:aws:s3:::logs", "force_destroy": False}
SWITCHES = {
    "block_public_acls": True,
    "block_public_policy": True,
    "ignore_public_acls": True,
    "restrict_public_buckets": True,
}
PARTS: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "aws_s3_bucket_policy": ({"policy": POLICY}, {"policy": DOCUMENT}, {"policy": None}),
    "aws_s3_bucket_versioning": (
        {"versioning_configuration": [{"status": "Enabled"}]},
        {"versioning": "Enabled"},
        {"versioning": "Disabled"},
    ),
    "aws_s3_bucket_server_side_encryption_configuration": (
        {"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms", "kms_master_key_id": "k"}]}]},
        {"encryption": "aws:kms", "encryption_key": "k"},
        {"encryption": "AES256", "encryption_key": None},
    ),
    "aws_s3_bucket_object_lock_configuration": (
        {"rule": [{"default_retention": [{"mode": "COMPLIANCE", "days": 0, "years": 2}]}]},
        {"lock_mode": "COMPLIANCE", "lock_days": 730},
        {"lock_mode": None, "lock_days": None},
    ),
    "aws_s3_bucket_lifecycle_configuration": (
        {
            "rule": [
                {"id": "a", "status": "Enabled", "filter": [{"prefix": ""}], "expiration": [{"days": 400}]},
                {"id": "b", "status": "Disabled", "filter": [{"prefix": ""}], "expiration": [{"days": 1}]},
                {"id": "c", "status": "Enabled", "filter": [{"tag": [{"key": "t"}]}], "expiration": [{"days": 2}]},
                {
                    "id": "d",
                    "status": "Enabled",
                    "filter": [{"and": [{"object_size_less_than": 9}]}],
                    "expiration": [{"days": 3}],
                },
                {"id": "e", "status": "Enabled", "filter": [], "expiration": [{"days": 300}]},
                {"id": "f", "status": "Enabled", "filter": [], "expiration": [{"expired_object_delete_marker": True}]},
            ]
        },
        {"expiry_days": 300},
        {"expiry_days": None},
    ),
    "aws_s3_bucket_public_access_block": (SWITCHES, {"public_access_blocked": True}, {"public_access_blocked": False}),
    "aws_s3_bucket_logging": (
        {"target_bucket": "access", "target_prefix": ""},
        {"access_logs_to": "access"},
        {"access_logs_to": None},
    ),
}
"""For each part of a bucket: what it says, what the bucket then has, and what it has once the part is gone."""


def the(kind: type[Any], picture: Inventory) -> Any:
    (only,) = picture.all(kind)
    return only


def has(thing: object, fields: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in fields}


@pytest.mark.parametrize("type", PARTS)
class TestPartsOfBucket:
    def test_it_joins_by_the_buckets_name_even_from_another_module(self, type: str) -> None:
        said, wanted, _ = PARTS[type]
        bucket = unchanged("aws_s3_bucket.logs", BUCKET)
        made = read(plan(bucket, unchanged(f"{type}.logs", {"bucket": "logs", **said}, module="module.other")))

        assert has(the(Bucket, made.after), wanted) == wanted
        assert made.after.things == made.before.things

    def test_it_joins_by_reference_while_the_bucket_has_no_name_yet(self, type: str) -> None:
        said, wanted, _ = PARTS[type]
        made = read(
            plan(
                change("aws_s3_bucket.logs", "create", after={"force_destroy": False}, unknown={"bucket": True, "id": True}),
                change(f"{type}.logs", "create", after=said, unknown={"bucket": True}),
                resources=(configured("aws_s3_bucket.logs"), configured(f"{type}.logs", bucket="aws_s3_bucket.logs.id")),
            )
        )

        assert has(the(Bucket, made.after), wanted) == wanted

    def test_destroying_it_shows_in_the_bucket_whatever_the_bucket_remembers(self, type: str) -> None:
        said, wanted, without = PARTS[type]
        remembered = {
            **BUCKET,
            "policy": POLICY,
            "versioning": [{"enabled": True}],
            "logging": [{"target_bucket": "access"}],
            "lifecycle_rule": [{"enabled": True, "expiration": [{"days": 300}]}],
            "object_lock_configuration": [{"rule": [{"default_retention": [{"mode": "COMPLIANCE", "days": 730}]}]}],
            "server_side_encryption_configuration": [
                {"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms", "kms_master_key_id": "k"}]}]}
            ],
        }
        made = read(
            plan(
                unchanged("aws_s3_bucket.logs", remembered),
                change(f"{type}.logs", "delete", before={"bucket": "logs", **said}),
            )
        )

        assert has(the(Bucket, made.before), wanted) == wanted
        assert has(the(Bucket, made.after), without) == without

    def test_of_somebody_elses_bucket_nothing_but_the_part_is_known(self, type: str) -> None:
        said, wanted, without = PARTS[type]
        made = read(plan(change(f"{type}.theirs", "delete", before={"bucket": "theirs", **said})))
        before, after = the(Bucket, made.before), the(Bucket, made.after)

        assert before.address == after.address == f"{type}.theirs"
        assert (before.name, after.name) == ("theirs", "theirs")
        assert has(before, wanted) == wanted
        assert has(after, without) == without
        assert not known(before.force_destroy)


def test_a_part_that_names_its_bucket_by_another_part_joins_it() -> None:
    versioning = {"versioning_configuration": [{"status": "Enabled"}]}
    made = read(
        plan(
            change("aws_s3_bucket.logs", "create", after={"force_destroy": False}, unknown={"bucket": True}),
            change("aws_s3_bucket_versioning.v", "create", after=versioning, unknown={"bucket": True}),
            change("aws_s3_bucket_policy.p", "create", after={"policy": POLICY}, unknown={"bucket": True}),
            resources=(
                configured("aws_s3_bucket.logs"),
                configured("aws_s3_bucket_versioning.v", bucket="aws_s3_bucket.logs.id"),
                configured("aws_s3_bucket_policy.p", bucket="aws_s3_bucket_versioning.v.bucket"),
            ),
        )
    )

    assert the(Bucket, made.after).policy == DOCUMENT


def test_parts_of_one_foreign_bucket_make_one_thing() -> None:
    policy = unchanged("aws_s3_bucket_policy.p", {"bucket": "theirs", "policy": POLICY})
    versioning = change(
        "aws_s3_bucket_versioning.v", "create", after={"bucket": "theirs", "versioning_configuration": [{"status": "Enabled"}]}
    )
    made = read(plan(policy, versioning))

    assert the(Bucket, made.after).versioning == "Enabled"
    assert the(Bucket, made.after).policy == DOCUMENT
    assert not known(the(Bucket, made.before).versioning)


def test_a_bucket_that_is_taken_over_was_nowhere_before() -> None:
    part = unchanged("aws_s3_bucket_policy.p", {"bucket": "logs", "policy": POLICY})

    assert not read(plan(change("aws_s3_bucket.logs", "create", after=BUCKET), part)).before.things


def test_a_destroyed_bucket_is_gone_even_where_a_part_of_it_stays() -> None:
    part = unchanged("aws_s3_bucket_policy.p", {"bucket": "logs", "policy": POLICY})

    assert not read(plan(change("aws_s3_bucket.logs", "delete", before=BUCKET), part)).after.things


@pytest.mark.parametrize("switch", SWITCHES)
def test_every_switch_of_the_public_access_block_counts(switch: str) -> None:
    bucket = unchanged("aws_s3_bucket.logs", BUCKET)
    after = {"bucket": "logs", **SWITCHES, switch: False}
    made = read(
        plan(bucket, change("aws_s3_bucket_public_access_block.b", "update", before={**after, switch: True}, after=after))
    )

    assert (the(Bucket, made.before).public_access_blocked, the(Bucket, made.after).public_access_blocked) == (True, False)


def test_older_arguments_of_the_bucket_itself_count_where_there_is_no_part() -> None:
    older = {
        "versioning": [{"enabled": True}],
        "lifecycle_rule": [{"enabled": True, "expiration": [{"days": 30}]}],
        "logging": [{"target_bucket": "access"}],
    }
    bucket = the(Bucket, read(plan(unchanged("aws_s3_bucket.logs", {**BUCKET, **older}))).after)

    assert (bucket.versioning, bucket.expiry_days, bucket.access_logs_to) == ("Enabled", 30, "access")


class TestOtherParts:
    def test_a_keys_policy_joins_it_by_id_and_by_arn(self) -> None:
        for name in (KEY["key_id"], KEY["arn"]):
            part = unchanged("aws_kms_key_policy.p", {"key_id": name, "policy": POLICY})
            assert the(Key, read(plan(unchanged("aws_kms_key.key", KEY), part)).after).policy == DOCUMENT

    def test_without_it_a_key_has_the_policy_that_aws_gives(self) -> None:
        part = change("aws_kms_key_policy.p", "delete", before={"key_id": KEY["key_id"], "policy": POLICY})
        said = read(plan(unchanged("aws_kms_key.key", {**KEY, "policy": POLICY}), part))

        assert (the(Key, said.before).policy, the(Key, said.after).policy) == (DOCUMENT, None)

    def test_a_topics_policy_joins_it(self) -> None:
        arn = f"arn:aws:sns:{REGION}:{ACCOUNT}:page"
        topic = unchanged("aws_sns_topic.t", {"arn": arn, "name": "page"})
        said = read(plan(topic, unchanged("aws_sns_topic_policy.p", {"arn": arn, "policy": POLICY})))

        assert the(Topic, said.after).policy == DOCUMENT

    def test_a_queues_policy_joins_it(self) -> None:
        url = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/q"
        queue = unchanged("aws_sqs_queue.q", {"url": url, "id": url, "name": "q"})
        said = read(plan(queue, unchanged("aws_sqs_queue_policy.p", {"queue_url": url, "policy": POLICY})))

        assert the(Queue, said.after).policy == DOCUMENT

    def test_roles_keep_their_inline_policies_and_lose_those_that_are_destroyed(self) -> None:
        role = unchanged("aws_iam_role.r", {"name": "r", "id": "r", "inline_policy": [{"name": "a", "policy": POLICY}]})
        part = change("aws_iam_role_policy.a", "delete", before={"role": "r", "policy": POLICY})
        said = read(plan(role, part))

        assert (the(Role, said.before).policies, the(Role, said.after).policies) == ((DOCUMENT,), ())


class TestTargets:
    ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:page"

    def targets(self, said: ReadPlan) -> dict[str, list[object]]:
        return {rule.address: [target.arn for target in rule.targets] for rule in said.after.all(EventRule)}

    def test_they_join_their_rule_by_name_in_the_order_of_their_arns(self) -> None:
        rule = unchanged("aws_cloudwatch_event_rule.r", {"name": "r", "id": "r", "event_pattern": "{}"})
        targets = [unchanged("aws_cloudwatch_event_target.t", {"rule": "r", "arn": arn}, index=arn) for arn in ("b", "a")]

        assert self.targets(read(plan(rule, *targets))) == {"aws_cloudwatch_event_rule.r": ["a", "b"]}

    def test_they_join_it_by_reference(self) -> None:
        said = read(
            plan(
                change("aws_cloudwatch_event_rule.r", "create", after={"event_pattern": "{}"}, unknown={"name": True}),
                change("aws_cloudwatch_event_target.t", "create", after={}, unknown={"rule": True, "arn": True}),
                resources=(
                    configured("aws_cloudwatch_event_rule.r"),
                    configured(
                        "aws_cloudwatch_event_target.t", rule="aws_cloudwatch_event_rule.r.name", arn="aws_sns_topic.t.arn"
                    ),
                ),
            )
        )

        assert self.targets(said) == {"aws_cloudwatch_event_rule.r": [Ref("aws_sns_topic.t", "arn")]}

    def test_of_two_rules_of_the_same_name_they_join_the_one_of_their_region(self) -> None:
        def both(kind: str, values: dict[str, Any]) -> list[dict[str, Any]]:
            return [unchanged(f"{kind}.here", values), unchanged(f"{kind}.there", {**values, "arn": f"{values.get('arn')}2"})]

        kinds = ("aws_cloudwatch_event_rule", "aws_cloudwatch_event_target")
        said = read(
            plan(
                *both(kinds[0], {"name": "r", "event_pattern": "{}"}),
                *both(kinds[1], {"rule": "r", "arn": self.ARN}),
                resources=tuple(
                    configured(f"{kind}.{where}", provider=key)
                    for kind in kinds
                    for where, key in (("here", "aws"), ("there", "aws.second"))
                ),
                providers={"aws": provider(), "aws.second": provider("us-east-1")},
            )
        )

        assert self.targets(said) == {
            "aws_cloudwatch_event_rule.here": [self.ARN],
            "aws_cloudwatch_event_rule.there": [f"{self.ARN}2"],
        }

    def test_so_they_do_where_one_provider_serves_both_regions(self) -> None:
        changes = [
            unchanged(f"{kind}.{where}", {**values, "region": region})
            for kind, values in (
                ("aws_cloudwatch_event_rule", {"name": "r", "event_pattern": "{}"}),
                ("aws_cloudwatch_event_target", {"rule": "r", "arn": self.ARN}),
            )
            for where, region in (("here", "eu-west-1"), ("there", "us-east-1"))
        ]
        regions = [
            configured(f"{each['type']}.{each['name']}", region=constant(each["change"]["after"]["region"])) for each in changes
        ]

        assert self.targets(read(plan(*changes, resources=tuple(regions)))) == {
            "aws_cloudwatch_event_rule.here": [self.ARN],
            "aws_cloudwatch_event_rule.there": [self.ARN],
        }

    def test_a_target_that_nobody_configures_any_more_was_in_the_region_of_what_it_told(self) -> None:
        rules = [
            unchanged(f"aws_cloudwatch_event_rule.{where}", {"name": "r", "arn": f"arn:aws:events:{region}:{ACCOUNT}:rule/r"})
            for where, region in (("there", "us-east-1"), ("here", REGION))
        ]
        gone = change("aws_cloudwatch_event_target.t", "delete", before={"rule": "r", "arn": self.ARN})
        said = read(plan(*rules, gone))

        assert [(rule.address, len(rule.targets)) for rule in said.before.all(EventRule)] == [
            ("aws_cloudwatch_event_rule.here", 1),
            ("aws_cloudwatch_event_rule.there", 0),
        ]
        assert not any(rule.targets for rule in said.after.all(EventRule))
