"""What the organization's policies do to a key: whether they cut Camunda off, or stop who deploys.

A resource control policy binds everybody who wants something of the account's keys, Camunda too, and nothing of it shows in the
account: the calls are denied in Camunda's. A service control policy binds the account's own roles. Only what is surely denied is
called so; a Deny that hangs on what nobody here knows (Camunda's network, its tags) is a doubt with its reason.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from camunda_byok.authorization import statements
from camunda_byok.authorization.actions import CATALOGUE
from camunda_byok.authorization.conditions import Test
from camunda_byok.authorization.decision import of_arn, residue
from camunda_byok.authorization.model import Principal
from camunda_byok.authorization.wildcards import Pattern
from camunda_byok.policies.documents import Document
from camunda_byok.policies.vendor import CAMUNDA, Vendor

OTHER_ORGANIZATION = "o-camunda000"
"""Stands for the organization of the tenant role's account, whose id nobody here knows."""


@dataclass(frozen=True, kw_only=True)
class OrganisationDocument:
    """One policy of the organization."""

    name: str
    """What people know it by: its name, or the file that holds it."""
    document: Document
    target: str = ""
    """What it is attached to; empty where that is not known."""

    @property
    def binds_everybody(self) -> bool:
        """Whether it is a resource control policy: their statements have a principal, and no service control policy's has."""
        written = self.document.get("Statement", [])
        some = cast("list[Any]", written if isinstance(written, list) else [written])
        return any(isinstance(one, Mapping) and "Principal" in one for one in some)


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What the policies do to some requests."""

    denied: tuple[str, ...]
    """What is surely denied, one sentence each."""
    doubts: tuple[str, ...]
    """What may be denied and on what it hangs, one sentence each."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """The key that the requests are about, before it exists."""

    account: str
    region: str
    partition: str
    organization: str = ""
    """Id of the account's organization; empty where it is not known."""

    @property
    def own(self) -> str:
        """The organization's id, or what stands for it."""
        return self.organization or "o-own0000000"

    @property
    def key(self) -> str:
        return f"arn:{self.partition}:kms:{self.region}:{self.account}:key/00000000-0000-0000-0000-000000000000"


def vendor_actions(vendor: Vendor = CAMUNDA) -> tuple[str, ...]:
    """Returns what the vendor does with a key, each action by its whole name."""
    patterns = [Pattern(action, ignore_case=True) for action in (*vendor.cryptographic_actions, *vendor.grant_actions)]
    return tuple(action for action in CATALOGUE["kms"] if any(pattern.matches(action) for pattern in patterns))


def reach_to_tenant(policies: Iterable[OrganisationDocument], tenant_role: str, place: Place) -> Reach:
    """Returns whether resource control policies deny Camunda what it does with the key: the role's calls, and those of its disks.

    EBS uses the key as a session `aws:ec2-infrastructure` of the tenant role's account. Source: AWS KMS developer guide,
    "Examining grants".
    """
    role = of_arn(tenant_role)
    disks = Principal("AWS", f"arn:{place.partition}:iam::{role.account}:role/aws:ec2-infrastructure", role.account, "i-1")
    known = {"aws:principalorgid": (OTHER_ORGANIZATION,), "aws:principalisawsservice": ("false",)}
    return _reach(
        [one for one in policies if one.binds_everybody],
        {"Camunda's tenant role": role, "Camunda's disks": disks},
        vendor_actions(),
        place,
        known,
    )


def reach_to_deployer(policies: Iterable[OrganisationDocument], issuer: str, actions: Iterable[str], place: Place) -> Reach:
    """Returns whether service and resource control policies deny who deploys the actions on keys."""
    known = {"aws:principalorgid": (place.own,)}
    return _reach(
        list(policies), {"who deploys": of_arn(issuer)}, [one for one in actions if one.startswith("kms:")], place, known
    )


def _reach(
    policies: Iterable[OrganisationDocument],
    people: Mapping[str, Principal],
    actions: Iterable[str],
    place: Place,
    known: Mapping[str, tuple[str, ...]],
) -> Reach:
    actions = tuple(actions)
    values = {
        "aws:requestedregion": (place.region,),
        "aws:resourceaccount": (place.account,),
        "aws:securetransport": ("true",),
        "aws:resourceorgid": (place.own,),
        **known,
    }
    denied: dict[str, None] = {}
    doubts: dict[str, None] = {}
    for policy in policies:
        for at, statement in enumerate(statements.read(_filled(policy.document, place))):
            if statement.allows or not statement.has_resource(place.key):
                continue
            hit = [action for action in actions if statement.has_action(action)]
            for who, principal in people.items() if hit else ():
                for left in residue(statement, principal):
                    unsure = list(_unsure(left.tests, values, place))
                    where = f"{policy.name} ({_title(policy, at)})"
                    what = hit[0] if len(hit) == 1 else f"{len(hit)} actions of KMS, {hit[0]} among them"
                    if unsure == [False]:
                        continue
                    if unsure:
                        doubts[f"{where} may deny {who} {what}: it hangs on {', '.join(map(str, unsure))}."] = None
                    else:
                        denied[f"{where} denies {who} {what}."] = None
    return Reach(denied=tuple(denied), doubts=tuple(doubts))


def _unsure(tests: Iterable[Test], values: Mapping[str, tuple[str, ...]], place: Place) -> Iterator[str | bool]:
    """Gives what the tests hang on; False alone where one of them surely does not hold; nothing where all hold."""
    hangs: list[str | bool] = []
    for test in sorted(tests, key=lambda test: test.key):
        given = values.get(test.key)
        if given == (place.own,) and not place.organization:  # whom a policy of the organization names alone is itself
            given = test.values if len(test.values) == 1 else None
        holds = None if given is None else test.holds(given)
        if given == (OTHER_ORGANIZATION,) and holds is not None and test.kind == "text" and _names_others(test, place):
            holds = None
        if holds is False:
            yield False
            return
        if holds is None:
            hangs.append(test.reason or test.spelled or test.key)
    yield from hangs


def _names_others(test: Test, place: Place) -> bool:
    """Whether a test names organizations of which one may be Camunda's."""
    others = [value for value in test.values if value != place.organization]
    return len(others) > (0 if place.organization else 1)


def _filled(document: Document, place: Place) -> Document:
    """Returns the document with the policy variables replaced whose values are known."""
    text = json.dumps(document)
    for name, value in (("aws:ResourceOrgID", place.own), ("aws:ResourceAccount", place.account)):
        text = text.replace(f"${{{name}}}", value)
    return json.loads(text)


def _title(policy: OrganisationDocument, at: int) -> str:
    written = policy.document.get("Statement", [])
    sid = cast("list[dict[str, Any]]", written if isinstance(written, list) else [written])[at].get("Sid")
    place = f", attached to {policy.target}" if policy.target else ""
    return f"{sid or f'statement {at + 1}'}{place}"
