"""What changes in the policies of buckets, topics, queues and roles: who gains something, and whether a service still may.

Keys have rules of their own.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeVar

from camunda_byok.authorization.comparison import compare
from camunda_byok.authorization.decision import decide
from camunda_byok.authorization.model import Comparison, Difference, Level, Principal, Request, Undecided
from camunda_byok.authorization.statements import read
from camunda_byok.errors import InputError
from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Document, Text, Thing
from camunda_byok.inventory.values import Ref, Unknown, known, why_unknown
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Fault

K = TypeVar("K", bound=Thing)

MOST_NAMED = 5
"""Differences, and actions of one, that a finding names; it says how many more there are."""
_INTERPOLATION = re.compile(r"\$\{[^}:*?$]+\}")
"""Terraform's `${aws_sns_topic.page.arn}`, not IAM's `${aws:PrincipalTag/team}` nor its `${*}`."""


def widened(
    case: Case, kind: type[K], policy: Callable[[K], Document], *, service: str, among: Collection[str], what: str, look: str
) -> Iterator[Fault]:
    """Gives the things whose policy lets somebody do more than before, or than is declared. Of a new thing only what it lets
    anybody do without credentials.

    service: whose policy it is, such as `s3`.
    among: addresses of the things that are judged.
    what: what the thing is, completing "gains rights on ...".
    look: a command that shows the policy.
    """
    for after in case.after.all(kind):
        before = case.before.get(kind, after.address)
        if after.address not in among or case.change(after.address).replaces:
            continue
        if before is not None and policy(before) == policy(after):
            continue
        compared = _compared(None if before is None else policy(before), policy(after), after.account, service)
        if isinstance(compared, Unknown):
            if before is not None and known(policy(before)):
                yield Fault(
                    address=after.address,
                    summary=f"Who may do what with {what} is not known yet.",
                    cannot_tell=compared.reason,
                    remedy=f"Afterwards look at the policy: {look}",
                )
            continue
        gained = [made for made in compared.gained if before is not None or made.principal.kind == "anonymous"]
        if gained:
            strangers = [made for made in gained if is_stranger(made.principal, after.account)]
            yield Fault(
                address=after.address,
                summary=f"{_name(strangers or gained)} gains rights on {what}.",
                details=tuple(_details([*strangers, *(made for made in gained if made not in strangers)])),
                remedy="Take out what opens it, or name exactly who may do what.",
                weight=Weight.BLOCK if strangers else None,
            )
        elif before is not None and compared.undecided:
            yield Fault(
                address=after.address,
                summary=f"Whether anybody gains rights on {what} cannot be decided.",
                cannot_tell=compared.undecided[0].reason,
                remedy=f"Read the change of the policy: {look}",
            )


def is_stranger(principal: Principal, owner: Text) -> bool:
    """Whether a principal is neither of the owner's account nor a service that the policy names."""
    if principal.kind == "Service":
        return bool(principal.standing_for)
    return principal.kind != "AWS" or principal.account != owner


def refused_now(before: Document, after: Document, owner: Text, requests: Iterable[Request]) -> list[Request] | Unknown:
    """Returns the requests that a policy allowed by itself and no longer does.

    Unknown where either policy is, or where it hangs on what cannot be decided.
    """
    found: list[Request] = []
    for request in requests:
        was, now = _allows(before, owner, request), _allows(after, owner, request)
        if isinstance(was, Unknown):
            return was
        if isinstance(now, Unknown):
            return now
        if was and not now:
            found.append(request)
    return found


def asked_by(service: str, action: str, resource: str, *, source: str, account: str) -> Request:
    """Returns the request that a service makes on behalf of a resource, over TLS as services do."""
    context = {"aws:SourceArn": source, "aws:SourceAccount": account, "aws:SecureTransport": "true"}
    return Request(Principal("Service", f"{service}.amazonaws.com"), action, resource, context)


def _allows(policy: Document, owner: Text, request: Request) -> bool | Unknown:
    document = document_of(policy)
    if isinstance(document, Unknown):
        return document
    if not known(owner):
        return Unknown(why_unknown(owner))
    level = decide(document or {}, request, owner=owner)
    return Unknown(level.reason) if isinstance(level, Undecided) else level is Level.ALLOWED


def _compared(before: Document, after: Document, owner: Text, service: str) -> Comparison | Unknown:
    was, now = document_of(before), document_of(after)
    if isinstance(was, Unknown):
        return was
    if isinstance(now, Unknown):
        return now
    if not known(owner):
        return Unknown(why_unknown(owner))
    return compare(was, now, owner=owner, service=service)


def document_of(policy: Document) -> dict[str, Any] | Unknown | None:
    """Returns the policy as a document, Unknown where it is not written out in full or is none."""
    if isinstance(policy, Ref | Unknown):
        return Unknown(why_unknown(policy))
    if _INTERPOLATION.search(json.dumps(policy)):
        return Unknown("the policy holds values that only Terraform fills in")
    try:
        read(policy)
    except InputError as fault:
        return Unknown(f"the policy is not one that AWS would take ({fault.field}: {fault.problem})")
    return policy


def _name(gained: list[Difference]) -> str:
    who = list(dict.fromkeys(str(made.principal) for made in gained))
    name = who[0][:1].upper() + who[0][1:]
    return name if len(who) == 1 else f"{name}, among others,"


def _details(gained: list[Difference]) -> Iterator[str]:
    for made in gained[:MOST_NAMED]:
        actions = ", ".join(made.actions[:MOST_NAMED])
        more = len(made.actions) - MOST_NAMED
        when = f" when {made.when[0]}" if made.when else ""
        yield f"{made.principal}: {actions}{f' and {more} more' if more > 0 else ''} on {made.resource}{when}."
    if len(gained) > MOST_NAMED:
        yield f"There are {len(gained) - MOST_NAMED} more of these."
