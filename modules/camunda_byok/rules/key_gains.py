"""Who gains what by a change of a key's policy, so that one edit is one finding.

A principal's gains belong to the heaviest thing that it gains: whoever gains use is not found again for gaining administration.
What Camunda's role gains is no danger, and a role that takes the place of Camunda's is tenant-role-changed. Somebody deleted
gains nothing.
"""

from dataclasses import dataclass

from camunda_byok.authorization.actions import ADMINISTRATION, CRYPTOGRAPHIC_USE, ENDING, POLICY, REPLICATION
from camunda_byok.authorization.model import Difference, Level, Permission, Principal
from camunda_byok.finding import Weight
from camunda_byok.rules.case import Case
from camunda_byok.rules.cluster_keys import is_everybody, outsiders, tenant_roles
from camunda_byok.rules.key_policies import KeyPolicy, PolicyChange, counts, permissions

USE = frozenset(CRYPTOGRAPHIC_USE)
HANDING_ON = frozenset({"kms:CreateGrant"})
WRITING = frozenset(POLICY)
COPYING = frozenset(REPLICATION)
HARMING = frozenset({*ENDING, "kms:RetireGrant", "kms:RevokeGrant"})
"""Each of them takes the key away from whatever is encrypted under it."""
CARING = frozenset(ADMINISTRATION)

HEAVIEST_FIRST = (USE, HANDING_ON, WRITING, COPYING, HARMING, CARING)


@dataclass(frozen=True)
class Exchange:
    """Which of Camunda's roles a change shuts out, and which principals of other accounts it lets in instead."""

    gone: tuple[Principal, ...]
    new: tuple[Principal, ...]

    @property
    def renamed(self) -> bool:
        """Whether it is rather another name for Camunda's role, than one role less."""
        return bool(self.gone and self.new)


def exchange(case: Case, change: PolicyChange) -> Exchange:
    old, new = outsiders(change.before), outsiders(change.after)
    return Exchange(
        tuple(
            role
            for name, role in tenant_roles(case, change.before).items()
            if name not in new and not any(change.can(name, action) for action in USE)
        ),
        tuple(principal for name, principal in new.items() if name not in old),
    )


def gains(case: Case, change: PolicyChange, kind: frozenset[str]) -> list[Difference]:
    """Returns everything gained by those principals whose heaviest gain is of this kind, but for lifted limits: see `widened`."""
    if everybody(change.after) and not everybody(change.before):
        return []  # wildcard-principal says it
    swap = exchange(case, change)
    expected = {*case.tenant_roles, *((role.value for role in swap.new) if swap.renamed else ())}
    by_principal: dict[Principal, list[Difference]] = {}
    for made in change.gained:
        if made.principal.value not in expected and made.principal.kind != "unique id":
            by_principal.setdefault(made.principal, []).append(made)
    found = [made for gained in by_principal.values() if _heaviest(change, gained) == kind for made in gained]
    lifted = widened(change)
    return [made for made in found if made not in lifted]


def _heaviest(change: PolicyChange, gained: list[Difference]) -> frozenset[str] | None:
    for kind in HEAVIEST_FIRST:
        if any(_anew(change, made, kind) for made in gained):
            return kind
    return None


def _anew(change: PolicyChange, made: Difference, kind: frozenset[str]) -> bool:
    """Whether this gain is one of the kind, rather than more freedom in what the principal could do already."""
    actions = kind.intersection(made.actions)
    return bool(actions) and (
        kind in (USE, HANDING_ON) or all(change.could(made.principal, action) < made.after for action in actions)
    )


def weight_of(found: list[Difference]) -> Weight | None:
    """Returns the lighter weight where the policy left everything to IAM already, and only names somebody besides."""
    return None if any(made.before is Level.DENIED for made in found) else Weight.WARN


def widened(change: PolicyChange) -> list[Difference]:
    """Returns where somebody may do in more circumstances what he could already do in some, use apart."""
    guarded = WRITING | COPYING | HARMING
    gained = [made for made in change.gained if made.before is Level.DENIED]
    newly = {
        action for made in gained for action in guarded.intersection(made.actions) if not change.could(made.principal, action)
    }
    return [made for made in gained if guarded.intersection(made.actions) and newly.isdisjoint(made.actions)]


def served_otherwise(change: PolicyChange, made: Difference) -> bool:
    """Whether a service gains and loses the same under different conditions: for another trail, say."""
    opposite = change.comparison.lost if made.gained else change.comparison.gained
    return made.principal.kind == "Service" and any(
        other.principal == made.principal and set(made.actions) <= set(other.actions) for other in opposite
    )


def everybody(policy: KeyPolicy) -> list[Permission]:
    """Returns what a policy permits to accounts or services that it does not name."""
    heavy = frozenset[str]().union(*HEAVIEST_FIRST)
    return [
        row
        for row in permissions(policy).rows
        if is_everybody(row.principal, policy)
        and heavy.intersection(row.actions)
        and counts(row.principal, row.actions, policy.owner)
    ]
