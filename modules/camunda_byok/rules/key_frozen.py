"""A key is frozen: disabled on purpose, with `byok freeze` or by a declaration.

Why it matters: What is encrypted under the key can be neither read nor written until somebody thaws it, which is what whoever
froze it wants. Without `frozen: true` in the YAML the next deployment would enable the key, and its review blocks. With that line
this is a warning for as long as the freeze lasts, so that nobody forgets it. Of a key that the kit leaves as it is, the YAML
cannot say it: the tags are enough.

What to do: Ask whoever froze it. While it is to last, write `frozen: true` under `key` in the environment's YAML. `byok thaw`
ends it; take that line away again.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.key_states import DISABLED
from camunda_byok.rules.case import Case
from camunda_byok.rules.key_lives import is_frozen, weight_at, who_froze
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK
THAW = "byok thaw ends it"
DECLARE = f"While it is to last, write frozen: true under key in the environment's YAML; {THAW}."


def check(case: Case) -> Iterator[Fault]:
    for life in case.after.all(KeyLife):
        if life.state != DISABLED or not is_frozen(case, life):
            continue
        declared, who = case.before.get(Key, life.of), who_froze(life)
        if declared is not None and declared.enabled is False:
            unsaid = "no tag says by whom" if known(life.tags) else f"by whom is not known, because {why_unknown(life.tags)}"
            yield Fault(
                address=life.of,
                summary="The key is FROZEN on purpose, as declared, " + (who or unsaid) + ".",
                remedy=f"{THAW}; take frozen: true out of the YAML again.",
                weight=Weight.WARN,
            )
        elif life.of in case.kept_keys:  # its tags are all that can say so
            yield Fault(address=life.of, summary=f"The key is FROZEN on purpose {who}.", remedy=f"{THAW}.", weight=Weight.WARN)
        else:
            yield Fault(
                address=life.of,
                summary=f"The key is FROZEN {who}.",
                details=("The YAML does not say so: the next deployment would enable the key.",),
                remedy=DECLARE,
                weight=weight_at(case, life, WEIGHT),
            )
