"""Files as people write them, and as nobody should: every fault is reported at its line, and nothing is ever raised."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from camunda_byok.environment_files import Loaded, load
from camunda_byok.errors import InputError
from camunda_byok.file_texts import MOST_BYTES

EXAMPLES = Path(__file__).parent.parent / "environments"
COMPLETE = (EXAMPLES / "prod.yaml").read_text()
LEAST = """\
name: dev
account: "111122223333"
region: eu-west-1
deployers: [arn:aws:iam::111122223333:role/platform/byok-deployer]
camunda:
  tenant_role: arn:aws:iam::444455556666:role/c8-cluster/c8-apps-1234
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "environments"


def written(folder: Path, **files: str | bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / f"{name}.yaml").write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def loaded(folder: Path, **files: str | bytes) -> Loaded:
    return load(written(folder, **files))


def the_error(folder: Path, content: str | bytes) -> InputError:
    result = loaded(folder, prod=content)
    assert result.environments == ()
    assert len(result.errors) == 1, [str(error) for error in result.errors]
    return result.errors[0]


def test_the_example_environments_are_valid() -> None:
    assert load(EXAMPLES).errors == ()
    assert [environment.name for environment in load(EXAMPLES).environments] == ["dev", "prod", "sandbox", "staging"]


def test_every_example_names_the_schema_in_its_first_line() -> None:
    for path in EXAMPLES.glob("*.yaml"):
        assert path.read_text().splitlines()[0] == "# yaml-language-server: $schema=schema.json"


def test_the_dev_example_is_ten_lines_and_the_production_example_has_every_field() -> None:
    assert len((EXAMPLES / "dev.yaml").read_text().splitlines()) <= 10
    (environment,) = load(EXAMPLES / "prod.yaml").environments
    assert environment.production
    not_set = set(type(environment).model_fields) - environment.model_fields_set
    assert not_set == {"second_region"}  # it would cost the second region of whoever copies the file
    assert "# second_region: " in COMPLETE


