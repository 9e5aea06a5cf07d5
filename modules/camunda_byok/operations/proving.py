"""Proves on a real account who can do what with a key: everybody tries, as himself, and each success or denial is recorded.

Camunda's role cannot be assumed by anybody but Camunda. So the whole proof, which disables the key for moments and schedules its
deletion, is made on an environment of its own, whose `camunda.tenant_role` is a stand-in: no cluster can stand on such a key.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from camunda_byok import arns
from camunda_byok.access import AssumedRole
from camunda_byok.aws.answers import Absence, Asked, answer, pages, why
from camunda_byok.aws.clients import Clients, clients_as
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.inventory.values import Unknown, known
from camunda_byok.key_states import ENABLED
from camunda_byok.live.reading import document
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.carrying_out import Clock, Outcome, Progress
from camunda_byok.operations.claims import Claim, bucket_claims, key_claims, trail_claims
from camunda_byok.operations.evidence import Evidence
from camunda_byok.operations.found_keys import FoundKey, found_keys
from camunda_byok.operations.key_proof import DENIED, NOBODY_MAY, PEOPLE, TENANT, Attempt, KeyProof, Trial
from camunda_byok.operations.records import Record, Result, StepRecord
from camunda_byok.operations.steps import Change, Check, Procedure, Refusal, Request, Step

Session = Callable[[str], Clients]
"""Gives the clients of a person by his name, such as `tenant`."""
HARMLESS = "Use and reading alone are tried: nothing changes, whoever gets through."
MOMENTS = (
    "The key is disabled for moments and its deletion is scheduled and cancelled: whoever uses it stops for those moments.",
    "Alarms about the key are raised, by what is tried and by what is refused: tell whoever is on call before.",
)


def people_of(given: list[str]) -> dict[str, str]:
    """Returns the role of each person, of texts such as `tenant=arn:aws:iam::...:role/...`. Raises InputError."""
    people: dict[str, str] = {}
    for text in given:
        name, equals, arn = text.partition("=")
        if not equals or name not in PEOPLE or name in people:
            raise InputError(
                field="--person",
                value=text,
                problem="this does not say who somebody is" if name not in people else "this person is given twice",
                allowed=f"NAME=ARN, where NAME is one of {', '.join(PEOPLE)}",
                remedy="Name each person once, such as --person tenant=arn:aws:iam::444455556666:role/stand-in.",
            )
        people[name] = arns.role(arn)
    return people


def as_people(environment: Environment, people: Mapping[str, str]) -> Session:
    """Returns everybody's clients: roles that whoever runs the command assumes."""
    return {
        name: clients_as(AssumedRole(arn=arn, session_name="camunda-byok-prove"), region=environment.region)
        for name, arn in people.items()
    }.__getitem__


def proof(acting: Acting, *, people: Mapping[str, str], whole: bool) -> Procedure:
    """Returns what proving takes. whole: whether what changes the key for moments is tried as well."""
    environment = acting.environment
    (key, *others) = found_keys(environment, acting.clients, tags=False)
    missing = [person for person in PEOPLE if person not in people]
    return Procedure(
        command="prove",
        environment=environment.name,
        account=environment.account,
        region=environment.region,
        subject=key.sought.reference,
        effects=MOMENTS if whole else (HARMLESS,),
        no_effects=("Every change is undone at once, by somebody who may.",) if whole else (),
        cautions=(*_cautions(environment, people, missing, others), *((NOBODY_MAY,) if whole else ())),
        refusals=tuple(_refusals(acting, key, people, whole=whole)),
        steps=tuple(_shown(key, whole=whole)),
        confirm_by=key.sought.reference if whole else "",
        afterwards=("Run byok alarms test as well: it proves that alarms arrive.",),
    )


def _cautions(environment: Environment, people: Mapping[str, str], missing: list[str], others: list[FoundKey]) -> Iterator[str]:
    if missing:
        yield f"Nobody acts as {', '.join(missing)}: what they may and may not do is not proven."
    if people.get(TENANT) != environment.camunda.tenant_role:
        yield "Nobody acts as the tenant role of the environment: a denial of use stands beside no success, and proves nothing."
    for other in others:
        yield f"The {other.sought.title} in {other.region} is not proven here."


