"""Judges a key policy alone, or the step from one to another, by the rules that judge plans."""

from collections.abc import Iterable
from typing import Any

from camunda_byok import arns
from camunda_byok.errors import InputError
from camunda_byok.inventory.model import NOTHING, Inventory, Key
from camunda_byok.inventory.values import Unknown
from camunda_byok.policy_changes import standing
from camunda_byok.review import PlanReview, Review, ThingChange, changes_in
from camunda_byok.rules import catalog
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.key_policies import published, whole_accounts

Policy = dict[str, Any]
NOT_GIVEN = Unknown("only a policy was given")


def review_policy(name: str, policy: Policy, *, account: str, tenant_roles: frozenset[str]) -> Review:
    """Returns what is wrong with a policy, and who can do what.

    tenant_roles: ARNs of Camunda's roles. Where they are said, the policy is measured by the one that Camunda publishes for them.
    """
    return _review(name, None, policy, account, tenant_roles)


def review_policies(name: str, old: Policy, new: Policy, *, account: str, tenant_roles: frozenset[str]) -> Review:
    """Returns what a policy changes that takes the place of another."""
    return _review(name, old, new, account, tenant_roles)


def _review(name: str, old: Policy | None, new: Policy, account: str, tenant_roles: frozenset[str]) -> Review:
    owner = account or _owner([*([old] if old else []), new], tenant_roles)
    measure = old or (published(owner, sorted(tenant_roles)).document if tenant_roles else None)
    case = Case(
        before=_picture(name, measure, owner) if measure else NOTHING,
        after=_picture(name, new, owner),
        source=Source.PLANNED if measure else Source.SYNTHESIZED,
        tenant_roles=tenant_roles,
    )
    changes = (
        changes_in(case) if old else [ThingChange(address=name, kind="key policy", action="judge", policies=standing(new, owner))]
    )
    return Review(plans=(PlanReview(name=name, file=name, findings=tuple(catalog.findings(case)), changes=tuple(changes)),))


def _picture(name: str, policy: Policy, owner: str) -> Inventory:
    """Returns a key of which nothing is said but its policy: whatever else a rule asks is as it should be."""
    return Inventory(
        {
            name: Key(
                address=name,
                account=owner,
                region=NOT_GIVEN,
                prevent_destroy=True,
                arn=NOT_GIVEN,
                description="",
                enabled=True,
                rotation=True,
                rotation_period_days=365,
                deletion_window_days=30,
                multi_region=False,
                primary=None,
                spec="SYMMETRIC_DEFAULT",
                usage="ENCRYPT_DECRYPT",
                imported_material=False,
                policy=policy,
                lockout_check_bypassed=False,
            )
        }
    )


def _owner(policies: Iterable[Policy], tenant_roles: frozenset[str]) -> str:
    """Returns the account that each of the policies names as a whole, which a key's own policy does.

    Raises InputError where it is not one account.
    """
    named = [whole_accounts(policy) for policy in policies]
    accounts = set[str].intersection(*named) - {arns.parts(role).account for role in tenant_roles}
    if len(accounts) == 1:
        return accounts.pop()
    raise InputError(
        field="--account",
        problem="it is not clear whose the key is: "
        + (f"the policy names the accounts {', '.join(sorted(accounts))}" if accounts else "no account is named as a whole"),
        remedy="Say which account owns the key: --account 111122223333.",
    )
