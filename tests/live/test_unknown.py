"""What may not be read is unknown in what hangs on it: never fine, never at fault, never missing."""

import time
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from camunda_byok.aws.clients import Clients
from camunda_byok.inventory.model import Target, Thing
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.picture import LivePicture, read_picture
from camunda_byok.rules.catalog import findings
from camunda_byok.rules.living import live_case
from sandbox.deployment import REPOSITORY
from sandbox.emulator import Emulator
from tests.emulated import emptied
from tests.live.placed import place
from tests.live.test_picture import changed, of_file

DENIALS: dict[str, tuple[str, set[str]]] = {
    "kms:list_aliases": ("", set()),
    "kms:list_grants": ("grants on aws_kms_key.key", {"grantee", "operations"}),
    "kms:get_key_policy": ("aws_kms_key.key", {"policy"}),
    "kms:list_key_policies": ("aws_kms_key.key", {"policy"}),
    "kms:get_key_rotation_status": ("aws_kms_key.key", {"rotation", "rotation_period_days"}),
    "kms:describe_key": ("aws_kms_key.key", {"enabled", "spec", "usage", "multi_region", "primary", "rotation", "description"}),
    "cloudtrail:get_trail": ("aws_cloudtrail.trail", {"validation", "bucket", "key", "log_group", "multi_region"}),
    "cloudtrail:get_trail_status": ("aws_cloudtrail.trail", {"logging"}),
    "cloudtrail:get_event_selectors": ("aws_cloudtrail.trail", {"selectors"}),
    "s3:get_bucket_policy": ("aws_s3_bucket.log_bucket", {"policy"}),
    "s3:get_bucket_versioning": ("aws_s3_bucket.log_bucket", {"versioning"}),
    "s3:get_bucket_encryption": ("aws_s3_bucket.log_bucket", {"encryption", "encryption_key"}),
    "s3:get_object_lock_configuration": ("aws_s3_bucket.log_bucket", {"lock_mode", "lock_days"}),
    "s3:get_bucket_lifecycle_configuration": ("aws_s3_bucket.log_bucket", {"expiry_days"}),
    "s3:get_public_access_block": ("aws_s3_bucket.log_bucket", {"public_access_blocked"}),
    "s3:get_bucket_logging": ("aws_s3_bucket.log_bucket", {"access_logs_to"}),
    "logs:describe_log_groups": ("aws_cloudwatch_log_group.trail", {"key", "retention_days"}),
    "logs:describe_metric_filters": ("aws_cloudwatch_log_metric_filter.alarm_cis-trail-changed", {"pattern", "metric"}),
    "cloudwatch:describe_alarms": ("aws_cloudwatch_metric_alarm.alarm_page-undelivered", {"threshold", "actions", "metric"}),
    "events:describe_rule": ("aws_cloudwatch_event_rule.alarm_key-disabled", {"pattern", "state"}),
    "events:list_targets_by_rule": ("aws_cloudwatch_event_rule.alarm_key-disabled", {"targets"}),
    "sns:get_topic_attributes": ("aws_sns_topic.alarms_page", {"key", "policy"}),
    "sns:list_subscriptions_by_topic": ("other subscriptions on aws_sns_topic.alarms_page", {"endpoint", "protocol"}),
    "sqs:get_queue_url": ("aws_sqs_queue.alarms_page_undelivered", {"policy", "key", "retention_seconds"}),
    "sqs:get_queue_attributes": ("aws_sqs_queue.alarms_page_undelivered", {"policy", "key", "retention_seconds"}),
    "iam:get_role": ("aws_iam_role.trail_log_delivery", {"trust", "permissions_boundary"}),
    "iam:list_role_policies": ("aws_iam_role.trail_log_delivery", {"policies"}),
    "iam:get_role_policy": ("aws_iam_role.trail_log_delivery", {"policies"}),
    "iam:list_attached_role_policies": ("aws_iam_role.trail_log_delivery", {"policies"}),
}
"""By operation: a thing that hangs on it, and fields of it that do; no address where another call answers as well."""


class Refusing:
    """A client one operation of which is refused."""

    def __init__(self, client: Any, operation: str, refusal: Callable[[], Exception]) -> None:
        self._client, self._operation, self._refusal = client, operation, refusal

    def __getattr__(self, name: str) -> Any:
        if name == self._operation:
            return self._refuse
        return getattr(self._client, name)

    def can_paginate(self, operation: str) -> bool:
        return operation != self._operation and self._client.can_paginate(operation)

    def _refuse(self, **_: Any) -> Any:
        raise self._refusal()


def denial() -> Exception:
    return ClientError({"Error": {"Code": "AccessDeniedException", "Message": "not for you"}}, "Any")


