"""The trail: whose it is, who reads its log files, and how long they are locked and kept."""

from collections.abc import Iterator

from camunda_byok import limits
from camunda_byok.errors import InputError
from camunda_byok.relations.given import Fault, Loc, account_in, arns_at, value_at
from camunda_byok.relations.partition import wrong_partition

ARCHIVE_READERS: Loc = ("trail", "archive", "readers")


def of_trail(data: object) -> Iterator[Fault]:
    """Yields the faults between the fields of the trail, and between them and the account."""
    yield from _another_trail(data)
    yield from _archive(data)
    yield from _lock(data)


def has_bucket(data: object) -> bool:
    """Tells whether the environment has a trail with a bucket of its own."""
    return all(value_at(data, ("trail", field), object) is None for field in ("archive", "environment", "arn"))


def _another_trail(data: object) -> Iterator[Fault]:
    account = account_in(data)
    for place, text, arn in arns_at(data, ("trail", "arn")):
        yield from wrong_partition(data, place, text, arn)
        if not account or arn.account == account:
            continue
        if value_at(data, ("trail", "organization"), object) is None:
            yield (
                place,
                InputError(
                    value=text,
                    problem=f"the trail is of account {arn.account}, and only an organisation's trail records other accounts",
                    allowed=f"a trail of account {account}, or one of the organisation with organization beside it",
                    remedy="Add organization: with the organisation's id, or check the account in the ARN.",
                ),
            )
        log_group = value_at(data, ("trail", "log_group"), str)
        if log_group is not None:
            yield (
                ("trail", "log_group"),
                InputError(
                    value=log_group,
                    problem=f"the trail's log group is in account {arn.account}, where alone metric filters can be put on it",
                    allowed="no log_group beside a trail of another account",
                    remedy="Take it away: what needs metric filters must be met in the trail's account.",
                ),
            )
    for place, text, arn in arns_at(data, ("trail", "reader_role")):
        yield from wrong_partition(data, place, text, arn)


def _archive(data: object) -> Iterator[Fault]:
    account = account_in(data)
    for place, text, arn in arns_at(data, ARCHIVE_READERS):
        if arn.account == account:
            yield (
                place,
                InputError(
                    value=text,
                    problem="this is of the environment's own account, and readers are let in from other accounts",
                    allowed="a role of another account",
                    remedy="Name it among key.auditors, who read the log files too.",
                ),
            )
        else:
            yield from wrong_partition(data, place, text, arn)
    if value_at(data, ("trail", "archive"), object) is None:
        return
    for field in ("object_lock", "retention_days"):
        given = value_at(data, ("trail", field), object)
        if given is not None:
            yield (
                ("trail", field),
                InputError(
                    value="false" if given is False else str(given) if isinstance(given, int) else "",
                    problem="this is about a bucket of the environment's own, and the log files go to an archive",
                    allowed=f"no {field} beside archive",
                    remedy="Take it away: the archive's owner decides how long log files are locked and kept.",
                ),
            )


def _lock(data: object) -> Iterator[Fault]:
    if not has_bucket(data):
        return
    kept = value_at(data, ("trail", "retention_days"), int, limits.TRAIL_RETENTION.default)
    locked = value_at(data, ("trail", "object_lock", "days"), int, limits.OBJECT_LOCK.default)
    has_lock = value_at(data, ("trail", "object_lock"), object, True) not in (None, False)
    if has_lock and kept is not None and locked is not None and locked > kept:
        given = value_at(data, ("trail", "object_lock", "days"), int) is not None
        yield (
            ("trail", "object_lock", "days") if given else ("trail", "retention_days"),
            InputError(
                value=str(locked if given else kept),
                problem=f"objects would be locked for {locked} days and removed after {kept}, which S3 cannot do",
                allowed=f"at most {kept} days of lock" if given else f"at least {locked} days, for which objects are locked",
                remedy="Keep the objects at least as long as they are locked.",
            ),
        )
