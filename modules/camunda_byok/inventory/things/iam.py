"""Roles, with their inline policies."""

from camunda_byok.inventory.model import Document, Role
from camunda_byok.inventory.resource import Parts, Resource
from camunda_byok.inventory.values import AFTER_APPLY, Ref, Unknown

POLICY = "aws_iam_role_policy"


def role(resource: Resource, parts: Parts) -> Role:
    values = resource.values
    # What the provider fills in of `inline_policy` are the same policies that stand in resources of their own.
    inline: list[Document] = [each.values.document("policy") for each in parts.of_type(POLICY)]
    if not inline and POLICY not in parts.removed and values.has("inline_policy"):
        blocks = values.blocks("inline_policy")
        if isinstance(blocks, Ref | Unknown):
            inline = [blocks]
        else:
            inline = [each.document("policy") for each in blocks if each.has("policy")]
    return Role(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        name=values.text("name", AFTER_APPLY),
        trust=values.document("assume_role_policy"),
        policies=tuple(inline),
        permissions_boundary=values.text("permissions_boundary", None),
    )
