# pyright: strict, reportUnnecessaryTypeIgnoreComment=true
"""A user's mistakes. pyright must refuse each by the rule that its line names; a line that it would take is an error too."""

from cdktf import App, TerraformStack

from camunda_byok.constructs.encryption_key import EncryptionKey
from camunda_byok.constructs.log_bucket import LogBucket, Retention
from camunda_byok.key_reference import KeyReference
from camunda_byok.names import Names
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.key_policy import key_policy
from camunda_byok.policies.vendor import Vendor

names = Names(environment="orders", account="111122223333", region="eu-west-1")
guardians = Guardians(deployers=("arn:aws:iam::111122223333:role/platform/terraform",))
role = "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-5678"
stack = TerraformStack(App(), "orders")

Names(environment="orders", account=111122223333, region="eu-west-1")  # pyright: ignore[reportArgumentType]
Names("orders", "111122223333", "eu-west-1")  # pyright: ignore[reportCallIssue]
Guardians(deployers="arn:aws:iam::111122223333:role/platform/terraform")  # pyright: ignore[reportArgumentType]
Guardians()  # pyright: ignore[reportCallIssue]
Retention(mode="strict")  # pyright: ignore[reportArgumentType]

key = EncryptionKey(stack, "key", names=names, tenant_role=role, guardians=guardians)
EncryptionKey(stack, "a", names=names, guardians=guardians)  # pyright: ignore[reportCallIssue]
EncryptionKey(stack, "b", names="orders", tenant_role=role, guardians=guardians)  # pyright: ignore[reportArgumentType]
EncryptionKey(stack, "c", names=names, tenant_role=role, guardians=guardians, rotation_days="a year")  # pyright: ignore[reportArgumentType]
EncryptionKey(stack, "d", names=names, tenant_role=role, guardians=guardians, rotate=False)  # pyright: ignore[reportCallIssue]
EncryptionKey(stack, "e", names=names, tenant_role=role, guardians=guardians, vendor="Camunda")  # pyright: ignore[reportArgumentType]
LogBucket(stack, "logs", names=names, key=key, access_logs=None)  # pyright: ignore[reportArgumentType]

number: int = key.arn  # pyright: ignore[reportAssignmentType]
KeyReference.of_arn("arn:aws:kms:eu-west-1:111122223333:key/1").arn = "another"  # pyright: ignore[reportAttributeAccessIssue]
key_policy(names, role, guardians)  # pyright: ignore[reportCallIssue]
Vendor(name="Other", product="Other", source="", cryptographic_actions="kms:*")  # pyright: ignore[reportArgumentType]
