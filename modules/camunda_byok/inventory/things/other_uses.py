"""Any other resource that names a KMS key."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, cast

from camunda_byok.inventory.model import MaybeText, OtherUse
from camunda_byok.inventory.resource import LEFT_TO_AWS, Resource
from camunda_byok.inventory.values import Ref, Unknown

_SAYS_KMS = re.compile(r".*(?:kms|cmk).*(?:key|arn|id|identifier)|.*kms")
_SAYS_KEY = frozenset(("key_arn", "encryption_key", "encryption_key_arn", "encryption_key_id"))


@cache
def _names_key(attribute: str) -> bool:
    """Whether an attribute holds a KMS key by its name: the provider's 1,500 types have no one name for it."""
    return attribute in _SAYS_KEY or _SAYS_KMS.fullmatch(attribute) is not None


def may_name_key(values: Any) -> bool:
    """Whether a key is named anywhere in what Terraform says of a resource, or marked as not known yet. Quick: asked of all."""
    if isinstance(values, list):
        return any(may_name_key(each) for each in cast("list[Any]", values) if isinstance(each, dict | list))
    for name, value in cast("dict[str, Any]", values).items():
        if isinstance(value, dict | list):
            if value and may_name_key(value):
                return True
        elif isinstance(value, str):
            if value and (_is_key_arn(value) or _names_key(name)):
                return True
        elif value is True and _names_key(name):
            return True
    return False


def other_use(resource: Resource) -> OtherUse:
    return OtherUse(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        type=resource.type,
        keys=dict(sorted(_keys(resource.values.given, ""))),
    )


def _keys(values: Mapping[str, Any], path: str) -> Iterator[tuple[str, MaybeText]]:
    for name, value in values.items():
        here = f"{path}{name}"
        if isinstance(value, dict):
            yield from _keys(cast("dict[str, Any]", value), f"{here}.")
        elif isinstance(value, list):
            blocks = [cast("dict[str, Any]", each) for each in cast("list[object]", value) if isinstance(each, dict)]
            for number, block in enumerate(blocks):
                yield from _keys(block, f"{here}.{number}." if len(blocks) > 1 else f"{here}.")
        elif isinstance(value, str):
            if _is_key_arn(value) or _names_key(name):
                yield here, value or None
        elif (value is None or isinstance(value, Ref | Unknown)) and _names_key(name):
            yield here, None if value is LEFT_TO_AWS else value
        elif isinstance(value, Ref) and value.address.rpartition(".")[0].endswith(("aws_kms_key", "aws_kms_replica_key")):
            yield here, value


def _is_key_arn(value: str) -> bool:
    return value.startswith("arn:") and ":kms:" in value and ":key/" in value and "," not in value
