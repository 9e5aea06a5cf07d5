"""What can happen to deployed rules, targets, metric alarms and metric filters."""

import json
from collections.abc import Callable
from typing import Any

from tests.plans.edits import Edit, given, provider, resource, statement, together, without
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


def _alarm(name: str, what: str, told: str, edit: Edit | None = None, **more: Any) -> PlannedChange:
    return PlannedChange(name=name, stack="alarms", what=what, told=told, edit=edit, **more)


CHANGES_OF_ALARMS = (
    _alarm(
        "rule_removed",
        "The rule that hears of a scheduled deletion was taken out, with its target.",
        "Nobody hears any longer when the key's deletion is scheduled.",
        without(RULE, TARGET),
    ),
    _alarm(
        "rule_disabled",
        "The rule that hears of a scheduled deletion was disabled.",
        "Nobody hears any longer when the key's deletion is scheduled.",
        given(RULE, {"state": "DISABLED"}),
    ),
    _alarm(
        "rule_deaf_to_reading_events",
        "The rule behind the alarm of Camunda's silence no longer takes reading events.",
        "The rule hears no use of the key any longer, so the alarm of Camunda's silence is always raised.",
        given("aws_cloudwatch_event_rule.alarm_camunda-silent", {"state": "ENABLED"}),
    ),
    _alarm(
        "rule_disabled_by_hand",
        "Somebody disabled the rule that hears of a scheduled deletion.",
        "Somebody disabled the rule in AWS; the plan enables it again.",
        deed=_disable_rule,
        undo=_enable_rule,
    ),
    _alarm(
        "rule_narrowed",
        "The rule that hears of changed rules no longer hears of two of the five operations.",
        "Disabling or deleting a rule of an alarm is no longer heard.",
        _pattern(
            "alarm_alarm-rules-changed",
            lambda pattern: pattern["detail"].update(eventName=["PutRule", "PutTargets", "RemoveTargets"]),
        ),
    ),
    _alarm(
        "rule_of_another_key",
        "The rule that hears of a changed policy names another key.",
        "A change of this key's policy is no longer heard.",
        _pattern(
            POLICY,
            lambda pattern: pattern["detail"].update(
                {"$or": [{"resources": {"ARN": ["arn:aws:kms:eu-west-1:111122223333:key/other"]}}]}
            ),
        ),
    ),
    _alarm(
        "rule_of_failures",
        "The rule that hears of a stopped trail hears failed attempts only.",
        "A stopped trail is no longer heard of.",
        _pattern(STOPPED, lambda pattern: pattern["detail"].update(errorCode=[{"exists": True}])),
    ),
    _alarm(
        "rule_widened",
        "The rule that hears of a stopped trail also hears of a started one.",
        "Nothing is lost; the alarm comes more often.",
        _pattern(STOPPED, lambda pattern: pattern["detail"].update(eventName=["StopLogging", "StartLogging"])),
    ),
    _alarm(
        "rule_written_otherwise",
        "The pattern of a rule stands in another order, with other blanks.",
        "Nothing: it hears the same.",
        _otherwise_written,
    ),
    _alarm(
        "target_removed",
        "The target of the rule that hears of a scheduled deletion was taken out; the rule stays.",
        "The rule tells nobody any longer when the key's deletion is scheduled.",
        without(TARGET),
    ),
    _alarm(
        "target_to_another_topic",
        "The rule that hears of a scheduled deletion tells the topic of what can wait.",
        "Nobody is woken any longer when the key's deletion is scheduled.",
        given(TARGET, {"arn": NOTICE_TOPIC}),
    ),
    _alarm(
        "target_without_queue",
        "The target lost its dead-letter queue.",
        "A message that cannot be delivered is lost, and no alarm says so.",
        given(TARGET, {"dead_letter_config": None}),
    ),
    _alarm(
        "target_message_changed",
        "The target's message was given another title.",
        "Nothing: the same people hear of the same events.",
        given(
            TARGET, {"input_transformer": {"input_paths": {"time": "$.time"}, "input_template": '"Deletion scheduled at <time>"'}}
        ),
    ),
    _alarm(
        "metric_alarm_removed",
        "The alarm of Camunda's silence was taken out.",
        "Nobody hears any longer when Camunda stops using the key.",
        without(SILENT),
    ),
    _alarm(
        "metric_alarm_without_actions",
        "The alarm of Camunda's silence was emptied of what it tells.",
        "The alarm tells nobody any longer.",
        given(SILENT, {"alarm_actions": []}),
    ),
    _alarm(
        "metric_alarm_actions_off",
        "Actions of the alarm of Camunda's silence were switched off.",
        "The alarm tells nobody any longer.",
        given(SILENT, {"actions_enabled": False}),
    ),
    _alarm(
        "metric_alarm_silenced_by_hand",
        "Somebody switched the actions of the alarm of Camunda's silence off.",
        "Somebody silenced the alarm in AWS; the plan lets it speak again.",
        deed=_silence,
        undo=_unsilence,
    ),
    _alarm(
        "metric_alarm_threshold_raised",
        "The threshold of undelivered messages was raised to a thousand.",
        "A thousand alarms may be lost before anybody hears of it.",
        given(UNDELIVERED, {"threshold": 1000}),
    ),
    _alarm(
        "metric_alarm_missing_data_ignored",
        "The alarm of Camunda's silence takes missing data as good.",
        "The alarm is never raised: silence is what gives no data.",
        given(SILENT, {"treat_missing_data": "notBreaching"}),
    ),
    _alarm(
        "metric_alarm_slower",
        "The alarm of Camunda's silence waits three days instead of one, in the YAML.",
        "Camunda's silence is heard of two days later.",
        settings={"alarms.silent_after_hours": 72},
    ),
    _alarm(
        "metric_filter_narrowed",
        "The metric filter of changed trails no longer counts deletions and stops.",
        "That a trail was deleted or stopped is no longer counted.",
        given(FILTER, {"pattern": "{($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=StartLogging)}"}),
    ),
    _alarm(
        "metric_filter_removed",
        "The metric filter of changed trails was taken out; its alarm stays.",
        "The alarm has nothing to count any longer and stays silent.",
        without(FILTER),
    ),
    _alarm(
        "forwarding_removed",
        "What passes events of IAM's region on to the key's was taken out: rule, target and role.",
        "A change of a role that the key's policy names is no longer heard.",
        without(*FORWARDING),
    ),
    _alarm(
        "forwarding_role_powerless",
        "The role that passes events on may no longer put events.",
        "A change of a role that the key's policy names is no longer heard.",
        statement(f"aws_iam_role_policy.{FORWARD}", "PutEvents", {"Action": ["events:DescribeEventBus"]}),
    ),
    _alarm(
        "alarms_without_second_region",
        "Everything in the second region was taken out; its provider stays.",
        "Nobody hears any longer what happens to the second region's key.",
        _without_second_region,
    ),
    _alarm(
        "alarms_in_another_region",
        "The provider was given another region.",
        "What was made in the key's region is forgotten, and made where no event about the key ever comes.",
        together(provider({"region": "eu-central-1"}), given(RULE, {"name": "camunda-byok-orders-key-deletion-scheduled"})),
        arguments=("-target", RULE, "-refresh=true"),
    ),
    _alarm(
        "alarms_targeted",
        "A rule was disabled and another taken out, and the plan was told to look at the first alone.",
        "The plan is a part of what the configuration says: nothing can be said of the rest.",
        together(given(RULE, {"state": "DISABLED"}), without("aws_cloudwatch_event_target.alarm_trail-stopped")),
        arguments=("-target", RULE),
    ),
    _alarm(
        "alarms_right_after_deployment",
        "Nothing was changed; Terraform reads a value in another way than it wrote it down.",
        "Nothing.",
        state=_tags_unread,
        arguments=("-refresh=true",),
    ),
)
