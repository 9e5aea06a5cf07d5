"""Plans as Terraform writes them out, put together of what a test is about."""

import json
from collections.abc import Mapping
from typing import Any

ACCOUNT, REGION = "111122223333", "eu-west-1"
KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
KEY_ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{KEY_ID}"
KEY: dict[str, Any] = {
    "arn": KEY_ARN,
    "key_id": KEY_ID,
    "id": KEY_ID,
    "description": "",
    "is_enabled": True,
    "enable_key_rotation": True,
    "rotation_period_in_days": 365,
    "deletion_window_in_days": 30,
    "multi_region": False,
    "customer_master_key_spec": "SYMMETRIC_DEFAULT",
    "key_usage": "ENCRYPT_DECRYPT",
    "bypass_policy_lockout_safety_check": False,
    "policy": '{"Version": "2012-10-17", "Statement": []}',
}
"""A key as it stands in a state."""


def change(
    resource: str,
    *actions: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    unknown: Mapping[str, Any] | None = None,
    before_sensitive: Any = None,
    after_sensitive: Any = None,
    module: str = "",
    index: int | str | None = None,
    mode: str = "managed",
    within: Mapping[str, Any] | None = None,
    **beside: Any,
) -> dict[str, Any]:
    """Returns what a plan says of one resource, `type.name`.

    module: address of the module instance that it is in. within: further fields of the change itself; beside: fields beside it.
    """
    type, name = resource.split(".")
    address = ".".join([*([module] if module else []), *(["data"] if mode == "data" else []), resource])
    return {
        "address": address if index is None else f"{address}[{json.dumps(index)}]",
        **({"module_address": module} if module else {}),
        "mode": mode,
        "type": type,
        "name": name,
        **({} if index is None else {"index": index}),
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {
            "actions": list(actions),
            "before": before,
            "after": after,
            "after_unknown": unknown or {},
            "before_sensitive": before_sensitive or {},
            "after_sensitive": after_sensitive or {},
            **(within or {}),
        },
        **beside,
    }


def unchanged(resource: str, values: Mapping[str, Any], **beside: Any) -> dict[str, Any]:
    return change(resource, "no-op", before=values, after=values, **beside)


def configured(address: str, *, provider: str = "aws", **expressions: Any) -> dict[str, Any]:
    """Returns how a module's configuration has a resource: an expression by argument, a text being a reference."""
    type, name = address.split(".")
    return {
        "address": address,
        "mode": "managed",
        "type": type,
        "name": name,
        "provider_config_key": provider,
        "expressions": {argument: _expression(each) for argument, each in expressions.items()},
        "schema_version": 0,
    }


def refers(*references: str) -> dict[str, Any]:
    """Returns an expression with its references as Terraform lists them: each with what it begins with."""
    return {"references": list(references)}


def constant(value: object) -> dict[str, Any]:
    return {"constant_value": value}


def provider(region: Any = REGION, **expressions: Any) -> dict[str, Any]:
    said = {"region": region if isinstance(region, dict) else constant(region), **expressions}
    return {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws", "expressions": said}


def plan(
    *changes: Mapping[str, Any],
    resources: tuple[Mapping[str, Any], ...] = (),
    providers: Mapping[str, Any] | None = None,
    calls: Mapping[str, Any] | None = None,
    **sections: Any,
) -> dict[str, Any]:
    """Returns a plan.

    resources: the root module's configuration of them. providers: by their key, one in REGION unless given. calls: of modules.
    sections: what else the plan has, or has instead.
    """
    root = {"resources": list(resources), "module_calls": calls or {}}
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {}},
        "resource_changes": list(changes),
        "configuration": {"provider_config": {"aws": provider()} if providers is None else providers, "root_module": root},
        **sections,
    }


def _expression(said: Any) -> Any:
    return refers(said, said.rpartition(".")[0]) if isinstance(said, str) else said
