"""A key that was enabled, or that is looked at live, is disabled.

Why it matters: What is encrypted under the key can be neither read nor written while it is disabled. For a cluster's key that
is the cluster, within seconds; for the trail's key the records stop. Nothing is lost, and enabling the key undoes it. A key
that is new and disabled protects nothing yet. To disable the key that another generation replaced is the last step before its
end, and Terraform leaves it so: then this is a warning, or a note where the YAML names it as `predecessor`.

What to do: Set `is_enabled` to true; where the key is this kit's, take `frozen: true` out of its YAML. To freeze a cluster on
purpose, use `byok freeze`: the key's policy keeps a deployer from disabling it anyway. Write `frozen: true` afterwards.
"""

from collections.abc import Iterator

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife, life_of
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import known, why_unknown
from camunda_byok.key_states import DISABLED
from camunda_byok.rules.aws_commands import kms
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.cluster_keys import other_generation_stays
from camunda_byok.rules.key_lives import is_frozen, weight_at
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.BLOCK
PLANNED_REMEDY = "Set is_enabled to true (in this kit's YAML: no frozen: true). To freeze on purpose: byok freeze."
LIVE_REMEDY = "Ask who disabled it and why, then: {}"


def check(case: Case) -> Iterator[Fault]:
    for before, after in case.kept(Key):
        if not known(before.enabled) or not before.enabled or life_of(case.after, after.address):
            continue
        if not known(after.enabled):
            yield Fault(
                address=after.address,
                summary="Whether the key stays enabled is not known yet.",
                cannot_tell=why_unknown(after.enabled),
                remedy="Afterwards: aws kms describe-key --key-id KEY --query KeyMetadata.Enabled",
            )
        elif not after.enabled:
            yield Fault(
                address=after.address,
                summary="The key is disabled." if case.source is Source.PLANNED else "Somebody has disabled the key.",
                remedy=PLANNED_REMEDY if case.source is Source.PLANNED else LIVE_REMEDY.format("aws kms enable-key --key-id KEY"),
                # Where the cluster needs this one, the plan enables it again, and key-enabled asks.
                weight=Weight.WARN if case.source is Source.NOTICED and other_generation_stays(case, after) else None,
            )
    for life in case.after.all(KeyLife):
        if life.state == DISABLED and not is_frozen(case, life):  # which another rule says
            yield _disabled(case, life)


def _disabled(case: Case, life: KeyLife) -> Fault:
    if life.of in case.earlier_keys:
        return Fault(
            address=life.of,
            summary="The key is disabled, and a later generation has replaced it.",
            remedy=f"Where anything still needs it: {kms('enable-key', life)}",
            weight=Weight.NOTE,
        )
    untold = f"Whether it was frozen on purpose is not known, because {why_unknown(life.tags)}."
    return Fault(
        address=life.of,
        summary="The key is disabled.",
        details=() if known(life.tags) else (untold,),
        remedy=LIVE_REMEDY.format(kms("enable-key", life)),
        weight=weight_at(case, life, WEIGHT),
    )
