"""Documentation stays true: runbooks fit the alarms, links lead somewhere, commands and files exist."""

import json
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from botocore import xform_name
from botocore.exceptions import UnknownServiceError
from botocore.model import ServiceModel, Shape
from botocore.session import Session
from botocore.validate import ParamValidator
from typer.exceptions import TyperException

from camunda_byok.alarm_messages import first_command
from camunda_byok.alarms import ALARMS as CATALOG
from camunda_byok.alarms import EventAlarm, LogAlarm, QueueAlarm, SilenceAlarm
from camunda_byok.cli.main import app
from camunda_byok.environment_files import load
from camunda_byok.names import Names
from tests.watched import WATCHED

ROOT = Path(__file__).resolve().parent.parent
RUNBOOKS = ROOT / "docs" / "runbooks"
ALARMS = {alarm.id: alarm for alarm in CATALOG}
PROCEDURES = {
    "failed-creation",
    "lost-state",
    "primary-moved",
    "region-lost",
    "retire-a-key",
    "rotate-now",
    "rotation-overdue",
}
"""Runbooks for something that somebody decides to do."""
SECTIONS = ("What it means for Camunda", "First", "Whom to call", "Afterwards")
ONE_SCREEN = 65
"""Lines of a runbook; more is not read at night."""

ENVIRONMENTS = {file.stem for file in (ROOT / "environments").glob("*.yaml")} | {"proof", "test", "ENVIRONMENTS", "ENV"}
"""Names that the documentation uses: those of the files, and of the environments that a page tells how to make."""

FOLDERS = {entry.name for entry in ROOT.iterdir() if entry.is_dir() and not entry.name.startswith(".")} - {
    "node_modules",
    "cdktf.out",
    "dist",
    "build",
}
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md"))])
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")

GLOBAL_OPTIONS = {"region", "query", "output", "profile"}
CUSTOM_COMMANDS = {("s3", "ls"), ("s3", "cp"), ("s3", "sync"), ("cloudtrail", "validate-logs")}
"""Commands that the AWS CLI adds to the operations of AWS."""


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def blocks(page: Path, language: str) -> list[str]:
    return [block for _, name, block in FENCE.findall(page.read_text(encoding="utf-8")) if name == language]


def spans(page: Path) -> list[str]:
    return [" ".join(span.split()) for span in SPAN.findall(prose(page))]


def commands(script: str) -> Iterator[list[str]]:
    """Yields the words of each command of a shell script, those of command substitutions as well."""
    script = script.replace("\\\n", " ")
    while inner := re.search(r"\$\(([^()]*)\)", script):
        yield from commands(inner[1])
        script = script[: inner.start()] + "substituted" + script[inner.end() :]
    script = re.sub(r"\$\(\(.*?\)\)", "0", script)
    for line in script.splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
        lexer.whitespace_split = True
        command: list[str] = []
        for word in [*lexer, ";"]:
            if set(word) <= set("|&;<>"):
                if command:
                    yield command
                command = []
            else:
                command.append(word)


def all_commands(page: Path, program: str) -> list[list[str]]:
    texts = [*scripts(page), *(span for span in spans(page) if span.startswith(f"{program} "))]
    return [words for text in texts for words in commands_of(program, text)]


def scripts(page: Path) -> list[str]:
    return [*blocks(page, "sh"), *blocks(page, "console")]


def commands_of(program: str, script: str) -> list[list[str]]:
    found = [command[1:] if command[0] == "$" else command for command in commands(script)]
    return [words for words in found if words[:1] == [program]]


@cache
def service_model(service: str) -> ServiceModel:
    return Session().get_service_model("s3" if service == "s3api" else service)


def faults_of_aws(command: list[str]) -> Iterator[str]:
    """Yields what the AWS CLI, or AWS behind it, would not understand."""
    _, service, operation, *rest = command
    if (service, operation) in CUSTOM_COMMANDS:
        return
    try:
        model = service_model(service)
    except UnknownServiceError:
        yield f"there is no service {service}"
        return
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in operations:
        yield f"{service} has no operation {operation}"
        return
    shape: Any = model.operation_model(operations[operation]).input_shape
    members: dict[str, Shape] = {xform_name(name, "-"): member for name, member in shape.members.items()} if shape else {}
    given = options(rest)
    for option, values in given.items():
        if option in members:
            yield from (f"--{option} {fault}" for fault in faults_of_value(members[option], values))
        elif option not in GLOBAL_OPTIONS and option.removeprefix("no-") not in members:
            yield f"{operation} has no option --{option}"
    required = {xform_name(name, "-") for name in shape.required_members} if shape else set()
    yield from (f"--{option} is missing" for option in sorted(required - given.keys()))


