"""An alarm may no longer publish to its topic.

Why it matters: The rule matches and the metric alarm turns red as before, and SNS refuses the message. It counts as a failed
invocation that nobody looks at. A policy that is tightened around the account's own rules and alarms cuts nothing.

What to do: Let `events.amazonaws.com` and `cloudwatch.amazonaws.com` have `sns:Publish` for the ARNs of these rules and alarms.
"""

from collections.abc import Iterator

from camunda_byok.authorization.model import Principal, Request
from camunda_byok.finding import Weight
from camunda_byok.inventory.model import EventRule, Inventory, MetricAlarm, Topic
from camunda_byok.inventory.values import Unknown, known
from camunda_byok.names import partition_of
from camunda_byok.rules.case import Case
from camunda_byok.rules.links import named
from camunda_byok.rules.resource_policies import refused_now
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import sends_to, watching

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case).topics
    for before, after in case.kept(Topic):
        if after.address not in ours or before.policy == after.policy:
            continue
        cut: dict[str, str] = {}
        for alarm, request in _messages(case.after, after):
            refused = refused_now(before.policy, after.policy, after.account, [request])
            if refused and not isinstance(refused, Unknown):  # what is not known is a finding of topic_policy_widened
                cut[alarm] = str(request)
        if cut:
            yield Fault(
                address=after.address,
                summary=f"{next(iter(cut))}{f' and {len(cut) - 1} more' if len(cut) > 1 else ''} may no longer publish here.",
                details=tuple(f"No longer allowed: {request}." for request in list(cut.values())[:3]),
                remedy="Let the services publish again for the ARNs of these rules and alarms.",
            )


def _messages(picture: Inventory, topic: Topic) -> Iterator[tuple[str, Request]]:
    """Gives what the alarms of the picture ask of the topic, but for rules that publish by a role."""
    for rule in picture.all(EventRule):
        targets = [
            target for target in rule.targets if named(picture, Topic, target.arn) == topic.address and target.role is None
        ]
        if targets:
            yield from _message(rule, "events", "rule/", topic)
    for alarm in picture.all(MetricAlarm):
        if topic.address in sends_to(picture, alarm):
            yield from _message(alarm, "cloudwatch", "alarm:", topic)


def _message(alarm: EventRule | MetricAlarm, service: str, kind: str, topic: Topic) -> Iterator[tuple[str, Request]]:
    if known(alarm.name) and known(alarm.region) and known(alarm.account) and known(topic.arn):
        arn = f"arn:{partition_of(alarm.region)}:{service}:{alarm.region}:{alarm.account}:{kind}{alarm.name}"
        context = {"aws:SourceArn": arn, "aws:SourceAccount": alarm.account, "aws:SecureTransport": "true"}
        yield alarm.address, Request(Principal("Service", f"{service}.amazonaws.com"), "sns:Publish", topic.arn, context)
