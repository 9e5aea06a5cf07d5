"""What trying the alarms takes: looking at them, sending drills, raising alarms for a moment, seeing what arrives."""

from camunda_byok.destinations import Sqs
from camunda_byok.permissions.alarms import METRIC_ALARMS, topics
from camunda_byok.permissions.looking import look_at_alarms
from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.scope import Scope
from camunda_byok.permissions.state import write_records


def try_alarms(scope: Scope) -> tuple[Permission, ...]:
    """Without the right to receive messages of a queue that is named as a destination, it says that nobody can tell."""
    hearing = tuple(one.arn for one in scope.environment.alarms.destinations if isinstance(one, Sqs))
    found = [
        *look_at_alarms(scope),
        Permission(
            sid="TryPatterns",
            purpose="have EventBridge say what a pattern matches",
            actions=("events:TestEventPattern",),
            wide="a pattern is no resource",
        ),
        Permission(
            sid="Drill",
            purpose="send a drill",
            actions=("events:PutEvents",),
            resources=tuple(names.arn("events", "event-bus/default") for names in scope.names),
        ),
        Permission(
            sid="RaiseAlarms",
            purpose="raise metric alarms for a moment",
            actions=("cloudwatch:SetAlarmState",),
            resources=scope.patterns(METRIC_ALARMS),
        ),
        topics(scope, "write on topics when they were tried", "sns:TagResource"),
        *write_records(scope),
    ]
    if hearing:
        found.append(
            Permission(
                sid="HearingQueues",
                purpose="see drills arrive, which stay in the queue",
                actions=("sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage"),
                resources=hearing,
            )
        )
    return tuple(found)
