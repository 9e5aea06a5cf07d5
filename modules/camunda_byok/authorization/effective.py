"""What one principal may do with one key, by all of the key's policies and grants together, and which statement decides it.

Exact for what `decision` models. What the key's account cannot show is said with every answer: the IAM of the principal's account
and the policies of the organisations have their say besides, and can only take away.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

from camunda_byok.authorization.actions import ACCOUNT_WIDE, ACROSS_ACCOUNTS, CATALOGUE
from camunda_byok.authorization.conditions import ABSENT, Test, read_test
from camunda_byok.authorization.decision import Residue, account_named, residue
from camunda_byok.authorization.model import Level, Principal, Value
from camunda_byok.authorization.situations import findings
from camunda_byok.authorization.statements import Json, Statement, read

KEY_ACTIONS = tuple(action for action in CATALOGUE["kms"] if action not in ACCOUNT_WIDE)
"""Everything that can be done with a key."""
RETIRING = "kms:RetireGrant"
NOTHING_ALLOWS = "nothing allows it"


class Ruling(Enum):
    """How far policies and grants of a key let a principal come."""

    ALLOWED = "allowed"
    IF_IAM_ALLOWS = "if IAM allows"
    DENIED = "denied"
    UNKNOWN = "cannot tell"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One answer and under which circumstances it is given."""

    answer: Ruling
    decides: tuple[str, ...] = ()
    """The statements and grants that give it, such as `statement 2 (TenantUsesKey)`. Each does in some of the circumstances."""
    undecided_by: str = ""
    """Why it is denied where no statement decides it: nothing allows it, or KMS knows no such thing."""
    when: tuple[str, ...] = ()
    """The circumstances, alternatives of each other; empty: always."""
    depends: str = ""
    """Who else has a say in it, completing "allowed ..."; empty where nobody has."""
    reason: str = ""
    """Why nobody can tell, completing "cannot tell, because ..."; empty otherwise."""


@dataclass(frozen=True, kw_only=True)
class LiveGrant:
    """A grant on a key, as KMS lists it."""

    id: str
    grantee: str
    """ARN of a principal, or the name of a service."""
    retiring: str = ""
    """ARN of who may retire it; empty where nobody is named."""
    operations: frozenset[str] = frozenset()
    """As KMS names them, such as `Decrypt`."""
    context: tuple[tuple[str, str], ...] = ()
    """Pairs that the encryption context has to hold."""
    context_is_whole: bool = False
    """Whether it may hold nothing else."""

    @property
    def label(self) -> str:
        only = " and no other encryption context" if self.context and self.context_is_whole else ""
        return f"grant {self.id[:12]}{only}"


@dataclass(frozen=True, kw_only=True)
class Permits:
    """Everything that lets somebody at a key or keeps him from it."""

    key: str
    """The key's ARN."""
    owner: str
    """The key's account."""
    policies: Mapping[str, Json]
    """By their names; a key has `default`, and perhaps another that a service keeps."""
    grants: Sequence[LiveGrant] = ()
    unread: tuple[str, ...] = ()
    """Why a policy could not be read, completing "cannot tell, because ...". What another one denies stays denied; what it allows
    may be denied by what was not read."""
    may_allow_more: tuple[str, ...] = ()
    """The same of what can only allow more: the grants, and policies that AWS may have put beside the account's own."""


def verdicts(principal: Principal, action: str, permits: Permits) -> tuple[Verdict, ...]:
    """Returns every answer that a principal gets for an action, each with its circumstances.

    action: one of `KEY_ACTIONS`. Raises InputError where a policy is not one.
    """
    is_foreign = principal.kind == "AWS" and principal.account != permits.owner
    if is_foreign and action not in ACROSS_ACCOUNTS:
        return (Verdict(answer=Ruling.DENIED, undecided_by="KMS lets no other account do this with a key"),)
    parts = list(_parts(principal, action, permits))
    left = frozenset(part for _, part in parts)
    allowing = findings(frozenset(), left, (Level.DENIED, Level.DENIED))
    denying = findings(frozenset(), left, (Level.ALLOWED, Level.DENIED))
    found = list(allowing.found)
    found += [made for made in denying.found if made.pair[1] is Level.DENIED]
    answers = [
        _verdict(made.pair[1], made.when, _deciding(parts, made.pair[1], made.context), principal, permits)
        for made in sorted(found, key=lambda made: -made.pair[1])
    ]
    doubts = dict.fromkeys(each.reason for each in (*allowing.undecided, *denying.undecided))
    return (*answers, *(Verdict(answer=Ruling.UNKNOWN, reason=reason) for reason in doubts))


