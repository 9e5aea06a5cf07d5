"""What a rule found, as fields. Renderers in `output/` make the sentences' form; the words are the rule's."""

from dataclasses import dataclass
from enum import Enum


class Weight(Enum):
    """What a finding does to a plan."""

    BLOCK = "block"
    """It can lose data, lock somebody out or blind the watching: not applied unless somebody accepts it by name."""
    WARN = "warn"
    """It weakens something; a person decides."""
    NOTE = "note"
    """Somebody should know."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One fault at one thing."""

    rule: str
    """Id of the rule, such as `key-destroyed`."""
    weight: Weight
    address: str
    """The thing; empty where the fault is of the whole."""
    summary: str
    """What is wrong, in one sentence."""
    details: tuple[str, ...] = ()
    """What proves or explains it: a cause, a request that is now allowed. One sentence each."""
    remedy: str
    """What to do, as an instruction."""
    cannot_tell: str = ""
    """Why the fault can be neither found nor excluded, completing "cannot tell, because ..."; empty for a fault that was found.
    Such a finding never blocks, and its remedy says what to check afterwards."""
    accepted: str = ""
    """Who accepted it, until when and why; empty for a finding that stands."""

    @property
    def blocks(self) -> bool:
        return self.weight is Weight.BLOCK and not self.cannot_tell and not self.accepted
