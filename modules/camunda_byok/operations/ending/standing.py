"""Where the end of a key stands: the stage, what speaks for and against the next one, and the command that leads there."""

from dataclasses import dataclass

from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.checks import CheckResult, Verdict
from camunda_byok.operations.ending.demands import NOT_MISSED, demands, is_met, watch
from camunda_byok.operations.ending.facts import Facts
from camunda_byok.operations.ending.procedures import OPTIONS
from camunda_byok.operations.ending.stages import Move, Stage, contradictions, next_move, stage


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is shown of one environment."""

    facts: Facts
    stage: Stage | Unknown
    contradictions: tuple[str, ...]
    next: Move | None
    """None at the end, and where nobody can tell the stage."""
    evidence: tuple[CheckResult, ...]
    """What the next step demands; once the deletion is scheduled, whether anybody misses the key."""

    @property
    def is_wrong(self) -> bool:
        """Whether somebody has to look: a key is otherwise than it was left, or somebody misses it."""
        missed = any(result.check == NOT_MISSED and result.verdict is Verdict.FAILED for result in self.evidence)
        return missed or bool(self.contradictions)

    @property
    def is_unseen(self) -> bool:
        """Whether nobody can tell how far it is, or whether anybody misses a key that is to be deleted."""
        watched = self.stage is Stage.DELETION_SCHEDULED and not is_met(self.evidence)
        return isinstance(self.stage, Unknown) or (watched and not self.is_wrong)

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing for the next step."""
        return self.next is not None and is_met(self.evidence)

    @property
    def command(self) -> str:
        """The command of the next step; empty where there is none."""
        return f"byok {self.facts.kind.value} {self.facts.environment} {OPTIONS[self.next]}" if self.next else ""


def standing(facts: Facts) -> Standing:
    """Returns where it stands."""
    at = stage(facts)
    move = None if isinstance(at, Unknown) else next_move(facts.kind, at)
    return Standing(
        facts=facts,
        stage=at,
        contradictions=tuple(contradictions(facts)),
        next=move,
        evidence=demands(move, facts) if move else tuple(watch(facts)) if at is Stage.DELETION_SCHEDULED else (),
    )
