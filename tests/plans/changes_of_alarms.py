"""What can happen to deployed rules, targets, metric alarms and metric filters."""

import json
from collections.abc import Callable
from functools import partial

from tests.plans.edits import Edit, given, resource, statement, together, without
from tests.plans.hands import Hands
from tests.plans.overlays import Json
from tests.plans.planned_change import PlannedChange
from tests.plans.states import instances

DELETION, POLICY, STOPPED = "alarm_key-deletion-scheduled", "alarm_key-policy-changed", "alarm_trail-stopped"
RULE, TARGET = f"aws_cloudwatch_event_rule.{DELETION}", f"aws_cloudwatch_event_target.{DELETION}"
SILENT, COUNTED = "aws_cloudwatch_metric_alarm.alarm_camunda-silent", "aws_cloudwatch_metric_alarm.alarm_cis-trail-changed"
UNDELIVERED = "aws_cloudwatch_metric_alarm.alarm_page-undelivered"
FILTER = "aws_cloudwatch_log_metric_filter.alarm_cis-trail-changed"
FORWARD = "forward_named-role-changed"
FORWARDING = tuple(
    f"{kind}.{FORWARD}"
    for kind in ("aws_cloudwatch_event_rule", "aws_cloudwatch_event_target", "aws_iam_role", "aws_iam_role_policy")
)
NOTICE_TOPIC = "arn:aws:sns:eu-west-1:111122223333:camunda-byok-orders-notice"
DELETION_RULE, DELETION_TARGET = (
    "camunda-byok-orders-key-deletion-scheduled",
    "camunda-byok-orders-key-deletion-scheduled-topic-0",
)


def _pattern(name: str, change: Callable[[Json], None]) -> Edit:
    """Changes the event pattern of a rule."""

    def edit(stack: Json) -> None:
        rule = resource(stack, f"aws_cloudwatch_event_rule.{name}")
        pattern = json.loads(rule["event_pattern"])
        change(pattern)
        rule["event_pattern"] = json.dumps(pattern)

    return edit


def _otherwise_written(stack: Json) -> None:
    rule = resource(stack, RULE)
    pattern = json.loads(rule["event_pattern"])
    rule["event_pattern"] = json.dumps(dict(reversed(pattern.items())), indent=2)


def _without_second_region(stack: Json) -> None:
    for kind, some in list(stack["resource"].items()):
        stack["resource"][kind] = {name: one for name, one in some.items() if one.get("provider") != "aws.second"}
    stack["output"] = {name: one for name, one in stack["output"].items() if not name.startswith("second_")}


def _disable_rule(hands: Hands) -> None:
    hands.client("events").disable_rule(Name=DELETION_RULE)


def _enable_rule(hands: Hands) -> None:
    hands.client("events").enable_rule(Name=DELETION_RULE)


def _silence(hands: Hands) -> None:
    hands.client("cloudwatch").disable_alarm_actions(AlarmNames=["camunda-byok-orders-camunda-silent"])


def _unsilence(hands: Hands) -> None:
    hands.client("cloudwatch").enable_alarm_actions(AlarmNames=["camunda-byok-orders-camunda-silent"])


def _tags_unread(state: Json) -> None:
    """The state as it is right after a deployment: what has no tags is written down in another way than it is read."""
    instances(state, RULE)[0]["attributes"]["tags"] = None


_alarm = partial(PlannedChange, stack="alarms")

