"""The bucket for Terraform's state, for environments that ask for one."""

from camunda_byok.bindings import Construct
from camunda_byok.constructs.state_bucket import StateBucket
from camunda_byok.environment import Environment, LocalState, S3State
from camunda_byok.guarding import state_owners, state_users
from camunda_byok.names import partition_of
from stacks.environment_stack import EnvironmentStack


class StateBackendStack(EnvironmentStack):
    """The state bucket that an environment makes.

    It is called `state-<environment>`, so that `cdktf deploy '<environment>-*'` never takes it: it is deployed once, before the
    others, and its own state lies beside the code until there is a bucket to move it into.
    """

    def __init__(self, scope: Construct, *, environment: Environment, settings: S3State) -> None:
        super().__init__(
            scope,
            "state",
            environment=environment,
            id=f"state-{environment.name}",
            region=settings.region,
            state=settings if settings.own_state == "s3" else LocalState(),
        )
        bucket = StateBucket(
            self,
            "state_bucket",
            name=settings.bucket,
            partition=partition_of(settings.region),
            users=state_users(environment),
            owners=state_owners(environment),
            kms_key_arn=settings.kms_key,
        )
        self.output("state_bucket", bucket.name, "Where Terraform keeps its state")
        self.output(
            "next_step",
            # The same wherever the stack's own state is, so that moving it changes nothing.
            f"Deploy the stacks '{environment.name}-*'. Then see docs/state.md for this stack's own state: "
            "it lies beside the code until own_state moves it into the bucket.",
            "What to do now",
        )