# What is wrong: the changed part of the least file, then line, column, field, and a word of the problem and of the remedy.
BAD = [
    ("name: dev", "nmae: dev", 1, 1, "nmae", "no such field", "Write name"),
    ("name: dev\n", "", 1, 1, "name", "missing", "Add name"),
    ("name: dev", "name: Dev", 1, 7, "name", "cannot be this", "short name"),
    ("name: dev", "name: [dev]", 1, 1, "name", "a list where text", "Short name"),
    ('"111122223333"', "111122223333", 2, 10, "account", "takes this for a number", 'account: "111122223333"'),
    ('"111122223333"', "011122223333", 2, 10, "account", "takes this for a number", 'account: "011122223333"'),
    ('"111122223333"', "0o11122223333", 2, 10, "account", "takes this for a number", "quotes"),
    ('"111122223333"', "1.1e11", 2, 10, "account", "takes this for a number", 'account: "1.1e11"'),
    ('"111122223333"', '"1111-2222-3333"', 2, 10, "account", "twelve digits", 'Write "111122223333"'),
    ("eu-west-1\n", "eu-west1\n", 3, 9, "region", "no AWS region", "Write eu-west-1"),
    ("eu-west-1\n", "true\n", 3, 9, "region", "takes this for true or false", 'region: "true"'),
    ("eu-west-1\n", "2027-12-31\n", 3, 9, "region", "takes this for a day", "quotes"),
    ("eu-west-1\n", "\n", 3, 1, "region", "there is no value", "Write a value"),
    ("eu-west-1\n", "~\n", 3, 1, "region", "there is no value", "Write a value"),
    ("eu-west-1\n", "&r eu-west-1\nregion: *r\n", 4, 1, "", "stands in line 3 already", "Take one"),
    ("[arn:aws:iam::111122223333:role/platform/byok-deployer]", "[]", 4, 1, "deployers", "empty", "Name the role"),
    ("[arn:aws:iam::111122223333:role/platform/byok-deployer]", "arn:x", 4, 12, "deployers", "one value", "deployers: [arn:x]"),
    ("[arn:", "[arn:aws:iam::111122223333:role/x, ~, arn:", 4, 47, "deployers[1]", "there is no value", "Write a value"),
    ("[arn:", "[123, arn:", 4, 13, "deployers[0]", "a number", 'Put it in quotes: "123"'),
    ("deployers", "deployer", 4, 1, "deployer", "no such field", "Write deployers"),
    ("\ncamunda", "\nrotation_days: 365\ncamunda", 5, 1, "rotation_days", "no such field", "Move it to key"),
    ("  tenant_role", "  tenant-role", 6, 3, "camunda.tenant-role", "no such field", "Write tenant_role"),
    ("  tenant_role", "  rôle: x\n  tenant_role", 6, 3, "camunda.rôle", "no such field", ""),
    ("camunda:\n  tenant_role: ", "camunda: ", 5, 10, "camunda", "text where fields", "The Camunda cluster"),
    ("camunda:", "camunda: &c\n  region: x", 6, 3, "camunda.region", "no such field", "first level"),
    ("444455556666:role", "444455556666:user", 6, 16, "camunda.tenant_role", "a user", "Write it like"),
    ("444455556666:role", "111122223333:role", 6, 16, "camunda.tenant_role", "own account", "Copy the tenant role"),
    ("\ncamunda", "\nkey: {rotation_days: 89}\ncamunda", 5, 22, "key.rotation_days", "less than", "90 to 2560"),
    ("\ncamunda", "\nkey: {rotation_days: '365'}\ncamunda", 5, 22, "key.rotation_days", "in quotes", "rotation_days: 365"),
    ("\ncamunda", "\nkey:\n  rotation-days: 365\ncamunda", 6, 3, "key.rotation-days", "no such field", "Write rotation_days"),
    ("\ncamunda", "\nkey:\ncamunda", 5, 1, "key", "there is no value", "take the line away"),
    ("\ncamunda", "\nkey: {delegate_use_to_iam: yes}\ncamunda", 5, 28, "key.delegate_use_to_iam", "text, not", "Write true,"),
    ("\ncamunda", "\nproduction: off\ncamunda", 5, 13, "production", "text, not true or false", "Write false,"),
    ("\ncamunda", "\ntrail:\n  object_lock:\ncamunda", 6, 3, "trail.object_lock", "there is no value", "the default counts"),
    ("\ncamunda", "\ntags: {cost: 4711}\ncamunda", 5, 14, "tags.cost", "a number", 'cost: "4711"'),
    ("\ncamunda", "\ntags: {aws:x: y}\ncamunda", 5, 8, "tags.aws:x", "AWS's own", "another name"),
    ("\ncamunda", "\nstate: {backend: s4}\ncamunda", 5, 18, "state.backend", "not one of the choices", "Write s3"),
    ("\ncamunda", "\nstate: {Backnd: s3}\ncamunda", 5, 9, "state.Backnd", "no such field", "Write backend"),
    ("\ncamunda", "\nstate: {region: x}\ncamunda", 5, 1, "state", "which backend", "Add backend"),
    ("\ncamunda", "\nstate: {backend: s3, bucket: example}\ncamunda", 5, 1, "state.region", "missing", "Add region"),
    (
        "\ncamunda",
        "\nalarms:\n  destinations:\n    - {kind: email, address: a@b}\ncamunda",
        7,
        30,
        "alarms.destinations[0].address",
        "e-mail",
        "bare",
    ),
    (
        "\ncamunda",
        "\nalarms:\n  destinations:\n    - kind: sns\n      arn: x\ncamunda",
        7,
        13,
        "alarms.destinations[0].kind",
        "not one",
        "Write",
    ),
    (
        "\ncamunda",
        "\nalarms: {destinations: [{kidn: sqs}]}\ncamunda",
        5,
        26,
        "alarms.destinations[0].kidn",
        "no such",
        "Write kind",
    ),
    ("\ncamunda", "\nalarms: {destinations: [{arn: x}]}\ncamunda", 5, 25, "alarms.destinations[0]", "which kind", "Add kind"),
    ("\ncamunda", "\nalarms: {destinations: [{kind: sqs}]}\ncamunda", 5, 25, "alarms.destinations[0].arn", "missing", "Add arn"),
    ("\ncamunda", "\nalarms: {destinations: [{kind: opsgenie}]}\ncamunda", 5, 25, "alarms.destinations[0]", "one place", "Name"),
    ("\ncamunda", "\nalarms: {destinations: [a@b.example]}\ncamunda", 5, 25, "alarms.destinations[0]", "text where", "Who hears"),
    ("\ncamunda", "\nalarms: {destinations: {kind: sqs}}\ncamunda", 5, 10, "alarms.destinations", "where a list", "Who hears"),
    ("\ncamunda", "\nbase: &b {a: 1}\ncamunda", 5, 1, "base", "no such field", ""),
    ("\ncamunda", "\n<<: {}\ncamunda", 5, 1, "<<", "merge keys", "alias"),
    ("name: dev", "name: !!python/name:os.system dev", 1, 7, "", "no YAML tags", "Take the tag away"),
    ("name: dev", "? [dev]\n: x\nname: dev", 1, 3, "", "name of a field should", "Write a name"),
    ("name: dev", "name: *nobody", 1, 7, "", "no anchor", "&nobody"),
    ("name: dev", "name: &a [*a]", 1, 11, "", "inside of what it repeats", "&a"),
    ("name: dev", "name: 'dev", 1, 7, "", "not YAML", "quotes"),
    ("name: dev", "name: dev: x", 1, 10, "", "not YAML", "colons"),
    ("  tenant_role", "\ttenant_role", 6, 1, "", "not YAML", "indentation"),
    ("name: dev", "name: dev\x07", 1, 10, "", "control character", "Remove"),
    ("name: dev", "name: dev\n---\nname: x", 2, 1, "", "second document", "its own file"),
]


