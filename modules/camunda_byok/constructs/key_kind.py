"""What a key was made as, kept in Terraform's state, so that a plan can refuse what KMS cannot do."""

from camunda_byok.bindings import Construct, DataResource, Precondition, TerraformResourceLifecycle
from camunda_byok.constructs.addresses import frozen

SINGLE_REGION, MULTI_REGION = "single-Region", "multi-Region"


class KeyKind(Construct):
    """The kind and the region with which a key was made.

    The record is written with the key and never again. Every later plan compares it with what is configured and is refused, with
    the reason, where the key would have to be another one. It asks neither AWS nor a network: `terraform_data` is built into
    Terraform.

    Result: `preconditions`, for the key's lifecycle.
    """

    def __init__(self, scope: Construct, id: str, *, address: str, multi_region: bool, region: str) -> None:
        """Declares the record.

        address: of the key; the record stands beside it, at `terraform_data.<address>`.
        multi_region: whether the key is a multi-Region one.
        region: the key's region.
        """
        super().__init__(scope, id)
        kind = MULTI_REGION if multi_region else SINGLE_REGION
        record = frozen(
            self,
            DataResource(
                self,
                "record",
                input={"kind": kind, "region": region},
                lifecycle=TerraformResourceLifecycle(ignore_changes=["input"]),
            ),
            address,
        )
        made = f"{record.terraform_resource_type}.{address}.output"
        other = SINGLE_REGION if multi_region else MULTI_REGION
        self.preconditions = [
            Precondition(
                condition=f'${{{made}.kind == "{kind}"}}',
                error_message=f"This key was made {other}, and KMS cannot change that: Terraform would make a {kind} key in its "
                "place and destroy this one, and with it all that the cluster has encrypted. Put the configuration back as it "
                f"was. A cluster that needs a {kind} key needs an environment of its own: docs/two-regions.md.",
            ),
            Precondition(
                condition=f'${{{made}.region == "{region}"}}',
                error_message=f"This key was made in ${{{made}.region}}, and a key never moves: Terraform would not find it in "
                f"{region}, forget it, and make another. Put the region back. A cluster in {region} needs an environment of its "
                "own: docs/two-regions.md.",
            ),
        ]
