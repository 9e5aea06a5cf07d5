"""What each stage demands before it is entered, judged from facts. What nobody can say is missing, never met."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from camunda_byok.inventory.values import Unknown
from camunda_byok.key_states import DISABLED, ENABLED
from camunda_byok.operation_tags import QUARANTINED
from camunda_byok.operations.checks import CheckResult, Verdict, cannot_tell, failed, never, passed
from camunda_byok.operations.ending.facts import EndingKey, Facts, Kind
from camunda_byok.operations.ending.stages import Move

NOT_MISSED = "not-missed"
READ = "Run it as somebody who may read it, such as an auditor of the key."


def demands(move: Move, facts: Facts, *, confirmation: str = "") -> tuple[CheckResult, ...]:
    """Returns the evidence for a step, met or missing.

    confirmation: where Camunda's written confirmation is, given with the step that records it.
    """
    match move:
        case Move.HAND_OVER:
            return (*facts.new_checks, *_states(facts, ENABLED))
        case Move.CONFIRM:
            return (_confirmation(facts, confirmation),)
        case Move.QUARANTINE:
            return tuple(_before_quarantine(facts))
        case Move.SCHEDULE_DELETION:
            return tuple(_before_deletion(facts))


def is_met(results: tuple[CheckResult, ...]) -> bool:
    """Whether nothing is missing."""
    return all(result.verdict in (Verdict.PASSED, Verdict.NEVER) for result in results)


def _confirmation(facts: Facts, given: str) -> CheckResult:
    if given.strip():
        return passed("confirmation", f"Camunda's written confirmation is {given}.")
    what = (
        "that the cluster and all its backups are deleted"
        if facts.kind is Kind.RETIRE
        else f"that the old cluster and its backups are deleted, and that nothing needs the {facts.called}"
        if facts.new_cluster
        else "that cluster, disks and backups use the new key, and that nothing needs the old one"
    )
    return failed(
        "confirmation",
        "Camunda's written confirmation is missing; that a key is silent proves nothing.",
        f"Ask Camunda Support to write {what}, and give the ticket by --camunda-confirmed.",
    )


def _before_quarantine(facts: Facts) -> Iterator[CheckResult]:
    yield from _states(facts, ENABLED, DISABLED)
    yield _declared(facts)
    if facts.kind is Kind.REPLACE:
        yield _successor_used(facts)
    yield from _no_grants(facts)
    for key in facts.old:
        yield _not_used(facts, key)
    yield _not_used_in_records(facts)


def _before_deletion(facts: Facts) -> Iterator[CheckResult]:
    yield from _states(facts, DISABLED)
    for key in facts.old:
        yield _quarantined_long_enough(facts, key)
        yield _unused_since(facts, key)
    yield from watch(facts)
    yield from _no_grants(facts)
    if facts.kind is Kind.REPLACE:
        yield _successor_used(facts)
    yield _let_go(facts)


def watch(facts: Facts) -> Iterator[CheckResult]:
    """Gives whether anybody missed the key since it is disabled, as far as that can be seen."""
    yield _not_missed(facts)
    yield never(
        "attempts-of-others",
        "an account that is denied the key leaves a record in its own account alone",
        "Rely on Camunda's written confirmation.",
    )


def _states(facts: Facts, *allowed: str) -> Iterator[CheckResult]:
    for key in facts.old:
        if key.doubt:
            yield failed("is-the-key", key.doubt, "Let the alias lead to the environment's own key again, then run it again.")
    for key in facts.old:
        if isinstance(key.state, Unknown):
            yield cannot_tell("state", key.state.reason, READ)
        elif key.state in allowed or key.is_to_be_deleted:
            yield passed("state", f"The {key.title} in {key.region} is {key.state}.")
        else:
            yield failed(
                "state",
                f"The {key.title} in {key.region} is {key.state}; this step wants it {' or '.join(allowed)}.",
                "See what byok status says of it.",
            )


def _declared(facts: Facts) -> CheckResult:
    if facts.is_declared_old:
        return passed("declared", "No deployment enables the key again.")
    if facts.kind is Kind.RETIRE:
        return failed(
            "declared",
            "The environment is among those that are deployed: the next deployment would enable the key again.",
            f"Move its file: git mv environments/{facts.environment}.yaml retired/. Then: byok retire {facts.environment} "
            "--environments retired.",
        )
    return failed(
        "declared",
        f"The file says that the {facts.called} is the cluster's, so the next deployment would enable it again.",
        "Make the successor the key, and the old one its predecessor, and deploy: docs/replacing-a-key.md.",
    )


def _let_go(facts: Facts) -> CheckResult:
    if facts.is_let_go:
        return passed("let-go", f"Terraform has nothing to do with the {facts.called}.")
    return failed(
        "let-go",
        f"Terraform still keeps the {facts.called}: it takes one that is to be deleted for gone, and would make another.",
        f"Write predecessor: {{arn: {facts.old[0].id}}}, deploy, and run this again.",
    )


def _successor_used(facts: Facts) -> CheckResult:
    if facts.new_signs:
        return passed("successor-used", "Camunda uses the new key.", details=facts.new_signs)
    if facts.new_unread:
        return cannot_tell("successor-used", facts.new_unread[0], READ, details=facts.new_unread[1:])
    return failed(
        "successor-used",
        "No use of the new key by Camunda was seen.",
        "Wait until the cluster uses it, and ask Camunda Support whether it does.",
    )


def _no_grants(facts: Facts) -> Iterator[CheckResult]:
    for key in facts.old:
        where = f"the {key.title} in {key.region}"
        if isinstance(key.grants, Unknown):
            yield cannot_tell("no-grants", key.grants.reason, READ)
        elif key.grants:
            yield failed(
                "no-grants",
                f"{key.grants} grant{'s' if key.grants > 1 else ''} on {where}: each belongs to a disk, and an attached disk "
                "shows no use.",
                f"Ask Camunda Support which disks are left: aws kms list-grants --region {key.region} --key-id {key.id}",
            )
        else:
            yield passed("no-grants", f"No grant on {where}.")


def _not_used(facts: Facts, key: EndingKey) -> CheckResult:
    where, since = f"The {key.title} in {key.region}", facts.idle_since
    if isinstance(key.last_use, Unknown):
        return cannot_tell("no-use", key.last_use.reason, READ)
    if key.last_use is not None:
        if key.last_use < since:
            return passed("no-use", f"{where} was last used on {key.last_use:%Y-%m-%d}.")
        return failed(
            "no-use",
            f"{where} was used on {_minute(key.last_use)}, less than {facts.idle_days} days ago.",
            f"Find out by whom. Unless it happens again, wait until {_day(key.last_use, facts.idle_days)}.",
        )
    if key.remembered_since is None:
        return cannot_tell("no-use", "KMS does not say since when it remembers uses", READ)
    if key.remembered_since > since:
        return failed(
            "no-use",
            f"KMS remembers uses of the {key.title} in {key.region} only since {key.remembered_since:%Y-%m-%d}.",
            f"Wait until {_day(key.remembered_since, facts.idle_days)}.",
        )
    return passed("no-use", f"{where} was not used since {key.remembered_since:%Y-%m-%d}.")


def _not_used_in_records(facts: Facts) -> CheckResult:
    latest = facts.recorded_use.latest
    if facts.recorded_use.unkept:
        return never("no-recorded-use", facts.recorded_use.unkept, "Rely on what KMS remembers of the last use.")
    if isinstance(latest, Unknown):
        return cannot_tell("no-recorded-use", latest.reason, READ)
    if latest is None or latest < facts.idle_since:
        return passed("no-recorded-use", facts.recorded_use.says or f"No use by Camunda in {facts.idle_days} days of records.")
    return failed(
        "no-recorded-use",
        f"The trail recorded a use of the {facts.called} by Camunda on {_minute(latest)}.",
        f"Ask Camunda Support what it was. Unless it happens again, wait until {_day(latest, facts.idle_days)}.",
    )


def _quarantined_long_enough(facts: Facts, key: EndingKey) -> CheckResult:
    if isinstance(key.tags, Unknown):
        return cannot_tell("quarantine-over", key.tags.reason, READ)
    since = key.since(QUARANTINED)
    if since is None:
        return failed("quarantine-over", f"The {key.title} in {key.region} is in no quarantine.", "Begin it: --quarantine.")
    if since > facts.now:
        return failed("quarantine-over", f"The tag says that it began on {_minute(since)}, which is still to come.", "Undo it.")
    if since > facts.now - timedelta(days=facts.quarantine_days):
        return failed(
            "quarantine-over",
            f"The {key.title} in {key.region} is disabled since {_minute(since)}, less than {facts.quarantine_days} days.",
            f"Wait until {_day(since, facts.quarantine_days)}.",
        )
    return passed("quarantine-over", f"The {key.title} in {key.region} is in quarantine since {since:%Y-%m-%d}.")


def _unused_since(facts: Facts, key: EndingKey) -> CheckResult:
    """A use since then shows that somebody enabled the key meanwhile, which neither its state nor its tags tell any longer."""
    where, since = f"The {key.title} in {key.region}", key.since(QUARANTINED)
    if isinstance(key.last_use, Unknown):
        return cannot_tell("unused-since", key.last_use.reason, READ)
    if since is None or key.last_use is None or key.last_use <= since:
        return passed("unused-since", f"{where} was not used since the quarantine began.")
    return failed(
        "unused-since",
        f"{where} was used on {_minute(key.last_use)}, after the quarantine began: somebody had enabled it.",
        f"Find out who and why, then begin it anew: byok {facts.kind.value} {facts.environment} --undo.",
    )


def _not_missed(facts: Facts) -> CheckResult:
    latest = facts.attempts.latest
    if isinstance(latest, Unknown):
        return cannot_tell(NOT_MISSED, latest.reason, READ)
    if latest is None:
        return passed(NOT_MISSED, facts.attempts.says or "Nobody tried to use the disabled key.")
    says = facts.attempts.says or "Somebody tried to use the disabled key"
    return failed(
        NOT_MISSED,
        f"{says} on {_minute(latest)}: something needs it.",
        f"Give it back (byok {facts.kind.value} {facts.environment} --undo), and find out what it was.",
    )


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _day(since: datetime, days: int) -> str:
    """Returns the first day on which that many days are over for sure."""
    return f"{since + timedelta(days=days + 1):%Y-%m-%d}"
