"""The steps of the end of a key, and of its undoing, as data. Pure: what facts allow is what is shown, confirmed and done.

Keys end with the second region's first, because a primary waits for its replicas; they come back with the first region's first.
Nothing is left half-done for good: a step that was interrupted leaves its stage unreached, and run again it does what is missing.
"""

from collections.abc import Iterator
from dataclasses import replace

from camunda_byok.inventory.values import Unknown
from camunda_byok.key_states import DISABLED
from camunda_byok.limits import DELETION_WINDOW, IDLE_DAYS, QUARANTINE_DAYS
from camunda_byok.operation_tags import (
    CONFIRMATION,
    CONFIRMED,
    DELETION_SCHEDULED,
    FROZEN_BY,
    FROZEN_WHY,
    HANDED_OVER,
    PREDECESSOR,
    QUARANTINED,
    SUCCESSOR,
    tag_value,
)
from camunda_byok.operations.checks import CheckResult, Verdict
from camunda_byok.operations.ending import requests
from camunda_byok.operations.ending.demands import demands, is_met
from camunda_byok.operations.ending.facts import GONE, EndingKey, Facts, Kind
from camunda_byok.operations.ending.stages import Move, Stage, next_move, stage, stage_of
from camunda_byok.operations.key_requests import tag, untag
from camunda_byok.operations.steps import Procedure, Refusal, Step

STAGE_TAGS = {
    Stage.HANDED_OVER: (HANDED_OVER, SUCCESSOR),
    Stage.CONFIRMED: (CONFIRMED, CONFIRMATION),
    Stage.QUARANTINED: (QUARANTINED,),
    Stage.DELETION_SCHEDULED: (DELETION_SCHEDULED,),
}
OPTIONS = {
    Move.HAND_OVER: "--hand-over",
    Move.CONFIRM: "--camunda-confirmed REFERENCE",
    Move.QUARANTINE: "--quarantine",
    Move.SCHEDULE_DELETION: "--schedule-deletion",
}
"""How each step is asked for."""


def procedure(
    move: Move,
    facts: Facts,
    *,
    who: str,
    confirmation: str = "",
    reason: str = "",
) -> Procedure:
    """Returns what a step takes, or why it is refused: it is out of its order, or evidence is missing.

    who: ARN of who acts. confirmation: where Camunda's written confirmation is. reason: needed where less time is asked for than
    the kit's own.
    """
    base, confirmation = _base(facts, reason), tag_value(confirmation)
    at = stage(facts)
    if isinstance(at, Unknown):
        return replace(base, refusals=(_unseen(facts, at),))
    if at.number >= move.leads_to.number:
        return replace(base, settled=f"The {facts.called} has come further already: it is {at.value}.")
    due = next_move(facts.kind, at)
    refusals = [_out_of_order(facts, at, due)] if due is not move and due is not None else []
    refusals = refusals or [*_hurried(facts, reason), *map(_missing, _lacking(demands(move, facts, confirmation=confirmation)))]
    if refusals:
        return replace(base, refusals=tuple(refusals))
    behind = [key for key in facts.last_first if _is_behind(facts, key, move)]
    stamp = f"{facts.now.isoformat(timespec='seconds')} {who}"
    cautions = [each.says for each in demands(move, facts, confirmation=confirmation) if each.verdict is Verdict.NEVER]
    return replace(
        base,
        effects=tuple(_effects(move, facts)),
        no_effects=tuple(_no_effects(move)),
        cautions=tuple(f"Nobody can tell from here: {each}." for each in cautions),
        steps=tuple(_steps(move, facts, behind, stamp=stamp, confirmation=confirmation)),
        confirm_by=_typed(move, facts),
        afterwards=tuple(_afterwards(move, facts)),
    )


def undoing(facts: Facts, *, reason: str = "") -> Procedure:
    """Returns what it takes to go back: from a disabled key, or one to be deleted, to one that is enabled; else by one stage."""
    base = replace(_base(facts, reason), command=f"{facts.kind.value}-undo")
    at = stage(facts)
    reached = [each for key in facts.old if isinstance(each := stage_of(facts, key), Stage)]
    if len(reached) < len(facts.old):
        assert isinstance(at, Unknown)
        return replace(base, refusals=(_unseen(facts, at),))
    furthest = max((each for each in reached if each is not Stage.GONE), key=lambda each: each.number, default=Stage.GONE)
    tagged = _tagged(facts)
    if furthest is Stage.GONE:
        gone = Refusal(problem="The key is gone: nothing brings it back.", remedy="Read docs/runbooks/key-deleted.md.")
        return replace(base, refusals=(gone,))
    if furthest is Stage.SERVING and not tagged:
        return replace(base, settled="Nothing was done yet.")
    if furthest is Stage.HANDED_OVER and facts.new_signs:
        used = Refusal(
            problem="Camunda uses the new key already: it cannot be taken back.",
            remedy=f"Go on, or let Camunda Support bring the cluster back to the {facts.called} first.",
        )
        return replace(base, refusals=(used,))
    back = max(furthest, max(tagged, default=Stage.SERVING, key=lambda each: each.number), key=lambda each: each.number)
    removed = (Stage.QUARANTINED, Stage.DELETION_SCHEDULED) if back.number >= Stage.QUARANTINED.number else (back,)
    return replace(
        base,
        effects=(_undone(facts, back),),
        cautions=tuple(_frozen(facts)),
        steps=tuple(_back(facts, removed)),
        afterwards=tuple(_after_undoing(facts, back)),
    )


