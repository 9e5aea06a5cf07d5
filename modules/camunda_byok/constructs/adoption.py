"""A key that exists and is taken over."""

from dataclasses import dataclass

from camunda_byok.arns import is_multi_region, key_id
from camunda_byok.bindings import Postcondition, TerraformResourceLifecycle


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """The key to be taken over, and the alias that leads to it already.

    Its resources are imported by the first deployment. What the state then holds must be this key for ever: Terraform passes over
    an import into an address that it has something at, so another ARN would otherwise change nothing and be noticed by nobody.
    """

    arn: str
    """ARN of the key. Its region is the provider's."""
    alias: str | None = None
    """Alias that leads to the key, such as `alias/camunda-saas-byok`. None: no alias is taken over."""

    @property
    def is_multi_region(self) -> bool:
        return is_multi_region(self.arn)

    @property
    def import_id(self) -> str:
        """What the provider imports the key by."""
        return key_id(self.arn)

    def key_lifecycle(self, *, ignore_changes: str | list[str]) -> TerraformResourceLifecycle:
        """Returns the lifecycle of the key: never destroyed, and no other key than this."""
        return TerraformResourceLifecycle(
            prevent_destroy=True,
            ignore_changes=ignore_changes,
            postcondition=[
                Postcondition(
                    condition=f'${{self.arn == "{self.arn}"}}',
                    error_message=f"The configuration names {self.arn}, and Terraform has another key here. The key that "
                    "serves a cluster is never exchanged: put the ARN back, or make another environment for the other key.",
                )
            ],
        )

    def alias_lifecycle(self) -> TerraformResourceLifecycle:
        """Returns the lifecycle of the alias: never destroyed, and leading to this key."""
        return TerraformResourceLifecycle(
            prevent_destroy=True,
            ignore_changes="all",
            postcondition=[
                Postcondition(
                    condition=f'${{self.name == "{self.alias}" && self.target_key_arn == "{self.arn}"}}',
                    error_message=f"{self.alias} does not lead to {self.arn}, or Terraform has another alias here. Name the one "
                    "that leads to the key.",
                )
            ],
        )
