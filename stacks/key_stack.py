"""The key, alone in its state: it lives as long as the cluster."""

from camunda_byok.bindings import Construct
from camunda_byok.constructs.encryption_key import EncryptionKey
from camunda_byok.environment import Environment, ManagedKey
from stacks.environment_stack import EnvironmentStack, guardians_of


class KeyStack(EnvironmentStack):
    """The key of an environment, for environments whose key is not owned elsewhere."""

    def __init__(self, scope: Construct, *, environment: Environment, settings: ManagedKey) -> None:
        super().__init__(scope, "key", environment=environment)
        key = EncryptionKey(
            self,
            "key",
            names=environment.names,
            tenant_role=environment.camunda.tenant_role,
            guardians=guardians_of(environment),
            rotation_days=settings.rotation_days,
            deletion_window_days=settings.deletion_window_days,
            delegate_use_to_iam=settings.delegate_use_to_iam,
        )
        self.output("key_arn", key.arn, "Paste this into Camunda's Console, once: it can never be changed there")
        self.output("key_alias", key.alias, "For people and scripts of your own; Camunda takes the ARN")
        self.output(
            "next_step",
            f"Paste the key ARN into Camunda's Console for the cluster of {environment.name}. Compare it first: "
            "Camunda never lets it be changed, not even if it was wrong.",
            "What to do now",
        )
