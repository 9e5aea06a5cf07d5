# pyright: strict
"""A user's program over much of what is public. pyright must accept it in its strict mode."""

from dataclasses import replace

from cdktf import App, TerraformOutput, TerraformStack

from camunda_byok.constructs.access_log_bucket import AccessLogBucket
from camunda_byok.constructs.audit_trail import AuditTrail
from camunda_byok.constructs.encryption_key import EncryptionKey
from camunda_byok.constructs.guard import guard
from camunda_byok.constructs.key_alarms import KeyAlarms
from camunda_byok.constructs.log_bucket import LogBucket, Retention
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.constructs.trail_key import TrailKey
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.key_reference import KeyReference
from camunda_byok.limits import ROTATION
from camunda_byok.names import Names
from camunda_byok.patterns.key_events import KeyChanged
from camunda_byok.patterns.watched import Plumbing, Watched, WatchedTrail
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.key_policy import key_policy
from camunda_byok.policies.vendor import CAMUNDA, Vendor

NAMES = Names(environment="orders", account="111122223333", region="eu-west-1")
GUARDIANS = Guardians(deployers=("arn:aws:iam::111122223333:role/platform/terraform",))
TENANT_ROLE = "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-5678"


def declare(stack: TerraformStack, vendor: Vendor = CAMUNDA) -> KeyReference:
    key = EncryptionKey(
        stack, "key", names=NAMES, tenant_role=TENANT_ROLE, guardians=GUARDIANS, rotation_days=ROTATION.least, vendor=vendor
    )
    alias: str = key.alias
    TerraformOutput(stack, "alias", value=alias)
    return key.reference


def record(stack: TerraformStack) -> AuditTrail:
    key = TrailKey(stack, "trail_key", names=NAMES, guardians=GUARDIANS)
    bucket = LogBucket(
        stack,
        "logs",
        names=NAMES,
        key=key,
        access_logs=AccessLogBucket(stack, "access_logs", names=NAMES),
        object_lock=Retention(mode="compliance", days=400),
    )
    return AuditTrail(stack, "trail", bucket=bucket, key=key)


def watch(stack: TerraformStack, key: KeyReference) -> KeyAlarms:
    notifications = Notifications(stack, "topic", names=NAMES)
    watched = watched_by(key, notifications.plumbing())
    return KeyAlarms(stack, "alarms", watched=watched, notifications=notifications)


def watched_by(key: KeyReference, plumbing: Plumbing) -> Watched:
    return Watched(
        key=key, regions=(NAMES.region,), camunda_account="444455556666", deployers=GUARDIANS.deployers, plumbing=plumbing
    )


def policy() -> str:
    return to_json(key_policy(NAMES, tenant_role=TENANT_ROLE, guardians=GUARDIANS))


def pattern(watched: Watched, trail: AuditTrail) -> str:
    known = replace(watched, trail=WatchedTrail(name=trail.name, arn=trail.arn))
    return KeyChanged(operations=("DisableKey",)).pattern_text(known)


def region_of(environment: Environment) -> str:
    return environment.names.region


def field_of(error: InputError) -> tuple[str, int]:
    return error.field, error.line


def left_out(app: App) -> list[str]:
    return [stack for judged in guard(app, tenant_roles=[TENANT_ROLE]) if judged.left_out for stack in judged.stacks]


app = App()
stack = TerraformStack(app, "orders")
reference = declare(stack)
record(stack)
watch(stack, reference)