def _frozen(facts: Facts) -> Iterator[str]:
    for key in facts.old:
        if who := key.tag(FROZEN_BY):
            why = key.tag(FROZEN_WHY) or "not said why"
            yield f"{who} froze the {key.title} in {key.region} on purpose ({why}). Ask before you end it."


def _base(facts: Facts, reason: str) -> Procedure:
    return Procedure(
        command=facts.kind.value,
        environment=facts.environment,
        account=facts.account,
        region=facts.region,
        subject=facts.old[0].reference,
        reason=reason,
        looks=tuple(look for key in facts.old for look in requests.looks(key)),
    )


def _lacking(results: tuple[CheckResult, ...]) -> list[CheckResult]:
    return [result for result in results if not is_met((result,))]


def _missing(result: CheckResult) -> Refusal:
    problem = result.says if result.verdict is Verdict.FAILED else f"Nobody can tell ({result.check}), because {result.says}."
    return Refusal(problem=problem, remedy=result.remedy)


def _unseen(facts: Facts, why: Unknown) -> Refusal:
    return Refusal(
        problem=f"Nobody can tell how far the {facts.called} has come, because {why.reason}.",
        remedy="Run it as somebody who may read the key and its tags.",
    )


def _out_of_order(facts: Facts, at: Stage, due: Move) -> Refusal:
    return Refusal(
        problem=f"The {facts.called} is at the stage {at.value}: another step comes first.",
        remedy=f"Do that: byok {facts.kind.value} {facts.environment} {OPTIONS[due]}.",
    )


def _hurried(facts: Facts, reason: str) -> Iterator[Refusal]:
    for given, limit, option in (
        (facts.idle_days, IDLE_DAYS, "--idle-days"),
        (facts.quarantine_days, QUARANTINE_DAYS, "--quarantine-days"),
    ):
        if given < limit.default and not reason.strip():
            yield Refusal(
                problem=f"{option} {given} is less than {limit.default}, and no reason is given.",
                remedy="Say why by --reason: it stands in the record.",
            )


def _is_behind(facts: Facts, key: EndingKey, move: Move) -> bool:
    at = stage_of(facts, key)
    return isinstance(at, Stage) and at.number < move.leads_to.number


def _steps(move: Move, facts: Facts, keys: list[EndingKey], *, stamp: str, confirmation: str) -> Iterator[Step]:
    """Gives the steps: first that nothing has changed since it was looked at, on all keys, and then the changes."""
    for key in keys:
        yield requests.same_state(key)
        yield requests.same_tags(key)
        if move in (Move.QUARANTINE, Move.SCHEDULE_DELETION):
            yield requests.still_no_grants(key)
    for key in keys:
        match move:
            case Move.HAND_OVER:
                yield tag(key, f"Write on the {facts.called} which one Camunda was given", _handed_over(facts, key, stamp))
            case Move.CONFIRM:
                written = {CONFIRMED: stamp, CONFIRMATION: confirmation}
                yield tag(key, f"Write on the {facts.called} where Camunda's confirmation is", written)
            case Move.QUARANTINE:
                if key.state != DISABLED:
                    yield requests.disable(key)
                    yield requests.until_disabled(key)
                yield tag(key, f"Write on the {facts.called} that it is in quarantine", {QUARANTINED: stamp})
            case Move.SCHEDULE_DELETION:
                # The tag comes first: nobody can tag a key that is to be deleted. Alone it counts for nothing.
                yield tag(key, f"Write on the {facts.called} that its deletion is scheduled", {DELETION_SCHEDULED: stamp})
                yield requests.schedule_deletion(key, days=DELETION_WINDOW.most)
    if move is Move.HAND_OVER:
        for old, new in zip(facts.old, facts.new, strict=True):
            yield tag(new, "Write on the new key whose place it takes", {PREDECESSOR: old.id})


def _handed_over(facts: Facts, key: EndingKey, who: str) -> dict[str, str]:
    arn = next(str(new.arn) for new in facts.new if new.region == key.region)
    return {HANDED_OVER: who, SUCCESSOR: arn}


def _typed(move: Move, facts: Facts) -> str:
    match move:
        case Move.QUARANTINE:
            return facts.old[0].reference
        case Move.SCHEDULE_DELETION:
            return facts.old[0].id
        case _:
            return ""


