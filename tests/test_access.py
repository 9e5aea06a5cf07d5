"""As whom Terraform acts, where the state is kept, and the organization: what a file may say of them, and what becomes of it."""

from pathlib import Path
from typing import Any

import pytest

from camunda_byok.access import Access, AssumedRole, access, provider_role, state_role
from camunda_byok.environment import Environment
from camunda_byok.environment_files import Loaded, load
from camunda_byok.errors import InputError
from tests.synthesized import environment

ROLE = "arn:aws:iam::111122223333:role/{}".format
DEPLOYER, PLANNER = ROLE("platform/byok-deployer"), ROLE("platform/byok-planner")
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
LEAST = f"""\
name: dev
account: "111122223333"
region: eu-west-1
deployers: [{DEPLOYER}]
camunda:
  tenant_role: arn:aws:iam::444455556666:role/c8-cluster/c8-apps-1234
"""
S3 = "state: {backend: s3, bucket: example, region: eu-west-1"


def loaded(folder: Path, **files: str) -> Loaded:
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(content)
    return load(folder)


# What is added to the least file, with a mark before the fault; the field; a word of the problem and of the remedy.
MARK = "»"
BAD = [
    (f"access: {{deploy_role: »{ROLE('other')}}}", "access.deploy_role", "none of the deployers", "Add it to deployers"),
    ("access: {deploy_role: »arn:aws:iam::111122223333:user/me}", "access.deploy_role", "a user, not a role", "Write it like"),
    (f"access: {{deploy_role: »'{ROLE('byok-*')}'}}", "access.deploy_role", "wildcard", "Write it like"),
    ("access: {plan_role: »arn:aws:iam::555566667777:role/x}", "access.plan_role", "account 555566667777", "may assume"),
    ("access: {plan_role: »arn:aws-cn:iam::111122223333:role/x}", "access.plan_role", "partition aws-cn", "Check the region"),
    (f"access: {{plan_role: »{DEPLOYER}}}", "access.plan_role", "also among deployers", "role of its own"),
    (f"access: {{plan_role: {ROLE('x')}, external_id: »a}}", "access.external_id", "no external id like", "sts:ExternalId"),
    ("access: {external_id: »example}", "access.external_id", "no role is named", "Name deploy_role"),
    ("access: {»role: x}", "access.role", "no such field", "Write plan_role"),
    (f"{S3}, own_state: »s3}}", "state.own_state", "makes no state bucket", "create: true"),
    (f"{S3}, own_state: »hcp, create: true}}", "state.own_state", "not one of the choices", "Write"),
    (f"{S3}, kms_key: »{KEY.replace('eu-west-1', 'eu-west-2')}}}", "state.kms_key", "bucket in eu-west-1", "bucket's region"),
    (f"{S3}, kms_key: »alias/state}}", "state.kms_key", "its own ARN", "Copy the whole"),
    (f"{S3}, role: {ROLE('x')}, plan_role: »{ROLE('x')}}}", "state.plan_role", "writes the state", "lock file only"),
    (f"{S3}, role: »arn:aws-cn:iam::555566667777:role/x}}", "state.role", "partition aws-cn", "Check the region"),
    ("state: {backend: hcp, organization: x, hostname: »'https://x.example'}", "state.hostname", "name of a host", "https://"),
    ("state: {backend: local, »create: true}", "state.create", "another kind of state", "describe the other kind"),
    ("organization: {id: »example, administrators: [x]}", "organization.id", "not the id", "describe-organization"),
    ("»organization: {id: o-exampleorgid}", "organization.administrators", "missing", "Add administrators"),
    ("organization: {id: o-exampleorgid, »administrators: []}", "organization.administrators", "empty", "IAM"),
]


@pytest.mark.parametrize(("marked", "field", "problem", "remedy"), BAD)
def test_a_fault_is_reported_at_its_place(tmp_path: Path, marked: str, field: str, problem: str, remedy: str) -> None:
    result = loaded(tmp_path, dev=LEAST + marked.replace(MARK, "") + "\n")
    (error,) = [error for error in result.errors if error.field == field]
    assert (error.line, error.column) == (7, marked.index(MARK) + 1)
    assert problem in error.problem
    assert remedy in error.remedy


def test_people_who_may_change_the_roles_are_of_the_account(tmp_path: Path) -> None:
    of_another = "organization: {id: o-exampleorgid, administrators: [arn:aws:iam::555566667777:role/x]}\n"
    (error,) = loaded(tmp_path, dev=LEAST + of_another).errors
    assert (error.field, error.line) == ("organization.administrators[0]", 7)
    assert "account 555566667777" in error.problem


def test_the_key_of_camunda_cannot_encrypt_the_state(tmp_path: Path) -> None:
    result = loaded(tmp_path, dev=LEAST + f"key: {{arn: {KEY}}}\n{S3}, kms_key: {KEY}}}\n")
    assert [(error.field, error.line) for error in result.errors] == [("state.kms_key", 8)]


