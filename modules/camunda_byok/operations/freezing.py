"""Freezes the keys of an environment: nothing can be encrypted or decrypted until somebody thaws them. No data is lost.

Every key is disabled before anything else is done, and what fails on one key stops nothing on the other: who freezes a cluster
has no time to find out why a tag was denied.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from camunda_byok.aws.answers import Absence
from camunda_byok.environment import Environment
from camunda_byok.inventory.values import Unknown
from camunda_byok.key_states import DISABLED, PENDING_DELETION, PENDING_IMPORT, PENDING_REPLICA_DELETION, UNAVAILABLE
from camunda_byok.operation_tags import FROZEN_AT, FROZEN_BY, FROZEN_WHY
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.found_keys import FoundKey, found_keys
from camunda_byok.operations.key_requests import change_state, in_state, tag, until_in_state
from camunda_byok.operations.key_words import in_words, state_look, the_key
from camunda_byok.operations.steps import Procedure, Refusal, Step

WHAT_HAPPENS = (
    "Camunda's reads and writes freeze within seconds; backups hang; a cluster that is stopped cannot start.",
    "The Camunda Console may go on saying Healthy; within about 15 minutes it says External encryption key is not ready.",
    "The alarm key-disabled is raised.",
)
"""Source: Camunda docs, "Key state behavior"."""
WHAT_DOES_NOT = (
    "Nothing is lost: byok thaw brings everything back.",
    "What Camunda holds in memory does not go away, and a part of KMS may decrypt for up to five minutes more.",
)
UNUSABLE = {
    PENDING_DELETION: "Run byok thaw within the window: what the key encrypted is lost at its end.",
    PENDING_REPLICA_DELETION: "Run byok thaw within the window: what the key encrypted is lost at its end.",
    PENDING_IMPORT: "Nobody can use it until its material is imported. Keep whoever holds the material from doing so.",
    UNAVAILABLE: "Keep its key store disconnected for as long as nobody is to use it.",
}
"""States in which no key can be used anyway, with what to do."""


def freeze(acting: Acting, *, reason: str, now: datetime) -> Procedure:
    """Returns what freezing the environment's keys takes. A key that is disabled already only gets the marker that it lacks.

    Refused where no key can be frozen. Where one of two cannot, the other is, and the command ends as not done.
    """
    environment = acting.environment
    keys = found_keys(environment, acting.clients)
    awake = [key for key in keys if isinstance(key.state, str) and key.state not in (*UNUSABLE, DISABLED)]
    unmarked = [key for key in keys if key.state == DISABLED and isinstance(key.tags, dict) and FROZEN_BY not in key.tags]
    unseen = [key for key in keys if not isinstance(key.state, str)]
    asleep = [key for key in keys if key.state == DISABLED]
    refusals = () if awake or asleep else tuple(_refusal(key) for key in keys)
    return Procedure(
        command="freeze",
        environment=environment.name,
        account=environment.account,
        region=environment.region,
        subject=keys[0].sought.reference,
        effects=WHAT_HAPPENS if awake else (),
        no_effects=WHAT_DOES_NOT if awake else (),
        cautions=() if refusals else tuple(_cautions(keys, reason, awake)),
        refusals=refusals,
        steps=() if refusals else tuple(_steps(awake, unmarked, unseen, acting, reason, now)),
        settled="" if awake else "The key is disabled already.",
        looks=tuple(state_look(key) for key in keys),
        confirm_by=keys[0].sought.reference,
        reason=reason,
        afterwards=tuple(_afterwards(environment)),
    )


def _refusal(key: FoundKey) -> Refusal:
    state, where = key.state, in_words(key)
    if isinstance(state, Absence):
        return Refusal(problem=f"{where} does not exist.", remedy="Run byok status: it says what became of it.")
    if isinstance(state, Unknown):
        return Refusal(problem=f"{where} cannot be looked at, because {state.reason}.", remedy="Run it as somebody who may.")
    return Refusal(problem=f"{where} cannot be used anyway: its state is {state}.", remedy=UNUSABLE[state])


def _cautions(keys: Iterable[FoundKey], reason: str, awake: list[FoundKey]) -> Iterator[str]:
    for key in keys:
        if key.doubt:
            yield key.doubt
        if isinstance(key.state, str) and key.state not in UNUSABLE:
            if key.state == DISABLED and isinstance(key.tags, Unknown):
                yield f"Nobody can say whether {the_key(key)} says who froze it, because {key.tags.reason}."
            continue
        refusal = _refusal(key)
        unfrozen = "" if isinstance(key.state, str) else " It is not frozen, and Camunda may go on with it."
        yield f"{refusal.problem}{unfrozen} {refusal.remedy}"
    if awake and not reason:
        yield "No --reason is given: whoever finds the key frozen has to ask for it."


def _steps(
    awake: list[FoundKey],
    unmarked: list[FoundKey],
    unseen: list[FoundKey],
    acting: Acting,
    reason: str,
    now: datetime,
) -> Iterator[Step]:
    disabling = {key.sought: change_state(key, f"Disable {the_key(key)}", "DisableKey", DISABLED, goes_on=True) for key in awake}
    yield from disabling.values()
    for key in awake:
        yield until_in_state(
            key,
            f"See that {the_key(key)} is disabled",
            DISABLED,
            otherwise=f"KMS took the request, and does not say that {the_key(key)} is disabled.",
            goes_on=True,
            only_after=disabling[key.sought],
        )
    marker = {FROZEN_BY: acting.identity.arn, FROZEN_AT: now.isoformat(timespec="seconds"), FROZEN_WHY: reason or "not said"}
    for key in (*awake, *unmarked):
        says = f"Write on {the_key(key)} who froze it, when and why"
        yield tag(key, says, marker, goes_on=True, only_after=disabling.get(key.sought))
    for key in unseen:
        yield in_state(
            key,
            f"See whether {the_key(key)}, which could not be looked at, is disabled",
            DISABLED,
            otherwise=f"{in_words(key)} is not frozen. Run the command again.",
            goes_on=True,
        )


def _afterwards(environment: Environment) -> Iterator[str]:
    settings = environment.managed_key
    if settings and settings.frozen:
        yield f"Leave frozen: true under key in {environment.name}.yaml as long as it is to stay so."
    elif environment.current_key.policy not in (None, "keep"):
        yield (
            f"Write frozen: true under key in {environment.name}.yaml: Terraform then keeps the key disabled. Without that line "
            "the next deployment would enable it, and its review blocks with the rule key-enabled."
        )
    yield "Bring it back with byok thaw, and take that line away again." if settings else "Bring it back with byok thaw."