def _effects(move: Move, facts: Facts) -> Iterator[str]:
    match move:
        case Move.HAND_OVER:
            yield "It is written on the keys that Camunda was pointed to the new one. Nothing else changes."
            for new, arn in zip(facts.new, facts.new_arns, strict=True):
                yield f"For Camunda, in {new.region}: {arn}"
        case Move.CONFIRM:
            yield f"It is written on the {facts.called} where Camunda's confirmation is. Nothing else changes."
        case Move.QUARANTINE:
            yield f"The {facts.called} is disabled: whatever still needs it stands still within seconds."
            yield "The alarm key-disabled is raised, and key-unavailable-used whenever somebody misses the key."
        case Move.SCHEDULE_DELETION:
            yield f"In {DELETION_WINDOW.most} days the {facts.called} is deleted, and what it encrypts is lost for ever."
            if any(key.is_replica for key in facts.old):
                yield "The replica goes first; only then the primary's own window begins, so it takes twice as long."
            yield "The alarm key-deletion-scheduled is raised."


def _no_effects(move: Move) -> Iterator[str]:
    if move is Move.QUARANTINE:
        yield "Nothing is lost: --undo enables the key again."
    if move is Move.SCHEDULE_DELETION:
        yield "Nothing is lost before the last day: until then --undo brings the key back."


def _afterwards(move: Move, facts: Facts) -> Iterator[str]:
    again = f"byok {facts.kind.value} {facts.environment}"
    match move:
        case Move.HAND_OVER if facts.new_cluster:
            yield "Create the new cluster with Encryption at rest: External, and paste the ARN above into its field KMS Key ARN."
            yield "Move the processes over, and let Camunda delete the old cluster and its backups."
            yield f"Ask Camunda for a written confirmation of that, then: {again} {OPTIONS[Move.CONFIRM]}"
        case Move.HAND_OVER:
            yield (
                "Ask Camunda Support to exchange the cluster's key, with the old ARN and the new one: "
                + ", ".join(f"{old.id} -> {new.arn}" for old, new in zip(facts.old, facts.new, strict=True))
                + ". The Console cannot do it."
            )
            yield (
                "Ask for a written confirmation that cluster, disks and backups use the new key, then: "
                f"{again} {OPTIONS[Move.CONFIRM]}"
            )
        case Move.CONFIRM:
            yield f"See what the quarantine still wants: {again}"
        case Move.QUARANTINE:
            yield f"Watch it for {facts.quarantine_days} days: {again} shows who tried to use the key."
            yield f"If anybody misses it: {again} --undo"
        case Move.SCHEDULE_DELETION:
            yield f"Until the last day {again} --undo brings it back. See docs/runbooks/key-deletion-scheduled.md."
            yield "Keep the record, and Camunda's confirmation with it."


def _tagged(facts: Facts) -> list[Stage]:
    """Returns the stages of which any tag is left, whatever the keys' states are."""
    return [each for each, names in STAGE_TAGS.items() if any(key.tag(name) for key in facts.old for name in names)]


def _undone(facts: Facts, back: Stage) -> str:
    if back.number >= Stage.QUARANTINED.number:
        return f"The {facts.called} is enabled again. Camunda's confirmation stays on record: without it nothing ends."
    if back is Stage.CONFIRMED:
        return "Camunda's confirmation counts no longer."
    return "The hand-over of the new key counts no longer."


def _back(facts: Facts, stages: tuple[Stage, ...]) -> Iterator[Step]:
    alive = [key for key in facts.old if key.state != GONE]
    for key in alive:
        yield requests.same_state(key)
        if not key.is_to_be_deleted or not isinstance(key.tags, Unknown):
            yield requests.same_tags(key)
    ends = stages[0].number >= Stage.QUARANTINED.number
    if ends:
        for key in alive:
            if key.is_to_be_deleted:
                yield requests.cancel_deletion(key)
            if key.is_to_be_deleted or key.state == DISABLED:
                yield requests.enable(key)
    names = [name for each in stages for name in STAGE_TAGS[each]]
    for key in alive:
        present = [name for name in names if isinstance(key.tags, Unknown) or key.tag(name)]
        if present:
            yield untag(key, f"Take word of it off the {facts.called}", present)
    if Stage.HANDED_OVER in stages:
        for new in facts.new:
            if isinstance(new.tags, Unknown) or PREDECESSOR in new.tags:
                yield untag(new, "Take word of it off the new key", [PREDECESSOR])


def _after_undoing(facts: Facts, back: Stage) -> Iterator[str]:
    if back is Stage.HANDED_OVER:
        yield "Tell Camunda Support that the new ARN is not to be used."
        yield "To give the new key up: successor: {withdrawn: true}, and deploy. See docs/replacing-a-key.md."
        return
    if back.number >= Stage.QUARANTINED.number:
        yield "Find out what missed the key, and see that it works again: the Console, and byok status."
    if back is Stage.DELETION_SCHEDULED:
        yield "Read the next plan before anything is deployed: Terraform takes a key that was to be deleted for gone."
    if facts.kind is Kind.RETIRE:
        yield f"If the cluster stays, move the file back: git mv retired/{facts.environment}.yaml environments/."
