"""What can happen to a deployed trail, its log group and its key."""

from functools import partial
from typing import Any

from tests.plans.edits import (
    block,
    given,
    statement,
    together,
    unprotected,
    with_statement,
    without,
    without_arguments,
    without_statement,
)
from tests.plans.hands import Hands
from tests.plans.planned_change import PlannedChange

TRAIL, LOG_GROUP, TRAIL_KEY = "aws_cloudtrail.trail", "aws_cloudwatch_log_group.trail", "aws_kms_key.trail_key"
ROLE, PERMISSIONS = "aws_iam_role.trail_log_delivery", "aws_iam_role_policy.trail_log_delivery"
TRAIL_ALIAS = "aws_kms_alias.trail_key"
MANAGEMENT = {"field": "eventCategory", "equals": ["Management"]}


def _selected(**selector: Any) -> Any:
    return given(TRAIL, {"event_selector": [{"include_management_events": True, "read_write_type": "All", **selector}]})


def _advanced(*fields: Any) -> Any:
    return together(
        without_arguments(TRAIL, "event_selector"),
        given(TRAIL, {"advanced_event_selector": [{"name": "Management", "field_selector": list(fields)}]}),
    )


def _stop(hands: Hands) -> None:
    hands.client("cloudtrail").stop_logging(Name=hands.names.trail_arn)


def _start(hands: Hands) -> None:
    hands.client("cloudtrail").start_logging(Name=hands.names.trail_arn)


def _leave_kms_out(hands: Hands) -> None:
    selector = {
        "ReadWriteType": "All",
        "IncludeManagementEvents": True,
        "ExcludeManagementEventSources": ["kms.amazonaws.com"],
    }
    hands.client("cloudtrail").put_event_selectors(TrailName=hands.names.trail_arn, EventSelectors=[selector])


def _take_kms_in(hands: Hands) -> None:
    selector = {"ReadWriteType": "All", "IncludeManagementEvents": True}
    hands.client("cloudtrail").put_event_selectors(TrailName=hands.names.trail_arn, EventSelectors=[selector])


def _trail_key_id(hands: Hands) -> str:
    return hands.client("kms").describe_key(KeyId=hands.names.trail_key_alias)["KeyMetadata"]["KeyId"]


def _schedule_trail_key(hands: Hands) -> None:
    hands.client("kms", who="break_glass").schedule_key_deletion(KeyId=_trail_key_id(hands), PendingWindowInDays=30)


def _keep_trail_key(hands: Hands) -> None:
    hands.client("kms").cancel_key_deletion(KeyId=_trail_key_id(hands))
    hands.client("kms").enable_key(KeyId=_trail_key_id(hands))


def _disable_trail_key(hands: Hands) -> None:
    hands.client("kms", who="break_glass").disable_key(KeyId=_trail_key_id(hands))


def _enable_trail_key(hands: Hands) -> None:
    hands.client("kms").enable_key(KeyId=_trail_key_id(hands))


_trail = partial(PlannedChange, stack="trail")

