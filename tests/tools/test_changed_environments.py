import subprocess
from pathlib import Path

import pytest

from tools.changed_environments import altered, changed_paths, deployable, main

ENVIRONMENTS = {
    "dev": "name: dev\n",
    "prod": "name: prod\ntrail: {retention_days: 400}\n",
    "prod-2": "name: prod-2\ntrail:\n  environment: prod\n",
    "staging": "name: staging\ntrail: {environment: dev}\n",
}
ALL = ["dev", "prod", "prod-2", "staging"]


def test_the_file_of_an_environment_alters_that_environment_alone() -> None:
    assert altered(["environments/prod-2.yaml"], ENVIRONMENTS) == ["prod-2"]


def test_it_alters_those_who_use_its_trail_too() -> None:
    assert altered(["environments/prod.yaml"], ENVIRONMENTS) == ["prod", "prod-2"]
    assert altered(["environments/dev.yaml"], ENVIRONMENTS) == ["dev", "staging"]


@pytest.mark.parametrize(
    "path",
    [
        "main.py",
        "cdktf.json",
        "stacks/key_stack.py",
        "modules/camunda_byok/names.py",
        "requirements/kit.txt",
        "package-lock.json",
        "tools/set_up.py",
        "environments/conventions.yaml",
        "environments/old/prod.yaml",
        "acme/of_their_own.py",
        "docs",
    ],
)
def test_whatever_all_may_depend_on_alters_all(path: str) -> None:
    assert altered(["environments/dev.yaml", path], ENVIRONMENTS) == ALL


def test_words_tests_and_workflows_alter_nothing() -> None:
    paths = ["README.md", "docs/trails.md", "docs/public-api.txt", "tests/test_main.py", ".github/workflows/plan.yml"]
    assert altered([*paths, "environments/schema.json", "environments/conventions.schema.json"], ENVIRONMENTS) == []


def test_an_environment_that_is_gone_is_not_planned() -> None:
    assert altered(["environments/gone.yaml"], ENVIRONMENTS) == []


def test_the_sandbox_and_conventions_are_never_planned(tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    for name in ("sandbox", "conventions", "prod"):
        (tmp_path / "environments" / f"{name}.yaml").write_text(f"name: {name}\n")

    assert deployable(tmp_path) == {"prod": "name: prod\n"}


def test_a_file_that_moved_counts_where_it_was_and_where_it_is(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        named = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"]
        subprocess.run(["git", *named, *arguments], cwd=tmp_path, check=True, capture_output=True, text=True)

    git("init", "-q")
    (tmp_path / "öld name").write_text("the same text\n" * 9)
    git("add", "öld name")
    git("commit", "-qm", "one")
    git("mv", "öld name", "new")
    git("commit", "-qm", "two")

    assert changed_paths(tmp_path, "HEAD^1", "HEAD") == ["new", "öld name"]


def test_an_environment_that_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "prod'; rm"]) == 2
    assert main(["--only", "sandbox"]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert "name one of" in said.err


def test_a_commit_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["0" * 40, "HEAD"]) == 2
    assert "--only" in capsys.readouterr().err
