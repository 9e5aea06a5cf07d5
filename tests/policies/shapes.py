"""Every shape that a policy of the kit can have, each with a golden file of its name."""

from camunda_byok.names import Names
from camunda_byok.policies.documents import Document
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.key_policy import key_policy
from camunda_byok.policies.log_bucket_policy import access_log_bucket_policy, log_bucket_policy
from camunda_byok.policies.log_delivery import log_delivery_permissions, log_delivery_trust
from camunda_byok.policies.notification_policies import dead_letter_queue_policy, topic_key_policy, topic_policy
from camunda_byok.policies.state_bucket_policy import state_bucket_policy
from camunda_byok.policies.trail_key_policy import trail_key_policy
from sandbox.people import ADMINISTRATOR, AUDITOR, BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER, TENANT

NAMES = Names(environment="prod", account=CUSTOMER_ACCOUNT, region="eu-west-1")
EVERYBODY = Guardians(
    deployers=(DEPLOYER.arn,),
    administrators=(ADMINISTRATOR.arn,),
    auditors=(AUDITOR.arn,),
    break_glass=(BREAK_GLASS.arn,),
)
NO_BREAK_GLASS = Guardians(deployers=(DEPLOYER.arn,), administrators=(ADMINISTRATOR.arn,), auditors=(AUDITOR.arn,))
DEPLOYER_ONLY = Guardians(deployers=(DEPLOYER.arn,))

KEY_POLICIES: dict[str, Document] = {
    "key-complete": key_policy(NAMES, tenant_role=TENANT.arn, guardians=EVERYBODY),
    "key-without-break-glass": key_policy(NAMES, tenant_role=TENANT.arn, guardians=NO_BREAK_GLASS),
    "key-delegating-use": key_policy(NAMES, tenant_role=TENANT.arn, guardians=EVERYBODY, delegate_use_to_iam=True),
    "key-with-replica-region": key_policy(
        NAMES, tenant_role=TENANT.arn, guardians=EVERYBODY, replica_regions=("eu-west-2",), deletion_window_days=7
    ),
    "key-minimal": key_policy(NAMES, tenant_role=TENANT.arn, guardians=DEPLOYER_ONLY),
}
GUARDED: dict[str, Document] = {**KEY_POLICIES, "trail-key": trail_key_policy(NAMES, guardians=EVERYBODY)}
"""The keys that nobody may end or rewrite on his own."""

SHAPES: dict[str, Document] = {
    **GUARDED,
    "topic-key": topic_key_policy(NAMES),
    "topic": topic_policy(NAMES),
    "dead-letter-queue": dead_letter_queue_policy(NAMES),
    "log-bucket": log_bucket_policy(NAMES),
    "access-log-bucket": access_log_bucket_policy(NAMES),
    "state-bucket": state_bucket_policy("arn:aws:s3:::example-state", users=(DEPLOYER.arn, AUDITOR.arn), owners=(DEPLOYER.arn,)),
    "log-delivery-trust": log_delivery_trust(),
    "log-delivery-permissions": log_delivery_permissions(NAMES),
}
