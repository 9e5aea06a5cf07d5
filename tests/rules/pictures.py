"""Pictures for the cases of rules: a sound thing of each kind, of which a case says only what is different.

In YAML a reference is `{ref: aws_kms_key.key.arn}`, what nobody knows is `{unknown: the reason}`. A policy is a whole document,
`{statements: [...]}` to have these and the version, or another policy changed: `{of: key-complete, without: [Sid], plus:
[...]}`, where `of` names a golden file of tests/policies and is Camunda's own statements if left out. Every list of things may
leave out `address`: the first is then the usual one of its kind. A moment is `{days: 5}` or `{hours: -30}` from when the picture
was read, which a live case is told unless it says `timeless`.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from camunda_byok.inventory.live_kinds import (
    Analysis,
    Confirmation,
    Delivery,
    ExternalAccess,
    KeyLife,
    NamedPerson,
    OutsideAccess,
)
from camunda_byok.inventory.model import (
    Alias,
    Bucket,
    ChatChannel,
    EventRule,
    Grant,
    Inventory,
    Key,
    LogGroup,
    MetricAlarm,
    MetricFilter,
    OtherUse,
    Queue,
    Role,
    Selector,
    Subscription,
    Target,
    Thing,
    Topic,
    Trail,
)
from camunda_byok.inventory.values import Ref, Unknown
from camunda_byok.rules.case import Case, Change, Source

NOW = datetime(2027, 3, 1, 12, tzinfo=timezone.utc)
ACCOUNT, REGION = "111122223333", "eu-west-1"
TENANT_ROLE = "arn:aws:iam::444455556666:role/c8-cluster/c8-apps"
KEY_ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:camunda-byok-prod-page"
GOLDEN = Path(__file__).parents[1] / "policies" / "golden"
PLACE = {"account": ACCOUNT, "region": REGION, "prevent_destroy": True}

DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/platform/deployer"
CAMUNDA_POLICY: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "AccountManagesKey",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
            "Action": ["kms:DescribeKey", "kms:Get*", "kms:List*", "kms:PutKeyPolicy", "kms:EnableKey", "kms:CancelKeyDeletion"],
            "Resource": "*",
        },
        {
            "Sid": "CamundaUsesKey",
            "Effect": "Allow",
            "Principal": {"AWS": TENANT_ROLE},
            "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:DescribeKey", "kms:GenerateDataKey*"],
            "Resource": "*",
        },
        {
            "Sid": "CamundaManagesGrants",
            "Effect": "Allow",
            "Principal": {"AWS": TENANT_ROLE},
            "Action": ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
            "Resource": "*",
        },
    ],
}

SOUND: dict[str, tuple[type[Thing], dict[str, Any]]] = {
    "keys": (
        Key,
        {
            "address": "aws_kms_key.key",
            "arn": KEY_ARN,
            "description": "Camunda 8 SaaS at rest",
            "enabled": True,
            "rotation": True,
            "rotation_period_days": 365,
            "deletion_window_days": 30,
            "multi_region": False,
            "primary": None,
            "spec": "SYMMETRIC_DEFAULT",
            "usage": "ENCRYPT_DECRYPT",
            "imported_material": False,
            "policy": CAMUNDA_POLICY,
            "lockout_check_bypassed": False,
        },
    ),
    "aliases": (Alias, {"address": "aws_kms_alias.key", "name": "alias/camunda/prod", "target": KEY_ARN}),
    "grants": (Grant, {"address": "aws_kms_grant.g", "key": KEY_ARN, "grantee": TENANT_ROLE, "operations": ["Decrypt"]}),
    "trails": (
        Trail,
        {
            "address": "aws_cloudtrail.trail",
            "arn": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/camunda-byok-prod",
            "name": "camunda-byok-prod",
            "logging": True,
            "multi_region": True,
            "global_events": True,
            "validation": True,
            "organization": False,
            "bucket": "byok-logs-prod",
            "key": {"ref": "aws_kms_key.trail_key.arn"},
            "log_group": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/camunda-byok/prod/cloudtrail:*",
            "selectors": [],
        },
    ),
    "buckets": (
        Bucket,
        {
            "address": "aws_s3_bucket.log_bucket",
            "name": "byok-logs-prod",
            "force_destroy": False,
            "policy": {"Version": "2012-10-17", "Statement": []},
            "versioning": "Enabled",
            "encryption": "aws:kms",
            "encryption_key": {"ref": "aws_kms_key.trail_key.arn"},
            "lock_mode": "GOVERNANCE",
            "lock_days": 365,
            "expiry_days": 2555,
            "public_access_blocked": True,
            "access_logs_to": "byok-access-prod",
        },
    ),
    "log_groups": (
        LogGroup,
        {"address": "aws_cloudwatch_log_group.trail", "name": "/camunda-byok/prod/cloudtrail",
         "key": {"ref": "aws_kms_key.trail_key.arn"}, "retention_days": 365},
    ),
    "metric_filters": (
        MetricFilter,
        {"address": "aws_cloudwatch_log_metric_filter.f", "name": "f", "log_group": "/camunda-byok/prod/cloudtrail",
         "pattern": "{($.eventSource=kms.amazonaws.com)}", "metric": "CamundaByok/f"},
    ),
    "metric_alarms": (
        MetricAlarm,
        {"address": "aws_cloudwatch_metric_alarm.a", "name": "a", "metric": "CamundaByok/f",
         "comparison": "GreaterThanOrEqualToThreshold", "threshold": 1, "statistic": "Sum", "period_seconds": 300,
         "evaluation_periods": 1, "treat_missing_data": "notBreaching", "actions_enabled": True, "actions": [TOPIC_ARN]},
    ),
    "event_rules": (
        EventRule,
        {"address": "aws_cloudwatch_event_rule.r", "name": "r", "state": "ENABLED", "bus": "default",
         "pattern": {"source": ["aws.kms"], "detail": {"eventName": ["DisableKey", "ScheduleKeyDeletion"]}},
         "targets": [{}]},
    ),
    "topics": (
        Topic,
        {"address": "aws_sns_topic.page", "arn": TOPIC_ARN, "name": "camunda-byok-prod-page",
         "key": {"ref": "aws_kms_key.topic_key.arn"}, "policy": {"Version": "2012-10-17", "Statement": []}},
    ),
    "subscriptions": (
        Subscription,
        {"address": "aws_sns_topic_subscription.s", "topic": TOPIC_ARN, "protocol": "email",
         "endpoint": "on-call@example.com", "filter_policy": None,
         "dead_letter_queue": f"arn:aws:sqs:{REGION}:{ACCOUNT}:undelivered"},
    ),
    "queues": (
        Queue,
        {"address": "aws_sqs_queue.q", "name": "undelivered", "key": None, "retention_seconds": 1209600,
         "policy": {"Version": "2012-10-17", "Statement": []}},
    ),
    "chat_channels": (ChatChannel, {"address": "aws_chatbot_slack_channel_configuration.c", "topics": [TOPIC_ARN]}),
    "roles": (
        Role,
        {"address": "aws_iam_role.r", "name": "r", "trust": {"Version": "2012-10-17", "Statement": []}, "policies": [],
         "permissions_boundary": None},
    ),
    "lives": (
        KeyLife,
        {"address": "aws_kms_key.key (life)", "of": "aws_kms_key.key", "arn": KEY_ARN, "state": "Enabled",
         "created": {"days": -500}, "deletion": None, "origin": "AWS_KMS", "material_expires": None,
         "last_rotation": {"days": -100}, "last_rotation_kind": "AUTOMATIC", "rotates": True, "rotation_period_days": 365,
         "next_rotation": {"days": 265},
         "rotating_since": None, "on_demand_rotations": 1, "further_policies": {}, "last_used": {"hours": -3},
         "last_use": "Decrypt", "tracked_since": {"days": -300}, "tags": {}, "primary_region": None, "replica_regions": []},
    ),
    "deliveries": (
        Delivery,
        {"address": "aws_cloudtrail.trail (delivery)", "of": "aws_cloudtrail.trail",
         "arn": f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/camunda-byok-prod", "logging": True, "started": {"days": -400},
         "last_delivery": {"hours": -1}, "delivery_error": None, "last_digest": {"hours": -1}, "digest_error": None,
         "last_logs_delivery": {"hours": -1}, "logs_error": None},
    ),
    "confirmations": (
        Confirmation,
        {"address": "aws_sns_topic_subscription.s (confirmation)", "of": "aws_sns_topic_subscription.s",
         "endpoint": "on-call@example.com", "pending": False},
    ),
    "analyses": (Analysis, {"address": f"{REGION} (analysis)", "of": REGION, "analyzers": ["byok"]}),
    "outside_accesses": (
        ExternalAccess, {"address": "aws_kms_key.key (outside access)", "of": "aws_kms_key.key", "found": []}
    ),
    "people": (
        NamedPerson,
        {"address": f"{DEPLOYER} (person)", "of": DEPLOYER, "named_by": ["deployers"], "elsewhere": False, "found": DEPLOYER},
    ),
    "other_uses": (OtherUse, {"address": "aws_ebs_volume.v", "type": "aws_ebs_volume", "keys": {"kms_key_id": KEY_ARN}}),
}  # fmt: skip

PARTS: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "targets": (Target, {"arn": TOPIC_ARN, "role": None, "dead_letter_queue": f"arn:aws:sqs:{REGION}:{ACCOUNT}:undelivered"}),
    "found": (OutsideAccess, {"actions": ("kms:Decrypt",), "public": False}),
    "selectors": (Selector, {"management_events": True, "read_write": "All", "excluded_sources": ()}),
}


def picture(said: Mapping[str, list[dict[str, Any]]] | None) -> Inventory:
    """Returns the inventory of the things that a case names, each sound but for what the case says."""
    things: dict[str, Thing] = {}
    for many, each_said in (said or {}).items():
        kind, sound = SOUND[many]
        for one in each_said:
            thing = _made(kind, {**PLACE, **sound, **one})
            assert thing.address not in things, f"two things at {thing.address}"
            things[thing.address] = thing
    return Inventory(things)


def case(said: Mapping[str, Any]) -> Case:
    """Returns the case that YAML describes."""
    source = Source(said.get("source", "synthesized" if not said.get("before") else "planned"))
    return Case(
        before=picture(said.get("before")),
        after=picture(said.get("after")),
        changes={address: _change(change) for address, change in said.get("changes", {}).items()},
        noticed={address: _change(change) for address, change in said.get("noticed", {}).items()},
        left_out=said.get("left_out", False),
        source=source,
        now=NOW if source is Source.LIVE and not said.get("timeless") else None,
        silent_hours=said.get("silent_hours"),
        cluster_regions=frozenset(said.get("cluster_regions", ())),
        tenant_roles=frozenset(said.get("tenant_roles", ())),
        kept_keys=frozenset(said.get("kept_keys", ())),
        earlier_keys=frozenset(said.get("earlier_keys", ())),
    )


def _change(said: Mapping[str, Any]) -> Change:
    return _made(Change, said)


def _made(kind: type[Any], values: Mapping[str, Any]) -> Any:
    unknown = set(values) - {each.name for each in fields(kind)}
    assert not unknown, f"{kind.__name__} has no {', '.join(unknown)}"
    return kind(**{name: _value(name, value) for name, value in values.items()})


def _value(name: str, value: Any) -> Any:
    match value:
        case {"ref": str(whole), **rest} if not rest:
            address, attribute = whole.rsplit(".", 1)
            return Ref(address, attribute)
        case {"unknown": str(reason), **rest} if not rest:
            return Unknown(reason)
        case {"statements": list(statements), **rest} if not rest:
            return {"Version": "2012-10-17", "Statement": statements}
        case {"days": _, **rest} | {"hours": _, **rest} if not rest:
            return NOW + timedelta(**value)
        case dict() if name in ("keys", "further_policies", "tags"):
            return {attribute: _value("", key) for attribute, key in value.items()}
        case {**edits} if name == "policy" and edits and edits.keys() <= {"of", "without", "plus"}:
            return _edited(edits)
        case list() if name in PARTS:
            kind, sound = PARTS[name]
            return tuple(_made(kind, {**sound, **part}) for part in value)
        case list():
            return tuple(_value("", each) for each in value)
        case _:
            return value


def _edited(edits: Mapping[str, Any]) -> dict[str, Any]:
    policy = json.loads((GOLDEN / f"{edits['of']}.json").read_text(encoding="utf-8")) if "of" in edits else CAMUNDA_POLICY
    without = set(edits.get("without", ()))
    assert without <= {each["Sid"] for each in policy["Statement"]}, f"no statement {without}"
    kept = [each for each in policy["Statement"] if each["Sid"] not in without]
    return {"Version": "2012-10-17", "Statement": [*kept, *edits.get("plus", ())]}
