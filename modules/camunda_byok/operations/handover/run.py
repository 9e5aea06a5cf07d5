"""Hands the keys of an environment over to Camunda: checks them once more, and waits until Camunda uses them. Changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from camunda_byok.aws.together import together
from camunda_byok.environment import Environment
from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.carrying_out import Clock
from camunda_byok.operations.checks import CheckResult, Verdict, cannot_tell, never, worst, worst_first
from camunda_byok.operations.found_keys import FoundKey, found_keys
from camunda_byok.operations.handover.first_use import Seen, records, seen
from camunda_byok.operations.handover.key_checks import key_checks, together_checks
from camunda_byok.operations.preflight.organisation import organisation_checks
from camunda_byok.organisation_reach import OrganisationDocument
from camunda_byok.silence import SilenceWindow, suggested_window

SECONDS = 60.0
"""How long all checks together may take."""
SECONDS_BETWEEN_LOOKS = 15.0
"""A grant is seen at once; records come to the log group within about five minutes."""
DAYS_OF_RECORDS = 14
"""How far back records are read: no cluster that is in use is silent for longer, and a log group is slow to search."""
REAL_TIME = Clock()
LATE = timedelta(hours=1)
"""How late a record may come to the log group and still be seen while somebody waits."""


@dataclass(frozen=True, kw_only=True)
class Handover:
    """The keys of an environment, checked."""

    acting: Acting
    keys: tuple[FoundKey, ...]
    results: tuple[CheckResult, ...]
    """What would make an ARN wrong for ever, the worst first."""
    above: tuple[CheckResult, ...]
    """What the organization does to Camunda's use. Its answer can change, the ARN cannot: not knowing it keeps nothing back."""

    @property
    def environment(self) -> Environment:
        return self.acting.environment

    @property
    def arns(self) -> tuple[str, ...]:
        """What may be pasted: nothing where a check failed or could not be made."""
        good = worst(self.results) is Verdict.PASSED and worst(self.above) is not Verdict.FAILED
        return tuple(str(key.arn) for key in self.keys) if good else ()


@dataclass(frozen=True, kw_only=True)
class Use:
    """What was seen of Camunda's use when the waiting ended."""

    keys: tuple[str, ...]
    seen: Seen
    waited: bool

    @property
    def in_use(self) -> bool:
        """Whether the first region's key is used. That of a second region rests until Camunda keeps something there."""
        return bool(self.seen.of(self.keys[0]))


def check(acting: Acting, *, organisation_policies: Sequence[OrganisationDocument] = ()) -> Handover:
    """Returns the environment's keys with everything that speaks against handing them over.

    Raises InputError where the credentials are at their end.
    """
    environment = acting.environment
    keys = found_keys(environment, acting.clients)
    jobs: dict[str, Callable[[], tuple[CheckResult, ...]]] = {
        key.sought.title: lambda key=key: key_checks(acting, key) for key in keys
    }
    unasked = Unknown("only preflight asks who deploys")
    jobs["organisation"] = lambda: tuple(organisation_checks(environment, acting.clients, unasked, organisation_policies))
    found = {name: _or_late(name, some) for name, some in together(jobs, seconds=SECONDS).items()}
    above = found.pop("organisation")
    results = [result for some in found.values() for result in some]
    return Handover(
        acting=acting,
        keys=keys,
        results=worst_first([*results, *together_checks(environment, keys), _console(environment)]),
        above=worst_first(above),
    )


def _or_late(name: str, found: "tuple[CheckResult, ...] | Unknown") -> tuple[CheckResult, ...]:
    return (cannot_tell(name, found.reason, "Run it again."),) if isinstance(found, Unknown) else found


def _console(environment: Environment) -> CheckResult:
    return never(
        "tenant-role",
        f"only the Camunda Console shows whether {environment.camunda.tenant_role} is the role of the cluster",
        "Compare the two before you paste.",
    )


def wait_for_use(
    handover: Handover,
    *,
    minutes: float,
    progress: Callable[[str], None] = lambda line: None,
    clock: Clock = REAL_TIME,
) -> Use:
    """Returns once Camunda uses the first region's key, or after the minutes; looks once at least.

    Nothing is kept of it: run again it finds what is there by then.
    """
    ends = clock.monotonic() + minutes * 60
    since = clock.now() - timedelta(days=DAYS_OF_RECORDS)
    while True:
        use = Use(keys=handover.arns, seen=seen(handover.acting, handover.arns, since=since), waited=minutes > 0)
        since = clock.now() - LATE
        left = ends - clock.monotonic()
        if use.in_use or left <= 0:
            return use
        progress(f"Waiting for Camunda's first use of the key, {left / 60:.0f} minutes at most")
        clock.sleep(min(SECONDS_BETWEEN_LOOKS, left))


def window(handover: Handover, *, now: datetime) -> SilenceWindow | Unknown:
    """Returns the suggestion for `alarms.silent_after_hours`, or why the records cannot be read."""
    first = handover.arns[:1]
    found = records(handover.acting, first, since=now - timedelta(days=DAYS_OF_RECORDS))
    if isinstance(found, Unknown):
        return found
    return suggested_window([use.at for use in found.uses], now=found.until or now)
