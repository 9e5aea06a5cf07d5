"""Every kind of trail: what a file may say of it, what alarms can watch of it, where its log files are."""

from typing import Any

import pytest

from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.log_location import LogLocation
from camunda_byok.trail_reference import Part, TrailReference
from camunda_byok.trail_settings import Archive, ArchivedTrail, ExistingTrail, OwnTrail, SharedTrail
from tests.test_environment import CAMUNDA, LEAST, OTHER, OURS, PERSON, PRODUCTION, faults, the_fault, with_value

ARCHIVE_ACCOUNT = "555566667777"
READER = f"arn:aws:iam::{ARCHIVE_ACCOUNT}:role/audit/log-reader"
ARCHIVE: dict[str, Any] = {"bucket": "example-log-archive", "account": ARCHIVE_ACCOUNT}
ACCOUNTS: dict[str, Any] = {
    "arn": f"arn:aws:cloudtrail:eu-west-1:{OURS}:trail/everything",
    "bucket": "example-logs",
    "log_group": "/aws/cloudtrail",
}
ORGANIZATIONS: dict[str, Any] = {
    "arn": f"arn:aws:cloudtrail:eu-west-1:{OTHER}:trail/organization",
    "organization": "o-exampleorgid",
    "bucket": "example-organization-logs",
    "bucket_account": ARCHIVE_ACCOUNT,
    "prefix": "security/trails",
    "reader_role": READER,
}
KINDS: dict[str, tuple[dict[str, Any], type]] = {
    "own": ({"retention_days": 400, "log_group_days": 30}, OwnTrail),
    "archived": ({"archive": {**ARCHIVE, "readers": [READER]}, "log_group_days": 30}, ArchivedTrail),
    "shared": ({"environment": "other"}, SharedTrail),
    "account": (ACCOUNTS, ExistingTrail),
    "organization": (ORGANIZATIONS, ExistingTrail),
}


def an_environment(trail: dict[str, Any] | None = None, **fields: Any) -> Environment:
    return Environment.model_validate({**LEAST, **({"trail": trail} if trail else {}), **fields})


def unseen(environment: Environment) -> dict[Part, str]:
    reference = environment.trail_reference
    return {part: why for part in Part if (why := reference.why_unseen(part))}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_trail_is_told_by_its_fields(kind: str) -> None:
    given, model = KINDS[kind]
    environment = an_environment(given)

    assert type(environment.trail) is model
    assert Environment.model_validate(environment.model_dump()) == environment
    assert Environment(**{**LEAST, "trail": environment.trail}).trail == environment.trail


@pytest.mark.parametrize("kind", KINDS)
def test_production_may_have_every_kind_of_trail(kind: str) -> None:
    assert faults({**PRODUCTION, "trail": KINDS[kind][0]}) == {}
    given = Environment.model_validate({**PRODUCTION, "trail": KINDS[kind][0]})
    assert Environment(**{**PRODUCTION, "trail": given.trail}) == given


@pytest.mark.parametrize("kind", KINDS)
def test_a_stack_is_made_for_a_trail_of_the_environment_s_own_alone(kind: str) -> None:
    assert (an_environment(KINDS[kind][0]).own_trail is not None) == (kind in ("own", "archived"))


