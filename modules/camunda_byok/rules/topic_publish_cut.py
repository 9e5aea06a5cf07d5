"""An alarm may no longer publish to its topic.

Why it matters: The rule matches and the metric alarm turns red as before, and SNS refuses the message. It counts as a failed
invocation that nobody looks at. A policy that is tightened around the account's own rules and alarms cuts nothing.

What to do: Let `events.amazonaws.com` and `cloudwatch.amazonaws.com` have `sns:Publish` for the ARNs of these rules and alarms.
"""

from collections.abc import Iterator

from camunda_byok.authorization.model import Request
from camunda_byok.finding import Weight
from camunda_byok.inventory.model import EventRule, Inventory, MetricAlarm, Topic
from camunda_byok.inventory.values import Unknown, known
from camunda_byok.rules.case import Case
from camunda_byok.rules.links import named
from camunda_byok.rules.resource_policies import asked_by, refused_now
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import sends_to, source_arn, watching

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
    if not known(topic.arn) or not known(topic.account):
        return
    for rule in picture.all(EventRule):
        by_itself = {named(picture, Topic, target.arn) for target in rule.targets if target.role is None}
        if topic.address in by_itself and (source := source_arn(rule)):
            yield rule.address, asked_by("events", "sns:Publish", topic.arn, source=source, account=topic.account)
    for alarm in picture.all(MetricAlarm):
        if topic.address in sends_to(picture, alarm) and (source := source_arn(alarm)):
            yield alarm.address, asked_by("cloudwatch", "sns:Publish", topic.arn, source=source, account=topic.account)
