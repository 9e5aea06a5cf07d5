"""A role or user whom the environment names does not exist.

Why it matters: A condition on an ARN goes on naming somebody who is gone, and nothing says so. If it is the only break-glass
role or the only deployer, nobody can stop the key or mend its policy on the day it is needed. And whoever may create a role of
that name gets all that was meant for it.

What to do: Create the role again, under the same path, or name the one that took its place and deploy.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import NamedPerson
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    for person in case.after.all(NamedPerson):
        if person.elsewhere or person.found == person.of:
            continue
        named = f"The environment names it in {', '.join(person.named_by)}."
        if not known(person.found):
            yield Fault(
                address=person.of,
                summary="Whether this role or user exists is not known.",
                details=(named,),
                cannot_tell=why_unknown(person.found),
                remedy="Let somebody look who may read IAM: aws iam get-role or aws iam get-user.",
            )
        else:
            yield Fault(
                address=person.of,
                summary="This role or user does not exist."
                if person.found is None
                else f"This role or user has another path: it is {person.found}.",
                details=(named,),
                remedy="Create it again under the same path, or name another one and deploy.",
            )