WRONG = [
    ({"environment": "other", "retention_days": 400}, "trail.retention_days", "another kind of trail", "describe the other kind"),
    ({"environment": "Other"}, "trail.environment", "cannot be this", "short name"),
    ({"enviroment": "other"}, "trail.enviroment", "no such field", "Write environment"),
    ({"archve": ARCHIVE}, "trail.archve", "no such field", "Write archive"),
    ({"bucket": "example"}, "trail.bucket", "another kind of trail", "describe the other kind"),
    ({"archive": {"bucket": "example-logs"}}, "trail.archive.account", "missing", "Add account"),
    ({"archive": {**ARCHIVE, "account": 1}}, "trail.archive.account", "has to be text", "quotes"),
    ({"archive": {**ARCHIVE, "bucket": "s3://x"}}, "trail.archive.bucket", "no S3 bucket", "bare name"),
    ({"archive": {**ARCHIVE, "readers": [PERSON]}}, "trail.archive.readers[0]", "own account", "key.auditors"),
    ({"archive": {**ARCHIVE, "readers": [READER, READER]}}, "trail.archive.readers[1]", "the same as entry 1", "Take one"),
    ({"archive": {**ARCHIVE, "readers": [f"{READER}-*"]}}, "trail.archive.readers[0]", "wildcard", "Write each role out"),
    (
        {"archive": {**ARCHIVE, "readers": [f"arn:aws:iam::{OTHER}:user/x"]}},
        "trail.archive.readers[0]",
        "this is a user, not a role",
        "Write it like",
    ),
    (
        {"archive": {**ARCHIVE, "readers": [READER.replace("arn:aws:", "arn:aws-cn:")]}},
        "trail.archive.readers[0]",
        "partition aws-cn",
        "Check the region",
    ),
    ({"archive": ARCHIVE, "retention_days": 400}, "trail.retention_days", "go to an archive", "the archive's owner decides"),
    ({"archive": ARCHIVE, "object_lock": False}, "trail.object_lock", "go to an archive", "the archive's owner decides"),
    ({"archive": ARCHIVE, "object_lock": {"days": 9999}}, "trail.object_lock", "go to an archive", "the archive's owner decides"),
    ({"archive": {**ARCHIVE, "object_lock": False}}, "trail.archive.object_lock", "no such field", "Move it to trail"),
    ({"arn": ACCOUNTS["arn"]}, "trail.bucket", "missing", "Add bucket"),
    ({**ACCOUNTS, "log_group_days": 30}, "trail.log_group_days", "another kind of trail", "describe the other kind"),
    ({**ACCOUNTS, "log_group": f"arn:aws:logs:eu-west-1:{OURS}:log-group:x"}, "trail.log_group", "an ARN", "bare name"),
    ({**ACCOUNTS, "log_group": "a b"}, "trail.log_group", "no CloudWatch log group", "bare name"),
    ({**ACCOUNTS, "prefix": "/x"}, "trail.prefix", "log objects", "without a slash"),
    ({**ACCOUNTS, "prefix": "x" * 201}, "trail.prefix", "log objects", "AWSLogs"),
    ({**ACCOUNTS, "organization": "example"}, "trail.organization", "not the id", "describe-organization"),
    ({**ACCOUNTS, "arn": ACCOUNTS["arn"].replace("aws", "aws-cn", 1)}, "trail.arn", "partition aws-cn", "Check the region"),
    (
        {**ACCOUNTS, "arn": ACCOUNTS["arn"].replace("trail/everything", "trail/a__b")},
        "trail.arn",
        "not name a trail",
        "describe-",
    ),
    ({**ACCOUNTS, "arn": ACCOUNTS["arn"].replace("trail/", "eventdatastore/")}, "trail.arn", "event data store", "describe-"),
    ({**ACCOUNTS, "arn": "everything"}, "trail.arn", "named by its ARN", "Copy the whole ARN"),
    ({**ACCOUNTS, "reader_role": f"arn:aws:iam::{OTHER}:root"}, "trail.reader_role", "whole account", "Write it like"),
    (
        {**ACCOUNTS, "reader_role": READER.replace("aws", "aws-cn", 1)},
        "trail.reader_role",
        "partition aws-cn",
        "Check the region",
    ),
    (
        {name: value for name, value in ORGANIZATIONS.items() if name != "organization"},
        "trail.arn",
        "only an organisation's trail records other accounts",
        "Add organization",
    ),
    ({**ORGANIZATIONS, "log_group": "/aws/cloudtrail"}, "trail.log_group", f"in account {OTHER}", "Take it away"),
]


@pytest.mark.parametrize(("trail", "field", "problem", "remedy"), WRONG)
def test_a_trail_that_cannot_be_so_is_refused_once_and_with_a_remedy(
    trail: dict[str, Any], field: str, problem: str, remedy: str
) -> None:
    fault = the_fault({**LEAST, "trail": trail}, field)
    assert problem in fault.problem
    assert remedy in fault.remedy


