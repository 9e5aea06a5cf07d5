"""A role of the plumbing is destroyed: one that delivers to the log group, forwards events, publishes or tells a chat.

Why it matters: Whatever assumed it fails in silence: the trail's log group gets nothing more, or an alarm from another region
does not arrive. A role that is made anew under the same name serves as before, and one that goes with all that used it is not
missed.

What to do: Put the role back, or take away what uses it first.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Role
from camunda_byok.rules.case import Case
from camunda_byok.rules.causes import cause_of
from camunda_byok.rules.gone import destroyed, fate
from camunda_byok.rules.rule import Fault
from camunda_byok.rules.watching_rules import role_users, watching

WEIGHT = Weight.BLOCK


def check(case: Case) -> Iterator[Fault]:
    ours = watching(case).roles
    for role in destroyed(case, Role):
        made_again = any(new.name == role.name for new in case.new(Role))
        unused = role_users(case.before, role) and not role_users(case.after, role)
        if role.address in ours and not made_again and not unused:
            yield Fault(
                address=role.address,
                summary=f"The role {fate(case, role)}.",
                details=cause_of(case.change(role.address)),
                remedy="Put the role back into the configuration.",
            )
