"""What the stacks of an environment have in common: provider, role, tags, state."""

import os
from typing import Any

from camunda_byok.access import AssumedRole, access, provider_role, state_role
from camunda_byok.bindings import (
    AwsProvider,
    AwsProviderAssumeRole,
    AwsProviderDefaultTags,
    AwsProviderIgnoreTags,
    CloudBackend,
    Construct,
    NamedCloudWorkspace,
    S3Backend,
    S3BackendAssumeRoleConfig,
    TerraformOutput,
    TerraformStack,
)
from camunda_byok.environment import Environment, HcpState, LocalState, S3State
from camunda_byok.operation_tags import OPERATION_TAG_PREFIX
from camunda_byok.terraform import provider_mirror


class EnvironmentStack(TerraformStack):
    """A stack of one environment, which refuses to run in any account but the environment's.

    It acts as the role that the environment and the variable BYOK_ACCESS choose: see `camunda_byok.access`.
    """

    def __init__(
        self,
        scope: Construct,
        kind: str,
        *,
        environment: Environment,
        id: str | None = None,
        region: str | None = None,
        state: LocalState | S3State | HcpState | None = None,
    ) -> None:
        """Declares provider and state.

        kind: names the stack's state among those of the environment.
        id: the stack's name, `<environment>-<kind>` unless given.
        region: where it makes things, the environment's region unless given.
        state: where its state is kept, as the environment says unless given.
        """
        super().__init__(scope, id or f"{environment.name}-{kind}")
        self._environment = environment
        self._provider(region or environment.region)
        # The version that was run. The library constrains none.
        self.add_override("terraform.required_providers.aws.version", provider_mirror.VERSION)
        match state or environment.state:
            case S3State() as kept:
                keeper = state_role(environment, access(os.environ))
                S3Backend(
                    self,
                    bucket=kept.bucket,
                    region=kept.region,
                    key=f"{kept.prefix}/{environment.name}/{kind}.tfstate",
                    encrypt=True,
                    kms_key_id=kept.kms_key,
                    assume_role=S3BackendAssumeRoleConfig(**_arguments(keeper)) if keeper else None,
                ).add_override("use_lockfile", True)
            case HcpState() as kept:
                CloudBackend(
                    self,
                    organization=kept.organization,
                    workspaces=NamedCloudWorkspace(f"{environment.name}-{kind}", kept.project),
                    hostname=kept.hostname,
                )
            case _:
                pass  # cdktf keeps the state beside the application

    def provider_in(self, region: str, alias: str) -> AwsProvider:
        """Adds a provider of another region, `aws.<alias>`."""
        return self._provider(region, alias)

    def second_provider(self) -> AwsProvider | None:
        """Adds the provider of the environment's second region, `aws.second`; None where there is no such region."""
        second = self._environment.second_region
        return self.provider_in(second, "second") if second else None

    def _provider(self, region: str, alias: str | None = None) -> AwsProvider:
        environment = self._environment
        role = provider_role(environment, access(os.environ))
        tags = {**environment.tags, "environment": environment.name, "managed-by": "camunda-byok"}
        ignored = environment.ignored_tags
        return AwsProvider(
            self,
            alias or "aws",
            alias=alias,
            region=region,
            allowed_account_ids=[environment.account],
            assume_role=[AwsProviderAssumeRole(**_arguments(role))] if role else None,
            default_tags=[AwsProviderDefaultTags(tags=tags)],
            ignore_tags=[
                AwsProviderIgnoreTags(keys=list(ignored.keys) or None, key_prefixes=[OPERATION_TAG_PREFIX, *ignored.key_prefixes])
            ],
        )

    def output(self, name: str, value: str, description: str) -> None:
        """Adds an output under exactly this name, for `cdktf output` and for people."""
        TerraformOutput(self, f"output-{name}", value=value, description=description).override_logical_id(name)


def _arguments(role: AssumedRole) -> dict[str, Any]:
    return {"role_arn": role.arn, "external_id": role.external_id, "session_name": role.session_name}
