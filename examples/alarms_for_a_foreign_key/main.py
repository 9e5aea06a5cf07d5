"""Alarms for a key that exists and that other people's Terraform, or nobody's, owns: its ARN is all that is known."""

from camunda_byok.constructs.key_alarms import KeyAlarms
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.key_reference import KeyReference
from camunda_byok.names import Names
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

KEY = KeyReference.of_arn("arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")
NAMES = Names(environment="legacy", account="111122223333", region="eu-west-1")

app = App()
stack = TerraformStack(app, "watch-legacy-key")
AwsProvider(stack, "aws", region=NAMES.region, allowed_account_ids=[NAMES.account])
notifications = Notifications(stack, "alarms", names=NAMES, emails=["on-call@example.com"])
KeyAlarms(stack, "key_alarms", key=KEY, notifications=notifications)
app.synth()
