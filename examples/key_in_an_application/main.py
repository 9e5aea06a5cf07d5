"""An application with a stack class and resources of its own: one stack gets the key, another its alarms."""

from camunda_byok.constructs.encryption_key import EncryptionKey
from camunda_byok.constructs.key_alarms import KeyAlarms
from camunda_byok.constructs.notifications import Notifications
from camunda_byok.destinations import Email
from camunda_byok.key_reference import KeyReference
from camunda_byok.names import Names
from camunda_byok.patterns.watched import Watched
from camunda_byok.policies.guardians import Guardians
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from constructs import Construct

NAMES = Names(environment="orders", account="111122223333", region="eu-west-1")
GUARDIANS = Guardians(deployers=("arn:aws:iam::111122223333:role/platform/terraform",))


class CompanyStack(TerraformStack):
    """What every stack of this company has: the account, and tags that say who pays."""

    def __init__(self, scope: Construct, id: str, *, cost_centre: str) -> None:
        super().__init__(scope, id)
        tags = AwsProviderDefaultTags(tags={"cost-centre": cost_centre})
        AwsProvider(self, "aws", region=NAMES.region, allowed_account_ids=[NAMES.account], default_tags=[tags])


class ShopStack(CompanyStack):
    """What the application is about."""

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "shop", cost_centre="sales")
        SqsQueue(self, "orders", name="orders", sqs_managed_sse_enabled=True)


class SecretsStack(CompanyStack):
    """The key. It has a state of its own, since it lives longer than anything else here."""

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "secrets", cost_centre="security")
        key = EncryptionKey(
            self,
            "workflows",
            names=NAMES,
            tenant_role="arn:aws:iam::444455556666:role/c8-cluster/c8-apps-5678",
            guardians=GUARDIANS,
        )
        self.key = key.reference


class WatchStack(CompanyStack):
    """Its alarms."""

    def __init__(self, scope: Construct, *, key: KeyReference) -> None:
        super().__init__(scope, "watch", cost_centre="security")
        notifications = Notifications(self, "alarms", names=NAMES, destinations=[Email(address="on-call@example.com")])
        watched = Watched(
            key=key,
            regions=(NAMES.region,),
            camunda_account="444455556666",
            deployers=GUARDIANS.deployers,
            plumbing=notifications.plumbing(),
        )
        KeyAlarms(self, "alarm", watched=watched, notifications=notifications)


app = App()
ShopStack(app)
WatchStack(app, key=SecretsStack(app).key)
app.synth()
