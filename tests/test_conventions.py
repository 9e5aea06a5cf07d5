"""The file that holds for a folder of environments: what it gives, what it asks for, and whose line is blamed."""

import re
from pathlib import Path

import pytest

from camunda_byok.conventions import Conventions
from camunda_byok.environment_files import Loaded, load
from camunda_byok.errors import InputError
from camunda_byok.output.input_errors import as_text

LEAST = """\
name: dev
account: "111122223333"
region: eu-west-1
deployers: [arn:aws:iam::111122223333:role/platform/byok-deployer]
camunda:
  tenant_role: arn:aws:iam::444455556666:role/c8-cluster/c8-apps-1234
"""
OTHER = LEAST.replace("name: dev", "name: prod").replace("1234\n", "5678\n")
PAGE = (Path(__file__).parent.parent / "docs/naming.md").read_text(encoding="utf-8")
YAML = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
CONVENTIONS = """\
naming:
  template: acme-{environment}-byok-{resource}
iam:
  path: /acme/byok/
  permissions_boundary: arn:aws:iam::{account}:policy/acme/boundary
ignored_tags:
  key_prefixes: ["acme:"]
"""


def loaded(folder: Path, **files: str) -> Loaded:
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(content)
    return load(folder)


def places(result: Loaded) -> list[str]:
    return [f"{Path(error.file).name}:{error.line}:{error.column} {error.field}" for error in result.errors]


def the_error(folder: Path, **files: str) -> InputError:
    result = loaded(folder, **files)
    assert len(result.errors) == 1, [str(error) for error in result.errors]
    return result.errors[0]


def test_they_hold_for_every_environment_of_the_folder_and_describe_none(tmp_path: Path) -> None:
    result = loaded(tmp_path, conventions=CONVENTIONS, dev=LEAST, prod=OTHER)
    assert result.errors == ()
    assert [environment.name for environment in result.environments] == ["dev", "prod"]
    for environment in result.environments:
        assert environment.names.trail == f"acme-{environment.name}-byok-trail"
        assert environment.names.role_path == "/acme/byok/"
        assert environment.permissions_boundary == "arn:aws:iam::111122223333:policy/acme/boundary"
        assert environment.ignored_tags.key_prefixes == ("acme:",)


def test_they_hold_too_where_one_file_is_named(tmp_path: Path) -> None:
    loaded(tmp_path, conventions=CONVENTIONS, dev=LEAST)
    (environment,) = load(tmp_path / "dev.yaml").environments
    assert environment.names.trail == "acme-dev-byok-trail"


