"""The requests of which the end of a key is made, beside those that every key has."""

from collections.abc import Iterator, Mapping

from camunda_byok.inventory.values import Unknown
from camunda_byok.key_states import DISABLED, ENABLED, TO_BE_DELETED
from camunda_byok.operation_tags import ENDING_TAGS
from camunda_byok.operations.ending.facts import EndingKey
from camunda_byok.operations.key_requests import about, change_state, in_state, tags_are, until_in_state
from camunda_byok.operations.steps import Change, Check, Look, Wait


def looks(key: EndingKey) -> Iterator[Look]:
    """Gives what is kept in the record before and after: state, tags, grants and last use."""
    for operation, of in (
        ("DescribeKey", "KeyMetadata.{Arn: Arn, KeyState: KeyState, DeletionDate: DeletionDate}"),
        ("ListResourceTags", "Tags"),
        ("ListGrants", "Grants[].{GrantId: GrantId, GranteePrincipal: GranteePrincipal}"),
        ("GetKeyLastUsage", "{KeyLastUsage: KeyLastUsage, TrackingStartDate: TrackingStartDate}"),
    ):
        yield Look(says=f"{key.title} in {key.region}: {operation}", **about(key, operation), of=of)


def same_state(key: EndingKey) -> Check:
    return in_state(key, f"See that the {key.title} is still {key.state}", str(key.state))


def same_tags(key: EndingKey) -> Check:
    """Returns the check that nobody has brought the key further, or back, since it was looked at."""
    tags: Mapping[str, str] = {} if isinstance(key.tags, Unknown) else key.tags
    return tags_are(
        key,
        f"See that nobody else is at the {key.title}",
        has={name: tags[name] for name in ENDING_TAGS if name in tags},
        lacks=[name for name in ENDING_TAGS if name not in tags],
    )


def still_no_grants(key: EndingKey) -> Check:
    return Check(
        says=f"See that there is still no grant on the {key.title}",
        **about(key, "ListGrants"),
        holds="length(Grants || `[]`) == `0`",
        otherwise="A grant has come into being meanwhile: something uses the key.",
    )


def disable(key: EndingKey) -> Change:
    return change_state(key, f"Disable the {key.title}", "DisableKey", DISABLED)


def until_disabled(key: EndingKey) -> Wait:
    return until_in_state(
        key,
        f"See that the {key.title} is disabled",
        DISABLED,
        otherwise=f"KMS took the request, and does not say that the {key.title} is disabled.",
    )


def enable(key: EndingKey) -> Change:
    return change_state(key, f"Enable the {key.title}", "EnableKey", ENABLED)


def schedule_deletion(key: EndingKey, *, days: int) -> Change:
    says = f"Schedule the deletion of the {key.title} in {days} days"
    return change_state(key, says, "ScheduleKeyDeletion", *TO_BE_DELETED, PendingWindowInDays=days)


def cancel_deletion(key: EndingKey) -> Change:
    return change_state(key, f"Cancel the deletion of the {key.title}", "CancelKeyDeletion", DISABLED)
