"""What the three stacks of an environment have in common: provider, tags, state."""

from camunda_byok.bindings import (
    AwsProvider,
    AwsProviderDefaultTags,
    CloudBackend,
    Construct,
    NamedCloudWorkspace,
    S3Backend,
    TerraformOutput,
    TerraformStack,
)
from camunda_byok.environment import Environment, HcpState, S3State
from camunda_byok.policies.guardians import Guardians
from camunda_byok.terraform import provider_mirror


class EnvironmentStack(TerraformStack):
    """A stack of one environment, which refuses to run in any account but the environment's."""

    def __init__(self, scope: Construct, kind: str, *, environment: Environment) -> None:
        super().__init__(scope, f"{environment.name}-{kind}")
        self._add_provider(environment, "aws", region=environment.region)
        # The version that was run. The library constrains none.
        self.add_override("terraform.required_providers.aws.version", provider_mirror.VERSION)
        match environment.state:
            case S3State() as state:
                S3Backend(
                    self,
                    bucket=state.bucket,
                    region=state.region,
                    key=f"{state.prefix}/{environment.name}/{kind}.tfstate",
                    encrypt=True,
                ).add_override("use_lockfile", True)
            case HcpState() as state:
                CloudBackend(
                    self,
                    organization=state.organization,
                    workspaces=NamedCloudWorkspace(f"{environment.name}-{kind}", state.project),
                )
            case _:
                pass  # cdktf keeps the state beside the application

    def second_provider(self, environment: Environment) -> AwsProvider | None:
        """Adds the provider of the environment's second region, `aws.second`; None where there is no such region."""
        if environment.second_region is None:
            return None
        return self._add_provider(environment, "second", region=environment.second_region, alias="second")

    def _add_provider(self, environment: Environment, id: str, *, region: str, alias: str | None = None) -> AwsProvider:
        tags = {**environment.tags, "environment": environment.name, "managed-by": "camunda-byok"}
        return AwsProvider(
            self,
            id,
            alias=alias,
            region=region,
            allowed_account_ids=[environment.account],
            default_tags=[AwsProviderDefaultTags(tags=tags)],
        )

    def output(self, name: str, value: str, description: str) -> None:
        """Adds an output under exactly this name, for `cdktf output` and for people."""
        TerraformOutput(self, f"output-{name}", value=value, description=description).override_logical_id(name)


def guardians_of(environment: Environment) -> Guardians:
    """Returns the environment's people; where the key is owned elsewhere, its deployers alone."""
    key = environment.managed_key
    if key is None:
        return Guardians(deployers=environment.deployers)
    return Guardians(
        deployers=environment.deployers,
        administrators=key.administrators,
        auditors=key.auditors,
        break_glass=key.break_glass,
    )
