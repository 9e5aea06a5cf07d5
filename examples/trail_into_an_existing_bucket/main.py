"""An audit trail that delivers to a bucket which exists already, such as the archive of a log account."""

from camunda_byok.constructs.audit_trail import AuditTrail
from camunda_byok.constructs.existing_bucket import ExistingBucket
from camunda_byok.constructs.trail_key import TrailKey
from camunda_byok.names import Names
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.log_bucket_policy import archive_bucket_policy
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

NAMES = Names(environment="orders", account="111122223333", region="eu-west-1")
ARCHIVE = "company-log-archive-777788889999"

app = App()
stack = TerraformStack(app, "orders-trail")
AwsProvider(stack, "aws", region=NAMES.region, allowed_account_ids=[NAMES.account])
key = TrailKey(
    stack,
    "trail_key",
    names=NAMES,
    guardians=Guardians(deployers=("arn:aws:iam::111122223333:role/platform/terraform",)),
)
AuditTrail(stack, "trail", bucket=ExistingBucket(names=NAMES, name=ARCHIVE), key=key)
TerraformOutput(stack, "for_the_owner_of_the_bucket", value=to_json(archive_bucket_policy(NAMES, ARCHIVE)))
app.synth()