def test_what_an_archive_s_owner_decides_is_refused_in_python_too() -> None:
    assert set(faults({**LEAST, "trail": {"archive": ARCHIVE, "retention_days": 1, "object_lock": {"days": 2}}})) == {
        "trail.retention_days",
        "trail.object_lock",
    }
    archive = Archive(bucket="example-log-archive", account=ARCHIVE_ACCOUNT)
    assert Environment(**{**PRODUCTION, "trail": ArchivedTrail(archive=archive)}).own_trail


def test_production_still_demands_a_lock_on_a_bucket_of_its_own() -> None:
    assert "production: true" in the_fault(with_value("trail.object_lock", False, PRODUCTION), "trail.object_lock").allowed


# What can be watched.


def test_of_a_trail_of_its_own_everything_can_be_watched() -> None:
    environment = an_environment()
    assert environment.trail_reference == TrailReference.of_names(environment.names)
    assert unseen(environment) == {}


def test_of_a_trail_with_an_archive_everything_but_the_bucket_can_be_watched() -> None:
    environment = an_environment({"archive": ARCHIVE})
    assert unseen(environment) == {
        Part.BUCKET: f"calls on the bucket of the log files are recorded in its account {ARCHIVE_ACCOUNT}"
    }
    assert environment.trail_reference.bucket is None
    own = an_environment({"archive": {**ARCHIVE, "account": OURS}})
    assert unseen(own) == {}
    assert own.trail_reference.bucket == "example-log-archive"


def test_of_another_environment_s_trail_all_but_log_group_and_key_is_watched_here_too() -> None:
    owner = an_environment(name="other")
    environment = an_environment({"environment": "other"}).sharing_trail_of(owner)
    reference = environment.trail_reference
    assert reference.log_group is None
    assert unseen(environment) == {
        Part.LOG_GROUP: "the environment other counts in this log group for the whole account",
        Part.KEY: "the environment other watches the key of its trail",
    }
    assert (reference.arn, reference.bucket, reference.key_alias) == (owner.names.trail_arn, owner.names.log_bucket, None)
    archived = an_environment({"archive": ARCHIVE}, name="other")
    shared = an_environment({"environment": "other"}).sharing_trail_of(archived)
    assert set(unseen(shared)) == {Part.BUCKET, Part.LOG_GROUP, Part.KEY}
    assert unseen(shared)[Part.BUCKET] == unseen(archived)[Part.BUCKET]


def test_of_the_account_s_trail_all_but_its_key_can_be_watched_in_its_region() -> None:
    environment = an_environment(ACCOUNTS)
    reference = environment.trail_reference
    assert (reference.name, reference.arn) == ("everything", ACCOUNTS["arn"])
    assert (reference.bucket, reference.log_group) == ("example-logs", "/aws/cloudtrail")
    assert set(unseen(environment)) == {Part.KEY}


def test_of_the_account_s_trail_in_another_region_nothing_can_be_watched_and_each_part_says_why() -> None:
    environment = an_environment({**ACCOUNTS, "arn": ACCOUNTS["arn"].replace("eu-west-1", "us-east-1")})
    why = unseen(environment)
    assert set(why) == set(Part)
    assert all("us-east-1" in why[part] for part in (Part.TRAIL, Part.BUCKET, Part.LOG_GROUP))
    assert (environment.trail_reference.bucket, environment.trail_reference.log_group) == (None, None)
    here = an_environment({**ACCOUNTS, "arn": ACCOUNTS["arn"].replace("eu-west-1", "us-east-1"), "bucket_region": "eu-west-1"})
    assert here.trail_reference.bucket == "example-logs"


def test_a_bucket_of_another_region_or_account_is_not_watched() -> None:
    assert "region us-east-1" in unseen(an_environment({**ACCOUNTS, "bucket_region": "us-east-1"}))[Part.BUCKET]
    assert ARCHIVE_ACCOUNT in unseen(an_environment({**ACCOUNTS, "bucket_account": ARCHIVE_ACCOUNT}))[Part.BUCKET]


def test_without_a_log_group_metric_filters_are_not_possible() -> None:
    environment = an_environment({"arn": ACCOUNTS["arn"], "bucket": "example-logs"})
    assert unseen(environment)[Part.LOG_GROUP] == "the YAML names no log_group of the trail"


