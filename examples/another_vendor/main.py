"""A key for another vendor than Camunda. What its role may do is data; rotation, guardians and Denies stay."""

from camunda_byok.constructs.encryption_key import EncryptionKey
from camunda_byok.names import Names
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.vendor import Vendor
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

EXAMPLE_SAAS = Vendor(
    name="ExampleSaaS",
    product="Example SaaS",
    cryptographic_actions=("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"),
    # No grant_actions: this vendor encrypts by itself and lends the key to no AWS service.
    source="https://docs.example.com/security/bring-your-own-key",
)
NAMES = Names(environment="tickets", account="111122223333", region="eu-central-1")

app = App()
stack = TerraformStack(app, "tickets-key")
AwsProvider(stack, "aws", region=NAMES.region, allowed_account_ids=[NAMES.account])
EncryptionKey(
    stack,
    "key",
    names=NAMES,
    vendor=EXAMPLE_SAAS,
    tenant_role="arn:aws:iam::555566667777:role/example-saas/customer-1234",
    guardians=Guardians(
        deployers=("arn:aws:iam::111122223333:role/platform/terraform",),
        auditors=("arn:aws:iam::111122223333:role/audit/reader",),
    ),
)
app.synth()
