"""What a principal may do with the keys of an environment, by the live policies and grants, and by a proposed policy."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from camunda_byok.authorization.asked_principals import principals_asked
from camunda_byok.authorization.decision import session_named
from camunda_byok.authorization.effective import KEY_ACTIONS, LiveGrant, Permits, Verdict, labelled, verdicts
from camunda_byok.authorization.model import Principal
from camunda_byok.aws.answers import Asked, answer, pages
from camunda_byok.aws.together import together
from camunda_byok.errors import InputError
from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.found_keys import FoundKey, found_keys

DEFAULT = "default"


@dataclass(frozen=True, kw_only=True)
class Row:
    """Actions that get the same answers."""

    actions: tuple[str, ...]
    now: tuple[Verdict, ...]
    proposed: tuple[Verdict, ...] | None = None
    """By the proposed policy; None where none is given."""

    @property
    def changes(self) -> bool:
        return self.proposed is not None and self.proposed != self.now


@dataclass(frozen=True, kw_only=True)
class Access:
    """What one principal, or a class of them, may do with one key."""

    principal: Principal
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class KeyAccess:
    """What is asked of one key, answered."""

    key: FoundKey
    accesses: tuple[Access, ...] = ()
    problem: str = ""
    """Why nothing can be said of this key, completing "cannot tell, because ..."; empty where something can."""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The answer to one question, for all keys of an environment."""

    environment: str
    asked: str
    """The principal, as it was asked for."""
    action: str
    """The action; empty where all were asked for."""
    keys: tuple[KeyAccess, ...]
    cautions: tuple[str, ...] = ()

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every verdict, by the proposed policy where there is one."""
        rows = (row for key in self.keys for access in key.accesses for row in access.rows)
        return tuple(each for row in rows for each in (row.now if row.proposed is None else row.proposed))


def effective_access(acting: Acting, asked: str, action: str = "", *, proposed: dict[str, Any] | None = None) -> Answered:
    """Returns what a principal may do with each key.

    asked: see `principals_asked`.
    action: one, such as `kms:Decrypt`; all unless given.
    proposed: a policy that would take the place of the key's own.

    Raises InputError where the principal or the action is none.
    """
    actions = (_known(action),) if action else KEY_ACTIONS
    principals_asked(asked, owner=acting.environment.account)  # a wrong one is said before anything is asked
    role, cautions = _role_of(acting, asked)
    keys = found_keys(acting.environment, acting.clients, tags=False)
    read = together({key.sought: lambda key=key: _read(acting, key) for key in keys})
    found: list[KeyAccess] = []
    for key in keys:
        permits = read[key.sought]
        if isinstance(permits, Unknown):
            found.append(KeyAccess(key=key, problem=permits.reason))
        else:
            found.append(_judged(key, permits, _Question(asked, role, actions, proposed)))
    return Answered(
        environment=acting.environment.name,
        asked=asked,
        action=actions[0] if action else "",
        keys=tuple(found),
        cautions=cautions,
    )


def _known(action: str) -> str:
    name = action if ":" in action else f"kms:{action}"
    found = next((known for known in KEY_ACTIONS if known.lower() == name.lower()), "")
    if not found:
        raise InputError(
            field="ACTION",
            value=action,
            problem="this is no action on a key",
            allowed="one of KMS's actions, without wildcards, such as kms:Decrypt",
            remedy="Leave it out to see all of them.",
        )
    return found


def _role_of(acting: Acting, asked: str) -> tuple[str, tuple[str, ...]]:
    """Returns the role of a session with its path, which the session's ARN leaves out and policies name; or nothing, and why."""
    session = session_named(asked.strip())
    if not session or session[0] != acting.environment.account:
        return "", ((_no_path(session[1]),) if session else ())
    role = answer(
        lambda: acting.clients("iam", acting.environment.region).get_role(RoleName=session[1])["Role"]["Arn"],
        Asked(action="iam:GetRole", region=acting.environment.region),
    )
    if isinstance(role, str):
        return role, ()
    why = role.reason if isinstance(role, Unknown) else "there is no such role"
    return "", (f"{_no_path(session[1])} It cannot be looked up, because {why}.",)


