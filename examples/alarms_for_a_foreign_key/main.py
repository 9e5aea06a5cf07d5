"""Alarms for a key that exists and that other people's Terraform, or nobody's, owns: its ARN is all that is known."""

from camunda_byok.constructs.key_alarms import KeyAlarms
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.destinations import Email
from camunda_byok.key_reference import KeyReference
from camunda_byok.names import Names
from camunda_byok.patterns.watched import Watched
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

KEY = KeyReference.of_arn("arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")
NAMES = Names(environment="legacy", account="111122223333", region="eu-west-1")

app = App()
stack = TerraformStack(app, "watch-legacy-key")
AwsProvider(stack, "aws", region=NAMES.region, allowed_account_ids=[NAMES.account])
notifications = Notifications(stack, "alarms", names=NAMES, destinations=[Email(address="on-call@example.com")])
watched = Watched(
    key=KEY,
    regions=(NAMES.region,),
    camunda_account="444455556666",
    deployers=("arn:aws:iam::111122223333:role/platform/terraform",),
    plumbing=notifications.plumbing(),
)
KeyAlarms(stack, "alarm", watched=watched, notifications=notifications)
app.synth()
