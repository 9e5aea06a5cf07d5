"""Each command, run in a world in which it needs everything that its policy grants."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone

from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.guarding import key_guardians
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.alarm_drill import alarm_drill
from camunda_byok.operations.alarms_seen import alarms_seen
from camunda_byok.operations.carrying_out import carry_out
from camunda_byok.operations.effective_access import effective_access
from camunda_byok.operations.evidence import evidence_of
from camunda_byok.operations.freezing import freeze
from camunda_byok.operations.handover.run import check, wait_for_use
from camunda_byok.operations.importing import Material, import_material
from camunda_byok.operations.preflight.run import preflight
from camunda_byok.operations.rotating import rotate
from camunda_byok.operations.rotation_history import rotation_history
from camunda_byok.operations.status import status
from camunda_byok.operations.steps import Procedure, Wait
from camunda_byok.operations.thawing import thaw
from camunda_byok.output import effective_access as access_text
from camunda_byok.output import handover as handover_text
from camunda_byok.output import input_errors, procedures, status_text
from camunda_byok.output import preflight as preflight_text
from camunda_byok.output import rotations as rotations_text
from camunda_byok.output.rotations import EnvironmentRotations
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.key_policy import policy_for
from camunda_byok.severity import Severity
from sandbox.emulator import REGION
from sandbox.people import ADMINISTRATOR, AUDITOR, BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER, TENANT, Person
from tests.emulated import Emulated, described, environment_of, make_key
from tests.live.placed import place

NOW = datetime.now(timezone.utc)
RECORDS = "example-evidence"
KEPT = {"bucket": RECORDS, "region": REGION}
SESSION = f"arn:aws:sts::{CUSTOMER_ACCOUNT}:assumed-role/{AUDITOR.role}/somebody"
Make = Callable[[Emulated], Environment]


@dataclass(frozen=True, kw_only=True)
class Trial:
    """How a command is tried."""

    run: Callable[[Acting], str]
    """Runs it, and returns everything that it says."""
    make: Make
    """Makes its world."""
    before: Callable[[Emulated, Environment], None] = lambda emulated, environment: None
    """Puts the world back as it was, before each run."""
    person: Person = BREAK_GLASS
    """Whose role it is run by; the key policies name it."""
    never_asked: Mapping[str, str] = field(default_factory=dict[str, str])
    """Actions that it does not need in this world, and in which it does."""
    unsaid: Mapping[str, str] = field(default_factory=dict[str, str])
    """Actions of which it does not say that they are denied, and why that is right."""


# --- Worlds ------------------------------------------------------------------------------------------------------------------


def everything(emulated: Emulated) -> Environment:
    """An environment that has of everything something, as far as the emulator knows it."""
    file = described(
        second_region="eu-west-2",
        alarms={
            "silent_after_hours": 24,
            "destinations": [
                {"kind": "email", "address": "a@example.com"},
                {"kind": "sqs", "arn": f"arn:aws:sqs:{REGION}:{CUSTOMER_ACCOUNT}:hears"},
            ],
        },
        evidence=KEPT,
    )
    people = file["key"]
    named = [
        f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_KeyAdmin_*",
        f"arn:aws:iam::{CUSTOMER_ACCOUNT}:user/people/old-hand",
    ]
    file["key"] = {**people, "administrators": [*people["administrators"], *named]}
    environment = Environment.model_validate(file)
    queue = {"QueueName": "hears"}  # its owner would have made it
    emulated.root()("sqs", REGION).create_queue(**queue)
    place(environment, emulated)
    analyzer = {
        "arn": f"arn:aws:access-analyzer:{REGION}:{CUSTOMER_ACCOUNT}:analyzer/outside",
        "name": "outside",
        "type": "ACCOUNT",
        "createdAt": NOW.isoformat(),
        "status": "ACTIVE",
    }
    _make_bucket_of_records(emulated)
    emulated.set_access_analyzer("ListAnalyzers", {"analyzers": [analyzer]})
    emulated.set_access_analyzer("ListFindings", {"findings": []})
    return environment


def an_alias_lost(emulated: Emulated) -> Environment:
    """The same, where one key is no longer found by its alias, so that it is searched for."""
    environment = everything(emulated)
    emulated.root()("kms", REGION).delete_alias(AliasName=environment.names.topic_key_alias(Severity.NOTICE))
    return environment


def a_key(emulated: Emulated) -> Environment:
    """An environment of which only the key is there."""
    environment = environment_of(evidence=KEPT)
    make_key(emulated.clients_of(DEPLOYER), environment)
    _make_bucket_of_records(emulated)
    return environment


def a_key_to_hand_over(emulated: Emulated) -> Environment:
    """An environment whose key has its tags, and whose log group is there."""
    environment = a_key(emulated)
    tags = [{"TagKey": "environment", "TagValue": environment.name}, {"TagKey": "managed-by", "TagValue": "camunda-byok"}]
    emulated.root()("kms", REGION).tag_resource(KeyId=_arn(emulated, environment), Tags=tags)
    emulated.root()("logs", REGION).create_log_group(logGroupName=environment.names.log_group)
    return environment


def a_key_without_material(emulated: Emulated) -> Environment:
    own = environment_of()
    policy = policy_for(own.names, tenant_role=TENANT.arn, guardians=key_guardians(own, own.current_key))
    made = emulated.clients_of(DEPLOYER)("kms", REGION).create_key(Policy=to_json(policy), Origin="EXTERNAL")
    _make_bucket_of_records(emulated)
    return environment_of(key={"arn": made["KeyMetadata"]["Arn"]}, evidence=KEPT)


def _make_bucket_of_records(emulated: Emulated) -> None:
    emulated.root()("s3", REGION).create_bucket(Bucket=RECORDS, CreateBucketConfiguration={"LocationConstraint": REGION})


def enabled(emulated: Emulated, environment: Environment) -> None:
    emulated.root()("kms", REGION).enable_key(KeyId=_arn(emulated, environment))


def made_anew(emulated: Emulated, environment: Environment) -> None:
    """The key has never rotated."""
    emulated.root()("kms", REGION).delete_alias(AliasName=environment.names.key_alias)
    make_key(emulated.clients_of(DEPLOYER), environment)


def to_be_deleted(emulated: Emulated, environment: Environment) -> None:
    """The key is to be deleted, says who froze it, and has another policy than it is declared to have."""
    kms, arn = emulated.root()("kms", REGION), _arn(emulated, environment)
    if kms.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] == "PendingDeletion":
        kms.cancel_key_deletion(KeyId=arn)
    kms.tag_resource(KeyId=arn, Tags=[{"TagKey": "camunda-byok:frozen-by", "TagValue": "somebody"}])
    declared = policy_for(
        environment.names, tenant_role=TENANT.arn, guardians=key_guardians(environment, environment.current_key)
    )
    others = [one for one in declared["Statement"] if one["Sid"] != "NoShorterDeletionWindow"]
    kms.put_key_policy(
        KeyId=arn, PolicyName="default", Policy=to_json({**declared, "Statement": others}), BypassPolicyLockoutSafetyCheck=True
    )
    kms.schedule_key_deletion(KeyId=arn, PendingWindowInDays=30)


def _arn(emulated: Emulated, environment: Environment) -> str:
    kms = emulated.root()("kms", REGION)
    return str(kms.describe_key(KeyId=environment.key_arn or environment.names.key_alias)["KeyMetadata"]["Arn"])


# --- Runs: each returns what the command shows ---------------------------------------------------------------------------------


def carried_out(procedure: Procedure, acting: Acting) -> str:
    """Carries it out, without waiting long."""
    said = procedures.as_text(procedure).plain
    if procedure.refusals:
        return said
    steps = tuple(
        replace(one, every_seconds=0.01, at_most_seconds=0.02) if isinstance(one, Wait) else one for one in procedure.steps
    )
    try:
        outcome = carry_out(
            replace(procedure, steps=steps),
            acting.clients,
            evidence_of(acting.environment, acting.clients),
            who=acting.identity.arn,
        )
    except InputError as fault:
        return f"{said} {input_errors.as_text([fault])}"
    return said + procedures.outcome_as_text(outcome).plain


def run_status(acting: Acting) -> str:
    return status_text.as_text(status(acting, now=NOW)).plain


def run_preflight(acting: Acting) -> str:
    return preflight_text.as_text(preflight(acting)).plain


def run_handover(acting: Acting) -> str:
    handover = check(acting)
    said = handover_text.keys_as_text(handover).plain
    if not handover.arns:
        return said
    use = wait_for_use(handover, minutes=0)
    return said + handover_text.use_as_text(handover_text.Told(name="emulated", handover=handover, use=use)).plain


def run_alarms(acting: Acting) -> str:
    return repr(alarms_seen(acting.environment, acting.clients))


def run_drill(acting: Acting) -> str:
    return carried_out(alarm_drill(acting, now=NOW), acting)


def run_can(acting: Acting) -> str:
    return access_text.as_text(effective_access(acting, SESSION)).plain


def run_rotations(acting: Acting) -> str:
    keys = rotation_history(acting.environment, acting.clients)
    return rotations_text.as_text({"emulated": EnvironmentRotations(environment=acting.environment, keys=keys)}, NOW).plain


def run_rotate(acting: Acting) -> str:
    return carried_out(rotate(acting, now=NOW, again=True), acting)


def run_import(acting: Acting) -> str:
    return carried_out(import_material(acting, Material(secret=b"1" * 32)), acting)


def run_freeze(acting: Acting) -> str:
    """Freezes a key, and looks at it again: then it is frozen."""
    awake = carried_out(freeze(acting, reason="a test", now=NOW), acting)
    return awake + procedures.as_text(freeze(acting, reason="a test", now=NOW)).plain


def run_thaw(acting: Acting) -> str:
    return carried_out(thaw(acting, restore_policy=True), acting)


LEFT_OUT = "asked for to compare the keys of topics; where it is denied that is left out, and byok status says so"
KEYS_OF_TOPICS: dict[str, str] = dict.fromkeys(("kms:DescribeKey", "kms:ListAliases", "kms:ListKeys"), LEFT_OUT)
TRIALS: dict[str, Trial] = {
    "status": Trial(make=an_alias_lost, run=run_status),
    "preflight": Trial(
        make=everything,
        run=run_preflight,
        person=DEPLOYER,
        unsaid={
            "account:GetRegionOptStatus": "STS of the region is asked in its place, which anybody may",
            "organizations:DescribeOrganization": "said only where a policy of the organization hangs on its id",
        },
    ),
    "handover": Trial(
        make=a_key_to_hand_over,
        run=run_handover,
        unsaid={"organizations:DescribeOrganization": "said only where a policy of the organization hangs on its id"},
    ),
    "alarms": Trial(make=an_alias_lost, run=run_alarms, unsaid=KEYS_OF_TOPICS),
    "alarms-test": Trial(
        make=an_alias_lost,
        run=run_drill,
        never_asked={"sns:TagResource": "where a drill finds nothing amiss: tests/operations/test_alarm_drill.py"},
        unsaid={**KEYS_OF_TOPICS, "sns:ListTagsForResource": "says when alarms were tried last, which a drill does not show"},
    ),
    "can": Trial(make=a_key, run=run_can),
    "rotations": Trial(make=a_key, run=run_rotations),
    "rotate": Trial(make=a_key, run=run_rotate, before=made_anew, person=ADMINISTRATOR),
    "import-material": Trial(make=a_key_without_material, run=run_import),
    "freeze": Trial(make=a_key, run=run_freeze, before=enabled),
    "thaw": Trial(
        make=a_key,
        run=run_thaw,
        before=to_be_deleted,
        never_asked={"kms:ListAliases": "where the key's policy hides the key: tests/operations/test_thawing.py"},
    ),
}