@pytest.mark.parametrize(("part", "instead", "line", "column", "field", "problem", "remedy"), BAD)
def test_a_fault_is_reported_once_and_at_its_place(
    folder: Path, part: str, instead: str, line: int, column: int, field: str, problem: str, remedy: str
) -> None:
    assert LEAST.count(part) == 1
    error = the_error(folder, LEAST.replace(part, instead))
    assert (error.line, error.column, error.field) == (line, column, field)
    assert problem in error.problem
    assert remedy in error.remedy
    assert error.file == str(folder / "prod.yaml")


def test_production_is_blamed_at_the_field_that_is_to_be_changed(folder: Path) -> None:
    content = (
        LEAST + "production: true\nkey:\n  deletion_window_days: 8\ntrail: {object_lock: false}\nalarms: {destinations: []}\n"
    )
    places = {error.field: (error.line, error.column) for error in loaded(folder, prod=content).errors}
    assert places == {
        "key.deletion_window_days": (9, 25),
        "key.break_glass": (8, 1),
        "trail.object_lock": (10, 22),
        "alarms": (11, 1),
    }


def test_anchors_and_aliases_stand_for_what_they_repeat(folder: Path) -> None:
    content = LEAST.replace("deployers: [", "deployers: &us [") + "key: {administrators: *us, break_glass: *us}\n"
    (environment,) = loaded(folder, dev=content).environments
    assert environment.managed_key
    assert environment.managed_key.administrators == environment.deployers


def test_a_fault_behind_an_alias_is_reported_where_it_is_used(folder: Path) -> None:
    content = LEAST.replace("eu-west-1", "&r eu-west-1")
    content += "state: {backend: s3, bucket: *r, region: *r}\nkey: {rotation_days: *r}\n"
    error = the_error(folder, content)
    assert (error.line, error.column, error.field) == (8, 22, "key.rotation_days")


def test_a_misspelt_field_is_not_reported_as_missing_too(folder: Path) -> None:
    assert the_error(folder, LEAST.replace("tenant_role", "tenant_rol")).field == "camunda.tenant_rol"


def test_all_errors_of_all_files_are_reported_at_once_sorted_by_file_and_line(folder: Path) -> None:
    bad = LEAST.replace("eu-west-1", "eu-west-9").replace('"111122223333"', "1").replace("name: dev", "naem: dev")
    result = loaded(folder, b=bad, a=bad.replace("1234", "1"), c=LEAST.replace("1234", "3"), d="a: [")
    assert [(Path(error.file).name, error.line) for error in result.errors] == [
        *(("a.yaml", line) for line in (1, 2, 3)),
        *(("b.yaml", line) for line in (1, 2, 3)),
        ("d.yaml", 1),
    ]
    assert [environment.name for environment in result.environments] == ["dev"]


