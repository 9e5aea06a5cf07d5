"""Where the end of a key stands: the stage, what speaks for and against the next one, and the command that leads there."""

from dataclasses import dataclass

from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.checks import CheckResult
from camunda_byok.operations.ending.demands import demands, is_met
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
    """What the next step demands."""

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
        evidence=demands(move, facts) if move else (),
    )
