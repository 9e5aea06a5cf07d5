"""An application that imports the whole provider, as many do, before anything of the kit."""

import cdktf_cdktf_provider_aws as aws
from camunda_byok.constructs.encryption_key import EncryptionKey
from camunda_byok.names import Names
from camunda_byok.policies.guardians import Guardians
from cdktf import App, TerraformStack

NAMES = Names(environment="orders", account="111122223333", region="eu-west-1")

app = App()
stack = TerraformStack(app, "before")
aws.provider.AwsProvider(stack, "aws", region=NAMES.region, allowed_account_ids=[NAMES.account])
aws.s3_bucket.S3Bucket(stack, "invoices", bucket="orders-invoices-111122223333")
EncryptionKey(
    stack,
    "key",
    names=NAMES,
    tenant_role="arn:aws:iam::444455556666:role/c8-cluster/c8-apps-5678",
    guardians=Guardians(deployers=("arn:aws:iam::111122223333:role/platform/terraform",)),
)
app.synth()
