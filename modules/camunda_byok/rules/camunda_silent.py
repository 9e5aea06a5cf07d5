"""Camunda has not used its key for longer than the environment says is usual.

Why it matters: A denied call of another account is recorded in that account alone: you never see Camunda being refused. That
its use stops is all that shows it, whatever the cause: a policy, a policy of the organisation, a cluster that stands still.

What to do: Ask in the Camunda Console whether the cluster is well. Then compare the key's policy with the declared one, and
ask the organisation's owners whether a policy of theirs reaches KMS. If the cluster is only idle, name a longer window.
"""

from collections.abc import Iterator
from datetime import timedelta

from camunda_byok.finding import Weight
from camunda_byok.inventory.live_kinds import KeyLife
from camunda_byok.limits import LAST_USE_LAG_HOURS
from camunda_byok.rules.case import Case
from camunda_byok.rules.cluster_keys import is_cluster_key
from camunda_byok.rules.key_lives import ago, in_words, may_be_enabled
from camunda_byok.rules.rule import Fault

WEIGHT = Weight.WARN
REMEDY = "See in the Camunda Console whether the cluster is well, then compare the key's policy with the declared one."


def check(case: Case) -> Iterator[Fault]:
    lives = [life for life in case.after.all(KeyLife) if may_be_enabled(life) and is_cluster_key(case, life.of) is not False]
    if case.silent_hours is None or not lives:
        return
    window = timedelta(hours=case.silent_hours + LAST_USE_LAG_HOURS)
    unused = {life.of: ago(case, life.last_used) for life in lives}
    times = [time for time in unused.values() if isinstance(time, timedelta)]
    if any(time <= window for time in times):
        return  # the second region is silent for as long as the first is well
    unknown = next((time.reason for time in unused.values() if time is not None and not isinstance(time, timedelta)), "")
    first = lives[0]
    if unknown:
        yield Fault(
            address=first.of,
            summary="When Camunda last used the key is not known.",
            cannot_tell=unknown,
            remedy="Look into the log for Decrypt and GenerateDataKey by Camunda's account.",
        )
    else:
        tracked = f" since {first.tracked_since:%Y-%m-%d}" if isinstance(ago(case, first.tracked_since), timedelta) else ""
        yield Fault(
            address=first.of,
            summary=f"Nobody has used the key for {in_words(min(times))}." if times else f"Nobody has used the key{tracked}.",
            details=("KMS does not see disks that stay attached, and says a use up to an hour late.",),
            remedy=REMEDY,
        )
