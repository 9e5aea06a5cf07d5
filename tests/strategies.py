"""Environments by the hundred, for properties that must hold of every one of them."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from camunda_byok.environment import Environment

REGIONS = ("eu-west-1", "eu-central-1", "us-east-1", "ap-southeast-4", "cn-north-1", "us-gov-west-1", "eusc-de-east-1")
SECOND_REGIONS = {
    "eu-west-1": "eu-west-2",
    "eu-central-1": "eu-central-2",
    "us-east-1": "us-west-2",
    "ap-southeast-4": "ap-southeast-2",
    "cn-north-1": "cn-northwest-1",
    "us-gov-west-1": "us-gov-east-1",
}
"""Where there is one: a partition of one region has none."""
PARTITIONS = {"cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov", "eusc-de-east-1": "aws-eusc"}
LOG_GROUP_DAYS = (1, 30, 365, 3653)

accounts = st.from_regex(r"[0-9]{12}", fullmatch=True)
environment_names = st.from_regex(r"[a-z][a-z0-9-]{0,18}[a-z0-9]", fullmatch=True)
_names = st.from_regex(r"[A-Za-z0-9+=,.@_-]{1,64}", fullmatch=True)
_paths = st.lists(st.from_regex(r"[A-Za-z0-9._-]{1,12}", fullmatch=True), max_size=3).map(
    lambda parts: "".join(f"{p}/" for p in parts)
)
_lines = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1, max_size=30)
_tag_keys = st.from_regex(r"[A-Za-z0-9 _.:/=+@-]{1,128}", fullmatch=True).filter(
    lambda key: key.lower() not in ("environment", "managed-by") and not key.lower().startswith("aws:")
)
_tag_values = st.from_regex(r"[A-Za-z0-9 _.:/=+@-]{0,256}", fullmatch=True)


@st.composite
def people(draw: st.DrawFn, partition: str, account: str) -> str:
    """Draws a role, a user, or roles of IAM Identity Center."""
    kind = draw(st.sampled_from(("role", "user", "sso")))
    if kind == "sso":
        region = draw(st.sampled_from(("", "eu-west-1/", "*/")))
        resource = f"role/aws-reserved/sso.amazonaws.com/{region}AWSReservedSSO_{draw(_names)}_*"
    else:
        resource = f"{kind}/{draw(_paths)}{draw(_names)}"
    return f"arn:{partition}:iam::{account}:{resource}"


@st.composite
def environment_data(draw: st.DrawFn) -> dict[str, Any]:
    """Draws a valid environment as a YAML file would give it; every optional field is sometimes left out."""
    region, account = draw(st.sampled_from(REGIONS)), draw(accounts)
    partition = PARTITIONS.get(region, "aws")
    production = draw(st.booleans())
    camunda_account = draw(accounts.filter(lambda other: other != account))

    def some(least: int = 0) -> list[str]:
        return draw(st.lists(people(partition, account), unique=True, min_size=least, max_size=3))

    def arns(service: str, most: int = 3, least: int = 0) -> list[str]:
        names = st.from_regex(r"[A-Za-z0-9_-]{1,80}", fullmatch=True)
        return [
            f"arn:{partition}:{service}:{region}:{account}:{name}"
            for name in draw(st.lists(names, unique=True, min_size=least, max_size=most))
        ]

    def days(least: int, most: int) -> int:
        return draw(st.integers(least, most))

    retention = days(1, 36500)
    lock: Any = {"mode": draw(st.sampled_from(("governance", "compliance"))), "days": days(1, retention)}
    trail = {
        "retention_days": retention,
        "object_lock": lock if production else draw(st.sampled_from((lock, False))),
        "log_group_days": draw(st.sampled_from(LOG_GROUP_DAYS)),
    }
    managed = {
        "rotation_days": days(90, 2560),
        "deletion_window_days": 30 if production else days(7, 30),
        "administrators": some(),
        "auditors": some(),
        "break_glass": some(1 if production else 0),
        "delegate_use_to_iam": draw(st.booleans()),
    }
    second_region = draw(st.sampled_from((None, SECOND_REGIONS.get(region))))
    key: Any = managed
    kind = draw(st.sampled_from(("managed", "managed", "managed", "adopt", "arn")))
    if kind == "managed":
        if second_region and draw(st.booleans()):
            managed["second_key"] = draw(st.sampled_from(("replica", "independent")))
    else:
        first = draw(st.one_of(st.uuids().map(str), st.from_regex(r"mrk-[0-9a-f]{32}", fullmatch=True)))
        second = first if first.startswith("mrk-") and draw(st.booleans()) else str(draw(st.uuids()))
        key = {kind: f"arn:{partition}:kms:{region}:{account}:key/{first}"}
        if second_region:
            key[f"second_{kind}"] = f"arn:{partition}:kms:{second_region}:{account}:key/{second}"
        if kind == "adopt":
            policy = draw(st.sampled_from(("keep", "camunda", "strict")))
            kept = {"keep": ("rotation_days", "delegate_use_to_iam"), "camunda": ("delegate_use_to_iam",)}.get(policy, ())
            settings = {name: value for name, value in managed.items() if name not in kept}
            key = {**key, **settings, "policy": policy, **draw(st.sampled_from(({}, {"alias": "alias/theirs"})))}
    alarms = {
        "topics": arns("sns", most=4, least=1 if production else 0),
        "emails": draw(
            st.lists(st.from_regex(r"[a-z0-9.]{1,10}@[a-z0-9]{1,10}\.example", fullmatch=True), unique=True, max_size=3)
        ),
        "https": draw(
            st.lists(st.from_regex(r"https://[a-z0-9]{1,10}\.example/[a-z0-9]{0,10}", fullmatch=True), unique=True, max_size=3)
        ),
        "sqs": arns("sqs"),
    }
    states: tuple[Any, ...] = (
        {"backend": "local"},
        {"backend": "s3", "bucket": "example-state", "region": region},
        {"backend": "hcp", "organization": "example"},
    )
    risk = {
        "rule": "key_rotation",
        "reason": draw(_lines),
        "owner": draw(_lines),
        "expires": draw(st.dates(min_value=date(2000, 1, 1))),
    }
    required = {
        "name": draw(environment_names),
        "account": account,
        "region": region,
        "deployers": some(1),
        "camunda": {"tenant_role": f"arn:{partition}:iam::{camunda_account}:role/{draw(_paths)}{draw(_names)}"},
    }
    optional = {
        "production": production,
        "tags": draw(st.dictionaries(_tag_keys, _tag_values, max_size=3)),
        "key": key,
        "trail": trail,
        "alarms": alarms,
        "state": draw(st.sampled_from(states)),
        "accepted_risks": draw(st.sampled_from(([], [risk]))),
    }
    kept = optional.keys() if production else draw(st.sets(st.sampled_from(sorted(optional))))
    described = {**required, **{name: optional[name] for name in optional if name in kept}}
    # The key and the second region depend on each other, so they come together or not at all.
    return {**described, **({"second_region": second_region, "key": key} if second_region else {})}


def environments() -> st.SearchStrategy[Environment]:
    """Valid environments of every shape: key made or owned elsewhere, with lock and without, of each partition."""
    return environment_data().map(Environment.model_validate)
