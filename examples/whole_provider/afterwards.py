"""The same, but the kit comes first and the provider's classes are imported one by one."""

from camunda_byok.constructs.encryption_key import EncryptionKey
from camunda_byok.names import Names
from camunda_byok.policies.guardians import Guardians
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket

NAMES = Names(environment="orders", account="111122223333", region="eu-west-1")

app = App()
stack = TerraformStack(app, "after")
AwsProvider(stack, "aws", region=NAMES.region, allowed_account_ids=[NAMES.account])
S3Bucket(stack, "invoices", bucket="orders-invoices-111122223333")
EncryptionKey(
    stack,
    "key",
    names=NAMES,
    tenant_role="arn:aws:iam::444455556666:role/c8-cluster/c8-apps-5678",
    guardians=Guardians(deployers=("arn:aws:iam::111122223333:role/platform/terraform",)),
)
app.synth()
