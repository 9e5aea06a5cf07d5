"""The commands that bring a key to its end, and the proof, in worlds in which they need everything that their policies grant."""

from collections.abc import Callable
from datetime import datetime, timezone

from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.limits import IDLE_DAYS, QUARANTINE_DAYS
from camunda_byok.operation_tags import CONFIRMATION, CONFIRMED, DELETION_SCHEDULED, ENDING_TAGS, QUARANTINED
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.ending.attempts import ALARM
from camunda_byok.operations.ending.facts import Facts, Kind
from camunda_byok.operations.ending.looking import generations, look
from camunda_byok.operations.ending.procedures import procedure, undoing
from camunda_byok.operations.ending.stages import Move
from camunda_byok.operations.ending.standing import standing
from camunda_byok.operations.evidence import evidence_of
from camunda_byok.operations.proving import proof, prove
from camunda_byok.operations.steps import Refusal
from camunda_byok.output import ending as ending_text
from camunda_byok.output import input_errors, procedures
from sandbox.emulator import REGION
from sandbox.people import ADMINISTRATOR, AUDITOR, BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER, TENANT
from tests.emulated import PEOPLE, Emulated, environment_of, make_key
from tests.ended import Cluster
from tests.permissions.trials import KEPT, RECORDS, Trial, carried_out, everything

# --- Worlds ------------------------------------------------------------------------------------------------------------------


def _cluster(emulated: Emulated) -> Cluster:
    bucket = {"LocationConstraint": REGION}
    emulated.root()("s3", REGION).create_bucket(Bucket=RECORDS, CreateBucketConfiguration=bucket)  # type: ignore[arg-type]
    made = Cluster(emulated, emulated.emulator.work_directory / "cluster", people_read_logs=False, evidence=KEPT)
    made.log_event()
    return made


def a_key_without_log_group(emulated: Emulated) -> Environment:
    """Its trail is somebody else's, so that the alarm's rule tells who missed it."""
    trail = {"arn": f"arn:aws:cloudtrail:{REGION}:{CUSTOMER_ACCOUNT}:trail/ours", "bucket": "ours"}
    environment = environment_of(trail=trail)
    arn = make_key(emulated.clients_of(DEPLOYER), environment)
    emulated.root()("events", REGION).put_rule(Name=environment.names.rule(ALARM), EventPattern='{"source": ["aws.kms"]}')
    for name in (CONFIRMED, CONFIRMATION, QUARANTINED):
        _tag(emulated, arn, name)
    emulated.root()("kms", REGION).disable_key(KeyId=arn)
    return environment


def _declared(cluster: Cluster, **key: object) -> Environment:
    return environment_of(**cluster.fields, key={**PEOPLE, **key})


def a_successor(emulated: Emulated) -> Environment:
    cluster = _cluster(emulated)
    cluster.declare_successor()
    return _declared(cluster, successor={})


def a_key_replaced(emulated: Emulated) -> Environment:
    """The new key is in use, and the old one has been idle for long enough."""
    cluster = _cluster(emulated)
    cluster.make_ready()
    return _declared(cluster, generation=2, predecessor={"arn": cluster.old[0]})


def a_key_in_quarantine(emulated: Emulated) -> Environment:
    cluster = _cluster(emulated)
    cluster.put_into_quarantine()
    cluster.let_days_pass(QUARANTINE_DAYS.default + 1)
    return _declared(cluster, generation=2, predecessor={"arn": cluster.old[0]})


def a_key_without_cluster(emulated: Emulated) -> Environment:
    cluster = _cluster(emulated)
    _tag(emulated, cluster.old[0], CONFIRMED)
    emulated.root()("kms", REGION).tag_resource(KeyId=cluster.old[0], Tags=[{"TagKey": CONFIRMATION, "TagValue": "ticket 4711"}])
    cluster.let_days_pass(IDLE_DAYS.default + 1)
    return _declared(cluster)


def _tag(emulated: Emulated, arn: str, name: str) -> None:
    value = f"{datetime.now(timezone.utc).isoformat(timespec='seconds')} {BREAK_GLASS.arn}"
    emulated.root()("kms", REGION).tag_resource(KeyId=arn, Tags=[{"TagKey": name, "TagValue": value}])


def _old(emulated: Emulated, environment: Environment) -> str:
    """Puts the key that ends out of its deletion, if it is to be deleted, and returns its ARN."""
    kms = emulated.root()("kms", REGION)
    declared = {each.role: each for each in environment.key_generations}
    reference = declared.get("predecessor", declared["current"]).first.reference
    found = kms.describe_key(KeyId=reference)["KeyMetadata"]
    if found["KeyState"] == "PendingDeletion":
        kms.cancel_key_deletion(KeyId=found["Arn"])
    return str(found["Arn"])


def untouched(emulated: Emulated, environment: Environment) -> None:
    emulated.root()("kms", REGION).untag_resource(KeyId=_old(emulated, environment), TagKeys=list(ENDING_TAGS))


def awake(emulated: Emulated, environment: Environment) -> None:
    kms, arn = emulated.root()("kms", REGION), _old(emulated, environment)
    kms.enable_key(KeyId=arn)
    kms.untag_resource(KeyId=arn, TagKeys=[QUARANTINED])


def not_to_be_deleted(emulated: Emulated, environment: Environment) -> None:
    kms, arn = emulated.root()("kms", REGION), _old(emulated, environment)
    kms.untag_resource(KeyId=arn, TagKeys=[DELETION_SCHEDULED])


def to_be_deleted(emulated: Emulated, environment: Environment) -> None:
    arn = _old(emulated, environment)
    for name in (QUARANTINED, DELETION_SCHEDULED):
        _tag(emulated, arn, name)
    emulated.root()("kms", REGION).schedule_key_deletion(KeyId=arn, PendingWindowInDays=30)


