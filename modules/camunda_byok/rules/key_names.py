"""Which key a text or a reference names.

The same key is named by ARN, id, alias or a reference to any of these; a plan may write one before and another after. Rules
compare keys, not texts.
"""

from camunda_byok.inventory.model import Alias, Inventory, Key, MaybeText, Text
from camunda_byok.inventory.values import Ref, Unknown, known

AWS_MANAGED = "alias/aws/"


def key_named(picture: Inventory, value: MaybeText, region: Text) -> str | Unknown | None:
    """Returns the address of the key that a value names, or the value's own text where the picture has no such key.

    None: no key, or one that AWS manages, which no policy of yours guards.

    region: where the value is written. An id or alias means a key of that region: a replica has the id of its primary.
    """
    if value is None or isinstance(value, Unknown):
        return value
    if isinstance(value, Ref):
        alias = picture.get(Alias, value.address)
        return value.address if alias is None else key_named(picture, alias.target, alias.region)
    if AWS_MANAGED in value:
        return None
    for key in picture.called(Key, value):
        if isinstance(key.arn, str) and (value == key.arn or (value == key.arn.rpartition("/")[2] and _same(key.region, region))):
            return key.address
    for alias in picture.called(Alias, value.rpartition(":")[2]):
        if alias.name == value.rpartition(":")[2] and _same(alias.region, region):
            return key_named(picture, alias.target, alias.region)
    return value


def _same(one: Text, other: Text) -> bool:
    return not known(one) or not known(other) or one == other
