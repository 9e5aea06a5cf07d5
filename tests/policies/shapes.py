"""Every shape that a policy of the kit can have, each with a golden file of its name."""

from camunda_byok.names import Names
from camunda_byok.policies.chat_policies import chat_permissions, chat_trust
from camunda_byok.policies.documents import Document, document
from camunda_byok.policies.foreign_topics import publishing_permissions, publishing_trust, topic_owner_statements
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.key_policy import camunda_policy, key_policy
from camunda_byok.policies.log_bucket_policy import access_log_bucket_policy, archive_bucket_policy, log_bucket_policy
from camunda_byok.policies.log_delivery import log_delivery_permissions, log_delivery_trust
from camunda_byok.policies.notification_policies import dead_letter_queue_policy, topic_key_policy, topic_policy
from camunda_byok.policies.state_bucket_policy import state_bucket_policy
from camunda_byok.policies.trail_key_policy import trail_key_policy
from camunda_byok.severity import Severity
from sandbox.people import ADMINISTRATOR, AUDITOR, BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER, TENANT

NAMES = Names(environment="prod", account=CUSTOMER_ACCOUNT, region="eu-west-1")
EXISTING_TOPIC = f"arn:aws:sns:eu-west-1:{CUSTOMER_ACCOUNT}:on-call"
FOREIGN_TOPIC = "arn:aws:sns:eu-west-1:777788889999:on-call"
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
    "key-replica": key_policy(
        NAMES.in_region("eu-west-2"), tenant_role=TENANT.arn, guardians=EVERYBODY, replica_regions=("eu-west-1",)
    ),
    "key-minimal": key_policy(NAMES, tenant_role=TENANT.arn, guardians=DEPLOYER_ONLY),
}
CAMUNDAS_POLICY = camunda_policy(NAMES, tenant_role=TENANT.arn)
ARCHIVE, ARCHIVE_READER = "example-log-archive", "arn:aws:iam::555566667777:role/audit/log-reader"
GUARDED: dict[str, Document] = {
    **KEY_POLICIES,
    "trail-key": trail_key_policy(NAMES, guardians=EVERYBODY),
    "trail-key-with-archive-readers": trail_key_policy(NAMES, guardians=EVERYBODY, archive_readers=(ARCHIVE_READER,)),
}
"""The keys that nobody may end or rewrite on his own."""

SHAPES: dict[str, Document] = {
    **GUARDED,
    "key-as-camunda-publishes": CAMUNDAS_POLICY,
    "topic-key": topic_key_policy(NAMES),
    "topic-page": topic_policy(NAMES, Severity.PAGE),
    "topic-notice": topic_policy(NAMES, Severity.NOTICE),
    "dead-letter-queue-page": dead_letter_queue_policy(NAMES, Severity.PAGE),
    "dead-letter-queue-notice": dead_letter_queue_policy(NAMES, Severity.NOTICE),
    **{
        f"{what}-of-{whose}-topic": document(*topic_owner_statements(NAMES, arn)[part])
        for whose, arn in (("an-existing", EXISTING_TOPIC), ("a-foreign", FOREIGN_TOPIC))
        for what, part in (("policy", "topic"), ("key", "key"))
    },
    "publishing-trust": publishing_trust(),
    "publishing-permissions": publishing_permissions(NAMES, [FOREIGN_TOPIC]),
    "chat-trust": chat_trust(),
    "chat-permissions": chat_permissions(),
    "log-bucket": log_bucket_policy(NAMES),
    "archive-bucket": archive_bucket_policy(NAMES, ARCHIVE),
    "access-log-bucket": access_log_bucket_policy(NAMES),
    "state-bucket": state_bucket_policy("arn:aws:s3:::example-state", users=(DEPLOYER.arn, AUDITOR.arn), owners=(DEPLOYER.arn,)),
    "log-delivery-trust": log_delivery_trust(),
    "log-delivery-permissions": log_delivery_permissions(NAMES),
}