def test_a_broken_environment_is_left_out_and_the_others_are_there(folder: Path) -> None:
    result = loaded(folder, broken=LEAST.replace("eu-west-1", "x"), whole=LEAST.replace("1234", "2").replace("dev", "whole"))
    assert [environment.name for environment in result.environments] == ["whole"]
    assert len(result.errors) == 1


def test_files_are_read_in_the_order_of_their_names_and_each_once(folder: Path) -> None:
    written(folder, b=LEAST.replace("dev", "bb").replace("1234", "2"), a=LEAST)
    result = load(folder / "b.yaml", folder, f"{folder}/../environments/a.yaml")
    assert result.errors == ()
    assert [environment.name for environment in result.environments] == ["dev", "bb"]


SHARED = [
    (LEAST, LEAST, "name", 1),
    (LEAST, LEAST.replace("1234", "2"), "name", 1),
    (LEAST, LEAST.replace("111122223333", "777788889999").replace("1234", "2"), "name", 1),
    (LEAST, LEAST.replace("name: dev", "name: other"), "camunda.tenant_role", 6),
    (LEAST, LEAST.replace("name: dev", "name: dev-eu").replace("1234", "2"), "name", 1),
    (LEAST.replace("name: dev", "name: dev-eu"), LEAST.replace("1234", "2"), "name", 1),
]


@pytest.mark.parametrize(("one", "other", "field", "line"), SHARED)
def test_what_two_environments_cannot_share_is_one_error_that_names_both(
    folder: Path, one: str, other: str, field: str, line: int
) -> None:
    result = loaded(folder, one=one, other=other)
    assert result.environments == ()
    (error,) = result.errors
    assert (error.file, error.line, error.field) == (str(folder / "other.yaml"), line, field)
    assert f"{folder / 'one.yaml'}:{line}" in error.problem


def test_two_environments_cannot_share_a_key_that_is_owned_elsewhere(folder: Path) -> None:
    key = "key: {arn: arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab}\n"
    result = loaded(folder, one=LEAST + key, other=LEAST.replace("dev", "other").replace("apps-1234", "2") + key)
    assert [error.field for error in result.errors] == ["key.arn"]


CHANNELS = """\
alarms:
  destinations:
    - {kind: email, address: a@example.com}
    - {kind: slack, workspace: T07EA123LEP, channel: C07EZ1ABC23}
"""


def test_two_environments_of_one_account_cannot_share_a_chat_channel(folder: Path) -> None:
    other = LEAST.replace("dev", "other").replace("apps-1234", "2")
    result = loaded(folder, one=LEAST + CHANNELS, other=other + CHANNELS)
    (error,) = result.errors
    assert result.environments == ()
    assert (error.line, error.column, error.field) == (10, 54, "alarms.destinations[1].channel")
    assert "once an account" in error.problem
    assert loaded(folder, one=LEAST + CHANNELS, other=other + CHANNELS.replace("ABC23", "ABC24")).errors == ()
    elsewhere = other.replace("111122223333", "777788889999")
    assert loaded(folder, one=LEAST + CHANNELS, other=elsewhere + CHANNELS).errors == ()


MRK = "arn:aws:kms:{}:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab".format


def test_two_environments_cannot_share_a_key_whatever_they_do_with_it(folder: Path) -> None:
    one = f"{LEAST}second_region: eu-west-2\nkey: {{adopt: {MRK('eu-west-1')}, second_adopt: {MRK('eu-west-2')}}}\n"
    other = LEAST.replace("dev", "other").replace("apps-1234", "2") + f"key: {{arn: {MRK('eu-west-1')}}}\n"
    assert [error.field for error in loaded(folder, one=one, other=other).errors] == ["key.arn"]


def test_a_multi_region_key_is_one_key_in_all_its_regions(folder: Path) -> None:
    one = f"{LEAST}key: {{arn: {MRK('eu-west-1')}}}\n"
    other = LEAST.replace("dev", "other").replace("apps-1234", "2").replace("eu-west-1", "eu-west-2")
    result = loaded(folder, one=one, other=f"{other}key: {{arn: {MRK('eu-west-2')}}}\n")
    assert "have the same key" in result.errors[0].problem


