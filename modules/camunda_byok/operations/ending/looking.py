"""Looks at a key that comes to its end, and at the one that takes its place: everything that can be read, side by side."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from camunda_byok.aws.answers import ABSENT, Absence, Asked, answer, pages
from camunda_byok.aws.together import together
from camunda_byok.environment import Environment
from camunda_byok.generation_alone import alone
from camunda_byok.inventory.values import Unknown
from camunda_byok.key_generations import KeyGeneration
from camunda_byok.operation_tags import QUARANTINED
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.checks import CheckResult, Verdict
from camunda_byok.operations.ending.attempts import attempts
from camunda_byok.operations.ending.facts import GONE, EndingKey, Facts, Kind, Recorded, SucceedingKey
from camunda_byok.operations.found_keys import FoundKey, SoughtKey, find_key
from camunda_byok.operations.handover import run as handover
from camunda_byok.operations.handover.first_use import Seen, records, seen
from camunda_byok.operations.steps import Refusal
from camunda_byok.trail_reference import Part

DAYS_OF_USE = 14
"""How far back the use of a new key is looked for in records; grants and the last use know no such bound."""


def generations(environment: Environment, kind: Kind) -> tuple[KeyGeneration, KeyGeneration | None] | Refusal:
    """Returns the generation that comes to its end and the one that takes its place, or why there is none."""
    declared = {each.role: each for each in environment.key_generations}
    current, earlier, later = declared["current"], declared.get("predecessor"), declared.get("successor")
    if kind is Kind.RETIRE:
        if earlier or later:
            return Refusal(
                problem="Another key is declared beside the cluster's: one of them takes the place of the other.",
                remedy=f"Finish that first: byok replace {environment.name}.",
            )
        return current, None
    if earlier:
        return earlier, current
    if later:
        return current, later
    return Refusal(
        problem="No key is declared that takes the place of this one.",
        remedy="Write successor: {} under key, and deploy: docs/replacing-a-key.md. If the cluster is gone: byok retire.",
    )


def look(
    acting: Acting,
    kind: Kind,
    old: KeyGeneration,
    new: KeyGeneration | None,
    *,
    is_deployed: bool,
    now: datetime,
    idle_days: int,
    quarantine_days: int,
) -> Facts:
    """Returns everything that is known. Raises InputError where the credentials are at their end.

    is_deployed: whether the environment's file is among those of which stacks are made.
    """
    environment = acting.environment
    before = replace(acting, environment=alone(environment, old))
    title = "old key" if new else "key"
    titles = (title, f"second {title}")
    keys = {f"old {each.region}": (titles[place], each) for place, each in enumerate(old.keys)}
    jobs: dict[str, Callable[[], Any]] = {
        name: lambda title=title, each=each: _ending(
            acting, SoughtKey(title=title, region=each.region, reference=each.reference, address=each.place)
        )
        for name, (title, each) in keys.items()
    }
    if new:
        after = replace(acting, environment=alone(environment, new))
        jobs["new"] = lambda: _succeeding(after, new, now)
    found = together(jobs)
    ending = tuple(
        one if isinstance(one := found[name], EndingKey) else _unread(title, each.region, each.reference, one)
        for name, (title, each) in keys.items()
    )
    arns = tuple(str(key.arn) for key in ending if key.arn)
    since = [at for key in ending if (at := key.since(QUARANTINED))]
    recorded = together(
        {
            "use": lambda: _recorded(before, arns, now - timedelta(days=idle_days)),
            "attempts": lambda: attempts(before, arns, since=min(since), now=now) if since else Recorded(latest=None),
        }
    )
    managed = old.is_managed
    facts = Facts(
        kind=kind,
        environment=environment.name,
        account=environment.account,
        region=environment.region,
        now=now,
        old=ending,
        new_cluster=new is not None and new.tenant_role != old.tenant_role,
        is_declared_old=not managed or (old.role == "predecessor" if new else not is_deployed),
        is_let_go=not managed or (new is None and not is_deployed),
        recorded_use=_or_unknown(recorded["use"]),
        attempts=_or_unknown(recorded["attempts"]),
        idle_days=idle_days,
        quarantine_days=quarantine_days,
    )
    return _with_new(facts, found["new"], new) if new else facts


def _or_unknown(found: Recorded | Unknown) -> Recorded:
    return Recorded(latest=found) if isinstance(found, Unknown) else found


def _unread(title: str, region: str, reference: str, why: Any) -> EndingKey:
    assert isinstance(why, Unknown)
    return EndingKey(
        title=title,
        region=region,
        reference=reference,
        arn=None,
        state=why,
        tags=why,
        is_replica=False,
        grants=why,
        last_use=why,
        remembered_since=None,
    )


def _ending(acting: Acting, sought: SoughtKey) -> EndingKey:
    found = find_key(sought, acting.clients)
    if not isinstance(found.metadata, dict):
        why = found.metadata if isinstance(found.metadata, Unknown) else Unknown(f"KMS knows no key {sought.reference}")
        unread = _unread(sought.title, sought.region, sought.reference, why)
        return replace(unread, state=GONE) if found.metadata is ABSENT else unread
    kms, arn = acting.clients("kms", sought.region), str(found.arn)
    grants = answer(lambda: pages(kms, "list_grants", "Grants", KeyId=arn), Asked(action="kms:ListGrants", region=sought.region))
    last_use, remembered = _last_use(kms, arn, sought.region)
    return EndingKey(
        title=sought.title,
        region=sought.region,
        reference=sought.reference,
        arn=arn,
        state=str(found.metadata["KeyState"]),
        tags=found.tags,
        is_replica=found.is_replica,
        grants=len(grants) if isinstance(grants, list) else _why(grants),
        last_use=last_use,
        remembered_since=remembered,
        deletion_at=found.metadata.get("DeletionDate"),
    )


def _why(said: Absence | Unknown) -> Unknown:
    return said if isinstance(said, Unknown) else Unknown("KMS says that there is no such key")


def _last_use(kms: Any, arn: str, region: str) -> tuple[datetime | Unknown | None, datetime | None]:
    if not hasattr(kms, "get_key_last_usage"):
        return Unknown("the installed boto3 does not know kms:GetKeyLastUsage: install a later one"), None
    said: dict[str, Any] | Absence | Unknown = answer(
        lambda: kms.get_key_last_usage(KeyId=arn), Asked(action="kms:GetKeyLastUsage", region=region)
    )
    if isinstance(said, Absence | Unknown):
        return _why(said), None
    usage: dict[str, Any] = said.get("KeyLastUsage") or {}
    return usage.get("Timestamp"), said.get("TrackingStartDate")


def _recorded(before: Acting, arns: tuple[str, ...], since: datetime) -> Recorded:
    environment = before.environment
    if why := environment.trail_reference.why_unseen(Part.LOG_GROUP):
        return Recorded(latest=None, unkept=f"the trail's records cannot be read from here: {why}")
    if not arns:
        return Recorded(latest=Unknown("nobody can say which key it is"))
    found = records(before, arns, since=since)
    if isinstance(found, Unknown):
        return Recorded(latest=found)
    if found.uses:
        return Recorded(latest=max(use.at for use in found.uses))
    if found.until:
        return Recorded(latest=Unknown(f"the records could not be read further than {found.until:%Y-%m-%d %H:%M} in time"))
    return Recorded(latest=None)


def _succeeding(after: Acting, new: KeyGeneration, now: datetime) -> "tuple[handover.Handover, Seen | Unknown]":
    checked = handover.check(after)
    arns = tuple(str(key.arn) for key in checked.keys if key.arn)
    if not arns:
        return checked, Unknown("nobody can say which key is the new one")
    return checked, seen(after, arns[:1], since=now - timedelta(days=DAYS_OF_USE))


def _with_new(facts: Facts, found: "tuple[handover.Handover, Seen | Unknown] | Unknown", new: KeyGeneration) -> Facts:
    if isinstance(found, Unknown):
        unread = tuple(
            SucceedingKey(title="new key", region=key.region, reference=key.reference, arn=key.arn, tags=found)
            for key in new.keys
        )
        unchecked = CheckResult(check="new-key", verdict=Verdict.UNKNOWN, says=found.reason, remedy="Run it again.")
        return replace(facts, new=unread, new_checks=(unchecked,), new_unread=(found.reason,))
    checked, use = found
    signs = use.signs if isinstance(use, Seen) else ()
    return replace(
        facts,
        new=tuple(map(_new, checked.keys)),
        new_checks=(*checked.results, *map(_no_obstacle, checked.above)),
        new_arns=checked.arns,
        new_signs=tuple(f"{sign.at:%Y-%m-%d %H:%M} {sign.says}" for sign in signs),
        new_unread=(use.reason,) if isinstance(use, Unknown) else use.unread,
    )


def _new(found: FoundKey) -> SucceedingKey:
    title = found.sought.title.replace("key", "new key")
    return SucceedingKey(title=title, region=found.region, reference=found.sought.reference, arn=found.arn, tags=found.tags)


def _no_obstacle(result: CheckResult) -> CheckResult:
    """What the organization does can change later and an ARN cannot: not knowing it keeps nothing back, as with handover."""
    return replace(result, verdict=Verdict.NEVER) if result.verdict is Verdict.UNKNOWN else result
