"""An alias of a key that stays is removed or renamed.

Why it matters: Whatever finds the key by this alias finds nothing: the alarms can no longer be planned, scripts fail. The key
and what is encrypted under it are untouched.

What to do: Put the alias back, or change everything that names it first. `grep` for the name.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.model import Alias, Key
from camunda_byok.inventory.values import known
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.key_names import key_named
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN


def check(case: Case) -> Iterator[Fault]:
    for alias in case.gone(Alias):
        if not _goes_with_its_key(case, alias) and not (case.source is Source.PLANNED and case.change(alias.address).forgets):
            yield _fault(alias, "The alias {name} is removed.")
    for before, after in case.both(Alias):
        if known(before.name) and before.name != after.name:
            yield _fault(before, f"The alias {{name}} is replaced by {after.name if known(after.name) else 'another one'}.")


def _goes_with_its_key(case: Case, alias: Alias) -> bool:
    target = key_named(case.before, alias.target, alias.region)
    return isinstance(target, str) and case.before.get(Key, target) is not None and case.after.get(Key, target) is None


def _fault(alias: Alias, summary: str) -> Fault:
    name = alias.name if known(alias.name) else alias.address
    return Fault(
        address=alias.address,
        summary=summary.format(name=name),
        remedy="Put the alias back, or first change whatever names it.",
    )
