"""The keys of a cluster that lives in two regions: a multi-Region key in the first and its replica in the second."""

from camunda_byok.constructs.encryption_key import EncryptionKey
from camunda_byok.constructs.replica_key import ReplicaKey
from camunda_byok.constructs.second_key_guard import SecondKeyGuard
from camunda_byok.names import Names
from camunda_byok.policies.guardians import Guardians
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

FIRST = Names(environment="payments", account="111122223333", region="eu-west-1")
SECOND = Names(environment="payments", account="111122223333", region="eu-west-2")
TENANT_ROLE = "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-5678"
GUARDIANS = Guardians(deployers=("arn:aws:iam::111122223333:role/platform/terraform",))

app = App()
stack = TerraformStack(app, "payments-keys")
AwsProvider(stack, "aws", region=FIRST.region, allowed_account_ids=[FIRST.account])
second = AwsProvider(stack, "aws_second", alias="second", region=SECOND.region, allowed_account_ids=[SECOND.account])
key = EncryptionKey(
    stack,
    "key",
    names=FIRST,
    tenant_role=TENANT_ROLE,
    guardians=GUARDIANS,
    multi_region=True,
    replica_regions=(SECOND.region,),
)
replica = ReplicaKey(
    stack,
    "replica",
    names=SECOND,
    primary=key.reference,
    primary_region=FIRST.region,
    tenant_role=TENANT_ROLE,
    guardians=GUARDIANS,
    provider=second,
)
SecondKeyGuard(stack, "second_key_must_stay", stands_for=f"replica in {SECOND.region}", is_imported=False)
TerraformOutput(stack, "key_arn", value=key.arn)
TerraformOutput(stack, "replica_arn", value=replica.arn)
app.synth()
