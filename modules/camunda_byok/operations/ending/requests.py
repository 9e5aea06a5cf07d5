"""The single requests of which the end of a key is made, each with what shows that it is made already."""

from collections.abc import Iterator, Mapping

from camunda_byok.inventory.values import Unknown
from camunda_byok.key_states import DISABLED, ENABLED, TO_BE_DELETED
from camunda_byok.operation_tags import ENDING_TAGS, tag_value
from camunda_byok.operations.ending.facts import EndingKey, SucceedingKey
from camunda_byok.operations.expressions import literal
from camunda_byok.operations.steps import Change, Check, Look, Wait

SECONDS_UNTIL_DISABLED = 60
"""KMS says within seconds that a key is disabled. Source: AWS KMS developer guide, "Eventual consistency"."""
MEANWHILE = "Somebody else has changed the key meanwhile. Run the command again: it goes on from how things are then."


def looks(key: EndingKey) -> Iterator[Look]:
    """Gives what is kept in the record before and after: state, tags, grants and last use."""
    for operation, of in (
        ("DescribeKey", "KeyMetadata.{Arn: Arn, KeyState: KeyState, DeletionDate: DeletionDate}"),
        ("ListResourceTags", "Tags"),
        ("ListGrants", "Grants[].{GrantId: GrantId, GranteePrincipal: GranteePrincipal}"),
        ("GetKeyLastUsage", "{KeyLastUsage: KeyLastUsage, TrackingStartDate: TrackingStartDate}"),
    ):
        yield Look(
            says=f"{key.title} in {key.region}: {operation}",
            service="kms",
            operation=operation,
            region=key.region,
            parameters={"KeyId": key.id},
            of=of,
        )


def same_state(key: EndingKey) -> Check:
    return _state(key, f"See that the {key.title} is still {key.state}", str(key.state), otherwise=MEANWHILE)


def same_tags(key: EndingKey) -> Check:
    """Returns the check that nobody has brought the key further, or back, since it was looked at."""
    tags: Mapping[str, str] = {} if isinstance(key.tags, Unknown) else key.tags
    holds = [_tagged(name, tags[name]) if name in tags else _untagged(name) for name in ENDING_TAGS]
    return Check(
        says=f"See that nobody else is at the {key.title}",
        service="kms",
        operation="ListResourceTags",
        region=key.region,
        parameters={"KeyId": key.id},
        holds=" && ".join(holds),
        otherwise=MEANWHILE,
    )


def still_no_grants(key: EndingKey) -> Check:
    return Check(
        says=f"See that there is still no grant on the {key.title}",
        service="kms",
        operation="ListGrants",
        region=key.region,
        parameters={"KeyId": key.id},
        holds="length(Grants || `[]`) == `0`",
        otherwise="A grant has come into being meanwhile: something uses the key.",
    )


def tag(key: EndingKey | SucceedingKey, says: str, tags: Mapping[str, str]) -> Change:
    written = {name: tag_value(text) for name, text in tags.items()}
    return Change(
        says=says,
        service="kms",
        operation="TagResource",
        region=key.region,
        parameters={
            "KeyId": key.arn or key.reference,
            "Tags": [{"TagKey": name, "TagValue": text} for name, text in written.items()],
        },
        settled_by=_tags(key, " && ".join(_tagged(name, text) for name, text in written.items())),
    )


def untag(key: EndingKey | SucceedingKey, says: str, names: list[str]) -> Change:
    return Change(
        says=says,
        service="kms",
        operation="UntagResource",
        region=key.region,
        parameters={"KeyId": key.arn or key.reference, "TagKeys": names},
        settled_by=_tags(key, " && ".join(map(_untagged, names))),
    )


def disable(key: EndingKey) -> Change:
    return _change(key, f"Disable the {key.title}", "DisableKey", DISABLED)


def until_disabled(key: EndingKey) -> Wait:
    return Wait(
        says=f"See that the {key.title} is disabled",
        service="kms",
        operation="DescribeKey",
        region=key.region,
        parameters={"KeyId": key.id},
        holds=_in_state(DISABLED),
        otherwise=f"KMS took the request, and does not say that the {key.title} is disabled.",
        every_seconds=2,
        at_most_seconds=SECONDS_UNTIL_DISABLED,
    )


def enable(key: EndingKey) -> Change:
    return _change(key, f"Enable the {key.title}", "EnableKey", ENABLED)


def schedule_deletion(key: EndingKey, *, days: int) -> Change:
    says = f"Schedule the deletion of the {key.title} in {days} days"
    return _change(key, says, "ScheduleKeyDeletion", *TO_BE_DELETED, PendingWindowInDays=days)


def cancel_deletion(key: EndingKey) -> Change:
    return _change(key, f"Cancel the deletion of the {key.title}", "CancelKeyDeletion", DISABLED)


def _change(key: EndingKey, says: str, operation: str, *into: str, **more: int) -> Change:
    return Change(
        says=says,
        service="kms",
        operation=operation,
        region=key.region,
        parameters={"KeyId": key.id, **more},
        settled_by=_state(key, f"See whether it is {into[0]}", *into, otherwise="It is not."),
    )


def _state(key: EndingKey, says: str, *states: str, otherwise: str) -> Check:
    return Check(
        says=says,
        service="kms",
        operation="DescribeKey",
        region=key.region,
        parameters={"KeyId": key.id},
        holds=_in_state(*states),
        otherwise=otherwise,
    )


def _in_state(*states: str) -> str:
    return " || ".join(f"KeyMetadata.KeyState == '{state}'" for state in states)


def _tags(key: EndingKey | SucceedingKey, holds: str) -> Check:
    return Check(
        says="See whether it is written",
        service="kms",
        operation="ListResourceTags",
        region=key.region,
        parameters={"KeyId": key.arn or key.reference},
        holds=holds,
        otherwise="It is not.",
    )


def _tagged(name: str, text: str) -> str:
    return f"length((Tags || `[]`)[?TagKey == {literal(name)} && TagValue == {literal(text)}]) == `1`"


def _untagged(name: str) -> str:
    return f"length((Tags || `[]`)[?TagKey == {literal(name)}]) == `0`"
