"""One request against one policy, as AWS decides it: a Deny anywhere wins, then the furthest Allow counts.

Exact for what is modelled; a question that hangs on anything else is Undecided with its reason. Where every way of deciding the
open point gives the same answer, that is the answer.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from camunda_byok.authorization.conditions import ABSENT, OPAQUE, Test, opaque
from camunda_byok.authorization.keys import UNMODELLED, of_principal
from camunda_byok.authorization.model import Level, Principal, Request, Undecided
from camunda_byok.authorization.statements import Json, Statement, read

POLICY_REQUIRED = ("kms:", "sts:")
"""Services whose resources are open to nobody without their own policy. Elsewhere the IAM of the owner's account suffices."""

_ACCOUNT = re.compile(r"\d{12}")
_ROOT = re.compile(r"arn:[a-z-]+:iam::(\d{12}):root")
_SESSION = re.compile(r"arn:[a-z-]+:sts::(\d{12}):assumed-role/([^/]+)/(.+)")
_UNIQUE_ID = re.compile(r"A[A-Z]{3}[A-Z0-9]{4,}")


@dataclass(frozen=True)
class Residue:
    """What is left of a statement once principal, action and resource are known: it applies if all tests hold."""

    allows: bool
    level: Level
    tests: frozenset[Test]


def decide(policy: Json, request: Request, *, owner: str) -> Level | Undecided:
    """Returns how far the policy of a resource of the account `owner` lets the request come.

    Raises InputError where the policy is not one.
    """
    values = {key.lower(): (value,) if isinstance(value, str) else tuple(value) for key, value in request.context.items()}
    residues = [
        left
        for made in read(policy)
        if made.has_action(request.action) and made.has_resource(request.resource)
        for left in residue(made, request.principal)
    ]
    base = base_level(request.principal, request.action, owner)
    met = {test: test.holds(values.get(test.key, ABSENT)) for left in residues for test in left.tests}
    surely = {test for test, holds in met.items() if holds}
    perhaps = {test for test, holds in met.items() if holds is not False}
    least = _level(residues, base, denies_by=perhaps, allows_by=surely)
    most = _level(residues, base, denies_by=surely, allows_by=perhaps)
    if least == most:
        return least
    open_test = min((test for test in perhaps - surely), key=lambda test: (test.kind != OPAQUE, test.key))
    return Undecided(open_test.reason or f"the values of {open_test.spelled} in the request do not fit the operator")


def _level(residues: Iterable[Residue], base: Level, *, denies_by: set[Test], allows_by: set[Test]) -> Level:
    level = base
    for left in residues:
        if left.allows:
            if left.tests <= allows_by:
                level = max(level, left.level)
        elif left.tests <= denies_by:
            return Level.DENIED
    return level


def level_of(residues: Iterable[Residue], base: Level, met: set[Test] | frozenset[Test]) -> Level:
    """Returns what the residues of a policy's statements come to when exactly the tests in `met` hold."""
    level = base
    for left in residues:
        if left.tests <= met:
            if not left.allows:
                return Level.DENIED
            level = max(level, left.level)
    return level


def base_level(principal: Principal, action: str, owner: str) -> Level:
    """Returns how far the principal comes when no statement applies."""
    own = principal.kind == "AWS" and principal.account == owner and not action.lower().startswith(POLICY_REQUIRED)
    return Level.IF_IAM_ALLOWS if own else Level.DENIED


def residue(statement: Statement, principal: Principal) -> list[Residue]:
    """Returns what is left of a statement for this principal: nothing where it does not speak of it or a test fails."""
    level = named(statement, principal)
    if level is None:
        return []
    doubts = {level} if isinstance(level, Test) else set[Test]()
    left: set[Test] = set(doubts)
    for test in statement.tests:
        if test.key in UNMODELLED:
            how = f"{test.kind} {test.relation}"
            left.add(replace(test, kind=OPAQUE, relation=how, reason=f"{test.spelled} is not modelled"))
            continue
        known = of_principal(test.key, principal)
        holds = None if known is None else test.holds(known)
        if holds is False:
            return []
        if holds is None:
            left.add(test)
    return [Residue(statement.allows, level if isinstance(level, Level) else Level.ALLOWED, frozenset(left))]


def named(statement: Statement, principal: Principal) -> Level | Test | None:
    """Returns how far an Allow of this statement would let the principal come, None where it does not speak of it.

    An opaque test comes back where AWS does not say: a NotPrincipal that lists a principal without its account, or an account
    without its principals. Source: IAM user guide, "AWS JSON policy elements: NotPrincipal".
    """
    if statement.names is None:
        return Level.ALLOWED
    levels = {level for kind, value in statement.names if (level := _names(kind, value, principal)) is not None}
    if not statement.names_others:
        return max(levels, default=None)
    if not levels:
        return Level.ALLOWED
    if principal.kind != "AWS" or levels == {Level.ALLOWED, Level.IF_IAM_ALLOWS} or ("AWS", "*") in statement.names:
        return None
    who = f"{principal.value} {principal.session}"
    return opaque("NotPrincipal", who, f"NotPrincipal lists only one of {principal.name} and its account")


def _names(kind: str, value: str, principal: Principal) -> Level | None:
    """Returns how far a principal comes that a statement names so; None where this is not its name."""
    if (kind, value) == ("AWS", "*"):
        return Level.ALLOWED
    if kind != "AWS":
        return Level.ALLOWED if (kind, value) == (principal.kind, principal.value) else None
    if _UNIQUE_ID.fullmatch(value):
        return Level.ALLOWED if (principal.kind, principal.value) == ("unique id", value) else None
    if principal.kind != "AWS":
        return None
    if account := account_named(value):
        return Level.IF_IAM_ALLOWS if principal.account == account else None
    if session := session_named(value):
        role = (principal.account, principal.value.rsplit("/", 1)[-1], principal.session)
        return Level.ALLOWED if ":role/" in principal.value and session == role else None
    return Level.ALLOWED if principal.value == value else None


def account_named(value: str) -> str:
    """Returns the account that an `AWS` principal stands for as a whole, or nothing."""
    if _ACCOUNT.fullmatch(value):
        return value
    root = _ROOT.fullmatch(value)
    return root[1] if root else ""


def session_named(value: str) -> tuple[str, str, str] | None:
    """Returns account, role name and session name of a role session's ARN."""
    session = _SESSION.fullmatch(value)
    return (session[1], session[2], session[3]) if session else None


def is_unique_id(value: str) -> bool:
    return _UNIQUE_ID.fullmatch(value) is not None


def of_arn(arn: str) -> Principal:
    """Returns the principal of a role's, user's, role session's or account root's ARN.

    The role of a session is taken for one without a path: a session's ARN does not say it.
    """
    parts = arn.split(":", 5)
    if session := session_named(arn):
        account, role, name = session
        return Principal("AWS", f"arn:{parts[1]}:iam::{account}:role/{role}", account, name)
    return Principal("AWS", arn, parts[4] if len(parts) == 6 else "")
