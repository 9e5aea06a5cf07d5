"""A plan to pictures: `terraform show -json` of a saved plan, of Terraform, OpenTofu and HCP Terraform.

Source: Terraform, "JSON Output Format", format versions 1.x.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from camunda_byok import arns
from camunda_byok.inventory.changes import Change
from camunda_byok.inventory.joining import JOINTS, READ, pictures
from camunda_byok.inventory.model import NOTHING, Inventory, OtherUse, Text
from camunda_byok.inventory.plan_configuration import Configuration, Place, path_of
from camunda_byok.inventory.plan_values import Unknowns, after_values, before_values
from camunda_byok.inventory.resource import Resource, Values
from camunda_byok.inventory.things.messages import TARGET
from camunda_byok.inventory.things.other_uses import may_name_key, other_use
from camunda_byok.inventory.values import NOT_IN_PLAN

Json = Mapping[str, Any]
DEPOSED = "(deposed)"


@dataclass(frozen=True, kw_only=True)
class ReadPlan:
    """What a plan says, as far as rules and reviewers ask for it."""

    before: Inventory
    """The state, refreshed, at the addresses that it will have: moving a resource alone changes nothing."""
    after: Inventory
    changes: Mapping[str, Change]
    """By address, of everything but what stays as it is and where it is. A deposed object stands under `address (deposed)`."""
    last_known: Inventory = NOTHING
    """The state before it was refreshed: with `before`, what changed outside of Terraform."""
    noticed: Mapping[str, Change] = field(default_factory=dict[str, Change])
    """What changed outside of Terraform, by address."""
    terraform_version: str = ""
    """Of Terraform, or of OpenTofu, which counts on from 1.6."""
    resources: int = 0
    """How many instances of resources the plan speaks of; data sources are none."""
    unread: int = 0
    """How many of them no rule knows anything of."""
    outputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """What is done to each output that changes: Terraform's words."""
    deferred: tuple[str, ...] = ()
    """Addresses that Terraform puts off to a later plan: nobody has seen what it will do to them."""
    applyable: bool | None = None
    """Whether Terraform would apply it; None where it does not say, as before Terraform 1.7."""
    complete: bool | None = None
    """Whether nothing is left to plan after it is applied; None where it does not say, as before Terraform 1.8."""
    fingerprint: str = ""
    """Digest of all that it changes: the same for a plan that is made later, or by another role, and does the same."""


def read(plan: Json) -> ReadPlan:
    """Returns what a plan says. The caller made sure that it is one, see `plan_files.read_plan`."""
    return _Reading(plan).result()


class _Reading:
    """One plan while it is read."""

    def __init__(self, plan: Json) -> None:
        self._plan = plan
        self._changes = _managed(_listed(plan, "resource_changes"))
        self._configuration = Configuration(plan, {each["address"] for each in self._changes})
        self._before: dict[str, Resource] = {}
        self._after: dict[str, Resource] = {}
        self._other_before: dict[str, OtherUse] = {}
        self._other_after: dict[str, OtherUse] = {}
        self._read = 0

    def result(self) -> ReadPlan:
        changes: dict[str, Change] = {}
        for each in self._changes:
            address = _address(each, changes)
            change = _change(each)
            if change.actions != ("no-op",) or change.importing or change.previous_address:
                changes[address] = change
            self._add(each, address)
        before, after = pictures(self._before, self._after)
        last_known, noticed = self._noticed()
        outputs: dict[str, Any] = self._plan.get("output_changes") or {}
        put_off: list[dict[str, Any]] = [each["resource_change"] for each in _listed(self._plan, "deferred_changes")]
        return ReadPlan(
            before=_with(before, self._other_before),
            after=_with(after, self._other_after),
            changes=changes,
            last_known=last_known,
            noticed=noticed,
            terraform_version=self._plan.get("terraform_version") or "",
            resources=len(self._changes),
            unread=len(self._changes) - self._read,
            outputs={name: tuple(each["actions"]) for name, each in outputs.items() if each.get("actions") != ["no-op"]},
            deferred=tuple(each["address"] for each in _managed(put_off)),
            applyable=self._plan.get("applyable"),
            complete=self._plan.get("complete"),
            fingerprint=_fingerprint(self._changes, outputs),
        )

    def _add(self, each: dict[str, Any], address: str) -> None:
        known_type = each["type"] in READ
        if not known_type and not _may_use_key(each["change"]):
            return
        self._read += 1
        first, second = self._both(each, address)
        if known_type:
            if first:
                self._before[address] = first
            if second:
                self._after[address] = second
            return
        uses = [side and other_use(side) for side in (first, second)]
        attributes = {attribute for use in uses if use for attribute in use.keys}
        for use, found in zip(uses, (self._other_before, self._other_after), strict=True):
            if use:
                found[address] = replace(use, keys={name: use.keys.get(name) for name in sorted(attributes)})

    def _both(self, each: dict[str, Any], address: str, *, planned: bool = True) -> tuple[Resource | None, Resource | None]:
        """Returns a resource before and after; `planned` says whether the after is an intention, or what was found."""
        change: dict[str, Any] = each["change"]
        path = path_of(each.get("module_address") or "")
        configured = self._configuration.resource(path, f"{each['type']}.{each['name']}")
        provider = (configured or {}).get("provider_config_key") or each.get("provider_name") or ""
        place = self._configuration.place(provider)
        first = second = None
        if change.get("before") is not None:
            values = before_values(change["before"], change.get("before_sensitive"))
            first = _resource(each["type"], address, provider, values, _found(each["type"], values, place))
        if change.get("after") is not None:
            expressions: dict[str, Any] | None = None if configured is None else configured.get("expressions") or {}
            unknowns = Unknowns(self._configuration, path, _index(each), expressions)
            values = after_values(change["after"], change.get("after_unknown"), change.get("after_sensitive"), unknowns)
            where = _found(each["type"], values, place)
            if planned:
                where = _planned(values, place, where, expressions or {})
            second = _resource(each["type"], address, provider, values, where)
        return first, second

    def _noticed(self) -> tuple[Inventory, Mapping[str, Change]]:
        """Returns the state before the refresh: as after it, but for what is said to have drifted."""
        drifted = _managed(_listed(self._plan, "resource_drift"))
        if not drifted:
            return NOTHING, {}
        resources = dict(self._before)
        noticed: dict[str, Change] = {}
        for each in drifted:
            address = _address(each, noticed)
            noticed[address] = _change(each)
            if each["type"] in READ:
                first, _ = self._both(each, address, planned=False)
                if first:
                    resources[address] = first
        return _with(pictures(resources, self._before)[0], self._other_before), noticed


