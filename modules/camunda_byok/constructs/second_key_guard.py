"""Keeps the second region's key from being dropped."""

import json

from camunda_byok.bindings import Construct, DataResource, TerraformResourceLifecycle
from camunda_byok.constructs.addresses import frozen


class SecondKeyGuard(Construct):
    """Refuses a plan in which the second region's key is gone, or is of another kind or elsewhere.

    `prevent_destroy` stands in a resource's block and is gone with it: without the block of a key Terraform would schedule the
    key's deletion, or forget it. So this block always stands, with one instance while there is a second key, called by what
    it is. Take the key away and the plan would have to destroy the instance, which it must not. Terraform's message is its own
    and names the address, such as `terraform_data.second_key_must_stay["replica in eu-west-2"]`; docs/two-regions.md says more.
    """

    def __init__(self, scope: Construct, id: str, *, stands_for: str | None, is_imported: bool) -> None:
        """Declares the guard.

        id: becomes the Terraform address, `terraform_data.<id>`.
        stands_for: what the second key is and where, as people shall read it; None where there is no second key.
        is_imported: whether the key exists before Terraform knows of it. The guard is then imported with it, so that the first
            plan makes nothing.
        """
        super().__init__(scope, id)
        instances = [stands_for] if stands_for else []
        guard = frozen(
            self,
            DataResource(self, "guard", lifecycle=TerraformResourceLifecycle(prevent_destroy=True)),
            id,
        )
        guard.add_override("for_each", f"${{toset({json.dumps(instances)})}}")
        if is_imported:  # cdktf's own import names a resource and cannot name one of its instances
            imports = [{"to": f"terraform_data.{id}[{json.dumps(instance)}]", "id": instance} for instance in instances]
            guard.cdktf_stack.add_override("import", imports)
