"""What the alarms of an environment watch in each of its regions.

Everything is watched once: each key in its own region; the trail, its bucket, its key and the people in the first.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from camunda_byok import arns
from camunda_byok.alarms import EVENT_ALARMS, EventAlarm
from camunda_byok.environment import Environment
from camunda_byok.guarding import replica_regions
from camunda_byok.key_reference import KeyReference
from camunda_byok.names import Names
from camunda_byok.patterns.watched import KeyBeside, Plumbing, Unwatched, Watched, WatchedTrail
from camunda_byok.regions import IAM_HOME_REGIONS, forwards_events
from camunda_byok.severity import Severity
from camunda_byok.trail_reference import Part, TrailReference

_Seen = TypeVar("_Seen")


def watched_in(
    environment: Environment,
    names: Names,
    *,
    keys: Mapping[int, KeyReference],
    topic_keys: Mapping[Severity, KeyReference],
    trail_key: KeyReference | None = None,
) -> Watched:
    """Returns what the alarms of one region watch.

    names: the environment's names in that region.
    keys: the key of that region of each generation that the environment declares, whoever owns it.
    topic_keys: the keys of that region's topics.
    trail_key: the key under the log files, which its alias leads to; counts in the first region alone.
    """
    current = environment.current_key
    trail = environment.trail_reference
    silent_hours = environment.alarms.silent_after_hours
    watched = Watched(
        key=keys[current.generation],
        generation=current.generation,
        beside=_beside(environment, keys),
        aliases=aliases(environment, names),
        regions=_regions(environment, names),
        camunda_account=arns.parts(current.tenant_role).account,
        deployers=environment.deployers,
        others_may_use=others_may_use(environment),
        plumbing=Plumbing.of_names(names, keys=topic_keys, log_group=_part(trail, Part.LOG_GROUP, trail.log_group)),
        people=_people(environment),
        silent_hours=silent_hours or Unwatched("no window is configured after which Camunda counts as silent"),
        trail=_part(trail, Part.TRAIL, WatchedTrail(name=trail.name, arn=trail.arn)),
        bucket=_part(trail, Part.BUCKET, trail.bucket),
        trail_key=_part(trail, Part.KEY, trail_key),
    )
    if names.region == environment.region:
        return watched
    there = Unwatched(f"it is watched in {environment.region}")
    return replace(
        watched,
        plumbing=replace(watched.plumbing, log_group=there),
        people=there,
        silent_hours=Unwatched("a second region is silent for as long as the first is well"),
        trail=there,
        bucket=there,
        trail_key=there,
    )


def forwarded(environment: Environment, watched: Watched) -> tuple[EventAlarm, ...]:
    """Returns the alarms whose events come to be in IAM's region alone and are passed on to the environment's."""
    if environment.region == IAM_HOME_REGIONS[environment.names.partition]:
        return ()
    return tuple(alarm for alarm in EVENT_ALARMS if alarm.event.global_service and alarm.why_not(watched) is None)


def _part(trail: TrailReference, part: Part, seen: _Seen | None) -> _Seen | Unwatched:
    why = trail.why_unseen(part)
    return Unwatched(why) if why or seen is None else seen


def _people(environment: Environment) -> tuple[str, ...] | Unwatched:
    """Returns everybody whom the policies name. IAM's events have to reach the environment's region."""
    home = IAM_HOME_REGIONS[environment.names.partition]
    if environment.region != home and not forwards_events(environment.names.partition):
        return Unwatched(f"IAM's events come to be in {home}, and EventBridge does not pass them on to {environment.region}")
    key = environment.managed_key
    named = (key.administrators, key.auditors, key.break_glass) if key else ()
    return tuple(dict.fromkeys([*environment.deployers, *(arn for some in named for arn in some)]))


def aliases(environment: Environment, names: Names) -> tuple[str, ...]:
    """Returns the aliases that the environment makes or has taken over in a region, of the earliest generation first."""
    keys = (generation.in_region(names.region) for generation in environment.key_generations)
    return tuple(key.alias for key in keys if key.alias)


def _beside(environment: Environment, keys: Mapping[int, KeyReference]) -> KeyBeside | None:
    other = next((each for each in environment.key_generations if each.role != "current"), None)
    return other and KeyBeside(
        key=keys[other.generation],
        camunda_account=arns.parts(other.tenant_role).account,
        came_before=other.role == "predecessor",
    )


def _regions(environment: Environment, names: Names) -> tuple[str, ...]:
    """Returns where the material of a region's keys is meant to be."""
    replicas = [region for each in environment.key_generations for region in replica_regions(environment, each)]
    return (environment.region, *dict.fromkeys(replicas)) if replicas else (names.region,)


def others_may_use(environment: Environment) -> bool:
    """Whether the key's policy lets anybody but Camunda use it, or is somebody else's to write."""
    key = environment.managed_key
    return key is None or key.delegate_use_to_iam or any(each.policy != "strict" for each in environment.key_generations)