def _refusals(acting: Acting, key: FoundKey, people: Mapping[str, str], *, whole: bool) -> Iterator[Refusal]:
    environment = acting.environment
    state = key.state
    if isinstance(state, Absence):
        yield Refusal(
            problem=f"There is no key to prove anything on: {key.sought.reference} in {key.region} does not exist.",
            remedy="Run byok status: it says what became of it.",
        )
        return
    if state != ENABLED:
        said = f"it cannot be looked at, because {state.reason}" if isinstance(state, Unknown) else f"its state is {state}"
        yield Refusal(problem=f"Nothing can be proven on the key: {said}.", remedy="Run byok status: it says what to do.")
        return
    if not whole:
        return
    if environment.production:
        yield Refusal(
            problem="This is a production environment: disabling its key freezes the cluster within seconds.",
            remedy="Prove it on an environment that is made for it and torn down again, see docs/proving.md.",
        )
    if people.get(TENANT) != environment.camunda.tenant_role:
        yield Refusal(
            problem="The key's policy lets in another role than the stand-in: a cluster of Camunda may stand on this key.",
            remedy="Make an environment whose camunda.tenant_role is the stand-in, and name that role by --person tenant=ARN.",
        )
    yield from _in_use(acting, key, people)


def _in_use(acting: Acting, key: FoundKey, people: Mapping[str, str]) -> Iterator[Refusal]:
    kms = acting.clients("kms", key.region)
    grants = answer(lambda: pages(kms, "list_grants", "Grants", KeyId=key.arn), Asked(action="kms:ListGrants", region=key.region))
    if isinstance(grants, Unknown | Absence):
        reason = grants.reason if isinstance(grants, Unknown) else "there is no such key"
        yield Refusal(
            problem=f"Whether somebody stands on the key cannot be told, because {reason}.", remedy="Run it as somebody who may."
        )
    elif grants:
        yield Refusal(
            problem=f"There are {len(grants)} grants on the key: somebody's disks may stand on it.",
            remedy="Prove it on a key that nobody uses.",
        )
    policy = answer(
        lambda: document(kms.get_key_policy(KeyId=key.arn, PolicyName="default")["Policy"]),
        Asked(action="kms:GetKeyPolicy", region=key.region),
    )
    if isinstance(policy, Unknown | Absence) or not known(policy):
        reason = policy.reason if isinstance(policy, Unknown) else "KMS gives no policy"
        yield Refusal(problem=f"Whom the key lets in cannot be told, because {reason}.", remedy="Run it as somebody who may.")
        return
    account = arns.parts(str(key.arn)).account
    for one in sorted(_let_in(policy or {}) - set(people.values())):
        if f":{account}:" not in one:
            yield Refusal(
                problem=f"The key's policy lets in {one}, who is none of the people: a cluster may stand on this key.",
                remedy="Prove it on a key that nobody but the people may use.",
            )


def _let_in(policy: dict[str, Any]) -> set[str]:
    """Returns the principals that a key policy allows something, services left out."""
    found: set[str] = set()
    for statement in policy.get("Statement", []):
        principal: str | dict[str, Any] = statement.get("Principal") or {}
        named: str | list[str] = principal if isinstance(principal, str) else principal.get("AWS", [])
        if statement.get("Effect") == "Allow":
            found |= {named} if isinstance(named, str) else set(named)
    return found


def _shown(key: FoundKey, *, whole: bool) -> Iterator[Step]:
    """Gives what is tried, in short. What each try was asked stands in the record."""
    tried = {
        "Encrypt": "Let everybody encrypt, decrypt, re-encrypt and generate data keys",
        "ListGrants": "Let everybody list grants",
        "DescribeKey": "Let everybody describe the key and read its policy",
    }
    for operation, says in tried.items():
        yield Check(
            says=says,
            service="kms",
            operation=operation,
            region=key.region,
            holds="`true`",
            otherwise="Somebody could who should not, or could not who should.",
        )
    changing = {
        "CreateGrant": "Let everybody make a grant and revoke it",
        "EnableKeyRotation": "Let everybody set the rotation as it is",
        "PutKeyPolicy": "Let everybody put the policy as it is",
        "ReplicateKey": "Let everybody replicate the key, which nobody may",
        "DisableKey": "Let everybody disable the key; enable it at once",
        "ScheduleKeyDeletion": "Let everybody schedule the deletion of the key; cancel it at once",
    }
    for operation, says in changing.items() if whole else ():
        yield Change(says=says, service="kms", operation=operation, region=key.region)