def test_they_hold_for_no_other_folder(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other/prod.yaml").write_text(OTHER)
    loaded(tmp_path, conventions=CONVENTIONS, dev=LEAST)
    here, there = load(tmp_path / "dev.yaml", tmp_path / "other/prod.yaml").environments
    assert (here.names.trail, there.names.trail) == ("acme-dev-byok-trail", "camunda-byok-prod")


def test_an_environments_own_field_goes_first_and_leaves_the_others(tmp_path: Path) -> None:
    own = LEAST + "naming: {key_alias: alias/ours}\niam: {permissions_boundary: false}\nignored_tags: {keys: [x]}\n"
    (environment,) = loaded(tmp_path, conventions=CONVENTIONS, dev=own).environments
    assert environment.names.key_alias == "alias/ours"
    assert environment.names.trail == "acme-dev-byok-trail"
    assert environment.names.role_path == "/acme/byok/"
    assert environment.permissions_boundary is None
    assert (environment.ignored_tags.keys, environment.ignored_tags.key_prefixes) == (("x",), ("acme:",))


def test_an_environment_that_is_older_keeps_the_kits_own_names(tmp_path: Path) -> None:
    (environment,) = loaded(tmp_path, conventions=CONVENTIONS, dev=LEAST + "naming: {template: false}\n").environments
    assert environment.names.trail == "camunda-byok-dev"


@pytest.mark.parametrize("content", ["", "# naming:\n#   template: later\n"])
def test_a_file_in_which_everything_is_commented_out_asks_for_nothing(tmp_path: Path, content: str) -> None:
    result = loaded(tmp_path, conventions=content, dev=LEAST)
    assert result.errors == ()
    assert result.environments[0].names.trail == "camunda-byok-dev"


def test_a_folder_with_nothing_else_describes_no_environment(tmp_path: Path) -> None:
    assert "no environment is described" in the_error(tmp_path, conventions=CONVENTIONS).problem


@pytest.mark.parametrize(
    ("content", "place", "problem"),
    [
        ("naming: {templat: x}\n", "1:10 naming.templat", "no such field"),
        ("naming:\n  template: acme-{resource}\n", "2:13 naming.template", "lacks {environment}"),
        ("iam:\n  path: acme\n", "2:9 iam.path", "not possible for an IAM path"),
        ("iam:\n  permissions_boundary: boundary\n", "2:25 iam.permissions_boundary", "ARN of an IAM policy"),
        ("required_tags: owner\n", "1:16 required_tags", "one value where a list"),
        ("required_tags:\n", "1:1 required_tags", "there is no value"),
        ('required_tags: ["aws:x"]\n', "1:17 required_tags[0]", "AWS's own"),
        (f"required_tags: [{'k' * 129}]\n", "1:17 required_tags[0]", "tag's key"),
        ("region: eu-west-1\n", "1:1 region", "no such field"),
        ("- naming\n", "1:1 ", "not a list of fields"),
        ("naming: {\n", "2:1 ", "not YAML"),
    ],
)
def test_a_fault_of_theirs_is_reported_once_and_no_environment_goes_without_them(
    tmp_path: Path, content: str, place: str, problem: str
) -> None:
    result = loaded(tmp_path, conventions=content, dev=LEAST, prod=OTHER)
    assert places(result) == [f"conventions.yaml:{place}"]
    assert problem in result.errors[0].problem
    assert result.environments == ()


def test_a_fault_that_one_environment_makes_of_them_is_shown_at_their_line_and_leaves_the_others(tmp_path: Path) -> None:
    long = OTHER.replace("name: prod", "name: production-europe-01").replace("eu-west-1", "ap-southeast-4")
    result = loaded(tmp_path, conventions=CONVENTIONS, dev=LEAST, prod=long)
    assert places(result) == ["conventions.yaml:2:13 naming.template"]
    assert "production-europe-01" in result.errors[0].value
    assert [environment.name for environment in result.environments] == ["dev"]


def test_a_fault_that_every_environment_makes_of_them_is_shown_once(tmp_path: Path) -> None:
    result = loaded(tmp_path, conventions="naming:\n  alarms: {key-dis: x}\n", dev=LEAST, prod=OTHER)
    assert places(result) == ["conventions.yaml:2:21 naming.alarms.key-dis"]
    assert result.environments == ()


def test_a_fault_of_an_environment_is_shown_at_its_own_line(tmp_path: Path) -> None:
    error = the_error(tmp_path, conventions=CONVENTIONS, dev=LEAST + "naming:\n  key_alias: ours\n")
    assert (Path(error.file).name, error.line, error.field) == ("dev.yaml", 8, "naming.key_alias")


def test_a_boundary_of_another_account_is_blamed_where_it_stands(tmp_path: Path) -> None:
    error = the_error(tmp_path, conventions="iam:\n  permissions_boundary: arn:aws:iam::555566667777:policy/x\n", dev=LEAST)
    assert (Path(error.file).name, error.line) == ("conventions.yaml", 2)
    assert "Write {account}" in error.remedy


def test_an_environment_without_a_required_tag_is_refused(tmp_path: Path) -> None:
    result = loaded(
        tmp_path,
        conventions="required_tags: [owner, cost-center, environment]\n",
        dev=LEAST + "tags: {Owner: platform}\n",
        prod=OTHER,
        qa=OTHER.replace("prod", "qa").replace("5678", "9012") + "tags: {owner: platform, cost-center: '4711'}\n",
    )
    assert places(result) == ["dev.yaml:7:1 tags", "dev.yaml:7:1 tags", "prod.yaml:1:1 tags", "prod.yaml:1:1 tags"]
    assert "Write owner instead of Owner" in result.errors[0].remedy
    assert "the tag cost-center is missing" in result.errors[1].problem
    assert [environment.name for environment in result.environments] == ["qa"]


@pytest.mark.parametrize(
    ("ignored", "covered"),
    [("keys: [owner]", "owner"), ("key_prefixes: [own]", "owner"), ("key_prefixes: [man]", "managed-by"), ("keys: [own]", None)],
)
def test_a_tag_that_the_environment_gives_cannot_be_ignored(tmp_path: Path, ignored: str, covered: str | None) -> None:
    result = loaded(tmp_path, conventions=f"ignored_tags:\n  {ignored}\n", dev=LEAST + "tags: {owner: platform}\n")
    assert [error.problem for error in result.errors] == (
        [f"this covers {covered}, a tag that the environment gives itself"] if covered else []
    )


def test_one_name_for_two_environments_is_blamed_where_it_stands(tmp_path: Path) -> None:
    result = loaded(tmp_path, conventions="naming:\n  key_alias: alias/acme/camunda\n", dev=LEAST, prod=OTHER)
    assert places(result) == ["conventions.yaml:2:14 naming.key_alias"]
    assert "both would have the same key_alias: alias/acme/camunda" in result.errors[0].problem
    assert "dev.yaml" in result.errors[0].problem
    assert "prod.yaml" in result.errors[0].problem
    assert result.environments == ()


def test_two_environments_that_share_a_name_are_one_error_at_the_second(tmp_path: Path) -> None:
    result = loaded(tmp_path, dev=LEAST + "naming: {page_topic: x}\n", prod=OTHER + "naming:\n  page_topic: x\n")
    assert places(result) == ["prod.yaml:8:15 naming.page_topic"]
    assert result.environments == ()


@pytest.mark.parametrize("example", [block for block in YAML if "conventions.yaml" not in block])
def test_the_documented_fields_of_an_environment_are_valid(tmp_path: Path, example: str) -> None:
    assert loaded(tmp_path, prod=OTHER + example).errors == ()


def test_the_documented_conventions_are_valid_and_have_every_field(tmp_path: Path) -> None:
    (documented,) = [block for block in YAML if "conventions.yaml" in block]
    tagged = OTHER + "tags: {owner: platform, cost-center: '4711'}\n"
    (environment,) = loaded(tmp_path, conventions=documented, prod=tagged).environments
    assert {"naming", "iam", "ignored_tags"} <= environment.model_fields_set
    assert set(Conventions.model_fields) == set(re.findall(r"^(\w+):", documented, re.MULTILINE))


def test_the_documented_error_is_what_is_shown(tmp_path: Path) -> None:
    long = OTHER.replace("name: prod", "name: production-europe-01").replace("eu-west-1", "ap-southeast-4")
    shown = as_text(loaded(tmp_path, conventions=CONVENTIONS, prod=long).errors)
    assert shown.replace(str(tmp_path), "environments") in PAGE