def test_what_a_broken_file_shares_with_a_whole_one_is_reported_too(folder: Path) -> None:
    result = loaded(folder, one=LEAST.replace("eu-west-1", "x"), other=LEAST)
    assert [error.field for error in result.errors] == ["region", "name"]
    assert result.environments == ()


def test_names_that_only_begin_alike_do_not_disturb_each_other(folder: Path) -> None:
    result = loaded(folder, one=LEAST, other=LEAST.replace("name: dev", "name: dev2").replace("1234", "2"))
    assert result.errors == ()


def test_different_environments_may_share_account_and_region(folder: Path) -> None:
    result = loaded(folder, one=LEAST, other=LEAST.replace("dev", "other").replace("1234", "2"))
    assert result.errors == ()
    assert len(result.environments) == 2


@pytest.mark.parametrize("content", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff"])
def test_an_empty_file_is_refused(folder: Path, content: str) -> None:
    assert "describes no environment" in the_error(folder, content).problem


@pytest.mark.parametrize("content", ["- name: dev\n", "dev\n", "42\n", "[]\n"])
def test_a_file_that_is_not_a_mapping_is_refused(folder: Path, content: str) -> None:
    assert "not a list of fields" in the_error(folder, content).problem


def test_a_byte_order_mark_is_taken_for_what_it_is(folder: Path) -> None:
    assert loaded(folder, dev="\ufeff" + LEAST).errors == ()


def test_windows_line_ends_are_accepted(folder: Path) -> None:
    assert loaded(folder, dev=LEAST.replace("\n", "\r\n")).errors == ()


@pytest.mark.parametrize(("content", "line", "column"), [(b"name: d\xe9v", 1, 8), (b"a: b\nc: \xff\xfe", 2, 4)])
def test_a_file_that_is_not_utf8_is_refused_at_the_byte(folder: Path, content: bytes, line: int, column: int) -> None:
    error = the_error(folder, content)
    assert (error.line, error.column, error.problem) == (line, column, "the file is not UTF-8")


def test_a_file_that_would_be_passed_over_is_refused(folder: Path) -> None:
    written(folder, dev=LEAST)
    (folder / "prod.yml").write_text("anything")
    (folder / "README.md").write_text("passed over")
    (folder / ".hidden.yaml").write_text("passed over")
    result = load(folder)
    assert [environment.name for environment in result.environments] == ["dev"]
    (error,) = result.errors
    assert error.file == str(folder / "prod.yml")
    assert "Rename it to prod.yaml" in error.remedy


@pytest.mark.parametrize("name", ["missing", "missing.yaml", "mis\0sing.yaml", "mis\0sing", ""])
def test_a_path_that_leads_nowhere_is_an_error(folder: Path, name: str) -> None:
    (error,) = load(f"{folder}/{name}" if name else folder).errors
    assert error.problem


def test_a_directory_without_environments_is_an_error(folder: Path) -> None:
    assert "no environment is described" in load(written(folder)).errors[0].problem


def test_what_is_not_a_regular_file_is_not_opened(folder: Path) -> None:
    written(folder)
    os.mkfifo(folder / "waits.yaml")
    (folder / "folder.yaml").mkdir()
    assert [error.problem for error in load(folder).errors] == ["this is not a file"] * 2


def test_a_file_that_cannot_be_read_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    written(folder, dev=LEAST)
    monkeypatch.setattr("builtins.open", refuse)
    (error,) = load(folder).errors
    assert error.problem == "it cannot be read: Permission denied"


HOSTILE = {
    "brackets": "name: " + "[" * 5000,
    "closed brackets": "name: " + "[" * 2000 + "]" * 2000,
    "braces": "{" * 5000,
    "dashes": "- " * 5000,
    "questions": "? " * 5000,
    "indentation": "".join(f"{' ' * depth}a:\n" for depth in range(300)),
    "laughs": "l0: &l0 [ha, ha, ha]\n" + "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 30)),
    "chain": "l0: &l0 [ha]\n" + "".join(f"l{n}: &l{n} [*l{n - 1}]\n" for n in range(1, 2000)),
    "long number": f"account: {'9' * 50_000}",
    "long day": "account: 9999-99-99",
    "huge float": "account: 1e999999999",
    "no number": "account: .nan",
    "many": "".join(f"k{n}: v\n" for n in range(6000)),
    "large": "#" * (MOST_BYTES + 1),
    "directive": "%YAML 99999999999999999999.1\n---\na: b",
    "surrogate": 'name: "\\ud800"',
    "huge escape": 'name: "\\UFFFFFFFF"',
    "zero": "name: a\0b",
    "anchor": "&a : *a",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_refused_in_words(folder: Path, kind: str) -> None:
    result = loaded(folder, dev=HOSTILE[kind])
    assert result.environments == ()
    assert result.errors
    assert all(error.problem and error.remedy for error in result.errors)


def test_a_file_is_read_up_to_its_limit_and_no_further(folder: Path) -> None:
    assert MOST_BYTES == 64 * 1024
    filling = "#" * (MOST_BYTES - len(LEAST))
    assert loaded(folder, dev=LEAST + filling).errors == ()
    assert "larger than any environment" in the_error(folder.parent / "other", LEAST + filling + "#").problem


def test_control_characters_are_escaped_when_shown(folder: Path) -> None:
    content = LEAST.replace("name: dev", 'name: "\\e[2Jdev\\u202E\\ud800"')
    shown = str(the_error(folder, content))
    assert r"\x1b[2Jdev\u202e\ud800" in shown
    assert shown.isprintable()


FIELDS = [
    (number, line)
    for number, line in enumerate(COMPLETE.splitlines(), start=1)
    if re.match(r"\s*(- )?\S", line) and not line.lstrip().startswith("#")
]
"""Every line of the complete example that says something."""


def mutants() -> list[tuple[int, str, str]]:
    """Makes invalid files out of the complete one: number of the line that is wrong, what was done to it, the file."""
    lines = [line if (number, line) in FIELDS else "#" for number, line in enumerate(COMPLETE.splitlines(), start=1)]
    made: list[tuple[int, str, str]] = []
    for number, line in FIELDS:
        indent, name, value = re.fullmatch(r"(\s*)(?:- |([a-z_-]+): ?)(.*)", line).groups()  # type: ignore[union-attr]
        head = f"{indent}{name}: " if name else f"{indent}- "
        is_tag = name in ("owner", "cost-center")
        changes: dict[str, str] = {}
        if name and not is_tag:
            changes["letter lost"] = f"{indent}{name[:-1]}: {value}"
            changes["letters swapped"] = f"{indent}{name[1]}{name[0]}{name[2:]}: {value}"
            changes["capital"] = f"{indent}{name.upper()}: {value}"
        if name and value:
            changes["twice"] = f"{line}\n{line}"
        if value:
            changes["emptied"] = head
            changes["other type"] = f"{head}{{some: [1]}}"
            changes["not closed"] = f"{head}'{value}"
            changes["control character"] = f"{line}\x1b"
            changes["tag"] = f"{head}!x {value}"
            changes["no anchor"] = f"{head}*nothing"
            if value not in ("true", "false") and not is_tag:
                changes["wrong value"] = f'{head}"§"'
        if not name:
            changes["same entry"] = f"{line}\n{line}"
        for kind, change in changes.items():
            at = number + 1 if kind in ("twice", "same entry") else number
            made.append((at, kind, "\n".join([*lines[: number - 1], change, *lines[number:]]) + "\n"))
    return made


MUTANTS = mutants()


def test_invalid_input_by_the_hundred_is_reported_at_its_line(folder: Path) -> None:
    assert len(MUTANTS) > 300
    missed: list[str] = []
    for number, kind, content in MUTANTS:
        result = loaded(folder, prod=content)
        lines = [error.line for error in result.errors]
        if result.environments or number not in lines or not all(error.remedy for error in result.errors):
            missed.append(f"line {number}, {kind}: {[str(error) for error in result.errors]}")
    assert not missed, "\n".join(missed)


_signs = [*"[]{}'\"#%!\t\n\\", "&a ", "*a", "- ", "? ", ": ", "|\n", ">\n", "---\n", "...\n", "  ", "<<"]
_anything = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(str.encode),
    st.lists(st.sampled_from([*COMPLETE.splitlines(keepends=True), *_signs]), max_size=25).map("".join).map(str.encode),
)
_slips = st.one_of(st.binary(max_size=4), st.sampled_from([b"\n", b" ", b":", b"- "]))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(_anything)
@example(COMPLETE.encode("utf-16"))
def test_whatever_bytes_a_file_holds_nothing_is_raised(tmp_path: Path, content: bytes) -> None:
    result = loaded(tmp_path / "fuzzed", prod=content)
    assert bool(result.errors) is not bool(result.environments)
    for error in result.errors:
        assert str(error).isprintable()
        assert error.problem
        assert error.remedy
        assert 0 < error.line <= len(content) + 1


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.integers(0, len(COMPLETE) - 1), st.integers(0, 30), _slips)
def test_a_slip_anywhere_in_a_file_is_reported_or_harmless(tmp_path: Path, start: int, length: int, instead: bytes) -> None:
    content = COMPLETE.encode()
    result = loaded(tmp_path / "slipped", prod=content[:start] + instead + content[start + length :])
    assert bool(result.errors) is not bool(result.environments)


