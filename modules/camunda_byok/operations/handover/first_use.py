"""Whether Camunda uses a key: by grants, by what KMS remembers of the last use, by the trail's records."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from camunda_byok import arns
from camunda_byok.aws.answers import Absence, Asked, answer, pages
from camunda_byok.aws.together import together
from camunda_byok.environment import Environment
from camunda_byok.inventory.values import Unknown
from camunda_byok.key_uses import KeyUse, use_of, uses_pattern
from camunda_byok.operations.acting import Acting
from camunda_byok.trail_reference import Part
from camunda_byok.watching import others_may_use

RECORDS_AT_MOST = 50_000
SECONDS_AT_MOST = 45.0
"""Of one reading of a log group, which answers page by page, empty ones included."""
GRANT, LAST_USE, RECORD = "grant", "last use", "record"


@dataclass(frozen=True, kw_only=True)
class Sign:
    """Something by which use is seen."""

    key: str
    """ARN of the key."""
    kind: str
    """`grant`, `last use` or `record`."""
    at: datetime
    says: str
    """One sentence without its full stop."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was seen of Camunda's use of the keys."""

    signs: tuple[Sign, ...]
    """Of each key and kind one, the latest first."""
    unread: tuple[str, ...]
    """What could not be looked at, and why: each completes "cannot tell, because ..."."""

    def of(self, key: str) -> tuple[Sign, ...]:
        return tuple(sign for sign in self.signs if sign.key == key)


@dataclass(frozen=True, kw_only=True)
class Records:
    """Camunda's use in the trail's records."""

    uses: tuple[KeyUse, ...]
    until: datetime | None
    """Where reading ended before it had come to the end; None where everything was read."""


def seen(acting: Acting, keys: tuple[str, ...], *, since: datetime) -> Seen:
    """Returns by what Camunda's use of the keys is seen. Raises InputError where the credentials are at their end.

    since: from when on records are read.
    """
    jobs: dict[str, Callable[[], list[Sign] | Unknown]] = {}
    for key in keys:
        jobs[f"grants of {key}"] = lambda key=key: _grants(acting, key)
        jobs[f"last use of {key}"] = lambda key=key: _last_use(acting, key)
    jobs["records"] = lambda: _signs_in_records(acting, keys, since)
    found = together(jobs)
    signs = [sign for some in found.values() if not isinstance(some, Unknown) for sign in some]
    unread = tuple(dict.fromkeys(some.reason for some in found.values() if isinstance(some, Unknown)))
    return Seen(signs=tuple(sorted(signs, key=lambda sign: sign.at, reverse=True)), unread=unread)


def _account(environment: Environment) -> str:
    return arns.parts(environment.camunda.tenant_role).account


def _grants(acting: Acting, key: str) -> list[Sign] | Unknown:
    region, account = arns.parts(key).region, _account(acting.environment)
    found: list[dict[str, Any]] | Absence | Unknown = answer(
        lambda: pages(acting.clients("kms", region), "list_grants", "Grants", KeyId=key),
        Asked(action="kms:ListGrants", region=region),
    )
    if isinstance(found, Absence | Unknown):
        return found if isinstance(found, Unknown) else Unknown(f"KMS says that {key} does not exist")
    # Whoever else may create grants could make one to Camunda that Camunda knows nothing of.
    fields = ("IssuingAccount",) if others_may_use(acting.environment) else ("IssuingAccount", "GranteePrincipal")
    theirs = [one for one in found if any(account in one.get(field, "").split(":") for field in fields)]
    if not theirs:
        return []
    latest = max(one["CreationDate"] for one in theirs)
    number = f"{len(theirs)} grant{'s' if len(theirs) > 1 else ''}"
    return [Sign(key=key, kind=GRANT, at=latest, says=f"Camunda's account made {number}, by which disks use the key")]


def _last_use(acting: Acting, key: str) -> list[Sign] | Unknown:
    """What KMS remembers is anybody's use, so it says something only of a key that nobody else may use."""
    if others_may_use(acting.environment):
        return []
    region = arns.parts(key).region
    kms = acting.clients("kms", region)
    if not hasattr(kms, "get_key_last_usage"):  # boto3 is older than the operation
        return []
    found = answer(
        lambda: dict(kms.get_key_last_usage(KeyId=key).get("KeyLastUsage") or {}),
        Asked(action="kms:GetKeyLastUsage", region=region),
    )
    if isinstance(found, Absence | Unknown):
        return found if isinstance(found, Unknown) else Unknown(f"KMS says that {key} does not exist")
    if "Timestamp" not in found:
        return []
    says = f"KMS remembers a use, {found.get('Operation', 'of some kind')}, and nobody but Camunda may use the key"
    return [Sign(key=key, kind=LAST_USE, at=found["Timestamp"], says=says)]


def _signs_in_records(acting: Acting, keys: tuple[str, ...], since: datetime) -> list[Sign] | Unknown:
    found = records(acting, keys, since=since, enough=lambda uses: {use.key for use in uses} == set(keys))
    if isinstance(found, Unknown):
        return found
    first = {use.key: use for use in sorted(found.uses, reverse=True)}
    if not first and found.until:
        return Unknown(f"the log group could not be searched further than {found.until:%Y-%m-%d %H:%M} in time")
    return [
        Sign(key=key, kind=RECORD, at=use.at, says=f"the trail recorded {use.operation} by Camunda's account")
        for key, use in first.items()
    ]


def records(
    acting: Acting,
    keys: tuple[str, ...],
    *,
    since: datetime,
    enough: Callable[[list[KeyUse]], bool] = lambda uses: False,
    monotonic: Callable[[], float] = time.monotonic,
) -> Records | Unknown:
    """Returns Camunda's use of the keys in the log group of the trail, oldest first, until that is enough or the time is over."""
    environment = acting.environment
    trail = environment.trail_reference
    if why := trail.why_unseen(Part.LOG_GROUP):
        return Unknown(f"the trail's records cannot be read from here: {why}")
    asked = Asked(action="logs:FilterLogEvents", region=environment.region)
    found = answer(lambda: _read(acting, str(trail.log_group), keys, since, enough, monotonic), asked)
    return Unknown(f"there is no log group {trail.log_group}") if isinstance(found, Absence) else found


def _read(
    acting: Acting,
    group: str,
    keys: tuple[str, ...],
    since: datetime,
    enough: Callable[[list[KeyUse]], bool],
    monotonic: Callable[[], float],
) -> Records:
    account = _account(acting.environment)
    pages = acting.clients("logs", acting.environment.region).get_paginator("filter_log_events")
    uses: list[KeyUse] = []
    read, come, ends = 0, since, monotonic() + SECONDS_AT_MOST
    for page in pages.paginate(logGroupName=group, startTime=int(since.timestamp() * 1000), filterPattern=uses_pattern(account)):
        events: list[dict[str, Any]] = page.get("events", [])
        read += len(events)
        uses += [use for one in events if (use := use_of(one["message"], account=account, keys=keys))]
        come = max([come, *(use.at for use in uses[-1:])])
        if enough(uses) or read >= RECORDS_AT_MOST or monotonic() >= ends:
            return Records(uses=tuple(uses), until=come)
    return Records(uses=tuple(uses), until=None)
