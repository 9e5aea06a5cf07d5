"""What `byok alarms` sees of alarms that somebody changed."""

from collections.abc import Callable
from typing import Any

import pytest

from camunda_byok.live.alarm_states import Undelivered
from camunda_byok.operations.alarms_seen import alarms_seen
from camunda_byok.severity import Severity
from sandbox.people import DEPLOYER
from tests.emulated import Emulated
from tests.faulty import Faulty
from tests.operations.alarm_world import AlarmWorld

OTHER_QUEUE = "arn:aws:sqs:eu-west-1:111122223333:somebody-else"


@pytest.fixture
def world(emulated: Emulated) -> AlarmWorld:
    return AlarmWorld(emulated)


def test_alarms_as_they_were_deployed_are_all_fine(world: AlarmWorld) -> None:
    seen = alarms_seen(world.environment, world.emulated.clients_of(DEPLOYER))

    assert (seen.faults, seen.unknown) == (0, 0)
    assert {alarm.region for alarm in seen.alarms} == {"eu-west-1", "eu-west-2"}
    assert all(way.hearers and way.tested is None for way in seen.ways)
    assert [way.undelivered.messages for way in seen.ways if isinstance(way.undelivered, Undelivered)] == [0, 0, 0, 0]


def rule(world: AlarmWorld, id: str) -> dict[str, Any]:
    return world.root("events", "eu-west-1").describe_rule(Name=world.names.rule(id))


def disable_rule(world: AlarmWorld) -> None:
    world.root("events", "eu-west-1").disable_rule(Name=world.names.rule("key-disabled"))


def delete_rule(world: AlarmWorld) -> None:
    remove_target(world)
    world.root("events", "eu-west-1").delete_rule(Name=world.names.rule("key-disabled"))


def remove_target(world: AlarmWorld) -> None:
    events, name = world.root("events", "eu-west-1"), world.names.rule("key-disabled")
    targets = events.list_targets_by_rule(Rule=name)["Targets"]
    events.remove_targets(Rule=name, Ids=[target["Id"] for target in targets])


def lose_the_dead_letter_queue(world: AlarmWorld) -> None:
    events, name = world.root("events", "eu-west-1"), world.names.rule("key-disabled")
    (target,) = events.list_targets_by_rule(Rule=name)["Targets"]
    events.put_targets(Rule=name, Targets=[{"Id": target["Id"], "Arn": target["Arn"]}])


def narrow_pattern(world: AlarmWorld) -> None:
    pattern = rule(world, "key-disabled")["EventPattern"].replace("DisableKey", "DisableKeyNever")
    world.root("events", "eu-west-1").put_rule(Name=world.names.rule("key-disabled"), EventPattern=pattern)


def delete_alarm(world: AlarmWorld) -> None:
    world.root("cloudwatch", "eu-west-1").delete_alarms(AlarmNames=[world.names.rule("page-undelivered")])


def mute_alarm(world: AlarmWorld) -> None:
    world.root("cloudwatch", "eu-west-1").disable_alarm_actions(AlarmNames=[world.names.rule("page-undelivered")])


def lose_the_filter(world: AlarmWorld) -> None:
    world.root("logs", "eu-west-1").delete_metric_filter(
        logGroupName=world.names.log_group, filterName=world.names.rule("cis-trail-changed")
    )


def stop_forwarding(world: AlarmWorld) -> None:
    names = world.names.in_region("us-east-1")
    world.root("events", "us-east-1").disable_rule(Name=names.rule("named-role-changed"))