def _no_path(role: str) -> str:
    return (
        f"The ARN of a session does not say the path of its role: {role} is taken for a role without one. Ask for the role by "
        "its ARN."
    )


def _read(acting: Acting, key: FoundKey) -> Permits | Unknown:
    if not key.arn:
        return key.state if isinstance(key.state, Unknown) else Unknown("there is no such key")
    kms, region = acting.clients("kms", key.region), key.region
    names = answer(
        lambda: pages(kms, "list_key_policies", "PolicyNames", KeyId=key.arn), Asked(action="kms:ListKeyPolicies", region=region)
    )
    grants = answer(lambda: pages(kms, "list_grants", "Grants", KeyId=key.arn), Asked(action="kms:ListGrants", region=region))
    asked = Asked(action="kms:GetKeyPolicy", region=region)
    policies: dict[str, Any] = {}
    unread: list[str] = []
    more: list[str] = []
    if isinstance(names, Unknown):
        more.append(f"whether it has other policies is not known: {names.reason}")
    if isinstance(grants, Unknown):
        more.append(f"its grants are not known: {grants.reason}")
    for name in names if isinstance(names, list) else [DEFAULT]:
        text = answer(lambda name=name: kms.get_key_policy(KeyId=key.arn, PolicyName=name)["Policy"], asked)
        if isinstance(text, str):
            policies[name] = json.loads(text)
        else:
            why = text.reason if isinstance(text, Unknown) else "KMS says that it is not there"
            unread.append(f"policy {name} is not known: {why}")
    return Permits(
        key=key.arn,
        owner=acting.environment.account,
        policies=policies,
        grants=tuple(map(_grant, grants)) if isinstance(grants, list) else (),
        unread=tuple(unread),
        may_allow_more=tuple(more),
    )


def _grant(listed: Mapping[str, Any]) -> LiveGrant:
    constraints: Mapping[str, Mapping[str, str]] = listed.get("Constraints") or {}
    equals = constraints.get("EncryptionContextEquals")
    return LiveGrant(
        id=listed["GrantId"],
        grantee=listed.get("GranteePrincipal", "") or listed.get("GranteeServicePrincipal", ""),
        retiring=listed.get("RetiringPrincipal", ""),
        operations=frozenset(listed.get("Operations", ())),
        context=tuple(sorted((equals or constraints.get("EncryptionContextSubset") or {}).items())),
        context_is_whole=bool(equals),
    )


@dataclass(frozen=True)
class _Question:
    asked: str
    role: str
    actions: tuple[str, ...]
    proposed: dict[str, Any] | None


def _judged(key: FoundKey, permits: Permits, question: _Question) -> KeyAccess:
    changed: Permits | None = None
    if question.proposed is not None:
        changed = replace(permits, policies={**permits.policies, DEFAULT: question.proposed}, unread=_others(permits))
    try:
        statements = [statement for each in (permits, changed) if each for _, statement in labelled(each.policies)]
        principals = principals_asked(
            question.asked, statements, owner=permits.owner, partition=permits.key.split(":", 2)[1], role=question.role
        )
    except InputError as fault:
        return KeyAccess(key=key, problem=str(fault))
    accesses = (
        Access(principal=principal, rows=_rows(principal, permits, changed, question.actions)) for principal in principals
    )
    return KeyAccess(key=key, accesses=tuple(accesses))


def _others(permits: Permits) -> tuple[str, ...]:
    """Returns what of the live policies stays unread when another takes the place of `default`."""
    return tuple(why for why in permits.unread if not why.startswith(f"policy {DEFAULT} "))


def _rows(principal: Principal, permits: Permits, changed: Permits | None, actions: tuple[str, ...]) -> tuple[Row, ...]:
    alike: dict[tuple[tuple[Verdict, ...], tuple[Verdict, ...] | None], list[str]] = {}
    for action in actions:
        proposed = verdicts(principal, action, changed) if changed else None
        alike.setdefault((verdicts(principal, action, permits), proposed), []).append(action)
    return tuple(Row(actions=tuple(names), now=now, proposed=then) for (now, then), names in alike.items())