def _listed(plan: Json, name: str) -> list[dict[str, Any]]:
    return plan.get(name) or []


def _fingerprint(changes: list[dict[str, Any]], outputs: dict[str, Any]) -> str:
    said = [[each for each in changes if each["change"]["actions"] != ["no-op"]], outputs]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _managed(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in changes if each.get("mode") == "managed"]


def _change(each: dict[str, Any]) -> Change:
    change: dict[str, Any] = each["change"]
    replace_paths: list[list[str | int]] = change.get("replace_paths") or []
    return Change(
        actions=tuple(change["actions"]),
        reason=each.get("action_reason") or "",
        replace_paths=tuple(".".join(map(str, path)) for path in replace_paths),
        importing=change.get("importing") is not None,
        previous_address=each.get("previous_address") or "",
        deposed=each.get("deposed") or "",
    )


def _address(each: dict[str, Any], taken: Mapping[str, Change]) -> str:
    if not each.get("deposed"):
        return each["address"]
    address = f"{each['address']} {DEPOSED}"
    return address if address not in taken else f"{each['address']} (deposed {each['deposed']})"


def _index(each: dict[str, Any]) -> str:
    """Returns the instance's index as addresses have it."""
    address: str = each["address"]
    return "" if each.get("index") is None else address[address.rindex(f".{each['name']}[") + len(each["name"]) + 1 :]


def _may_use_key(change: dict[str, Any]) -> bool:
    if change["actions"] == ["no-op"]:
        return may_name_key(change.get("after") or {})
    return any(may_name_key(change.get(part) or {}) for part in ("before", "after", "after_unknown"))


def _resource(type: str, address: str, provider: str, values: Mapping[str, Any], place: Place) -> Resource:
    return Resource(
        address=address,
        type=type,
        values=Values(values),
        account=place.account,
        region=place.region,
        prevent_destroy=NOT_IN_PLAN,
        provider=provider,
    )


def _found(type: str, values: Mapping[str, Any], place: Place) -> Place:
    """Returns where a thing is that exists: as its ARN says, which holds whatever the provider is configured for now."""
    own = values.get("region")
    said = values.get("arn")
    arn = arns.parse(said) if isinstance(said, str) else None
    if type in JOINTS:  # what a part has as its ARN is another thing's; a rule tells things of its own region, or another bus
        of_target = arn.region if type == TARGET and arn and arn.service != "events" else None
        return Place(place.account, _first(own, place.region, of_target))
    return Place(_first(arn and arn.account, place.account), _first(arn and arn.region, own, place.region))


def _planned(values: Mapping[str, Any], place: Place, found: Place, expressions: Mapping[str, Any]) -> Place:
    """Returns where a thing will be: in the provider's place, unless the resource names a region of its own."""
    own = values.get("region") if "region" in expressions else None
    return Place(_first(place.account, found.account), _first(own, place.region, found.region))


def _first(*places: Text | None) -> Text:
    """Returns the first that is known, else why one is not."""
    said = [each for each in places if each]
    return next((each for each in said if isinstance(each, str)), said[0])


def _with(picture: Inventory, others: Mapping[str, OtherUse]) -> Inventory:
    return Inventory({**picture.things, **others}) if others else picture