def options(words: list[str]) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    option = ""
    for word in words:
        if word.startswith("--"):
            option = word[2:]
            given[option] = []
        else:
            given.setdefault(option, []).append(word)
    return given


def faults_of_value(shape: Shape, values: list[str]) -> Iterator[str]:
    """Yields faults of JSON, and of names in the CLI's shorthand (`Key=Value,Key=Value`)."""
    kind: Any = shape
    if values and values[0][:1] in ("[", "{") and kind.type_name in ("list", "structure"):
        report = ParamValidator().validate(json.loads(values[0]), kind)
        if report.has_errors():
            yield f"is wrong: {report.generate_report()}"
        return
    item = kind.member if kind.type_name == "list" else kind
    if item.type_name == "structure":
        for value in values:
            for name, text in re.findall(r"(?:^|,)(\w+)=([^,]*)", value):
                if name not in item.members:
                    yield f"has nothing called {name}"
                elif text.startswith("{") and item.members[name].type_name == "string":
                    yield f"wants text for {name}, and the CLI takes {text} for a structure"


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    text = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return text.replace(" ", "-")


@cache
def anchors(page: Path) -> set[str]:
    return {slug(heading) for heading in re.findall(r"^#{1,6} (.+)$", prose(page), re.MULTILINE)}


def test_every_alarm_has_a_runbook_and_every_runbook_an_alarm_or_a_procedure() -> None:
    runbooks = {page.stem for page in RUNBOOKS.glob("*.md")} - {"README"}
    assert runbooks == ALARMS.keys() | PROCEDURES


@pytest.mark.parametrize("id", ALARMS)
def test_a_runbook_s_index_entry_says_what_raises_the_alarm(id: str) -> None:
    raised_by = {EventAlarm: "event", LogAlarm: "metric filter", QueueAlarm: "queue", SilenceAlarm: "rule's metric"}
    index = (RUNBOOKS / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| \[{id}\]\({id}\.md\) \| \w+ \| {raised_by[type(ALARMS[id])]} \|", index, re.MULTILINE)


def test_the_index_lists_every_runbook_and_each_alarm_with_its_severity() -> None:
    index = (RUNBOOKS / "README.md").read_text(encoding="utf-8")
    severities = dict(re.findall(r"^\| \[([\w-]+)\]\(\1\.md\) \| (PAGE|NOTICE) \|", index, re.MULTILINE))
    assert severities == {id: alarm.severity.value for id, alarm in ALARMS.items()}
    assert set(re.findall(r"^\| \[([\w-]+)\]", index, re.MULTILINE)) == ALARMS.keys() | PROCEDURES


@pytest.mark.parametrize("id", ALARMS)
def test_a_runbook_says_what_somebody_needs_at_night_on_one_screen(id: str) -> None:
    page = RUNBOOKS / f"{id}.md"
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {id}\n\n**{ALARMS[id].severity.value}.**")
    assert {slug(section) for section in SECTIONS} <= anchors(page)
    assert len(text.splitlines()) <= ONE_SCREEN


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_relative_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(SPAN.sub("", prose(page))):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target), link


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_aws_commands_are_ones_that_aws_understands(page: Path) -> None:
    found = [(shlex.join(command), fault) for command in all_commands(page, "aws") for fault in faults_of_aws(command)]
    assert not found


@pytest.mark.parametrize("id", ALARMS)
def test_the_first_command_of_an_alarm_is_one_that_aws_understands(id: str) -> None:
    names = Names(environment="prod", account="111122223333", region="eu-west-1")
    script = first_command(ALARMS[id], names, WATCHED)
    found = [command for command in commands(script) if command[0] == "aws"]
    assert found
    assert not [fault for command in found for fault in faults_of_aws(command)]


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("aws kmss describe-key --key-id k", "there is no service kmss"),
        ("aws kms describe-keys --key-id k", "kms has no operation describe-keys"),
        ("aws kms describe-key --key k", "describe-key has no option --key"),
        ("aws kms describe-key --region eu-west-1", "--key-id is missing"),
        ("aws events put-events --entries Source=s,DetailTipe=d", "--entries has nothing called DetailTipe"),
        ("aws events put-events --entries 'Source=s,Detail={}'", "--entries wants text for Detail"),
        ("""aws events put-events --entries '[{"Source": 1}]'""", "--entries is wrong"),
        ("true && echo $(aws kms enable-keys)", "kms has no operation enable-keys"),
    ],
)
def test_a_wrong_aws_command_is_noticed(command: str, fault: str) -> None:
    found = [text for words in commands(command) if words[0] == "aws" for text in faults_of_aws(words)]
    assert any(text.startswith(fault) for text in found), found


BYOK: Any = typer.main.get_command(app)


