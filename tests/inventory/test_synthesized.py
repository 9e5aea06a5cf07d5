"""What stacks say, with the provider's defaults where they say nothing."""

import json
from typing import Any

import pytest

from camunda_byok.inventory import synthesized
from camunda_byok.inventory.model import (
    Alias,
    Bucket,
    EventRule,
    Inventory,
    Key,
    LogGroup,
    MetricAlarm,
    OtherUse,
    Queue,
    Selector,
    Thing,
    Topic,
    Trail,
)
from camunda_byok.inventory.values import AFTER_APPLY, LEFT_ALONE, Ref, Unknown, known

PROVIDERS = [
    {"region": "eu-west-1", "allowed_account_ids": ["111122223333"]},
    {"alias": "second", "region": "eu-west-2", "assume_role": [{"role_arn": "arn:aws:iam::444455556666:role/x/deployer"}]},
    {"alias": "unsaid", "region": "${var.region}", "allowed_account_ids": ["111122223333", "444455556666"]},
]


def read(type: str, arguments: dict[str, Any], **beside: Any) -> Inventory:
    return synthesized.read({"provider": {"aws": PROVIDERS}, "resource": {type: {"x": arguments}}, **beside})


def made(type: str, arguments: dict[str, Any], **beside: Any) -> Any:
    (thing,) = read(type, arguments, **beside).things.values()
    return thing


DEFAULTS: dict[str, tuple[type[Thing], dict[str, Any]]] = {
    "aws_kms_key": (
        Key,
        {
            "arn": AFTER_APPLY,
            "description": "",
            "enabled": True,
            "rotation": False,
            "rotation_period_days": None,
            "deletion_window_days": 30,
            "multi_region": False,
            "primary": None,
            "spec": "SYMMETRIC_DEFAULT",
            "usage": "ENCRYPT_DECRYPT",
            "imported_material": False,
            "policy": None,
            "lockout_check_bypassed": False,
            "prevent_destroy": False,
        },
    ),
    "aws_kms_external_key": (Key, {"imported_material": True, "rotation": False}),
    "aws_cloudtrail": (
        Trail,
        {
            "logging": True,
            "multi_region": False,
            "global_events": True,
            "validation": False,
            "organization": False,
            "key": None,
            "log_group": None,
            "selectors": (),
        },
    ),
    "aws_s3_bucket": (
        Bucket,
        {
            "force_destroy": False,
            "policy": None,
            "versioning": "Disabled",
            "encryption": "AES256",
            "encryption_key": None,
            "lock_mode": None,
            "expiry_days": None,
            "access_logs_to": None,
        },
    ),
    "aws_cloudwatch_log_group": (LogGroup, {"retention_days": None, "key": None}),
    "aws_cloudwatch_event_rule": (EventRule, {"state": "ENABLED", "bus": "default", "targets": (), "pattern": None}),
    "aws_cloudwatch_metric_alarm": (MetricAlarm, {"treat_missing_data": "missing", "actions_enabled": True, "actions": ()}),
    "aws_sns_topic": (Topic, {"key": None, "policy": None}),
    "aws_sqs_queue": (Queue, {"retention_seconds": 345600, "key": None, "policy": None}),
}


@pytest.mark.parametrize("type", DEFAULTS)
def test_what_is_left_out_is_the_providers_default(type: str) -> None:
    kind, wanted = DEFAULTS[type]
    thing = made(type, {})

    assert isinstance(thing, kind)
    assert {name: getattr(thing, name) for name in wanted} == wanted


def test_a_log_group_of_0_days_keeps_for_ever() -> None:
    assert made("aws_cloudwatch_log_group", {"retention_in_days": 0}).retention_days is None


def test_an_older_switch_disables_a_rule_as_well() -> None:
    assert made("aws_cloudwatch_event_rule", {"is_enabled": False}).state == "DISABLED"


class TestReferences:
    def test_a_text_that_is_nothing_but_a_reference_is_one(self) -> None:
        assert made("aws_kms_alias", {"target_key_id": "${aws_kms_key.key.key_id}"}).target == Ref("aws_kms_key.key", "key_id")
        from_data = made("aws_kms_alias", {"target_key_id": "${data.aws_kms_alias.a-b.target_key_arn}"}).target
        assert from_data == Ref("data.aws_kms_alias.a-b", "target_key_arn")

    def test_a_text_with_a_reference_in_it_stays_a_text(self) -> None:
        for text in ("${aws_x.y.arn}:*", "a${aws_x.y.arn}", '${join(",", aws_x.y.arn)}'):
            assert made("aws_kms_alias", {"name": text}).name == text

    def test_so_does_one_within_a_document(self) -> None:
        document = {"Statement": [{"Resource": "${aws_x.y.arn}"}]}
        assert made("aws_kms_key", {"policy": json.dumps(document)}).policy == document

    def test_a_document_of_a_data_source_is_a_reference(self) -> None:
        policy = made("aws_kms_key", {"policy": "${data.aws_iam_policy_document.d.json}"}).policy
        assert policy == Ref("data.aws_iam_policy_document.d", "json")

    @pytest.mark.parametrize("text", ["{", "[]", "not JSON", "${jsonencode({})}", "${aws_kms_key.other.arn}"])
    def test_what_is_no_document_is_unknown_with_a_reason(self, text: str) -> None:
        policy = made("aws_kms_key", {"policy": text}).policy
        assert isinstance(policy, Unknown)

    def test_a_switch_that_terraform_computes_is_unknown(self) -> None:
        assert not known(made("aws_kms_key", {"enable_key_rotation": "${var.rotates}"}).rotation)


