"""Environments by the hundred, for properties that must hold of every one of them."""

from datetime import date
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from camunda_byok.environment import Environment
from camunda_byok.trail_settings import OwnTrail, SharedTrail

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
environment_names = st.from_regex(r"[a-z][a-z0-9-]{0,18}[a-z0-9]", fullmatch=True).filter(lambda name: "--" not in name)
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


_queues = st.from_regex(r"[A-Za-z0-9_-]{1,80}", fullmatch=True)
_emails = st.from_regex(r"[a-z0-9.]{1,10}@[a-z0-9]{1,10}\.example", fullmatch=True)
_urls = st.from_regex(r"https://[a-z0-9]{1,10}\.example/[a-z0-9]{0,10}", fullmatch=True)
_secrets = st.from_regex(r"/byok(?:/[A-Za-z0-9_.-]{1,20}){1,3}", fullmatch=True)
_uuids = st.uuids().map(str)
_slack = st.from_regex(r"[0-9A-Z]{8,10}", fullmatch=True)


@st.composite
def destinations(draw: st.DrawFn, partition: str, region: str, account: str, *, everybody_heard: bool) -> list[dict[str, Any]]:
    """Draws destinations of every kind that exists in the partition, no two of them the same."""

    def arn(service: str, owner: str) -> str:
        return f"arn:{partition}:{service}:{region}:{owner}:{draw(_queues)}"

    kinds = ["email", "https", "sqs", "topic", "pagerduty", "opsgenie", "servicenow"]
    kinds += ["slack", "teams"] if partition == "aws" else []
    drawn: dict[Any, dict[str, Any]] = {}
    for kind in draw(st.lists(st.sampled_from(kinds), min_size=1 if everybody_heard else 0, max_size=4)):
        match kind:
            case "email":
                fields: dict[str, Any] = {"address": draw(_emails)}
            case "https":
                fields = {"url": draw(_urls)}
            case "sqs":
                fields = {"arn": arn("sqs", account)}
            case "topic":
                fields = {"arn": arn("sns", draw(st.one_of(st.just(account), accounts)))}
            case "slack":
                fields = {"workspace": f"T{draw(_slack)}", "channel": f"C{draw(_slack)}"}
            case "teams":
                fields = {"team": draw(_uuids), "tenant": draw(_uuids), "channel": f"19%3A{draw(_uuids)}%40thread.tacv2"}
            case _:
                fields = {draw(st.sampled_from(("ssm_parameter", "secret"))): draw(_secrets)}
        least = {"min_severity": draw(st.sampled_from(("page", "notice")))} if draw(st.booleans()) else {}
        drawn[(kind, *fields.values())] = {"kind": kind, **fields, **least}
    if everybody_heard:
        next(iter(drawn.values()))["min_severity"] = "notice"
    return list(drawn.values())


@st.composite
def namings(draw: st.DrawFn) -> dict[str, Any]:
    """Draws names by the kit, by a template and single ones, short enough for every environment."""
    first, last = draw(st.sampled_from(("", "x-", "ab-"))), draw(st.sampled_from(("", "-y", "z")))
    templates = (
        f"{first}{{environment}}-{{resource}}",
        f"{{resource}}-{{environment}}{last}",
        f"{first}{{resource}}{{environment}}",
    )
    given = {
        "key_alias": "alias/acme/{environment}/camunda",
        "log_bucket": "acme-{environment}-{region}",
        "log_group": "/acme/{environment}#logs",
        "page_topic": "Acme_{environment}_page",
        "log_delivery_role": "Acme@{environment}-{region}",
    }
    optional: dict[str, Any] = {
        "template": draw(st.sampled_from((*templates, False))),
        "alarms": {"key-disabled": "{environment}.disabled", "cis-key-disabled-or-deleted": "cis_{environment}"},
        **{name: given[name] for name in draw(st.sets(st.sampled_from(sorted(given))))},
    }
    return {name: optional[name] for name in draw(st.sets(st.sampled_from(sorted(optional))))}


@st.composite
def other_trails(draw: st.DrawFn, region: str, account: str) -> dict[str, Any]:
    """Draws a trail with an archive, another environment's, the account's or the organisation's."""
    partition = PARTITIONS.get(region, "aws")
    other = draw(accounts.filter(lambda drawn: drawn != account))
    role = f"arn:{partition}:iam::{other}:role/{draw(_paths)}{draw(_names)}"
    of_same_partition = [one for one in REGIONS if PARTITIONS.get(one, "aws") == partition]
    home, bucket_region = (draw(st.sampled_from(of_same_partition)) for _ in range(2))

    def some(fields: dict[str, Any]) -> dict[str, Any]:
        kept = draw(st.sets(st.sampled_from(sorted(fields))))
        return {name: fields[name] for name in fields if name in kept}

    archive = {"bucket": "example-archive", "account": draw(st.sampled_from((account, other))), **some({"readers": [role]})}
    existing = {"bucket": "example-logs", "bucket_region": bucket_region, "prefix": "logs/aws", "reader_role": role}
    accounts_trail = {"arn": f"arn:{partition}:cloudtrail:{home}:{account}:trail/everything", **existing}
    organizations = {
        "arn": f"arn:{partition}:cloudtrail:{home}:{other}:trail/organization",
        "organization": "o-exampleorgid",
        **existing,
        **some({"bucket_account": account}),
    }
    return draw(
        st.sampled_from(
            (
                {"archive": archive, **some({"log_group_days": draw(st.sampled_from(LOG_GROUP_DAYS))})},
                {"environment": draw(environment_names)},
                {**accounts_trail, **some({"log_group": "/aws/cloudtrail", "organization": "o-exampleorgid"})},
                organizations,
            )
        )
    )