def test_of_the_organisation_s_trail_nothing_can_be_watched_from_a_member_account() -> None:
    why = unseen(an_environment(ORGANIZATIONS))
    assert set(why) == set(Part)
    assert OTHER in why[Part.TRAIL]
    assert ARCHIVE_ACCOUNT in why[Part.BUCKET]
    assert "Security Hub" in why[Part.LOG_GROUP]


def test_the_organisation_s_trail_can_be_watched_from_the_account_that_owns_it() -> None:
    environment = an_environment(
        {**ORGANIZATIONS, "log_group": "/aws/cloudtrail"}, account=OTHER, deployers=[PERSON.replace(OURS, OTHER)]
    )
    assert set(unseen(environment)) == {Part.BUCKET, Part.KEY}


# Where the log files are.

OWN_BUCKET = f"byok-logs-other-{OURS}-eu-west-1"
LOCATIONS: dict[str, tuple[dict[str, Any], LogLocation]] = {
    "own": ({}, LogLocation(bucket=OWN_BUCKET, prefix=f"AWSLogs/{OURS}/", bucket_account=OURS)),
    "archived": (
        {"archive": ARCHIVE},
        LogLocation(bucket="example-log-archive", prefix=f"AWSLogs/{OURS}/", bucket_account=ARCHIVE_ACCOUNT),
    ),
    "account": (ACCOUNTS, LogLocation(bucket="example-logs", prefix=f"AWSLogs/{OURS}/", bucket_account=OURS)),
    "organization": (
        ORGANIZATIONS,
        LogLocation(
            bucket="example-organization-logs",
            prefix=f"security/trails/AWSLogs/o-exampleorgid/{OURS}/",
            bucket_account=ARCHIVE_ACCOUNT,
            reader_role=READER,
        ),
    ),
}


@pytest.mark.parametrize("kind", LOCATIONS)
def test_the_log_files_are_where_cloudtrail_puts_them(kind: str) -> None:
    trail, location = LOCATIONS[kind]
    assert an_environment(trail, name="other").log_location == location


@pytest.mark.parametrize("kind", ["own", "archived"])
def test_the_log_files_of_a_shared_trail_are_where_its_owner_s_are(kind: str) -> None:
    trail, location = LOCATIONS[kind]
    owner = an_environment(trail, name="other")
    assert an_environment({"environment": "other"}).sharing_trail_of(owner).log_location == location


# Whose trail can be shared.

ELSEWHERE = [PERSON.replace(OURS, CAMUNDA)]
UNFIT: list[tuple[dict[str, Any], str, str]] = [
    ({"name": "prod"}, "the environment itself", "Leave trail out"),
    ({"trail": {"environment": "third"}}, "no trail of its own", "Write the same as in other"),
    ({"trail": ACCOUNTS}, "no trail of its own", "Write the same as in other"),
    ({"region": "eu-west-2"}, "region eu-west-2", f"arn: arn:aws:cloudtrail:eu-west-2:{OURS}:trail/camunda-byok-other"),
    ({"account": OTHER, "deployers": [PERSON.replace(OURS, OTHER)]}, f"account {OTHER}", f":{OTHER}:trail/camunda-byok-other"),
    ({"trail": {"object_lock": False}}, "not locked", "object_lock: false out of other"),
]


@pytest.mark.parametrize(("owner", "problem", "remedy"), UNFIT)
def test_a_trail_that_cannot_be_shared_is_refused(owner: dict[str, Any], problem: str, remedy: str) -> None:
    environment = Environment.model_validate({**PRODUCTION, "trail": {"environment": "other"}})
    with pytest.raises(InputError) as raised:
        environment.sharing_trail_of(an_environment(**{"name": "other", **owner}))
    assert raised.value.field == "trail.environment"
    assert problem in raised.value.problem
    assert remedy in raised.value.remedy


def test_logs_without_a_lock_may_be_shared_where_nobody_depends_on_it() -> None:
    owner = an_environment({"object_lock": False}, name="other")
    assert an_environment({"environment": "other"}).sharing_trail_of(owner).trail_owner is owner


def test_a_shared_trail_whose_owner_is_not_known_is_said_to_be_so() -> None:
    environment = an_environment({"environment": "other"})
    with pytest.raises(InputError, match="is not known"):
        _ = environment.trail_reference
    with pytest.raises(InputError, match="is not known"):
        _ = environment.log_location