OTHER = LEAST.replace("name: dev", "name: other").replace("apps-1234", "2")
SHARING = LEAST + "trail: {environment: other}\n"


def test_an_environment_that_shares_another_s_trail_knows_whose(folder: Path) -> None:
    result = loaded(folder, a=SHARING, b=OTHER)
    assert result.errors == ()
    sharing, owner = result.environments
    assert sharing.trail_owner == owner
    assert sharing.trail_reference.arn == owner.names.trail_arn


@pytest.mark.parametrize(
    ("other", "problem", "remedy"),
    [
        (OTHER.replace("other", "ohter"), "no environment of this name", "Write ohter if"),
        (OTHER.replace("name: other", "name: prod"), "no environment of this name", "name its file as well"),
        (OTHER + "trail: {environment: third}\n", "no trail of its own", "Write the same"),
        (OTHER.replace("eu-west-1", "eu-west-2"), "region eu-west-2", "Name the trail itself"),
        (OTHER + "trail: {retention_days: 0}\n", "has errors of its own", "Mend other first"),
    ],
)
def test_a_trail_that_cannot_be_shared_is_reported_at_the_name_of_its_owner(
    folder: Path, other: str, problem: str, remedy: str
) -> None:
    result = loaded(folder, a=SHARING, b=other)
    (error,) = [error for error in result.errors if error.file.endswith("a.yaml")]
    assert (error.line, error.column, error.field, error.value) == (7, 22, "trail.environment", error.value)
    assert problem in error.problem
    assert remedy in error.remedy
    assert "dev" not in [environment.name for environment in result.environments]


