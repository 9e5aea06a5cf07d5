"""`byok validate` as its users meet it."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from camunda_byok.cli import main
from camunda_byok.cli.main import app
from camunda_byok.errors import InputError
from camunda_byok.output import input_errors

ROOT = Path(__file__).parents[2]
LEAST = (ROOT / "environments/dev.yaml").read_text()


def validate(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["validate", *map(str, arguments)])
    return result.exit_code, result.stdout


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs the command in a process of its own, as the console script does."""
    code = "from camunda_byok.cli.main import run; run()"
    environment = {**os.environ, "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    (tmp_path / "a.yaml").write_text(LEAST.replace("eu-west-1", "eu-wst-1").replace('"777788889999"', "777788889999"))
    (tmp_path / "b.yaml").write_text(LEAST.replace("name: dev", "name: bb").replace("apps-dev", "b"))
    (tmp_path / "c.yaml").write_text("nmae: c\n")
    return tmp_path


def test_valid_environments_are_one_line_and_exit_code_0(tmp_path: Path) -> None:
    (tmp_path / "dev.yaml").write_text(LEAST)
    assert validate(tmp_path) == (0, "Valid: dev.\n")


def test_the_directory_environments_is_read_unless_another_is_named() -> None:
    result = run("validate")
    assert (result.returncode, result.stdout) == (0, "Valid: dev, prod, sandbox, staging.\n")


def test_all_errors_of_all_files_and_exit_code_2(broken: Path) -> None:
    code, shown = validate(broken)
    assert code == 2
    for place in ("a.yaml:4:10  account", "a.yaml:5:9  region", "c.yaml:1:1  nmae"):
        assert f"{broken / place}\n" in shown
    assert shown.splitlines()[-1] == "7 errors in 2 files. Valid: bb."


def test_a_block_says_problem_given_allowed_and_remedy(broken: Path) -> None:
    _, shown = validate(broken)
    block = shown.partition(":5:9  region\n")[2].partition("\n\n")[0]
    assert block.splitlines() == [
        "  problem  no AWS region has this name",
        "  given    eu-wst-1",
        "  allowed  a region of AWS, such as eu-west-1",
        "  remedy   Write eu-west-1 if that is the region of the Camunda cluster.",
    ]


def test_json_says_the_same_to_programs(broken: Path) -> None:
    code, shown = validate(broken, "--format", "json")
    document = json.loads(shown)
    assert code == 2
    assert document["valid"] == ["bb"]
    assert len(document["errors"]) == 7
    assert document["errors"][1] == {
        "file": str(broken / "a.yaml"),
        "line": 5,
        "column": 9,
        "field": "region",
        "problem": "no AWS region has this name",
        "value": "eu-wst-1",
        "allowed": "a region of AWS, such as eu-west-1",
        "remedy": "Write eu-west-1 if that is the region of the Camunda cluster.",
    }


def test_a_screen_is_80_columns_wide_but_for_what_is_to_be_copied_whole(broken: Path) -> None:
    long = "arn:aws:iam::111122223333:role/" + "x" * 80
    error = InputError(problem="a word " * 40, value=long, remedy=f"Write {long} " + "and more " * 20, allowed="x, " * 60)
    for line in input_errors.as_text([error]).splitlines():
        assert len(line) <= 80 or line.split()[-1].startswith("arn:")
    assert long in input_errors.as_text([error])


def test_what_a_terminal_would_obey_is_shown_and_not_sent(tmp_path: Path) -> None:
    (tmp_path / "x\x1b[2J.yaml").write_text(LEAST.replace("dev", '"\\e]0;title\\a\\u202E"', 1))
    _, shown = validate(tmp_path)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert r"x\x1b[2J.yaml" in shown
    assert r"\x1b]0;title\x07\u202e" in shown


def test_a_value_of_thousands_of_letters_does_not_fill_the_screen() -> None:
    assert len(input_errors.as_text([InputError(problem="p", remedy="r", value="x" * 50_000)])) < 1000


def test_a_terminal_that_lacks_a_letter_is_shown_its_number(tmp_path: Path) -> None:
    (tmp_path / "dev.yaml").write_text(LEAST.replace("eu-west-1", "慕尼黑"), encoding="utf-8")
    code = "from camunda_byok.cli.main import run; run()"
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-c", code, "validate", str(tmp_path)]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert r"\u6155\u5c3c\u9ed1" in result.stdout


def test_an_input_error_of_a_command_is_a_block_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise InputError(problem="it is wrong", remedy="Mend it.", file="f.yaml", line=3)

    monkeypatch.setattr("camunda_byok.environment_files.load", refuse)
    monkeypatch.setattr(sys, "argv", ["byok", "validate"])
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "f.yaml:3\n  problem  it is wrong\n  remedy   Mend it.\n"


def test_a_fault_of_our_own_is_a_sentence_and_a_traceback_only_under_debug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("camunda_byok.environment_files.load", fail)
    monkeypatch.setattr(sys, "argv", ["byok", "validate"])
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == 2
    assert "byok has a fault of its own: ZeroDivisionError: by nothing" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["byok", "--debug", "validate"])
    with pytest.raises(ZeroDivisionError):
        main.run()


def test_a_wrong_option_is_exit_code_2_and_no_traceback() -> None:
    for arguments in (["validate", "--fromat", "json"], ["nonsense"]):
        result = run(*arguments)
        assert result.returncode == 2
        assert "Traceback" not in result.stderr + result.stdout
        assert "Usage: " in result.stderr + result.stdout


@pytest.mark.parametrize("arguments", [[], ["validate"], ["schema"], ["organisation"]])
def test_help_fits_80_columns(arguments: list[str]) -> None:
    result = run(*arguments, "--help")
    assert result.returncode == 0
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_help_answers_without_loading_what_commands_need() -> None:
    code = (
        "import sys; from camunda_byok.cli.main import app; app(['--help'], standalone_mode=False);"
        "loaded = {name.partition('.')[0] for name in sys.modules};"
        "sys.exit(', '.join(loaded & {'boto3', 'botocore', 'cdktf', 'jsii', 'pydantic', 'ruamel', 'rich', 'constructs'}))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stderr.strip() == ""


def test_help_answers_at_once() -> None:
    """Promised are 0.3 s on an idle machine. Counted is the work, so that a busy one does not fail it."""

    def seconds() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run("--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    assert min(seconds() for _ in range(5)) < 0.3
