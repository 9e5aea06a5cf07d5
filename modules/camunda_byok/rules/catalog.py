"""Every rule, by name: nothing is discovered. Heaviest matters first, as `byok rules` lists them."""

from collections.abc import Iterator

from camunda_byok.finding import Finding, Weight
from camunda_byok.rules import key_destroyed, rotation_off
from camunda_byok.rules.case import Case
from camunda_byok.rules.rule import Rule

RULES = tuple(
    Rule(module)
    for module in (
        # The key itself.
        key_destroyed,
        rotation_off,
    )
)

IDS = tuple(rule.id for rule in RULES)

_ORDER = {Weight.BLOCK: 0, Weight.WARN: 1, Weight.NOTE: 2}


def findings(case: Case) -> list[Finding]:
    """Returns what every rule finds in a case, most severe first."""
    return sorted(_all(case), key=lambda found: (not found.blocks, _ORDER[found.weight], bool(found.cannot_tell), found.address))


def _all(case: Case) -> Iterator[Finding]:
    for rule in RULES:
        yield from rule.findings(case)