def test_an_environment_cannot_share_its_own_trail(folder: Path) -> None:
    assert "the environment itself" in the_error(folder, LEAST + "trail: {environment: dev}\n").problem


def test_whoever_shares_the_trail_of_a_file_that_is_left_out_is_left_out_with_a_reason(folder: Path) -> None:
    result = loaded(folder, a=SHARING, b=OTHER, c=OTHER)
    assert result.environments == ()
    assert [(Path(error.file).name, error.field) for error in result.errors] == [
        ("a.yaml", "trail.environment"),
        ("c.yaml", "name"),
    ]


def test_a_sixth_trail_in_one_account_is_refused_and_a_shared_one_is_not(folder: Path) -> None:
    trails = {f"env{n}": LEAST.replace("dev", f"env{n}").replace("apps-1234", f"{n}") for n in range(1, 7)}
    result = loaded(folder, **trails)
    (error,) = result.errors
    assert (Path(error.file).name, error.field, error.allowed.split(",")[0]) == ("env6.yaml", "trail", "at most 5 trails")
    assert len(result.environments) == 5
    sharing = {**trails, "env2": trails["env2"] + "trail: {environment: env1}\n"}
    assert loaded(folder, **sharing).errors == ()
    elsewhere = {**trails, "env6": trails["env6"].replace("111122223333", "777788889999")}
    assert loaded(folder, **elsewhere).errors == ()
