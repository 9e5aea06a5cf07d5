"""How keys have rotated, for people at 80 columns and for programs."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rich.text import Text

from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.inventory.values import Unknown
from camunda_byok.key_rotations import TO_BE_DELETED, KeyRotations, Kind, Origin, Overdue, overdue
from camunda_byok.key_states import DISABLED, ENABLED
from camunda_byok.limits import ON_DEMAND_ROTATIONS
from camunda_byok.output import input_errors
from camunda_byok.output.review_text import line_as_text

VERSION = 1
"""Counts up when something disappears or changes its meaning; what is added does not count."""
WORDS = {Kind.AUTOMATIC: "automatic", Kind.ON_DEMAND: "on demand"}


@dataclass(frozen=True, kw_only=True)
class EnvironmentRotations:
    """The keys of one environment."""

    environment: Environment
    keys: tuple[KeyRotations, ...]

    @property
    def unknown(self) -> bool:
        """Whether something could not be looked at."""
        return any(key.unknown for key in self.keys)

    def overdue(self, now: datetime) -> bool:
        return any(isinstance(overdue(key, now), Overdue) for key in self.keys)


Found = Mapping[str, EnvironmentRotations | InputError]
"""By the environment's name: its keys, or why nobody could look."""


def as_text(found: Found, now: datetime) -> Text:
    """Returns the history of every key, and below it what is overdue or not known."""
    return Text("\n\n").join(Text("\n").join(_environment(name, each, now)) for name, each in found.items())


def as_json(found: Found, now: datetime) -> str:
    """Returns the history of every key in JSON."""
    environments: list[dict[str, Any]] = [
        {"environment": name, "account": None, "keys": [], "error": input_errors.as_dicts([each])[0]}
        if isinstance(each, InputError)
        else {
            "environment": name,
            "account": each.environment.account,
            "keys": [_as_dict(key, now) for key in each.keys],
            "error": None,
        }
        for name, each in found.items()
    ]
    return json.dumps({"version": VERSION, "environments": environments}, indent=2, ensure_ascii=False)


def _environment(name: str, each: EnvironmentRotations | InputError, now: datetime) -> Iterator[Text]:
    if isinstance(each, InputError):
        yield Text(input_errors.as_text([each]))
        return
    yield line_as_text(name, style="bold")
    for key in each.keys:
        yield from _key(key, now)


def _key(key: KeyRotations, now: datetime) -> Iterator[Text]:
    yield line_as_text(f"{key.title} in {key.region}: {key.reference}", "  ")
    yield line_as_text(schedule(key), "    ")
    if isinstance(key.running_since, datetime):
        yield line_as_text(f"A rotation on demand runs since {key.running_since:%Y-%m-%d %H:%M} UTC.", "    ")
    if isinstance(key.expires, datetime):
        yield line_as_text(f"Its imported material expires on {key.expires:%Y-%m-%d}; the key then stops working.", "    ")
    if isinstance(key.created, datetime):
        yield line_as_text(f"{key.created:%Y-%m-%d}  created", "    ")
    for one in () if isinstance(key.done, Unknown) else key.done:
        material = f"  material {one.material}" if one.material else ""
        yield line_as_text(f"{one.date:%Y-%m-%d}  {WORDS[one.kind]}{material}", "    ", " " * 16)
    left = key.on_demand_left
    if not isinstance(left, Unknown) and not key.primary_region:
        yield line_as_text(f"{left} of {ON_DEMAND_ROTATIONS} rotations on demand are left.", "    ")
    yield from _judged(key, now)


def _judged(key: KeyRotations, now: datetime) -> Iterator[Text]:
    late = overdue(key, now)
    if isinstance(late, Overdue):
        by = f" by {_in_words(late.late)}" if late.late else ""
        yield line_as_text(f"Overdue{by}: {late.why}", "    ", "      ", style="bold red")
        yield line_as_text(remedy(key), "      ")
    for reason in key.unknown:
        yield line_as_text(f"Not everything is known, because {reason}", "    ", "      ", style="bold magenta")


def remedy(key: KeyRotations) -> str:
    """Returns what to do about a rotation that is overdue, as an instruction."""
    if key.state == DISABLED:
        return "If it is to be used again: byok thaw, then byok rotate."
    if key.origin is Origin.IMPORTED:
        return "Import new material by byok import-material, then run byok rotate."
    if key.automatic is False:
        return "Switch automatic rotation on: deploy the key's stack, or let its owner do so. Now: byok rotate."
    return "Rotate it now: byok rotate."


def schedule(key: KeyRotations) -> str:
    """Returns when the key rotates by itself, one sentence."""
    if key.primary_region:
        return f"A replica: it rotates with its primary in {key.primary_region}."
    if isinstance(key.state, str) and key.state in TO_BE_DELETED:
        return f"It does not rotate any more: its state is {key.state}."
    if key.origin is Origin.IMPORTED:
        return f"Imported material: it rotates on demand alone, within {key.period_days} days."
    if isinstance(key.automatic, Unknown):
        return "Whether it rotates by itself is not known."
    if not key.automatic:
        return "It does not rotate by itself: automatic rotation is off."
    planned = f", next on {key.next:%Y-%m-%d}" if isinstance(key.next, datetime) else ""
    but = "" if key.state == ENABLED else f"; not as long as its state is {key.state}"
    return f"It rotates by itself every {key.period_days} days{planned}{but}."


def _as_dict(key: KeyRotations, now: datetime) -> dict[str, Any]:
    late = overdue(key, now)
    left = key.on_demand_left
    return {
        "title": key.title,
        "region": key.region,
        "key": key.reference,
        "state": _plain(key.state),
        "origin": key.origin.value if isinstance(key.origin, Origin) else None,
        "created": _plain(key.created),
        "primary_region": key.primary_region,
        "automatic": _plain(key.automatic),
        "period_days": key.period_days,
        "next": _plain(key.next),
        "running_since": _plain(key.running_since),
        "material_expires": _plain(key.expires),
        "rotations": None
        if isinstance(key.done, Unknown)
        else [{"date": one.date.isoformat(), "kind": one.kind.value, "material": one.material} for one in key.done],
        "on_demand_left": None if key.primary_region else _plain(left),
        "overdue": None if isinstance(late, Unknown) else late is not None,
        "overdue_since": late.since.isoformat() if isinstance(late, Overdue) else None,
        "late_days": late.late.days if isinstance(late, Overdue) else None,
        "why": late.why if isinstance(late, Overdue) else "",
        "unknown": list(key.unknown),
    }


def _plain(value: object) -> Any:
    """Returns a value as JSON takes it; null for what is not known, which `unknown` explains."""
    if isinstance(value, datetime):
        return value.isoformat()
    return None if isinstance(value, Unknown) else value


def _in_words(time: timedelta) -> str:
    days, hours = time.days, int(time.total_seconds() // 3600)
    return f"{days} days" if days >= 2 else f"{hours} hours" if hours != 1 else "1 hour"
