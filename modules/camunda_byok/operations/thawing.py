"""Brings back the keys of an environment: from disabled, from a scheduled deletion, from a policy that somebody broke.

What is thawed is looked at afterwards: state, alias, rotation, policy, grants. What could not be looked at is said.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from camunda_byok.aws.answers import Absence
from camunda_byok.environment import Environment
from camunda_byok.inventory.declared_key import keys_of
from camunda_byok.inventory.model import Key
from camunda_byok.inventory.values import Unknown
from camunda_byok.key_states import DISABLED, ENABLED, PENDING_IMPORT, TO_BE_DELETED
from camunda_byok.operation_tags import FROZEN_AT, FROZEN_BY, FROZEN_TAGS, FROZEN_WHY
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.found_keys import FoundKey, found_keys
from camunda_byok.operations.key_requests import change_state, in_state, untag
from camunda_byok.operations.key_words import in_words, state_look, the_key
from camunda_byok.operations.recovery import recovery_checks
from camunda_byok.operations.restoring import Restoring, restoring
from camunda_byok.operations.steps import Procedure, Refusal, Step

WHAT_HAPPENS = (
    "Camunda recovers by itself within minutes; the longer the key was away, the longer it takes.",
    "The alarm key-enabled is raised.",
)
"""Source: Camunda docs, "Key state behavior"."""


@dataclass(frozen=True, kw_only=True)
class _Thawing:
    """A key, what Terraform declares for it, and what its policy needs."""

    key: FoundKey
    declared: Key | None
    policy: Restoring | None
    """None where the policy is not asked for."""

    @property
    def id(self) -> str:
        """How KMS is told which key: its ARN, or what stands behind the alias where KMS did not say that."""
        return (self.policy and self.policy.key_id) or self.key.id

    @property
    def region(self) -> str:
        return self.key.region

    @property
    def state(self) -> str:
        """Its state; empty where KMS does not say it."""
        return self.key.state if isinstance(self.key.state, str) else ""

    @property
    def has_marker(self) -> bool:
        return isinstance(self.key.tags, dict) and bool(set(FROZEN_TAGS) & set(self.key.tags))

    @property
    def needs(self) -> bool:
        """Whether there is anything to do that this command can do."""
        return self.refusal is None and (self.state != ENABLED or self.has_marker or bool(self.policy and self.policy.change))

    @property
    def refusal(self) -> Refusal | None:
        key, state, where = self.key, self.key.state, in_words(self.key)
        if self.policy and self.policy.refusal:
            return self.policy.refusal
        if state in (ENABLED, DISABLED, *TO_BE_DELETED):
            return None
        if isinstance(state, Absence):
            return Refusal(
                problem=f"{where} does not exist: it was never made, or it is deleted, and what it encrypted is lost.",
                remedy="Run byok status, and ask Camunda Support what is left.",
            )
        if isinstance(state, Unknown):
            if self.policy and self.policy.change:
                return None
            remedy = "Run it as somebody who may"
            policy = " If its policy shuts everybody out, a deployer or break-glass can put it back: --restore-policy."
            return Refusal(
                problem=f"{where} cannot be looked at, because {state.reason}.",
                remedy=f"{remedy}.{policy if self.declared else ''}",
            )
        if state == PENDING_IMPORT:
            remedy = "Import its key material again: byok import-material."
        else:
            remedy = "Wait until KMS is done with it, or connect its key store again; then run the command again."
        return Refusal(problem=f"{where} cannot be enabled: its state is {key.state}.", remedy=remedy)


def thaw(acting: Acting, *, restore_policy: bool = False, reason: str = "") -> Procedure:
    """Returns what bringing the environment's keys back takes.

    restore_policy: puts the declared policy in the place of the live one where they do not mean the same.

    Refused where no key can be brought back, also where one is well and the other cannot be, or cannot be seen. Where one of two
    cannot and the other needs it, the other is, and the command ends as not done.
    """
    environment = acting.environment
    keys = [
        _Thawing(
            key=key,
            declared=(declared := _declared(acting, key)),
            policy=restoring(acting, key, declared) if restore_policy else None,
        )
        for key in found_keys(environment, acting.clients)
    ]
    first = keys[0].key
    needy = [one for one in keys if not one.refusal and one.needs]
    refusals = () if needy else tuple(one.refusal for one in keys if one.refusal)
    return Procedure(
        command="thaw",
        environment=environment.name,
        account=environment.account,
        region=environment.region,
        subject=first.sought.reference,
        effects=tuple(_effects(needy)),
        no_effects=("No key is made anew and nothing is encrypted anew; key id and ARN stay.",) if needy else (),
        cautions=tuple(_cautions(keys)) if not refusals else (),
        refusals=refusals,
        steps=tuple(_steps(keys, needy, acting)) if needy else (),
        settled="" if needy or refusals else "The key is enabled already, and nothing on it says that it is frozen.",
        looks=tuple(state_look(one.key) for one in keys),
        reason=reason,
        afterwards=tuple(_afterwards(acting, needy)),
    )


def _declared(acting: Acting, key: FoundKey) -> Key | None:
    """Returns what Terraform declares for a key; None where the key is owned elsewhere."""
    declared = (each for each in keys_of(acting.environment) if isinstance(each, Key))
    return next((each for each in declared if each.address == key.sought.address), None)


def _effects(needy: list[_Thawing]) -> Iterator[str]:
    if any(one.state != ENABLED for one in needy):
        yield from WHAT_HAPPENS
    for one in needy:
        if one.state in TO_BE_DELETED:
            yield f"The deletion of {the_key(one.key)} is cancelled."
        if one.policy:
            yield from one.policy.effects


def _cautions(keys: list[_Thawing]) -> Iterator[str]:
    for one in keys:
        if one.key.doubt:
            yield one.key.doubt
        if one.refusal:
            yield f"{one.refusal.problem} It is not thawed. {one.refusal.remedy}"
        tags = one.key.tags
        if isinstance(tags, dict) and FROZEN_BY in tags:
            why = tags.get(FROZEN_WHY, "not said")
            yield (
                f"{tags[FROZEN_BY]} froze {the_key(one.key)} on purpose at {tags.get(FROZEN_AT, 'a time that is not said')}. "
                f"The reason: {why}. Ask before you end it."
            )
        elif isinstance(tags, Unknown) and not one.refusal:
            yield f"Nobody can say whether somebody froze {the_key(one.key)} on purpose, because {tags.reason}."
        if one.policy and not one.refusal:
            yield from one.policy.cautions


def _steps(keys: list[_Thawing], needy: list[_Thawing], acting: Acting) -> Iterator[Step]:
    for one in needy:
        if one.policy and one.policy.change:
            yield one.policy.change
        yield from _enabling(one)
    for one in needy:
        if isinstance(one.key.tags, Unknown) or one.has_marker:
            says = f"Take the word off {the_key(one.key)} that it is frozen"
            yield untag(one, says, FROZEN_TAGS, goes_on=True)
    for one in keys:
        policy = one.declared.policy if one.declared else None
        if one.refusal:
            says = f"See whether {the_key(one.key)}, which could not be thawed, is enabled"
            yield in_state(one, says, ENABLED, otherwise=one.refusal.problem, goes_on=True)
            continue
        yield from recovery_checks(one.key, one, policy if isinstance(policy, dict) else None, acting)


def _enabling(one: _Thawing) -> Iterator[Step]:
    where = the_key(one.key)
    if one.state == ENABLED:
        return
    if not one.state:  # its policy had shut everybody out
        yield in_state(
            one, f"See that {where} is enabled now that it can be looked at", ENABLED, otherwise="Run the command again."
        )
        return
    if one.state in TO_BE_DELETED:
        yield in_state(one, f"See that the deletion of {where} is still scheduled", one.state)
        yield change_state(one, f"Cancel the deletion of {where}", "CancelKeyDeletion", DISABLED)
    else:
        yield in_state(one, f"See that {where} is still disabled", one.state)
    yield change_state(one, f"Enable {where}", "EnableKey", ENABLED)


def _afterwards(acting: Acting, needy: list[_Thawing]) -> Iterator[str]:
    environment = acting.environment
    settings = environment.managed_key
    if settings and settings.frozen:
        yield f"Take frozen: true out of {environment.name}.yaml: as long as it is there, every plan would disable the key."
    for one in needy:
        if one.state in TO_BE_DELETED and one.declared:
            yield (
                "Read the next plan before anything is deployed. Terraform takes a key that is to be deleted for gone: if the "
                f"plan says that it creates {one.declared.address}, {_import(environment, one)}"
            )
    yield (
        f"See that Camunda uses the key again: byok status {environment.name}, and the panel Encryption at rest in the Console. "
        "Call Camunda Support if it has not recovered within half an hour."
    )


def _import(environment: Environment, one: _Thawing) -> str:
    assert one.declared
    if environment.key_arn:
        return "deploy no key: run the plan again, which imports it, for its ARN stands in the YAML."
    key_id = (one.key.arn or "").rpartition("/")[2] or "KEY-ID"
    return f"import it first: terraform -chdir=cdktf.out/stacks/{environment.name}-key import {one.declared.address} {key_id}"
