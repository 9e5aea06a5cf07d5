"""Every rule, by name: nothing is discovered. Heaviest matters first, as `byok rules` lists them."""

from collections.abc import Iterator
from difflib import get_close_matches

from camunda_byok.errors import InputError
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


def the_one_called(rule_id: str) -> Rule:
    """Returns the rule with this id. Raises InputError where there is none."""
    for rule in RULES:
        if rule.id == rule_id:
            return rule
    raise InputError(
        field="rule",
        value=rule_id,
        problem="there is no such rule",
        allowed=", ".join(get_close_matches(rule_id, IDS)) or "an id that `byok rules` lists",
        remedy="Write the rule's id as the finding shows it.",
    )


def findings(case: Case) -> list[Finding]:
    """Returns what every rule finds in a case, most severe first."""
    return sorted(_all(case), key=lambda found: (not found.blocks, _ORDER[found.weight], bool(found.cannot_tell), found.address))


def _all(case: Case) -> Iterator[Finding]:
    for rule in RULES:
        yield from rule.findings(case)