@pytest.mark.parametrize(
    ("harm", "alarm", "sentence"),
    [
        (disable_rule, "key-disabled", "Its rule is off."),
        (delete_rule, "key-disabled", "Its rule does not exist."),
        (remove_target, "key-disabled", "does not tell arn:aws:sns:eu-west-1:111122223333:camunda-byok-sandbox-page"),
        (lose_the_dead_letter_queue, "key-disabled", "goes to no queue"),
        (narrow_pattern, "key-disabled", "does not hear of this any more"),
        (delete_alarm, "page-undelivered", "Its CloudWatch alarm does not exist."),
        (mute_alarm, "page-undelivered", "its actions are off"),
        (lose_the_filter, "cis-trail-changed", "Its metric filter does not exist."),
        (stop_forwarding, "named-role-changed", "The rule in us-east-1 that passes its events on is off."),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_an_alarm_that_somebody_took_away_is_at_fault_and_no_other(
    world: AlarmWorld, harm: Callable[[AlarmWorld], None], alarm: str, sentence: str
) -> None:
    harm(world)

    seen = alarms_seen(world.environment, world.emulated.clients_of(DEPLOYER))

    (faulty,) = [each for each in seen.alarms if each.seen.faults]
    assert (faulty.alarm.id, faulty.region, seen.faults) == (alarm, "eu-west-1", 1)
    assert any(sentence in fault for fault in faulty.seen.faults), faulty.seen.faults


def subscription_of(world: AlarmWorld, severity: Severity) -> str:
    listed = world.root("sns", "eu-west-1").list_subscriptions_by_topic(TopicArn=world.names.topic_arn(severity))
    return listed["Subscriptions"][0]["SubscriptionArn"]


def test_a_severity_whose_only_subscriber_has_not_confirmed_is_heard_by_nobody(world: AlarmWorld) -> None:
    world.emulated.set_subscription(subscription_of(world, Severity.PAGE), confirmed=False)

    seen = alarms_seen(world.environment, world.emulated.clients_of(DEPLOYER))

    (way,) = [each for each in seen.ways if each.seen.faults]
    assert (way.severity, way.region) == (Severity.PAGE, "eu-west-1")
    assert way.seen.faults == ("Nobody hears PAGE alarms of this region.",)
    assert way.hearers[0].confirmed is False
    assert "has not confirmed" in way.hearers[0].seen.faults[0]


def test_a_subscription_that_was_deleted_is_missing(world: AlarmWorld) -> None:
    world.root("sns", "eu-west-1").unsubscribe(SubscriptionArn=subscription_of(world, Severity.NOTICE))

    seen = alarms_seen(world.environment, world.emulated.clients_of(DEPLOYER))

    (way,) = [each for each in seen.ways if each.seen.faults]
    assert way.severity is Severity.NOTICE
    assert way.hearers[0].seen.faults == ("The subscription does not exist.",)


def test_a_subscription_that_nobody_declared_is_shown_and_counts_as_somebody_who_hears(world: AlarmWorld) -> None:
    sns = world.root("sns", "eu-west-1")
    sns.unsubscribe(SubscriptionArn=subscription_of(world, Severity.PAGE))
    sns.subscribe(TopicArn=world.names.topic_arn(Severity.PAGE), Protocol="sqs", Endpoint=OTHER_QUEUE)

    seen = alarms_seen(world.environment, world.emulated.clients_of(DEPLOYER))

    way = next(each for each in seen.ways if each.severity is Severity.PAGE and each.region == "eu-west-1")
    assert [(hearer.name, hearer.protocol) for hearer in way.hearers][1:] == [(OTHER_QUEUE, "not declared")]
    assert not way.seen.faults


def test_messages_that_did_not_arrive_are_a_fault(world: AlarmWorld) -> None:
    sqs = world.root("sqs", "eu-west-1")
    url = sqs.get_queue_url(QueueName=world.names.dead_letter_queue(Severity.PAGE))["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="nobody took this")

    seen = alarms_seen(world.environment, world.emulated.clients_of(DEPLOYER))

    (way,) = [each for each in seen.ways if each.seen.faults]
    assert isinstance(way.undelivered, Undelivered)
    assert (way.undelivered.messages, way.severity) == (1, Severity.PAGE)


def test_a_raised_alarm_is_shown_as_raised_and_is_no_fault_of_the_alarm(world: AlarmWorld) -> None:
    name = world.names.rule("page-undelivered")
    world.root("cloudwatch", "eu-west-1").set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="it happened")

    seen = alarms_seen(world.environment, world.emulated.clients_of(DEPLOYER))

    assert [each.alarm.id for each in seen.alarms if each.is_raised] == ["page-undelivered"]
    assert seen.faults == 0


@pytest.mark.parametrize(
    "denied", ["events:DescribeRule", "cloudwatch:DescribeAlarms", "sns:ListSubscriptionsByTopic", "sqs:GetQueueUrl", "logs:*"]
)
def test_what_may_not_be_read_is_never_fine_and_never_at_fault(world: AlarmWorld, denied: str) -> None:
    clients = Faulty(world.emulated.clients_of(DEPLOYER), deny=[denied])

    seen = alarms_seen(world.environment, clients)

    assert seen.faults == 0
    assert seen.unknown > 0
    assert any(each.startswith(denied.rstrip("*")) for each in clients.calls)
