"""What a check found: it holds, it does not, nobody could look, or nobody ever can from here."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How a check ended, the worst first."""

    FAILED = "failed"
    UNKNOWN = "unknown"
    """It could not be looked at: never counts as fine."""
    NEVER = "never"
    """Nobody can look at it with credentials of this account, whatever they permit. Does not count against anything."""
    PASSED = "passed"


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """What one check found."""

    check: str
    """The check's id, such as `names-free`."""
    verdict: Verdict
    says: str
    """One sentence: what holds, what is wrong, or why nobody could look (completing "cannot tell, because ...")."""
    remedy: str = ""
    """What to do about it, or what to ask whom, as an instruction; empty where it holds."""
    details: tuple[str, ...] = ()
    """What proves it, a line each."""


def passed(check: str, says: str, *, details: Iterable[str] = ()) -> CheckResult:
    return CheckResult(check=check, verdict=Verdict.PASSED, says=says, details=tuple(details))


def failed(check: str, problem: str, remedy: str, *, details: Iterable[str] = ()) -> CheckResult:
    return CheckResult(check=check, verdict=Verdict.FAILED, says=problem, remedy=remedy, details=tuple(details))


def cannot_tell(check: str, reason: str, ask: str, *, details: Iterable[str] = ()) -> CheckResult:
    """reason: completes "cannot tell, because ..."."""
    return CheckResult(check=check, verdict=Verdict.UNKNOWN, says=reason, remedy=ask, details=tuple(details))


def never(check: str, reason: str, ask: str) -> CheckResult:
    """reason: completes "cannot tell, because ..."."""
    return CheckResult(check=check, verdict=Verdict.NEVER, says=reason, remedy=ask)


def worst_first(results: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """Returns the results by verdict; within one in the order given."""
    order = list(Verdict)
    return tuple(sorted(results, key=lambda result: order.index(result.verdict)))


def worst(results: Iterable[CheckResult]) -> Verdict:
    """Returns the worst verdict that counts: FAILED, UNKNOWN or PASSED."""
    verdicts = {result.verdict for result in results}
    return next((verdict for verdict in (Verdict.FAILED, Verdict.UNKNOWN) if verdict in verdicts), Verdict.PASSED)
