"""What production demands beyond what every environment must be."""

from collections.abc import Iterator

from camunda_byok import limits
from camunda_byok.errors import InputError
from camunda_byok.relations.destinations import DESTINATIONS
from camunda_byok.relations.given import Fault, list_at, value_at
from camunda_byok.relations.trails import has_bucket


def of_production(data: object) -> Iterator[Fault]:
    """Yields what keeps an environment from being what `production: true` says."""
    if not value_at(data, ("production",), bool):
        return
    because = "production: true demands it"
    managed = value_at(data, ("key", "arn"), str) is None
    # Before its policy is the kit's, nothing in it could hold anybody to break-glass: to demand a name would promise too much.
    guarded = managed and (value_at(data, ("key", "adopt"), str) is None or value_at(data, ("key", "policy"), str) == "strict")
    guarded = guarded or (managed and value_at(data, ("key", "successor"), object) is not None)  # that one's policy is the kit's
    window = value_at(data, ("key", "deletion_window_days"), int, limits.DELETION_WINDOW.default)
    if managed and window is not None and window != limits.PRODUCTION_DELETION_WINDOW:
        yield (
            ("key", "deletion_window_days"),
            InputError(
                value=str(window),
                problem="production needs the longest time in which a deletion can be noticed and cancelled",
                allowed=f"{limits.PRODUCTION_DELETION_WINDOW} days ({because})",
                remedy=f"Write {limits.PRODUCTION_DELETION_WINDOW}, or leave the field out.",
            ),
        )
    if guarded and not list_at(data, ("key", "break_glass")):
        yield (
            ("key", "break_glass"),
            InputError(
                problem="nobody could disable the key of production in an emergency",
                allowed=f"at least one role or user ({because})",
                remedy="Name a role that only two people together can assume.",
            ),
        )
    if has_bucket(data) and value_at(data, ("trail", "object_lock"), object, True) in (None, False):
        yield (
            ("trail", "object_lock"),
            InputError(
                value="false",
                problem="whoever may delete objects could remove production's record",
                allowed=f"a lock ({because})",
                remedy=f"Leave the field out: logs are then locked in governance mode for {limits.OBJECT_LOCK.default} days.",
            ),
        )
    least = [
        value_at(data, (*DESTINATIONS, index, "min_severity"), str, "notice") for index in range(len(list_at(data, DESTINATIONS)))
    ]
    if not least:
        yield (
            ("alarms",),
            InputError(
                problem="nobody would hear production's alarms",
                allowed=f"at least one destination that hears all alarms ({because})",
                remedy="Name who is to hear of an alarm, such as destinations: [{kind: email, address: on-call@example.com}].",
            ),
        )
    elif set(least) == {"page"}:
        yield (
            DESTINATIONS,
            InputError(
                value="min_severity: page everywhere",
                problem="nobody would hear notices, and they tell when a page could not be delivered",
                allowed=f"at least one destination with min_severity: notice ({because})",
                remedy="Take min_severity away from one of them, or name somebody who reads notices by day.",
            ),
        )