CHANGES_OF_TRAIL = (
    _trail(
        name="trail_destroyed",
        what="The trail was taken out of the configuration.",
        told="Nothing is recorded any longer, and no alarm hears anything.",
        edit=without(TRAIL),
    ),
    _trail(
        name="trail_renamed",
        what="The trail was given another name.",
        told="The trail is replaced; bucket policy, key policy and alarms name the old one, so nothing is delivered.",
        edit=given(TRAIL, {"name": "camunda-byok-orders-blue"}),
    ),
    _trail(
        name="trail_logging_off",
        what="Logging was switched off.",
        told="Nothing is recorded any longer.",
        edit=given(TRAIL, {"enable_logging": False}),
    ),
    _trail(
        name="trail_single_region",
        what="The trail was made one of its own region alone.",
        told="What happens in the second region, and in IAM's, is no longer recorded.",
        edit=given(TRAIL, {"is_multi_region_trail": False}),
    ),
    _trail(
        name="trail_without_global_services",
        what="Global services were left out.",
        told="What happens in IAM and STS is no longer recorded.",
        edit=given(TRAIL, {"include_global_service_events": False, "is_multi_region_trail": False}),
    ),
    _trail(
        name="trail_unsigned",
        what="Log file validation was switched off.",
        told="Nobody can prove any longer that no log file was changed or removed.",
        edit=given(TRAIL, {"enable_log_file_validation": False}),
    ),
    _trail(
        name="trail_another_bucket",
        what="The trail delivers to another bucket.",
        told="Log files no longer go where they are locked and kept, and alarms watch the old bucket.",
        edit=given(TRAIL, {"s3_bucket_name": "example-archive"}),
    ),
    _trail(
        name="trail_unencrypted",
        what="The trail's key was taken from the trail.",
        told="Log files are no longer encrypted with the key that says who reads them.",
        edit=without_arguments(TRAIL, "kms_key_id"),
    ),
    _trail(
        name="trail_encrypted_with_watched_key",
        what="The trail encrypts its log files with the very key that it watches.",
        told="Whoever disables the key ends the record of who did it.",
        edit=together(
            block("data", {"aws_kms_alias": {"watched": {"name": "alias/camunda/orders"}}}),
            given(TRAIL, {"kms_key_id": "${data.aws_kms_alias.watched.target_key_arn}"}),
        ),
    ),
    _trail(
        name="trail_write_only",
        what="The event selector takes writing events only.",
        told="Use of the key is no longer recorded: Encrypt, Decrypt and GenerateDataKey are reading events.",
        edit=_selected(read_write_type="WriteOnly"),
    ),
    _trail(
        name="trail_read_only",
        what="The event selector takes reading events only.",
        told="Changes of the key, its policy and the trail are no longer recorded.",
        edit=_selected(read_write_type="ReadOnly"),
    ),
    _trail(
        name="trail_without_management_events",
        what="The event selector takes no management events.",
        told="Nothing about the key is recorded any longer.",
        edit=_selected(
            include_management_events=False,
            data_resource=[{"type": "AWS::S3::Object", "values": ["arn:aws:s3:::byok-logs-orders-111122223333-eu-west-1/"]}],
        ),
    ),
    _trail(
        name="trail_kms_excluded",
        what="The event selector leaves KMS out.",
        told="Nothing about the key is recorded any longer.",
        edit=_selected(exclude_management_event_sources=["kms.amazonaws.com"]),
    ),
    _trail(
        name="trail_kms_excluded_by_advanced_selector",
        what="An advanced event selector leaves KMS out.",
        told="Nothing about the key is recorded any longer.",
        edit=_advanced(MANAGEMENT, {"field": "eventSource", "not_equals": ["kms.amazonaws.com"]}),
    ),
    _trail(
        name="trail_write_only_by_advanced_selector",
        what="An advanced event selector takes writing events only.",
        told="Use of the key is no longer recorded: Encrypt, Decrypt and GenerateDataKey are reading events.",
        edit=_advanced(MANAGEMENT, {"field": "readOnly", "equals": ["false"]}),
    ),
    _trail(
        name="trail_same_by_advanced_selector",
        what="An advanced event selector takes all management events, as the other one did.",
        told="Nothing: the same is recorded.",
        edit=_advanced(MANAGEMENT),
    ),
    _trail(
        name="trail_log_group_detached",
        what="The trail no longer delivers to its log group.",
        told="Metric filters count nothing any longer, so their alarms stay silent.",
        edit=without_arguments(TRAIL, "cloud_watch_logs_group_arn", "cloud_watch_logs_role_arn"),
    ),
    _trail(
        name="trail_log_delivery_forbidden",
        what="The role by which the trail delivers to its log group may no longer write there.",
        told="Metric filters count nothing any longer, so their alarms stay silent.",
        edit=statement(PERMISSIONS, "WriteLogStreams", {"Action": ["logs:DescribeLogStreams"]}),
    ),
    _trail(
        name="trail_stopped_by_hand",
        what="Somebody stopped the trail.",
        told="Somebody stopped the trail: nothing is recorded until the plan is applied, which starts it again.",
        deed=_stop,
        undo=_start,
    ),
    _trail(
        name="trail_kms_excluded_by_hand",
        what="Somebody left KMS out of the trail's events.",
        told="Somebody left KMS out: nothing about the key is recorded until the plan is applied.",
        deed=_leave_kms_out,
        undo=_take_kms_in,
    ),
    _trail(
        name="trail_log_group_destroyed",
        what="The log group was taken out, with all that delivers to it.",
        told="What the log group holds is gone, and metric filters count nothing any longer.",
        edit=together(
            without(LOG_GROUP, ROLE, PERMISSIONS),
            without_arguments(TRAIL, "cloud_watch_logs_group_arn", "cloud_watch_logs_role_arn"),
        ),
    ),
    _trail(
        name="trail_log_group_shorter",
        what="The log group keeps events for 30 days, in the YAML.",
        told="Events older than 30 days are removed from the log group.",
        settings={"trail.log_group_days": 30},
    ),
    _trail(
        name="trail_log_group_unencrypted",
        what="The trail's key was taken from the log group.",
        told="New events in the log group are no longer encrypted with the trail's key.",
        edit=without_arguments(LOG_GROUP, "kms_key_id"),
    ),
    _trail(
        name="trail_key_destroyed",
        what="The trail's key was taken out, and nothing is encrypted with it any longer.",
        told="The trail's key will be scheduled for deletion; afterwards nobody can read the log files that it encrypted.",
        edit=together(
            without(TRAIL_KEY, TRAIL_ALIAS, "aws_s3_bucket_server_side_encryption_configuration.log_bucket"),
            without_arguments(TRAIL, "kms_key_id"),
            without_arguments(LOG_GROUP, "kms_key_id"),
        ),
    ),
    _trail(
        name="trail_key_pending_deletion",
        what="Somebody scheduled the deletion of the trail's key, so Terraform no longer finds it.",
        told="The log files become unreadable unless the deletion is cancelled; the plan makes a second key.",
        deed=_schedule_trail_key,
        undo=_keep_trail_key,
    ),
    _trail(
        name="trail_key_disabled_by_hand",
        what="Somebody disabled the trail's key.",
        told="Nothing could be recorded or read meanwhile; applying the plan enables the key.",
        deed=_disable_trail_key,
        undo=_enable_trail_key,
    ),
    _trail(
        name="trail_key_disabled",
        what="The trail's key was to be disabled.",
        told="CloudTrail can no longer write log files, and nobody can read those that there are.",
        edit=given(TRAIL_KEY, {"is_enabled": False}),
    ),
    _trail(
        name="trail_key_rotation_off",
        what="Rotation of the trail's key was switched off.",
        told="The trail's key will no longer rotate.",
        edit=given(TRAIL_KEY, {"enable_key_rotation": False}),
    ),
    _trail(
        name="trail_key_replaced",
        what="The trail's key was made an HMAC key, and the protection was taken away with it.",
        told="The trail's key will be replaced; afterwards nobody can read the log files that it encrypted.",
        edit=together(
            unprotected(TRAIL_KEY),
            given(
                TRAIL_KEY,
                {"key_usage": "GENERATE_VERIFY_MAC", "customer_master_key_spec": "HMAC_256", "enable_key_rotation": False},
            ),
        ),
    ),
    _trail(
        name="trail_key_policy_everybody_decrypts",
        what="Everybody may decrypt with the trail's key.",
        told="Whoever can fetch a log file can read it.",
        edit=with_statement(
            TRAIL_KEY,
            {"Sid": "Everybody", "Effect": "Allow", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"},
        ),
    ),
    _trail(
        name="trail_key_policy_without_cloudtrail",
        what="CloudTrail may no longer make data keys with the trail's key.",
        told="CloudTrail can no longer write log files.",
        edit=without_statement(TRAIL_KEY, "CloudTrailEncryptsLogs"),
    ),
)