def prove(
    procedure: Procedure,
    acting: Acting,
    session: Session,
    evidence: Evidence,
    *,
    people: Mapping[str, str],
    ticket: str = "",
    progress: Progress = lambda line: None,
    interrupted: Callable[[], bool] = lambda: False,
    clock: Clock = Clock(),  # noqa: B008 - it is frozen
) -> Outcome:
    """Lets everybody try, and returns how it ended, with every attempt in the record.

    Raises InputError, before the first attempt, where no record can be written.
    """
    record = Record(procedure=procedure, who=acting.identity.arn, ticket=ticket, begun=clock.now(), kit=version("camunda-byok"))
    run = _Run(record, evidence, clock)
    run.keep()
    region = procedure.region
    (key, *_) = found_keys(acting.environment, acting.clients, tags=False)
    whole = any(isinstance(step, Change) for step in procedure.steps)
    tried = KeyProof(
        lambda who, service: session(who)(service, region), str(key.arn), people=tuple(people), only_harmless=not whole
    )
    result = Result.DONE
    try:
        for trial in tried.trials():
            progress(trial.operation)
            run.note_trial(trial, region)
            if interrupted():
                result = Result.INTERRUPTED
                break
        else:
            run.note_claims(acting, str(key.arn))
    except (ClientError, BotoCoreError) as error:
        asked = Asked(action="kms, by one of the people", region=region)
        run.note("Go on", Result.FAILED, f"{why(error, asked)}. See that the key is enabled: byok thaw brings it back", region)
        result = Result.FAILED
    found = any(step.result is Result.FOUND for step in run.record.steps)
    ended = Result.FOUND if found and result is Result.DONE else result
    run.record = replace(run.record, result=ended, ended=clock.now())
    run.keep()
    return Outcome(record=run.record, kept_at=run.kept_at, unrecorded=run.unrecorded)


class _Run:
    def __init__(self, record: Record, evidence: Evidence, clock: Clock) -> None:
        self.record = record
        self._evidence, self._clock = evidence, clock
        self.kept_at = self.unrecorded = ""

    def keep(self) -> None:
        try:
            self.kept_at, self.unrecorded = self._evidence.write(self.record), ""
        except InputError as fault:
            if not self.record.steps:
                raise
            self.unrecorded = str(fault)

    def note_trial(self, trial: Trial, region: str) -> None:
        succeeded = any(attempt.expected != DENIED and attempt.holds for attempt in trial.attempts)
        for attempt in trial.attempts:
            self.note(_says(trial, attempt), *_judged(attempt), region, trial.operation.split(",")[0])
        if not trial.attempts:
            self.note(f"{trial.operation}: not proven", Result.FOUND, "nobody is there who may and could try it", region)
        elif not succeeded and any(attempt.expected != DENIED for attempt in trial.attempts):
            self.note(f"{trial.operation}: not proven", Result.FOUND, "nobody succeeded, so the denials say nothing", region)
        self.keep()

    def note_claims(self, acting: Acting, key_arn: str) -> None:
        environment, clients = acting.environment, acting.clients

        def client(service: str) -> Any:
            return clients(service, environment.region)

        parts: dict[str, Callable[[], Iterator[Claim]]] = {
            "the key": lambda: key_claims(environment, key_arn, client),
            "the trail": lambda: trail_claims(environment, client),
            "the buckets": lambda: bucket_claims(environment, client),
        }
        for what, claims in parts.items():
            said = answer(lambda claims=claims: list(claims()), Asked(action=f"reading {what}", region=environment.region))
            if isinstance(said, Unknown | Absence):
                reason = said.reason if isinstance(said, Unknown) else "it does not exist"
                self.note(f"Look at {what}", Result.FOUND, f"cannot tell, because {reason}", environment.region)
                continue
            for claim in said:
                result = Result.DONE if claim.holds else Result.FOUND
                self.note(claim.sentence, result, claim.seen, environment.region)
        self.keep()

    def note(self, says: str, result: Result, why_not: str, region: str, operation: str = "") -> None:
        request = Request(says=says, service="kms", operation=operation, region=region)
        self.record = self.record.with_step(StepRecord(request=request, at=self._clock.now(), result=result, why=why_not))


def _says(trial: Trial, attempt: Attempt) -> str:
    return f"{trial.operation} by {attempt.person}: {attempt.expected}"


def _judged(attempt: Attempt) -> tuple[Result, str]:
    return (Result.DONE, "") if attempt.holds else (Result.FOUND, f"expected {attempt.expected}, got {attempt.got}")
