"""A subscription waits for its confirmation.

Why it matters: SNS delivers nothing to a mailbox or a web hook before its owner has confirmed the subscription. Terraform is
content, the console shows the subscription, and whoever is to hear of an alarm does not. SNS gives up on it after some days.

What to do: Let its owner follow the link in the message of SNS. If it is lost, ask for another one by subscribing again.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import Confirmation
from camunda_byok.inventory.values import Unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    for confirmation in case.after.all(Confirmation):
        if isinstance(confirmation.pending, Unknown):
            yield Fault(
                address=confirmation.of,
                summary=f"Whether {confirmation.endpoint} has confirmed is not known.",
                cannot_tell=confirmation.pending.reason,
                remedy="Test the alarms, and ask whether the message came.",
            )
        elif confirmation.pending:
            yield Fault(
                address=confirmation.of,
                summary=f"{confirmation.endpoint} has not confirmed its subscription and hears nothing.",
                remedy="Let its owner follow the link in the message of SNS, or subscribe again for another message.",
            )