# --- Runs --------------------------------------------------------------------------------------------------------------------


def _facts(acting: Acting, kind: Kind) -> Facts:
    found = generations(acting.environment, kind)
    assert not isinstance(found, Refusal)
    return look(
        acting,
        kind,
        *found,
        is_deployed=kind is Kind.REPLACE,
        now=datetime.now(timezone.utc),
        idle_days=IDLE_DAYS.default,
        quarantine_days=QUARANTINE_DAYS.default,
    )


def shown(kind: Kind) -> Callable[[Acting], str]:
    return lambda acting: ending_text.as_text(standing(_facts(acting, kind))).plain


def moved(kind: Kind, move: Move) -> Callable[[Acting], str]:
    return lambda acting: carried_out(
        procedure(move, _facts(acting, kind), who=acting.identity.arn, confirmation="ticket 4711"), acting
    )


def undone(kind: Kind) -> Callable[[Acting], str]:
    return lambda acting: carried_out(undoing(_facts(acting, kind)), acting)


def run_prove(acting: Acting) -> str:
    """Looks whether everything may be tried, and then tries nothing: what people need is proven in test_proof.py."""
    whole = procedures.as_text(proof(acting, people={"tenant": TENANT.arn}, whole=True)).plain
    harmless = proof(acting, people={}, whole=False)
    if harmless.refusals:
        return whole
    records = evidence_of(acting.environment, acting.clients)
    try:
        outcome = prove(harmless, acting, lambda who: acting.clients, records, people={})
    except InputError as fault:
        return f"{whole} {input_errors.as_text([fault])}"
    return whole + procedures.outcome_as_text(outcome).plain


LATER = "to go back: the trial of --undo"
DECIDES_NOTHING = "looked at with everything else; this step does not hang on it"
USE = ("kms:GetKeyLastUsage", "kms:ListGrants", "logs:FilterLogEvents")
ABOVE = (
    "organizations:DescribeOrganization",
    "organizations:DescribePolicy",
    "organizations:ListParents",
    "organizations:ListPoliciesForTarget",
)
NEW_KEY = ("kms:GetKeyPolicy", "kms:ListKeyPolicies", *ABOVE)
UNDOES: dict[str, str] = dict.fromkeys(("kms:CancelKeyDeletion", "kms:EnableKey", "kms:UntagResource"), LATER)
ENDINGS: dict[str, Trial] = {
    "replace": Trial(
        make=a_key_replaced, run=shown(Kind.REPLACE), person=AUDITOR, unsaid=dict.fromkeys(NEW_KEY, "said before the hand-over")
    ),
    "replace (hand-over)": Trial(
        make=a_successor,
        run=shown(Kind.REPLACE),
        person=AUDITOR,
        unsaid=dict.fromkeys((*USE, "organizations:DescribeOrganization"), "said before the quarantine"),
    ),
    "replace-administrator (hand-over)": Trial(
        make=a_successor,
        run=moved(Kind.REPLACE, Move.HAND_OVER),
        before=untouched,
        person=ADMINISTRATOR,
        never_asked=UNDOES,
        unsaid=dict.fromkeys((*USE, "organizations:DescribeOrganization"), DECIDES_NOTHING),
    ),
    "replace-administrator (undo)": Trial(
        make=a_key_in_quarantine,
        run=undone(Kind.REPLACE),
        before=to_be_deleted,
        person=ADMINISTRATOR,
        never_asked={"kms:TagResource": "to go on: the trial of --hand-over"},
        unsaid=dict.fromkeys((*USE, *NEW_KEY, "kms:ListResourceTags"), "the way back hangs on nothing but the key's state"),
    ),
    "replace-break-glass (quarantine)": Trial(
        make=a_key_replaced,
        run=moved(Kind.REPLACE, Move.QUARANTINE),
        before=awake,
        never_asked={"kms:ScheduleKeyDeletion": "the next step: the trial of --schedule-deletion"},
        unsaid=dict.fromkeys(NEW_KEY, DECIDES_NOTHING),
    ),
    "replace-break-glass (schedule-deletion)": Trial(
        make=a_key_in_quarantine,
        run=moved(Kind.REPLACE, Move.SCHEDULE_DELETION),
        before=not_to_be_deleted,
        never_asked={"kms:DisableKey": "the step before: the trial of --quarantine"},
        unsaid=dict.fromkeys(NEW_KEY, DECIDES_NOTHING),
    ),
    "retire": Trial(make=a_key_without_cluster, run=shown(Kind.RETIRE), person=AUDITOR),
    "retire (without a log group)": Trial(make=a_key_without_log_group, run=shown(Kind.RETIRE), person=AUDITOR),
    "retire-administrator (undo)": Trial(
        make=a_key_without_cluster,
        run=undone(Kind.RETIRE),
        before=to_be_deleted,
        person=ADMINISTRATOR,
        never_asked={"kms:TagResource": "to go on, as with replace"},
        unsaid=dict.fromkeys((*USE, "kms:ListResourceTags"), "the way back hangs on nothing but the key's state"),
    ),
    "retire-break-glass (quarantine)": Trial(
        make=a_key_without_cluster,
        run=moved(Kind.RETIRE, Move.QUARANTINE),
        before=awake,
        never_asked={"kms:ScheduleKeyDeletion": "as with replace"},
    ),
    "prove": Trial(
        make=everything,
        run=run_prove,
        never_asked={"sts:AssumeRole": "the people act here with clients of their own: operations/proving.as_people"},
    ),
}
"""By command; in brackets which of its steps."""