def silence() -> Exception:
    return ReadTimeoutError(endpoint_url="https://aws.example.com")


def refusing(clients: Clients, denied: str, refusal: Callable[[], Exception] = denial) -> Clients:
    """Returns the clients, one operation of which is refused, such as `kms:list_grants`."""
    refused, operation = denied.split(":")

    def client(service: str, region: str) -> Any:
        made = clients(service, region)
        return Refusing(made, operation, refusal) if service == refused else made

    return client


def unknown_fields(thing: Thing) -> set[str]:
    return {each.name for each in fields(thing) if _is_unknown(getattr(thing, each.name))}


def _is_unknown(value: object) -> bool:
    if isinstance(value, tuple):
        return any(_is_unknown(each) for each in value)  # pyright: ignore[reportUnknownVariableType]
    return isinstance(value.arn if isinstance(value, Target) else value, Unknown)


def faults(picture: LivePicture) -> list[str]:
    environment = of_file(REPOSITORY / "environments/sandbox.yaml")
    case = live_case(environment, declared=picture.declared, live=picture.live)
    return [f"{each.rule} {each.address}: {each.summary}" for each in findings(case) if not each.cannot_tell]


@pytest.fixture(scope="module")
def clients(started_emulator: Emulator) -> Clients:
    """The sandbox's environment, placed once: these tests change nothing."""
    emulated = emptied(started_emulator)
    environment = of_file(REPOSITORY / "environments/sandbox.yaml")
    place(environment, emulated)
    return emulated.root(environment.account)


@pytest.mark.parametrize("denied", DENIALS)
def test_what_is_denied_is_unknown_and_nothing_else(denied: str, clients: Clients) -> None:
    environment = of_file(REPOSITORY / "environments/sandbox.yaml")
    address, hanging = DENIALS[denied]

    picture = read_picture(environment, refusing(clients, denied))

    assert set(picture.declared.things) <= set(picture.live.things)
    if address:
        thing = picture.live.things[address]
        assert hanging <= unknown_fields(thing)
        assert "not for you" in str(next(filter(_is_unknown, (getattr(thing, name) for name in sorted(hanging)))))
    for other, what in changed(picture).items():
        assert isinstance(what, set) <= (other in picture.declared.things)
        assert not isinstance(what, set) or what <= unknown_fields(picture.live.things[other]), other
    assert faults(picture) == []


def test_a_service_that_does_not_answer_is_unknown_as_well(clients: Clients) -> None:
    picture = read_picture(
        of_file(REPOSITORY / "environments/sandbox.yaml"), refusing(clients, "cloudtrail:get_trail_status", silence)
    )
    trail: Any = picture.live.things["aws_cloudtrail.trail"]
    assert trail.logging == Unknown("cloudtrail:GetTrailStatus in eu-west-1 did not answer in time")
    assert faults(picture) == []


def test_where_no_key_can_be_found_nothing_that_names_one_is_at_fault(clients: Clients) -> None:
    blind = refusing(refusing(clients, "kms:describe_key"), "kms:list_aliases")

    picture = read_picture(of_file(REPOSITORY / "environments/sandbox.yaml"), blind)

    assert dict(picture.keys) == {}
    assert set(picture.declared.things) <= set(picture.live.things)
    assert faults(picture) == []


def test_with_everything_denied_nothing_is_missing_and_nothing_is_at_fault(clients: Clients) -> None:
    def denied(service: str, region: str) -> Any:
        return Denied()

    picture = read_picture(of_file(REPOSITORY / "environments/sandbox.yaml"), denied)

    assert set(picture.declared.things) <= set(picture.live.things)
    assert [address for address, thing in picture.live.things.items() if not unknown_fields(thing)] == []
    assert faults(picture) == []


class Slow:
    """A client whose every call takes 20 ms longer, as over a network."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def can_paginate(self, operation: str) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        def call(**asked: Any) -> Any:
            time.sleep(0.02)
            return getattr(self._client, name)(**asked)

        return call


def test_an_environment_of_two_regions_is_read_within_five_seconds_over_a_network(clients: Clients) -> None:
    environment = of_file(REPOSITORY / "environments/sandbox.yaml")
    begun = time.monotonic()

    picture = read_picture(environment, lambda service, region: Slow(clients(service, region)))

    assert time.monotonic() - begun < 5
    assert changed(picture) == {}


class Denied:
    """A client that is refused everything."""

    def can_paginate(self, operation: str) -> bool:
        return False

    def __getattr__(self, name: str) -> Any:
        def refuse(**_: Any) -> Any:
            raise denial()

        return refuse