def fault_of_byok(words: list[str], *, whole: bool = True) -> str:
    """Returns why the real command would not take these words, or nothing. It parses them and does not run.

    whole: whether the words are to be run as they stand. Else they may name the command and leave out what it is about.
    """
    command, *rest = words[1:] or ["--help"]
    if command in ("--help", "-h"):
        return ""
    if command not in BYOK.commands:
        return f"there is no command {command}"
    try:
        given = BYOK.commands[command].make_context(f"byok {command}", rest).params
    except typer.Exit:  # --help
        return ""
    except TyperException as error:
        fault: str = error.format_message()
        return "" if fault.startswith("Missing argument") and not whole else f"{command}: {fault}"
    names = given.get("environment") or given.get("names") or []
    unknown = ({names} if isinstance(names, str) else set(names)) - ENVIRONMENTS
    if unknown:
        return f"{command}: the documentation has no environment {' '.join(unknown)}"
    if whole and "names" in given and bool(names) == given["every"]:
        return f"{command}: it wants either environments or --all"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_of_byok_are_ones_that_byok_understands(page: Path) -> None:
    to_run = [words for block in scripts(page) for words in commands_of("byok", block)]
    named = [words for span in spans(page) if span.startswith("byok ") for words in commands_of("byok", span)]
    faults = [fault_of_byok(words) for words in to_run] + [fault_of_byok(words, whole=False) for words in named]
    assert not [fault for fault in faults if fault]


def test_commands_of_byok_are_found_where_they_are_documented() -> None:
    documented = {words[1] for page in PAGES for words in all_commands(page, "byok") if len(words) > 1}
    assert BYOK.commands.keys() <= documented


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("byok state prod", "there is no command state"),
        ("byok can prod", "can: Missing argument 'PRINCIPAL'"),
        ("byok rotate prod --fast", "rotate: No such option: --fast"),
        ("byok freeze prod --reason", "freeze: Option '--reason' requires an argument"),
        ("byok rotations prod --format yaml", "rotations: Invalid value for '--format'"),
        ("byok status production", "status: the documentation has no environment production"),
        ("byok can production 111122223333", "can: the documentation has no environment production"),
        ("byok rotate", "rotate: it wants either environments or --all"),
        ("byok rotate prod --all", "rotate: it wants either environments or --all"),
        ("byok status prod | jq . && byok plan", "plan: Missing argument"),
    ],
)
def test_a_wrong_byok_command_is_noticed(command: str, fault: str) -> None:
    found = [fault_of_byok(words) for words in commands_of("byok", command)]
    assert any(text.startswith(fault) for text in found), found


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_says_of_which_language_it_is(page: Path) -> None:
    """A block without one is a block in which no command is looked at."""
    assert not blocks(page, "")


def test_the_make_targets_in_the_documentation_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    words = {word for page in PAGES for command in all_commands(page, "make") for word in command[1:]}
    named = {word for word in words if "=" not in word}
    assert named
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_of_this_repository_that_are_named_exist(page: Path) -> None:
    for span in spans(page):
        if re.fullmatch(r"[\w.-]+(/[\w.-]+)+/?", span) and span.split("/")[0] in FOLDERS:
            assert (ROOT / span).exists(), span


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_json_in_the_documentation_is_json(page: Path) -> None:
    for block in blocks(page, "json"):
        json.loads(block)


@pytest.mark.parametrize(
    "page", ["README.md", "docs/existing-keys.md", "docs/replacing-a-key.md", "docs/several-clusters.md", "docs/two-regions.md"]
)
def test_the_environments_in_the_documentation_are_valid(page: str, tmp_path: Path) -> None:
    for number, block in enumerate(blocks(ROOT / page, "yaml")):
        file = tmp_path / f"{number}.yaml"
        file.write_text(block, encoding="utf-8")
        assert load(file).errors == ()


def test_the_trails_in_the_documentation_are_valid(tmp_path: Path) -> None:
    environment = blocks(ROOT / "docs/several-clusters.md", "yaml")[0]
    shown = blocks(ROOT / "docs/trails.md", "yaml")
    assert len(shown) == 4
    for number, block in enumerate(shown):
        file = tmp_path / f"{number}.yaml"
        file.write_text(environment + block, encoding="utf-8")
        assert load(file, ROOT / "environments" / "prod.yaml").errors == ()


def test_the_shortest_environment_in_the_readme_is_the_one_in_the_repository() -> None:
    def settings(text: str) -> list[str]:
        return [line for line in text.splitlines() if not line.startswith("#")]

    committed = (ROOT / "environments" / "dev.yaml").read_text(encoding="utf-8")
    assert settings(blocks(ROOT / "README.md", "yaml")[0]) == settings(committed)