CHANGES_OF_ALARMS = (
    _alarm(
        name="rule_removed",
        what="The rule that hears of a scheduled deletion was taken out, with its target.",
        told="Nobody hears any longer when the key's deletion is scheduled.",
        edit=without(RULE, TARGET),
    ),
    _alarm(
        name="rule_disabled",
        what="The rule that hears of a scheduled deletion was disabled.",
        told="Nobody hears any longer when the key's deletion is scheduled.",
        edit=given(RULE, {"state": "DISABLED"}),
    ),
    _alarm(
        name="rule_deaf_to_reading_events",
        what="The rule behind the alarm of Camunda's silence no longer takes reading events.",
        told="The rule hears no use of the key any longer, so the alarm of Camunda's silence is always raised.",
        edit=given("aws_cloudwatch_event_rule.alarm_camunda-silent", {"state": "ENABLED"}),
    ),
    _alarm(
        name="rule_disabled_by_hand",
        what="Somebody disabled the rule that hears of a scheduled deletion.",
        told="Somebody disabled the rule in AWS; the plan enables it again.",
        deed=_disable_rule,
        undo=_enable_rule,
    ),
    _alarm(
        name="rule_narrowed",
        what="The rule that hears of changed rules no longer hears of two of the five operations.",
        told="Disabling or deleting a rule of an alarm is no longer heard.",
        edit=_pattern(
            "alarm_alarm-rules-changed",
            lambda pattern: pattern["detail"].update(eventName=["PutRule", "PutTargets", "RemoveTargets"]),
        ),
    ),
    _alarm(
        name="rule_of_another_key",
        what="The rule that hears of a changed policy names another key.",
        told="A change of this key's policy is no longer heard.",
        edit=_pattern(
            POLICY,
            lambda pattern: pattern["detail"].update(
                {"$or": [{"resources": {"ARN": ["arn:aws:kms:eu-west-1:111122223333:key/other"]}}]}
            ),
        ),
    ),
    _alarm(
        name="rule_of_failures",
        what="The rule that hears of a stopped trail hears failed attempts only.",
        told="A stopped trail is no longer heard of.",
        edit=_pattern(STOPPED, lambda pattern: pattern["detail"].update(errorCode=[{"exists": True}])),
    ),
    _alarm(
        name="rule_widened",
        what="The rule that hears of a stopped trail also hears of a started one.",
        told="Nothing is lost; the alarm comes more often.",
        edit=_pattern(STOPPED, lambda pattern: pattern["detail"].update(eventName=["StopLogging", "StartLogging"])),
    ),
    _alarm(
        name="rule_written_otherwise",
        what="The pattern of a rule stands in another order, with other blanks.",
        told="Nothing: it hears the same.",
        edit=_otherwise_written,
    ),
    _alarm(
        name="target_removed",
        what="The target of the rule that hears of a scheduled deletion was taken out; the rule stays.",
        told="The rule tells nobody any longer when the key's deletion is scheduled.",
        edit=without(TARGET),
    ),
    _alarm(
        name="target_to_another_topic",
        what="The rule that hears of a scheduled deletion tells the topic of what can wait.",
        told="Nobody is woken any longer when the key's deletion is scheduled.",
        edit=given(TARGET, {"arn": NOTICE_TOPIC}),
    ),
    _alarm(
        name="target_without_queue",
        what="The target lost its dead-letter queue.",
        told="A message that cannot be delivered is lost, and no alarm says so.",
        edit=given(TARGET, {"dead_letter_config": None}),
    ),
    _alarm(
        name="target_message_changed",
        what="The target's message was given another title.",
        told="Nothing: the same people hear of the same events.",
        edit=given(
            TARGET, {"input_transformer": {"input_paths": {"time": "$.time"}, "input_template": '"Deletion scheduled at <time>"'}}
        ),
    ),
    _alarm(
        name="metric_alarm_removed",
        what="The alarm of Camunda's silence was taken out.",
        told="Nobody hears any longer when Camunda stops using the key.",
        edit=without(SILENT),
    ),
    _alarm(
        name="metric_alarm_without_actions",
        what="The alarm of Camunda's silence was emptied of what it tells.",
        told="The alarm tells nobody any longer.",
        edit=given(SILENT, {"alarm_actions": []}),
    ),
    _alarm(
        name="metric_alarm_actions_off",
        what="Actions of the alarm of Camunda's silence were switched off.",
        told="The alarm tells nobody any longer.",
        edit=given(SILENT, {"actions_enabled": False}),
    ),
    _alarm(
        name="metric_alarm_silenced_by_hand",
        what="Somebody switched the actions of the alarm of Camunda's silence off.",
        told="Somebody silenced the alarm in AWS; the plan lets it speak again.",
        deed=_silence,
        undo=_unsilence,
    ),
    _alarm(
        name="metric_alarm_threshold_raised",
        what="The threshold of undelivered messages was raised to a thousand.",
        told="A thousand alarms may be lost before anybody hears of it.",
        edit=given(UNDELIVERED, {"threshold": 1000}),
    ),
    _alarm(
        name="metric_alarm_missing_data_ignored",
        what="The alarm of Camunda's silence takes missing data as good.",
        told="The alarm is never raised: silence is what gives no data.",
        edit=given(SILENT, {"treat_missing_data": "notBreaching"}),
    ),
    _alarm(
        name="metric_alarm_slower",
        what="The alarm of Camunda's silence waits three days instead of one, in the YAML.",
        told="Camunda's silence is heard of two days later.",
        settings={"alarms.silent_after_hours": 72},
    ),
    _alarm(
        name="metric_filter_narrowed",
        what="The metric filter of changed trails no longer counts deletions and stops.",
        told="That a trail was deleted or stopped is no longer counted.",
        edit=given(FILTER, {"pattern": "{($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=StartLogging)}"}),
    ),
    _alarm(
        name="metric_filter_removed",
        what="The metric filter of changed trails was taken out; its alarm stays.",
        told="The alarm has nothing to count any longer and stays silent.",
        edit=without(FILTER),
    ),
    _alarm(
        name="forwarding_removed",
        what="What passes events of IAM's region on to the key's was taken out: rule, target and role.",
        told="A change of a role that the key's policy names is no longer heard.",
        edit=without(*FORWARDING),
    ),
    _alarm(
        name="forwarding_role_powerless",
        what="The role that passes events on may no longer put events.",
        told="A change of a role that the key's policy names is no longer heard.",
        edit=statement(f"aws_iam_role_policy.{FORWARD}", "PutEvents", {"Action": ["events:DescribeEventBus"]}),
    ),
    _alarm(
        name="alarms_without_second_region",
        what="Everything in the second region was taken out; its provider stays.",
        told="Nobody hears any longer what happens to the second region's key.",
        edit=_without_second_region,
    ),
    _alarm(
        name="alarms_targeted",
        what="A rule was disabled and another taken out, and the plan was told to look at the first alone.",
        told="The plan is a part of what the configuration says: nothing can be said of the rest.",
        edit=together(given(RULE, {"state": "DISABLED"}), without("aws_cloudwatch_event_target.alarm_trail-stopped")),
        arguments=("-target", RULE),
    ),
    _alarm(
        name="alarms_right_after_deployment",
        what="Nothing was changed; Terraform reads a value in another way than it wrote it down.",
        told="Nothing.",
        state=_tags_unread,
        arguments=("-refresh=true",),
    ),
)
