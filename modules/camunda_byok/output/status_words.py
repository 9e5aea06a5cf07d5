"""What a status says in words beside its findings: how the keys, the trail and the alarms are."""

from collections.abc import Iterator
from datetime import datetime

from camunda_byok.environment_status import Status
from camunda_byok.inventory.live_kinds import Confirmation, Delivery, KeyLife, Moment
from camunda_byok.inventory.model import EventRule, Inventory, Key, MetricAlarm, MetricFilter
from camunda_byok.inventory.values import Ref, Unknown, known
from camunda_byok.limits import ON_DEMAND_ROTATIONS
from camunda_byok.output.review_words import counted

NOT_KNOWN = "not known"


def lines(status: Status) -> Iterator[tuple[str, str]]:
    """Gives a heading and a sentence for each part of the environment."""
    of_camunda = [life for life in status.live.all(KeyLife) if _encrypts_cluster(life)]
    for life in of_camunda:
        yield _title(life), _key(status, life)
    for delivery in status.live.all(Delivery):
        yield "trail", _trail(delivery)
    yield "alarms", _alarms(status)


def verdict(status: Status) -> str:
    """Returns in one line what the status comes to."""
    faults = [finding for finding in status.findings if not finding.accepted and finding.weight.value != "note"]
    said = [
        f"{counted(len(faults), 'fault')}" if faults else "",
        f"{counted(len(status.unjudged), 'difference')} from what is declared" if status.unjudged else "",
        "not everything could be read" if status.unread else "",
    ]
    return f"{status.environment.name}: {', '.join(filter(None, said)) or 'all is well'}."


def moment(value: Moment, *, never: str) -> str:
    """Returns a moment as people read it, to the minute and in UTC."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return never if value is None else NOT_KNOWN


def _encrypts_cluster(life: KeyLife) -> bool:
    return life.of.endswith(("_key.key", "_key.second_key")) or life.of.startswith("key ")


def _title(life: KeyLife) -> str:
    return "second key" if life.of.endswith("second_key") or life.of == "key second" else "key"


def _key(status: Status, life: KeyLife) -> str:
    key = status.live.get(Key, life.of)
    return "; ".join(
        [
            f"{_text(life.state)} in {life.region}",
            _rotation(key, life),
            f"last used {moment(life.last_used, never='never')}",
        ]
    )


def _rotation(key: Key | None, life: KeyLife) -> str:
    if key is not None and key.is_replica:
        return "rotates with its primary"
    if key is None or not known(key.rotation):
        return f"rotation {NOT_KNOWN}"
    if not key.rotation:
        return "does not rotate"
    left = life.on_demand_rotations
    by_hand = NOT_KNOWN if isinstance(left, Unknown) else f"{ON_DEMAND_ROTATIONS - left} of {ON_DEMAND_ROTATIONS}"
    kind = f" ({str(life.last_rotation_kind).lower().replace('_', ' ')})" if isinstance(life.last_rotation_kind, str) else ""
    return (
        f"rotated {moment(life.last_rotation, never='never')}{kind}, next {moment(life.next_rotation, never='not planned')}, "
        f"on demand {by_hand} left"
    )


def _trail(delivery: Delivery) -> str:
    logging = NOT_KNOWN if isinstance(delivery.logging, Unknown) else "logging" if delivery.logging else "not logging"
    return (
        f"{logging}; last file {moment(delivery.last_delivery, never='never')}, "
        f"last digest {moment(delivery.last_digest, never='never')}"
    )


def _alarms(status: Status) -> str:
    declared = _of_alarms(status.declared)
    unread = {address for addresses in status.unread.values() for address in addresses}
    differ = {change.address for change in status.drift} - unread
    not_known = sum(address in unread for address in declared)
    said = f"{len(declared) - not_known - sum(address in differ for address in declared)} of {len(declared)} as declared"
    if not_known:
        said = f"{not_known} of {len(declared)} not known" if not_known == len(declared) else f"{said}, {not_known} not known"
    return f"rules, filters and alarms: {said}; {_heard(list(status.live.all(Confirmation)))}"


def _heard(confirmations: list[Confirmation]) -> str:
    if not confirmations:
        return "nobody is subscribed"
    if any(isinstance(each.pending, Unknown) for each in confirmations):
        return f"whether subscriptions are confirmed is {NOT_KNOWN}"
    confirmed = sum(not each.pending for each in confirmations)
    return f"{confirmed} of {counted(len(confirmations), 'subscription')} confirmed"


def _of_alarms(picture: Inventory) -> list[str]:
    return [thing.address for kind in (EventRule, MetricFilter, MetricAlarm) for thing in picture.all(kind)]


def _text(value: str | Ref | Unknown) -> str:
    return value if isinstance(value, str) else NOT_KNOWN