@st.composite
def environment_data(draw: st.DrawFn) -> dict[str, Any]:
    """Draws a valid environment as a YAML file would give it; every optional field is sometimes left out."""
    region, account = draw(st.sampled_from(REGIONS)), draw(accounts)
    partition = PARTITIONS.get(region, "aws")
    production = draw(st.booleans())
    camunda_account = draw(accounts.filter(lambda other: other != account))

    def some(least: int = 0) -> list[str]:
        return draw(st.lists(people(partition, account), unique=True, min_size=least, max_size=3))

    def days(least: int, most: int) -> int:
        return draw(st.integers(least, most))

    retention = days(1, 36500)
    lock: Any = {"mode": draw(st.sampled_from(("governance", "compliance"))), "days": days(1, retention)}
    own_trail = {
        "retention_days": retention,
        "object_lock": lock if production else draw(st.sampled_from((lock, False))),
        "log_group_days": draw(st.sampled_from(LOG_GROUP_DAYS)),
    }
    trail = draw(st.one_of(st.just(own_trail), other_trails(region, account)))
    managed = {
        "rotation_days": days(90, 2560),
        "deletion_window_days": 30 if production else days(7, 30),
        "administrators": some(),
        "auditors": some(),
        "break_glass": some(1 if production else 0),
        "delegate_use_to_iam": draw(st.booleans()),
        "frozen": draw(st.booleans()),
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
            kept = {"keep": ("rotation_days", "delegate_use_to_iam", "frozen"), "camunda": ("delegate_use_to_iam",)}.get(
                policy, ()
            )
            settings = {name: value for name, value in managed.items() if name not in kept}
            key = {**key, **settings, "policy": policy, **draw(st.sampled_from(({}, {"alias": "alias/theirs"})))}
    alarms: dict[str, Any] = {
        "destinations": draw(destinations(partition, region, account, everybody_heard=production)),
        "runbooks": draw(st.sampled_from(("docs/runbooks", "https://wiki.example.com/byok"))),
    }
    if draw(st.booleans()):
        alarms["silent_after_hours"] = draw(st.integers(1, 168))

    def a_role() -> str:
        return f"arn:{partition}:iam::{draw(accounts)}:role/{draw(_paths)}{draw(_names)}"

    states: tuple[Any, ...] = (
        {"backend": "local"},
        {"backend": "s3", "bucket": "example-state", "region": region},
        {
            "backend": "s3",
            "bucket": "example-state",
            "region": region,
            "role": a_role(),
            "kms_key": f"arn:{partition}:kms:{region}:{draw(accounts)}:key/{draw(st.uuids())}",
            "create": True,
            "own_state": draw(st.sampled_from(("local", "s3"))),
        },
        {"backend": "hcp", "organization": "example"},
        {"backend": "hcp", "organization": "example", "hostname": "terraform.example.com"},
    )
    deployers = some(1)
    roles = [arn for arn in deployers if ":role/" in arn and not arn.endswith("*")]
    access = {
        **({"deploy_role": roles[0]} if roles else {}),
        "plan_role": f"arn:{partition}:iam::{account}:role/planner/{draw(_names)}",
        "external_id": draw(st.from_regex(r"[A-Za-z0-9_+=,.@:/-]{2,40}", fullmatch=True)),
    }
    organization = {"id": draw(st.from_regex(r"o-[a-z0-9]{10,32}", fullmatch=True)), "administrators": some(1)}
    risk = {
        "rule": "rotation-off",
        "reason": draw(_lines),
        "owner": draw(_lines),
        "expires": draw(st.dates(min_value=date(2000, 1, 1))),
    }
    required = {
        "name": draw(environment_names),
        "account": account,
        "region": region,
        "deployers": deployers,
        "camunda": {"tenant_role": f"arn:{partition}:iam::{camunda_account}:role/{draw(_paths)}{draw(_names)}"},
    }
    optional = {
        "production": production,
        "access": access,
        "organization": organization,
        "tags": draw(st.dictionaries(_tag_keys, _tag_values, max_size=3)),
        "key": key,
        "trail": trail,
        "alarms": alarms,
        "state": draw(st.sampled_from(states)),
        "evidence": draw(
            st.sampled_from(({}, {"folder": "records/ü b"}, {"bucket": "example-evidence", "region": region, "prefix": "a/b"}))
        ),
        "accepted_risks": draw(st.sampled_from(([], [risk]))),
        "naming": draw(namings()),
        "iam": draw(
            st.sampled_from(
                (
                    {},
                    {"path": "/acme/byok/"},
                    {"permissions_boundary": f"arn:{partition}:iam::{{account}}:policy/acme/boundary"},
                    {"path": "/acme/", "permissions_boundary": f"arn:{partition}:iam::aws:policy/PowerUserAccess"},
                )
            )
        ),
        "ignored_tags": draw(st.sampled_from(({}, {"keys": ["+ignored" * 16]}, {"key_prefixes": ["+ignored" * 16]}))),
    }
    kept = optional.keys() if production else draw(st.sets(st.sampled_from(sorted(optional))))
    described = {**required, **{name: optional[name] for name in optional if name in kept}}
    # The key and the second region depend on each other, so they come together or not at all.
    return {**described, **({"second_region": second_region, "key": key} if second_region else {})}


@st.composite
def environments(draw: st.DrawFn) -> Environment:
    """Draws a valid environment of any shape: key made or owned elsewhere, each kind of trail, of each partition.

    One that shares another's trail knows whose.
    """
    environment = Environment.model_validate(draw(environment_data()))
    if not isinstance(environment.trail, SharedTrail):
        return environment
    assume(environment.trail.environment != environment.name)
    owner = environment.model_copy(update={"name": environment.trail.environment, "trail": OwnTrail()})
    return environment.sharing_trail_of(owner)