class TestPlaces:
    @pytest.mark.parametrize(
        ("provider", "place"),
        [
            (None, ("111122223333", "eu-west-1")),
            ("aws", ("111122223333", "eu-west-1")),
            ("aws.second", ("444455556666", "eu-west-2")),
            ("${aws.second}", ("444455556666", "eu-west-2")),
        ],
    )
    def test_a_thing_is_where_its_provider_acts(self, provider: str | None, place: tuple[str, str]) -> None:
        key = made("aws_kms_key", {} if provider is None else {"provider": provider})
        assert (key.account, key.region) == place

    @pytest.mark.parametrize("provider", ["aws.unsaid", "aws.missing"])
    def test_where_that_is_not_written_it_is_unknown(self, provider: str) -> None:
        key = made("aws_kms_key", {"provider": provider})
        assert not known(key.account)
        assert not known(key.region)

    def test_arns_are_composed_where_aws_gives_what_can_be_known(self) -> None:
        assert made("aws_sns_topic", {"name": "t", "provider": "aws.second"}).arn == "arn:aws:sns:eu-west-2:444455556666:t"
        assert made("aws_cloudtrail", {"name": "t"}).arn == "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t"
        assert made("aws_sns_topic", {"name": "${var.x}"}).arn == AFTER_APPLY


class TestLifecycle:
    def test_protection_is_read(self) -> None:
        for lifecycle in ({"prevent_destroy": True}, [{"prevent_destroy": True}]):
            assert made("aws_kms_key", {"lifecycle": lifecycle}).prevent_destroy is True

    def test_what_is_not_given_and_ignored_is_left_alone(self) -> None:
        some = made("aws_kms_key", {"lifecycle": {"ignore_changes": ["description"]}})
        assert (some.description, some.rotation) == (LEFT_ALONE, False)
        all = made("aws_kms_key", {"multi_region": True, "lifecycle": {"ignore_changes": "all"}})
        assert (all.rotation, all.policy, all.multi_region, all.primary) == (LEFT_ALONE, LEFT_ALONE, True, None)

    def test_an_imported_key_has_its_arn(self) -> None:
        id = "1234abcd-12ab-34cd-56ef-1234567890ab"
        key = made("aws_kms_key", {}, **{"import": [{"to": "aws_kms_key.x", "id": id}]})
        assert key.arn == f"arn:aws:kms:eu-west-1:111122223333:key/{id}"


class TestSelectors:
    def selector(self, *fields: dict[str, Any]) -> Any:
        (only,) = made("aws_cloudtrail", {"advanced_event_selector": [{"field_selector": list(fields)}]}).selectors
        return only

    MANAGEMENT = {"field": "eventCategory", "equals": ["Management"]}

    def test_basic_ones_are_read_with_their_defaults(self) -> None:
        trail = made("aws_cloudtrail", {"event_selector": [{}, {"exclude_management_event_sources": ["kms.amazonaws.com"]}]})
        assert trail.selectors == (
            Selector(management_events=True, read_write="All", excluded_sources=()),
            Selector(management_events=True, read_write="All", excluded_sources=("kms.amazonaws.com",)),
        )

    @pytest.mark.parametrize(
        ("field", "wanted"),
        [
            ({"field": "readOnly", "equals": ["true"]}, {"read_write": "ReadOnly"}),
            ({"field": "readOnly", "equals": ["false"]}, {"read_write": "WriteOnly"}),
            ({"field": "eventSource", "not_equals": ["kms.amazonaws.com"]}, {"excluded_sources": ("kms.amazonaws.com",)}),
            ({"field": "eventSource", "equals": ["s3.amazonaws.com"]}, {"excluded_sources": ("kms.amazonaws.com",)}),
            ({"field": "eventSource", "equals": ["kms.amazonaws.com"]}, {"excluded_sources": ()}),
            ({"field": "eventSource", "not_starts_with": ["kms"]}, {"excluded_sources": ("kms.amazonaws.com",)}),
            ({"field": "eventSource", "starts_with": ["s3"]}, {"excluded_sources": ("kms.amazonaws.com",)}),
            ({"field": "eventSource", "not_ends_with": [".aws"]}, {"excluded_sources": ()}),
            ({"field": "eventName", "equals": ["PutObject"]}, {"narrowed_by": ("eventName",)}),
        ],
    )
    def test_advanced_ones_are_reduced_to_what_they_log_of_kms(self, field: dict[str, Any], wanted: dict[str, Any]) -> None:
        selector = self.selector(self.MANAGEMENT, field)
        assert selector.management_events
        assert {name: getattr(selector, name) for name in wanted} == wanted

    def test_data_events_alone_are_no_management_events(self) -> None:
        assert not self.selector({"field": "eventCategory", "equals": ["Data"]}).management_events


def test_a_replica_rotates_with_its_primary() -> None:
    replica = made("aws_kms_replica_key", {"primary_key_arn": "${aws_kms_key.key.arn}"})

    assert replica.primary == Ref("aws_kms_key.key", "arn")
    assert replica.rotation == Ref("aws_kms_key.key", "enable_key_rotation")
    assert replica.multi_region is True


def test_other_resources_are_there_only_where_they_name_a_key() -> None:
    assert not read("aws_ebs_volume", {"size": 1}).things
    assert not read("terraform_data", {"input": {"kind": "single-Region"}}).things
    use = made("aws_ebs_volume", {"size": 1, "kms_key_id": "${aws_kms_key.key.arn}"})
    assert isinstance(use, OtherUse)
    assert use.keys == {"kms_key_id": Ref("aws_kms_key.key", "arn")}


def test_an_alias_is_found_by_its_kind() -> None:
    assert [alias.name for alias in read("aws_kms_alias", {"name": "alias/x"}).all(Alias)] == ["alias/x"]
