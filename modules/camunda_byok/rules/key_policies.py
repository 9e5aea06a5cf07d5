"""The policies of keys, and how they change: what a rule asks of them, answered once for all rules."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from camunda_byok.authorization.actions import ACCOUNT_WIDE, ACROSS_ACCOUNTS
from camunda_byok.authorization.comparison import can, compare, who_can
from camunda_byok.authorization.decision import is_unique_id
from camunda_byok.authorization.model import Answer, Comparison, Difference, Level, Permissions, Principal, Undecided
from camunda_byok.authorization.statements import read
from camunda_byok.errors import InputError
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Unknown, known, why_unknown
from camunda_byok.policies.documents import statement
from camunda_byok.policies.vendor import CAMUNDA, vendor_uses_key
from camunda_byok.rules.case import Case

_INTERPOLATED = re.compile(r"\$\{(?!aws:|kms:|[*?$]\})")
"""Terraform's, not AWS's own variables."""
_WHOLE_ACCOUNT = re.compile(r'"(?:arn:aws[a-z-]*:iam::)?(\d{12})(?::root)?"')


@dataclass(frozen=True)
class KeyPolicy:
    """A key's policy as a document, and the account whose key it is."""

    document: dict[str, Any]
    owner: str

    @property
    def text(self) -> str:
        return json.dumps(self.document, sort_keys=True)

    def names(self, principal: str) -> bool:
        """Whether the policy speaks of this principal, whatever it says."""
        return json.dumps(principal) in self.text


def policy_of(key: Key) -> KeyPolicy | Unknown:
    """Returns the key's policy; the one that KMS gives by itself where none is said."""
    if not known(key.policy):
        return Unknown(why_unknown(key.policy))
    account = key.account if known(key.account) else account_named_by(key.policy)
    if not account:
        return Unknown(why_unknown(key.account))
    if key.policy is None:
        everything = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "kms:*", "Resource": "*"}
        return KeyPolicy({"Version": "2012-10-17", "Statement": [everything]}, account)
    made = KeyPolicy(key.policy, account)
    if _INTERPOLATED.search(made.text):
        return Unknown("the policy holds values that only Terraform fills in")
    try:
        read(made.document)
    except InputError as fault:
        return Unknown(f"the policy is not one that AWS would take ({fault.field}: {fault.problem})")
    return made


def account_named_by(policy: object) -> str:
    """Returns the one account that a key's policy names as a whole, which is the key's own; nothing where that is not one."""
    accounts = whole_accounts(policy)
    return accounts.pop() if len(accounts) == 1 else ""


def whole_accounts(policy: object) -> set[str]:
    """Returns the accounts that are principals as a whole, in both spellings that AWS knows; none where it is no policy."""
    said: object = cast("dict[str, object]", policy).get("Statement") if isinstance(policy, dict) else None
    statements = cast("list[object]", said if isinstance(said, list) else [said])
    principals = [cast("dict[str, object]", each).get("Principal") for each in statements if isinstance(each, dict)]
    return set(_WHOLE_ACCOUNT.findall(json.dumps(principals)))


@dataclass(frozen=True)
class PolicyChange:
    """The policy of a key that stays, before and after."""

    key: Key
    before: KeyPolicy
    after: KeyPolicy
    comparison: Comparison

    @property
    def gained(self) -> tuple[Difference, ...]:
        """What somebody gains; without what KMS lets nobody of another account do."""
        return tuple(made for made in self.comparison.gained if counts(made.principal, made.actions, self.after.owner))

    def could(self, principal: Principal, action: str) -> Level:
        """How far the principal came with this before, in the best of circumstances."""
        return level(self.before, principal.value, action)

    def can(self, who: str, action: str) -> bool:
        """Whether a principal can do this after, in some circumstances."""
        return level(self.after, who, action) > Level.DENIED


def policy_changes(case: Case) -> Iterator[PolicyChange]:
    """Gives the keys whose policy is known before and after, and is not the same text.

    A new key of a cluster, known by Camunda's role in its policy, is measured by the policy that Camunda publishes: what it takes
    from Camunda, or gives to somebody else, is then a change like any other.
    """
    for before, after in case.kept(Key):
        if before == after:
            continue
        was, now = policy_of(before), policy_of(after)
        if not isinstance(was, Unknown) and not isinstance(now, Unknown) and was != now:
            yield PolicyChange(after, was, now, _compared(was.text, now.text, now.owner))
    for key in case.new(Key):
        now = policy_of(key)
        roles = [] if isinstance(now, Unknown) else [role for role in sorted(case.tenant_roles) if now.names(role)]
        if roles and not isinstance(now, Unknown):
            was = published(now.owner, roles)
            yield PolicyChange(key, was, now, _compared(was.text, now.text, now.owner))


def published(owner: str, roles: Iterable[str]) -> KeyPolicy:
    """Returns the policy that Camunda publishes, for one or several of its roles."""
    account = statement("AccountManagesKey", "Allow", {"AWS": owner}, ["kms:*"])
    uses = [made for role in roles for made in vendor_uses_key(CAMUNDA, role)]
    return KeyPolicy({"Version": "2012-10-17", "Statement": [account, *uses]}, owner)


def counts(principal: Principal, actions: tuple[str, ...], owner: str) -> bool:
    """Whether KMS lets the principal do any of the actions if the policy does."""
    if principal.kind != "AWS" or principal.account == owner:
        return not set(actions) <= set(ACCOUNT_WIDE)
    return not ACROSS_ACCOUNTS.isdisjoint(actions)


def permissions(policy: KeyPolicy) -> Permissions:
    return _permissions(policy.text, policy.owner)


def level(policy: KeyPolicy, who: str, action: str) -> Level:
    """Returns the most that the policy lets somebody do; what cannot be decided counts as possible."""
    if is_unique_id(who):
        rows = permissions(policy).rows
        return max((row.level for row in rows if row.principal.value == who and action in row.actions), default=Level.DENIED)
    answer = _can(policy.text, who, action, policy.owner)
    return answer.level if isinstance(answer, Answer) else Level.IF_IAM_ALLOWS


@lru_cache(maxsize=256)
def _compared(before: str, after: str, owner: str) -> Comparison:
    return compare(json.loads(before), json.loads(after), owner=owner)


@lru_cache(maxsize=256)
def _permissions(policy: str, owner: str) -> Permissions:
    return who_can(json.loads(policy), owner=owner)


@lru_cache(maxsize=1024)
def _can(policy: str, who: str, action: str, owner: str) -> Answer | Undecided:
    return can(json.loads(policy), who, action, owner=owner)