def test_a_bucket_cannot_be_made_in_another_partition_than_the_account_s(tmp_path: Path) -> None:
    state = "state: {backend: s3, bucket: example, region: cn-north-1"
    assert loaded(tmp_path, dev=LEAST + state + "}\n").errors == ()
    assert [error.field for error in loaded(tmp_path, dev=LEAST + state + ", create: true}\n").errors] == ["state.region"]


@pytest.mark.parametrize("name", ["state", "state-x"])
def test_no_environment_takes_the_name_of_the_stacks_that_make_state_buckets(tmp_path: Path, name: str) -> None:
    (error,) = loaded(tmp_path, dev=LEAST.replace("name: dev", f"name: {name}")).errors
    assert (error.line, error.column, error.field) == (1, 7, "name")
    assert "one deploy pattern would take both" in error.problem
    assert loaded(tmp_path, dev=LEAST.replace("name: dev", "name: stateful")).errors == ()


OTHER = LEAST.replace("name: dev", "name: other").replace("1234", "5678")
MAKES = f"{S3}, create: true}}\n"


def test_two_environments_cannot_both_make_one_bucket(tmp_path: Path) -> None:
    result = loaded(tmp_path, dev=LEAST + MAKES, other=OTHER + MAKES)
    assert result.environments == ()
    (error,) = result.errors
    assert (error.file, error.line, error.column, error.field) == (str(tmp_path / "other.yaml"), 7, 30, "state.bucket")
    assert f"{tmp_path / 'dev.yaml'}:7 both make the same state bucket" in error.problem


@pytest.mark.parametrize("others", [f"{S3}}}\n", f"{S3}, create: false}}\n", MAKES.replace("example", "another")])
def test_two_environments_may_share_a_bucket_that_one_of_them_makes(tmp_path: Path, others: str) -> None:
    assert loaded(tmp_path, dev=LEAST + MAKES, other=OTHER + others).errors == ()


@pytest.mark.parametrize(("given", "chosen"), [(None, Access.DEPLOY), ("", Access.DEPLOY), ("plan", Access.PLAN)])
def test_terraform_deploys_unless_it_is_told_to_plan(given: str | None, chosen: Access) -> None:
    assert access({} if given is None else {"BYOK_ACCESS": given}) is chosen


@pytest.mark.parametrize("given", ["Plan", "read", "plan "])
def test_a_word_that_says_neither_is_refused(given: str) -> None:
    with pytest.raises(InputError, match="Allowed: deploy or plan"):
        access({"BYOK_ACCESS": given})


def roles(**fields: Any) -> dict[str, tuple[str | None, str | None]]:
    """Returns ARN of the provider's role and of the state's, by what is chosen."""
    made: Environment = environment(**fields)

    def arn(role: AssumedRole | None) -> str | None:
        return role.arn if role else None

    return {one.value: (arn(provider_role(made, one)), arn(state_role(made, one))) for one in Access}


STATE = {"backend": "s3", "bucket": "example", "region": "eu-west-1"}


@pytest.mark.parametrize(
    ("given", "state", "deploy", "plan"),
    [
        ({}, {}, (None, None), (None, None)),
        ({"deploy_role": DEPLOYER}, {}, (DEPLOYER, DEPLOYER), (None, None)),
        ({"plan_role": PLANNER}, {}, (None, None), (PLANNER, PLANNER)),
        ({"deploy_role": DEPLOYER, "plan_role": PLANNER}, {}, (DEPLOYER, DEPLOYER), (PLANNER, PLANNER)),
        ({"deploy_role": DEPLOYER}, {"role": ROLE("state")}, (DEPLOYER, ROLE("state")), (None, None)),
        ({"plan_role": PLANNER}, {"role": ROLE("state")}, (None, ROLE("state")), (PLANNER, PLANNER)),
        ({}, {"role": ROLE("w"), "plan_role": ROLE("r")}, (None, ROLE("w")), (None, ROLE("r"))),
    ],
)
def test_whoever_plans_never_gets_a_role_that_changes_anything(
    given: dict[str, str],
    state: dict[str, str],
    deploy: tuple[str | None, str | None],
    plan: tuple[str | None, str | None],
) -> None:
    assert roles(access=given, state={**STATE, **state}) == {"deploy": deploy, "plan": plan}


def test_the_external_id_is_for_the_roles_beside_which_it_stands() -> None:
    made = environment(
        access={"deploy_role": DEPLOYER, "external_id": "example"},
        state={**STATE, "role": "arn:aws:iam::555566667777:role/state"},
    )
    provider, keeper = provider_role(made, Access.DEPLOY), state_role(made, Access.DEPLOY)
    assert provider == AssumedRole(arn=DEPLOYER, external_id="example", session_name="camunda-byok-deploy")
    assert keeper == AssumedRole(arn="arn:aws:iam::555566667777:role/state", session_name="camunda-byok-deploy")