def _parts(principal: Principal, action: str, permits: Permits) -> Iterator[tuple[str, Residue]]:
    """Gives what is left of every statement and grant for this principal and action, each with its label."""
    for label, statement in labelled(permits.policies):
        if statement.has_action(action) and statement.has_resource(permits.key):
            yield from ((label, part) for part in residue(statement, principal))
    for grant in permits.grants:
        level = _granted(grant, principal, action)
        if level:
            tests = [
                read_test("StringEquals", f"kms:EncryptionContext:{name}", (value,), variables=False)
                for name, value in grant.context
            ]
            yield grant.label, Residue(True, level, frozenset(tests))


def labelled(policies: Mapping[str, Json]) -> Iterator[tuple[str, Statement]]:
    """Gives every statement with the words by which somebody finds it: its number from 1, its Sid, and its policy's name."""
    for name, policy in policies.items():
        written: Any = policy.get("Statement", [])
        raw = cast("list[Json]", written if isinstance(written, list) else [written])
        for number, (statement, text) in enumerate(zip(read(policy), raw, strict=True), 1):
            sid = f" ({text['Sid']})" if text.get("Sid") else ""
            of = f" of policy {name}" if len(policies) > 1 else ""
            yield f"statement {number}{sid}{of}", statement


def _granted(grant: LiveGrant, principal: Principal, action: str) -> Level:
    names = {principal.value}
    if principal.session:
        role = principal.value.rsplit("/", 1)[-1]
        partition = principal.value.split(":", 2)[1]
        names.add(f"arn:{partition}:sts::{principal.account}:assumed-role/{role}/{principal.session}")
    operation = action.partition(":")[2]
    if action == RETIRING and grant.retiring in names:
        return Level.ALLOWED
    if operation not in grant.operations:
        return Level.DENIED
    if grant.grantee in names:
        return Level.ALLOWED
    return Level.IF_IAM_ALLOWS if principal.account and account_named(grant.grantee) == principal.account else Level.DENIED


def _deciding(parts: list[tuple[str, Residue]], level: Level, context: Mapping[str, Value]) -> tuple[tuple[str, ...], bool]:
    """Returns the labels of what gives this level in some circumstances, and whether anything does in the given ones."""
    values = {key.lower(): (value,) if isinstance(value, str) else tuple(value) for key, value in context.items()}

    def holds(test: Test) -> bool:
        return test.holds(values.get(test.key, ABSENT)) is True

    denies = level is Level.DENIED
    giving = [(label, part) for label, part in parts if (not part.allows if denies else part.allows and part.level is level)]
    here = [label for label, part in giving if all(map(holds, part.tests))]
    return tuple(dict.fromkeys([*here, *(label for label, _ in giving)])), bool(here)


def _verdict(
    level: Level, when: tuple[str, ...], deciding: tuple[tuple[str, ...], bool], principal: Principal, permits: Permits
) -> Verdict:
    answer = {Level.DENIED: Ruling.DENIED, Level.IF_IAM_ALLOWS: Ruling.IF_IAM_ALLOWS, Level.ALLOWED: Ruling.ALLOWED}[level]
    decides, is_decided = deciding
    if level is Level.DENIED:
        doubts = (*permits.unread, *permits.may_allow_more)
        if not is_decided and doubts:
            return Verdict(answer=Ruling.UNKNOWN, when=when, reason=f"{NOTHING_ALLOWS} that was read, and {' and '.join(doubts)}")
        return Verdict(answer=answer, decides=decides, undecided_by="" if is_decided else NOTHING_ALLOWS, when=when)
    if permits.unread:
        reason = f"{decides[0]} allows it, but {' and '.join(permits.unread)}"
        return Verdict(answer=Ruling.UNKNOWN, decides=decides, when=when, reason=reason)
    return Verdict(answer=answer, decides=decides, when=when, depends=depends(answer, principal, permits.owner))


def depends(answer: Ruling, principal: Principal, owner: str) -> str:
    """Returns who else has a say in what a key's policies and grants allow, and cannot be read there."""
    if principal.kind != "AWS":
        return "unless a resource control policy of the key's organisation refuses it"
    account = principal.account
    organisation = "a service or resource control policy of the organisation"
    if principal.value == account_root(principal):
        return f"to the root user, whom IAM does not hold, unless {organisation} refuses it"
    if account == owner and answer is Ruling.ALLOWED:
        return f"unless IAM of account {account} denies it (a Deny, a boundary, a session policy), or {organisation}"
    if account == owner:
        return f"if IAM of account {account} permits it, unless {organisation} refuses it"
    return (
        f"if IAM of account {account} permits it too, unless a service control policy of its organisation or a resource control "
        f"policy of account {owner} refuses it"
    )


def account_root(principal: Principal) -> str:
    """Returns the ARN of the root user of an IAM principal's account."""
    return f"arn:{principal.value.split(':', 2)[1]}:iam::{principal.account}:root"
