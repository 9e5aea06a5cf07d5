"""Which thing of a picture a text or a reference names.

The same topic, bucket, queue or log group is named by ARN, by name or by a reference; a plan may write one before and another
after. Rules compare things, not texts.
"""

from typing import TypeVar

from camunda_byok.inventory.model import NOTHING, Bucket, Inventory, LogGroup, MaybeText, Queue, Role, Text, Thing, Topic
from camunda_byok.inventory.values import Ref, Unknown, known

K = TypeVar("K", bound=Thing)


def thing_named(picture: Inventory, kind: type[K], value: MaybeText) -> K | None:
    """Returns the thing of this kind that a value names, or None where the picture has no such thing."""
    if isinstance(value, Ref):
        return picture.get(kind, value.address)
    if not isinstance(value, str):
        return None
    found = [thing for text in _texts(value, kind) for thing in picture.called(kind, text) if _names(value, thing)]
    return min(found, key=lambda thing: thing.address, default=None)


def named(picture: Inventory, kind: type[K], value: MaybeText, *, earlier: Inventory = NOTHING) -> str | Unknown | None:
    """Returns what tells whether two values name the same thing: its address, or the value's own text where no picture has it.

    earlier: the picture before, for a value of the one after: it may go on naming a thing that is no longer there.
    """
    if value is None or isinstance(value, Unknown):
        return value
    thing = thing_named(picture, kind, value) or thing_named(earlier, kind, value)
    return str(value) if thing is None else thing.address


def _texts(value: str, kind: type[Thing]) -> set[str]:
    """Returns by which names or ARNs a value may mean a thing of this kind; `_names` says whether it does."""
    if kind is Bucket:
        return {_bucket(value)}
    if kind is LogGroup:
        return {value, _resource(value).removeprefix(":log-group:")}
    if kind is Queue:
        return {_resource(value)[1:]}
    return {value, value.rpartition("/")[2]} if kind is Role else {value}


def _names(value: str, thing: Thing) -> bool:
    match thing:
        case Topic():
            return value == thing.arn
        case Bucket():
            return _bucket(value) == thing.name
        case LogGroup():
            return value == thing.name or (f":log-group:{thing.name}" == _resource(value) and _is_there(value, thing))
        case Queue():
            return f":{thing.name}" == _resource(value) and _is_there(value, thing)
        case Role():
            return value == thing.name or (":role/" in value and value.rpartition("/")[2] == thing.name)
        case _:
            return False


def _bucket(value: str) -> str:
    """Returns the name in a bucket's ARN, or the name itself."""
    return value.removeprefix("arn:").rpartition(":::")[2]


def _resource(arn: str) -> str:
    """Returns what an ARN names within its service, account and region, with a colon before it."""
    return ":" + arn.removesuffix(":*").split(":", 5)[-1]


def _is_there(arn: str, thing: Thing) -> bool:
    """Whether an ARN's region and account are the thing's, as far as they are known."""
    region, account = arn.split(":")[3:5]
    return _agree(region, thing.region) and _agree(account, thing.account)


def _agree(part: str, of_thing: Text) -> bool:
    return not known(of_thing) or part == of_thing
