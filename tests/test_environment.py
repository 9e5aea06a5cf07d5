"""An environment by itself: what is accepted, what is refused and what is said of it."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from camunda_byok.environment import Environment, LocalState, S3State
from camunda_byok.errors import InputError
from camunda_byok.faults import faults_of
from camunda_byok.key_settings import ExistingKey, ManagedKey
from camunda_byok.names import Names
from camunda_byok.trail_settings import ObjectLock, OwnTrail
from tests.strategies import REGIONS, accounts, environment_data, environment_names

OURS, CAMUNDA, OTHER = "111122223333", "444455556666", "777788889999"
PERSON = f"arn:aws:iam::{OURS}:role/platform/byok-deployer"
KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
SSO = f"arn:aws:iam::{OURS}:role/aws-reserved/sso.amazonaws.com"
LEAST: dict[str, Any] = {
    "name": "prod",
    "account": OURS,
    "region": "eu-west-1",
    "deployers": [PERSON],
    "camunda": {"tenant_role": f"arn:aws:iam::{CAMUNDA}:role/c8-cluster/c8-apps-1234"},
}
SOMEBODY = {"kind": "email", "address": "a@example.com"}
PRODUCTION = {**LEAST, "production": True, "key": {"break_glass": [PERSON]}, "alarms": {"destinations": [SOMEBODY]}}


def with_value(field: str, value: object, base: dict[str, Any] = LEAST) -> dict[str, Any]:
    """Returns the environment with one field changed: `key.administrators`."""
    data = deepcopy(base)
    inner, path = data, field.split(".")
    for step in path[:-1]:
        inner = inner.setdefault(step, {})
    inner[path[-1]] = value
    return data


def faults(data: dict[str, Any]) -> dict[str, InputError]:
    """Returns what is wrong, by field; nothing where all is well."""
    try:
        Environment.model_validate(data)
    except ValidationError as error:
        return {fault.error.field: fault.error for fault in faults_of(error)}
    return {}


def the_fault(data: dict[str, Any], field: str) -> InputError:
    found = faults(data)
    assert list(found) == [field]
    return found[field]


def test_ten_lines_are_enough_and_everything_left_out_is_the_safe_thing() -> None:
    environment = Environment.model_validate(LEAST)
    assert environment.key == ManagedKey(rotation_days=365, deletion_window_days=30, delegate_use_to_iam=False)
    assert environment.trail == OwnTrail(retention_days=2555, log_group_days=365)
    assert environment.trail == OwnTrail(object_lock=ObjectLock(mode="governance", days=365))
    assert environment.state == LocalState()
    assert environment.production is False


@settings(max_examples=40)
@given(environment_data())
def test_every_valid_environment_is_accepted_and_says_what_was_given(data: dict[str, Any]) -> None:
    environment = Environment.model_validate(data)
    assert data["name"] in environment.names.key_alias
    assert list(environment.deployers) == data["deployers"]
    assert Environment.model_validate(environment.model_dump()) == environment


@settings(max_examples=40)
@given(environment_names, environment_names, st.sampled_from(REGIONS), accounts)
def test_environments_of_different_names_share_nothing_that_aws_knows_them_by(
    one: str, other: str, region: str, account: str
) -> None:
    assume(one != other)
    first, second = (Names(environment=name, account=account, region=region) for name in (one, other))
    shared = ("account", "region", "partition", "account_root", "role_path")
    for name, value in vars(type(first)).items():
        if isinstance(value, property) and name not in shared:
            assert getattr(first, name) != getattr(second, name)


def test_an_environment_cannot_be_changed() -> None:
    environment = Environment.model_validate(LEAST)
    with pytest.raises(ValidationError):
        environment.name = "other"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        environment.camunda.cluster = "other"  # type: ignore[misc]


def test_a_key_that_is_owned_elsewhere_is_only_named() -> None:
    arn = f"arn:aws:kms:eu-west-1:{OURS}:key/{KEY_ID}"
    environment = Environment.model_validate(with_value("key", {"arn": arn}))
    assert (environment.key, environment.key_arn) == (ExistingKey(arn=arn), arn)
    assert environment.managed_key is None
    multi_region = arn.replace(KEY_ID, "mrk-" + "0123456789abcdef" * 2)
    assert faults(with_value("key.arn", multi_region)) == {}


SECOND_ID = "5678abcd-12ab-34cd-56ef-1234567890ab"
MRK, OTHER_MRK = "mrk-" + "0123456789abcdef" * 2, "mrk-" + "fedcba9876543210" * 2


def key_arn(id: str = KEY_ID, region: str = "eu-west-1") -> str:
    return f"arn:aws:kms:{region}:{OURS}:key/{id}"


def two_regions(**key: Any) -> dict[str, Any]:
    return {**LEAST, "second_region": "eu-west-2", "key": key}


def test_a_second_region_means_a_replica_unless_somebody_says_otherwise() -> None:
    environment = Environment.model_validate({**LEAST, "second_region": "eu-west-2"})
    names = environment.second_names
    assert names
    assert (names.region, names.key_alias) == ("eu-west-2", environment.names.key_alias)
    assert (environment.second_kind, environment.current_key.first.is_multi_region) == ("replica", True)
    independent = Environment.model_validate(two_regions(second_key="independent"))
    assert (independent.second_kind, independent.current_key.first.is_multi_region) == ("independent", False)


def test_without_a_second_region_nothing_is_second() -> None:
    environment = Environment.model_validate(LEAST)
    assert (environment.second_names, environment.second_kind, environment.current_key.second) == (None, None, None)
    assert environment.current_key.first.is_multi_region is False


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [(MRK, MRK, "replica"), (KEY_ID, SECOND_ID, "independent"), (MRK, SECOND_ID, "independent"), (KEY_ID, MRK, "independent")],
)
@pytest.mark.parametrize("field", ["arn", "adopt"])
def test_what_two_keys_are_to_each_other_is_read_from_their_ids(field: str, first: str, second: str, kind: str) -> None:
    key = {field: key_arn(first), f"second_{field}": key_arn(second, "eu-west-2")}
    environment = Environment.model_validate(two_regions(**key))
    assert environment.second_kind == kind
    assert environment.current_key.first.is_multi_region is (first == MRK)
    assert [each.arn for each in environment.current_key.keys] == [key_arn(first), key_arn(second, "eu-west-2")]
    assert (environment.managed_key is None) == (field == "arn")


@pytest.mark.parametrize(
    ("data", "field", "problem"),
    [
        ({"second_region": "eu-west-1"}, "second_region", "the first region again"),
        ({"second_region": "cn-north-1"}, "second_region", "partition aws-cn"),
        ({"second_region": "eu-west-9"}, "second_region", "no AWS region"),
        ({"key": {"second_key": "replica"}}, "key.second_key", "has none"),
        ({"key": {"arn": key_arn(), "second_arn": key_arn(SECOND_ID, "eu-west-2")}}, "key.second_arn", "has none"),
        ({"key": {"adopt": key_arn(), "second_adopt": key_arn(SECOND_ID, "eu-west-2")}}, "key.second_adopt", "has none"),
        (two_regions(arn=key_arn()), "key.second_arn", "first region's key only"),
        (two_regions(adopt=key_arn()), "key.second_adopt", "first region's key only"),
        (two_regions(adopt=key_arn(), second_adopt=key_arn(SECOND_ID)), "key.second_adopt", "region eu-west-1"),
        (two_regions(arn=key_arn(), second_arn=key_arn(KEY_ID, "eu-west-2")), "key.second_arn", "id of the first key"),
        (two_regions(arn=key_arn(MRK), second_arn=key_arn(OTHER_MRK, "eu-west-2")), "key.second_arn", "no replica of the first"),
        (two_regions(second_key="copy"), "key.second_key", "not one of the choices"),
        (two_regions(adopt=key_arn(MRK), second_adopt=key_arn(MRK, "eu-west-2"), second_key="replica"), "key.second_key", "kind"),
        ({"key": {"adopt": key_arn(SECOND_ID, "eu-west-2")}}, "key.adopt", "region eu-west-2"),
        ({"key": {"adopt": key_arn(), "arn": key_arn()}}, "key.adopt", "another kind of key"),
        ({"key": {"adopt": key_arn(), "alias": "alias/aws/ebs"}}, "key.alias", "alias of yours"),
        ({"key": {"adopt": key_arn(), "alias": "theirs"}}, "key.alias", "alias of yours"),
        ({"key": {"adopt": key_arn(), "second_alias": "alias/theirs"}}, "key.second_alias", "none is taken over"),
        ({"key": {"adopt": key_arn(), "policy": "loose"}}, "key.policy", "not one of the choices"),
        ({"key": {"adopt": key_arn(), "rotation_days": 90}}, "key.rotation_days", "no effect"),
        ({"key": {"adopt": key_arn(), "delegate_use_to_iam": True}}, "key.delegate_use_to_iam", "no effect"),
        ({"key": {"adopt": key_arn(), "frozen": True}}, "key.frozen", "no effect"),
        ({"key": {"adopt": key_arn(), "policy": "camunda", "delegate_use_to_iam": True}}, "key.delegate_use_to_iam", "no effect"),
    ],
)
def test_two_regions_and_keys_that_exist_are_described_whole_or_refused(data: dict[str, Any], field: str, problem: str) -> None:
    fault = the_fault({**LEAST, **data}, field)
    assert problem in fault.problem
    assert fault.remedy[0].isupper()


@pytest.mark.parametrize(
    "key",
    [
        {"adopt": key_arn()},
        {"adopt": key_arn(MRK)},  # without a second region: its replica is nobody's business here
        {"adopt": key_arn(), "policy": "camunda", "rotation_days": 90},
        {"adopt": key_arn(), "policy": "strict", "rotation_days": 90, "delegate_use_to_iam": True, "alias": "alias/a/b_c-1"},
    ],
)
def test_a_key_to_be_taken_over_is_accepted_at_each_step(key: dict[str, Any]) -> None:
    assert faults({**LEAST, "key": key}) == {}


@pytest.mark.parametrize(("policy", "blamed"), [("keep", set()), ("camunda", set()), ("strict", {"key.break_glass"})])
def test_production_demands_break_glass_as_soon_as_the_policy_can_hold_anybody_to_it(policy: str, blamed: set[str]) -> None:
    assert set(faults({**PRODUCTION, "key": {"adopt": key_arn(), "policy": policy}})) == blamed


def test_settings_cannot_be_given_to_a_key_that_is_owned_elsewhere() -> None:
    data = with_value("key", {"arn": f"arn:aws:kms:eu-west-1:{OURS}:key/{KEY_ID}", "rotation_days": 365})
    assert "another kind of key" in the_fault(data, "key.rotation_days").problem


ACCEPTED = [
    *(
        (field, person)
        for field in ("key.administrators", "key.auditors", "key.break_glass", "deployers")
        for person in (
            PERSON,
            f"arn:aws:iam::{OURS}:user/Alice",
            f"arn:aws:iam::{OURS}:user/division/Alice@example.com",
            f"{SSO}/AWSReservedSSO_KeyAdmin_0123456789abcdef",
            f"{SSO}/eu-west-1/AWSReservedSSO_KeyAdmin_*",
            f"{SSO}/*/AWSReservedSSO_KeyAdmin_*",
        )
    ),
]


@pytest.mark.parametrize(("field", "entry"), ACCEPTED)
def test_an_entry_of_a_list_is_accepted(field: str, entry: str) -> None:
    assert faults(with_value(field, [entry])) == {}


ROLE = f"arn:aws:iam::{OURS}:role"
REFUSED_PEOPLE = {
    f"arn:aws:iam::{OURS}:root": "whole account",
    f"arn:aws:sts::{OURS}:assumed-role/byok-deployer/alice": "session",
    f"arn:aws:sts::{OURS}:federated-user/alice": "session",
    f"arn:aws:iam::{OURS}:group/admins": "group",
    f"arn:aws:iam::{OURS}:policy/admins": "policy",
    f"arn:aws:iam::{OURS}:instance-profile/x": "instance profile",
    f"arn:aws:iam::{OTHER}:role/x": f"of account {OTHER}",
    f"arn:aws-cn:iam::{OURS}:role/x": "partition aws-cn",
    f"{ROLE}/*": "wildcard",
    f"{ROLE}/platform/byok-?": "wildcard",
    f"{ROLE}/aws-reserved/*": "wildcard",
    f"{ROLE}/aws-reserved/sso.amazonaws.com*": "wildcard",
    f"{ROLE}/aws-reserved/sso.amazonaws.com/*": "wildcard",
    f"{ROLE}/aws-reserved/sso.amazonaws.com/AWSReservedSSO_*": "wildcard",
    f"{ROLE}/aws-reserved/sso.amazonaws.com.evil/AWSReservedSSO_KeyAdmin_*": "wildcard",
    f"{ROLE}/x/aws-reserved/sso.amazonaws.com/AWSReservedSSO_KeyAdmin_*": "wildcard",
    f"{ROLE}/aws-reserved/sso.amazonaws.com/eu-west-1/x/AWSReservedSSO_KeyAdmin_*": "wildcard",
    "arn:aws:iam::*:role/x": "named by the ARN",
    "arn:aws:iam:eu-west-1:111122223333:role/x": "named by the ARN",
    f"{ROLE}/": "does not name a role",
    f"{ROLE}//x": "does not name a role",
    f"{ROLE}/${{aws:username}}": "does not name a role",
    f" {PERSON}": "named by the ARN",
    f"{PERSON}\n": "does not name a role",
    f"{ROLE}/" + "x" * 65: "does not name a role",
    "*": "named by the ARN",
    "byok-deployer": "named by the ARN",
    "arn:aws:iam::١١١١٢٢٢٢٣٣٣٣:role/x": "named by the ARN",
    "": "named by the ARN",
}


@pytest.mark.parametrize("field", ["deployers", "key.administrators", "key.auditors", "key.break_glass"])
@pytest.mark.parametrize("person", REFUSED_PEOPLE)
def test_whoever_is_not_a_role_or_user_of_the_keys_account_is_refused(field: str, person: str) -> None:
    fault = the_fault(with_value(field, [PERSON, person]), f"{field}[1]")
    assert REFUSED_PEOPLE[person] in fault.problem
    assert fault.value == person
    assert fault.remedy


def test_a_session_is_answered_with_its_role() -> None:
    fault = the_fault(with_value("deployers", [f"arn:aws:sts::{OURS}:assumed-role/deployer/me"]), "deployers[0]")
    assert f"arn:aws:iam::{OURS}:role/deployer" in fault.remedy


@pytest.mark.parametrize("role", ["role/c8", "role/c8-cluster/c8-apps-1234", "role/a/b/c/d"])
def test_a_tenant_role_may_have_a_path_or_none(role: str) -> None:
    assert faults(with_value("camunda.tenant_role", f"arn:aws:iam::{CAMUNDA}:{role}")) == {}


@pytest.mark.parametrize(
    ("role", "problem"),
    [
        (f"arn:aws:iam::{OURS}:role/c8", "own account"),
        (f"arn:aws:iam::{CAMUNDA}:root", "whole account"),
        (f"arn:aws:iam::{CAMUNDA}:user/c8", "a user"),
        (f"arn:aws:iam::{CAMUNDA}:role/c8-*", "wildcard"),
        (f"arn:aws:iam::{CAMUNDA}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x_*", "wildcard"),
        (f"arn:aws:sts::{CAMUNDA}:assumed-role/c8/session", "session"),
        (f"arn:aws-us-gov:iam::{CAMUNDA}:role/c8", "partition aws-us-gov"),
        (CAMUNDA, "named by the ARN"),
        ("*", "named by the ARN"),
    ],
)
def test_a_tenant_role_that_is_not_one_role_of_camundas_account_is_refused(role: str, problem: str) -> None:
    assert problem in the_fault(with_value("camunda.tenant_role", role), "camunda.tenant_role").problem


@pytest.mark.parametrize(
    ("arn", "problem"),
    [
        (f"arn:aws:kms:eu-west-1:{OURS}:alias/camunda/prod", "alias"),
        (f"arn:aws:kms:eu-central-1:{OURS}:key/{KEY_ID}", "region eu-central-1"),
        (f"arn:aws:kms:eu-west-1:{OTHER}:key/{KEY_ID}", f"account {OTHER}"),
        (f"arn:aws-cn:kms:eu-west-1:{OURS}:key/{KEY_ID}", "partition"),
        (f"arn:aws:kms:eu-west-1:{OURS}:key/*", "does not name a KMS key"),
        (f"arn:aws:kms:eu-west-1:{OURS}:key/{KEY_ID}/x", "does not name a KMS key"),
        (KEY_ID, "its own ARN"),
    ],
)
def test_an_existing_key_that_alarms_could_not_see_is_refused(arn: str, problem: str) -> None:
    assert problem in the_fault(with_value("key", {"arn": arn}), "key.arn").problem


REFUSED = [
    ("name", "Prod", "cannot be this"),
    ("name", "p", "cannot be this"),
    ("name", "a" * 21, "cannot be this"),
    ("name", "prod-", "cannot be this"),
    ("name", "prod\n", "cannot be this"),
    ("account", "1111-2222-3333", "twelve digits"),
    ("account", "11112222333", "twelve digits"),
    ("account", "١١١١٢٢٢٢٣٣٣٣", "twelve digits"),
    ("region", "eu-west-9", "no AWS region"),
    ("key.rotation_days", 89, "less than"),
    ("key.rotation_days", 2561, "more than"),
    ("key.rotation_days", True, "a whole number is expected"),
    ("key.rotation_days", 365.0, "a whole number is expected"),
    ("key.deletion_window_days", 6, "less than"),
    ("key.deletion_window_days", 31, "more than"),
    ("key.delegate_use_to_iam", "yes", "not true or false"),
    ("key.delegate_use_to_iam", 1, "not true or false"),
    ("trail.retention_days", 0, "less than"),
    ("trail.log_group_days", 366, "not one that is offered"),
    ("trail.object_lock", True, "fields with values"),
    ("trail.object_lock", {"mode": "goverance"}, "not one of the choices"),
    ("trail.object_lock", {"days": 0}, "less than"),
    ("state", {"backend": "S4"}, "not one of the choices"),
    ("state", {"bucket": "x"}, "which backend"),
    ("state", {"backend": "local", "bucket": "example"}, "another kind of state"),
    ("state", {"backend": "s3", "bucket": "s3://example", "region": "eu-west-1"}, "no S3 bucket"),
    ("state", {"backend": "s3", "bucket": "example", "region": "eu-west-1", "prefix": "/x"}, "state objects"),
    ("cluster", "x", "no such field"),
    ("camunda.cluster", "my cluster", "not an identifier"),
    ("tags", {"aws:owner": "x"}, "AWS's own"),
    ("tags", {"AWS:owner": "x"}, "AWS's own"),
    ("tags", {"Environment": "x"}, "itself"),
    ("tags", {"k" * 129: "x"}, "tag's key"),
    ("tags", {"owner": "x" * 257}, "tag's value"),
    ("tags", {"owner": "a;b"}, "tag's value"),
    ("tags", {"": "x"}, "tag's key"),
    ("tags", {f"k{n}": "" for n in range(36)}, "more tags"),
    ("alarms.runbooks", "https://wiki.example.com/byok/", "no message can say this"),
    ("alarms.runbooks", 'docs/"runbooks"', "no message can say this"),
    ("alarms.runbooks", "docs/<runbooks>", "no message can say this"),
    ("alarms.runbooks", "x" * 101, "no message can say this"),
    ("alarms.silent_after_hours", 0, "less than"),
    ("alarms.silent_after_hours", 169, "more than"),
    ("alarms.emails", ["a@example.com"], "no such field"),
    ("accepted_risks", [{"rule": "rotation-off", "reason": " ", "owner": "me", "expires": date(2027, 1, 1)}], "empty"),
    ("accepted_risks", [{"rule": "rotation-off", "reason": "y", "owner": "me", "expires": "2027-02-30"}], "no such day"),
    ("accepted_risks", [{"rule": "rotation-off", "reason": "y", "owner": "me"}], "missing"),
]


@pytest.mark.parametrize(("field", "value", "problem"), REFUSED)
def test_a_wrong_value_is_refused_once_and_with_a_remedy(field: str, value: object, problem: str) -> None:
    found = faults(with_value(field, value))
    assert len(found) == 1
    (fault,) = found.values()
    assert problem in fault.problem
    assert fault.field.startswith(field)
    assert fault.remedy[0].isupper()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("alarms.runbooks", "docs/runbooks"),
        ("alarms.runbooks", "https://wiki.example.com/pages/byok?version=1&lang=en"),
        ("alarms.silent_after_hours", 1),
        ("alarms.silent_after_hours", 168),
        ("key.rotation_days", 90),
        ("key.rotation_days", 2560),
        ("key.deletion_window_days", 7),
        ("trail.object_lock", False),
        ("trail.object_lock", {"mode": "compliance", "days": 2555}),
        ("tags", {f"k{n}": "ä 1_.:/=+-@" for n in range(35)}),
        ("accepted_risks", [{"rule": "rotation-off", "reason": "y", "owner": "me", "expires": "2027-12-31"}]),
        ("state", {"backend": "hcp", "organization": "example", "project": "Key management"}),
        ("state", {}),
    ],
)
def test_a_right_value_is_accepted(field: str, value: object) -> None:
    data = with_value(field, {"backend": "local"} if value == {} else value)
    assert faults(data) == {}


def test_no_lock_is_said_with_false() -> None:
    assert Environment.model_validate(with_value("trail.object_lock", False)).trail == OwnTrail(object_lock=None)


@pytest.mark.parametrize("field", ["deployers", "key.administrators", "key.auditors", "key.break_glass"])
def test_a_person_who_is_named_twice_is_refused(field: str) -> None:
    assert "entry 2 of the list is the same as entry 1" in the_fault(with_value(field, [PERSON, PERSON]), f"{field}[1]").problem


def test_more_deployers_than_the_alarms_can_name_are_refused() -> None:
    role = "arn:aws:iam::111122223333:role/platform/byok-deployer-{}"
    fault = the_fault(with_value("deployers", [role.format(number) for number in range(20)]), "deployers")

    assert fault.problem == "there are more deployers than the alarms can name"
    assert fault.allowed == "at most 600 characters"


def test_more_people_than_the_alarms_can_name_are_refused_where_the_last_of_them_are() -> None:
    people = [f"arn:aws:iam::111122223333:user/somebody-of-the-team-{number}" for number in range(20)]
    fault = the_fault(with_value("key.auditors", people), "key.auditors")

    assert fault.problem == "there are more roles and users in the key policy than the alarms can name"


def test_nobody_to_deploy_is_refused() -> None:
    assert "empty" in the_fault(with_value("deployers", []), "deployers").problem


def test_objects_cannot_be_locked_for_longer_than_they_are_kept() -> None:
    assert (
        "locked for 31 days and removed after 30"
        in the_fault(with_value("trail", {"retention_days": 30, "object_lock": {"days": 31}}), "trail.object_lock.days").problem
    )
    assert "locked for 365 days" in the_fault(with_value("trail", {"retention_days": 364}), "trail.retention_days").problem
    assert faults(with_value("trail", {"retention_days": 364, "object_lock": False})) == {}
    assert faults(with_value("trail", {"retention_days": 30, "object_lock": {"days": 30}})) == {}


def test_a_value_of_the_wrong_type_is_not_compared_with_others() -> None:
    assert set(faults(with_value("trail", {"retention_days": True, "object_lock": {"days": 30}}))) == {"trail.retention_days"}


def test_production_is_accepted_with_all_that_it_demands() -> None:
    assert faults(PRODUCTION) == {}


@pytest.mark.parametrize(
    ("field", "value", "blamed"),
    [
        ("key.deletion_window_days", 29, "key.deletion_window_days"),
        ("key.break_glass", [], "key.break_glass"),
        ("trail.object_lock", False, "trail.object_lock"),
        ("alarms", {}, "alarms"),
        ("alarms", {"destinations": []}, "alarms"),
        ("alarms", {"destinations": [{**SOMEBODY, "min_severity": "page"}]}, "alarms.destinations"),
    ],
)
def test_production_without_one_of_its_demands_is_refused(field: str, value: object, blamed: str) -> None:
    assert "production: true demands it" in the_fault(with_value(field, value, PRODUCTION), blamed).allowed
    assert faults(with_value(field, value, {**PRODUCTION, "production": False})) == {}


def test_production_says_everything_that_it_lacks_at_once() -> None:
    data = {**LEAST, "production": True, "trail": {"object_lock": False}, "key": {"deletion_window_days": 7}}
    assert set(faults(data)) == {"key.deletion_window_days", "key.break_glass", "trail.object_lock", "alarms"}


def test_production_does_not_ask_for_settings_of_a_key_that_is_owned_elsewhere() -> None:
    assert faults(with_value("key", {"arn": f"arn:aws:kms:eu-west-1:{OURS}:key/{KEY_ID}"}, PRODUCTION)) == {}


def test_a_fault_in_one_field_does_not_hide_one_between_two_others() -> None:
    data = with_value("key", {"rotation_days": 3, "administrators": [f"arn:aws:iam::{OTHER}:role/x"]})
    data["camunda"] = {"tenant_role": f"arn:aws:iam::{OURS}:role/x", "clster": "x"}
    assert set(faults(data)) == {"key.rotation_days", "key.administrators[0]", "camunda.tenant_role", "camunda.clster"}


def test_models_given_in_python_are_judged_like_values() -> None:
    with pytest.raises(ValidationError, match=f"of account {OTHER}"):
        Environment(**{**LEAST, "key": ManagedKey(auditors=(f"arn:aws:iam::{OTHER}:role/x",))})
    kept = Environment(**{**LEAST, "state": S3State(backend="s3", bucket="example", region="eu-west-1")})
    assert isinstance(kept.state, S3State)
