"""What all tests share: a Node for cdktf, and golden files that are rewritten only on purpose."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.application import pinned_node, synthesize

pytest_plugins = ("tests.emulated",)

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the golden files; read the difference before you commit it"
    )


def pytest_configure() -> None:
    # Here, not in a fixture: cdktf starts Node when a test module imports it.
    # The pinned one, whatever the machine has: another one warns, or is too old.
    os.environ.update(pinned_node())
    # No test fails for being slow: machines are busy.
    settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def _made_once() -> Iterator[None]:
    """What takes longer than most tests and is always the same: botocore's models, which each of its sessions reads anew, and
    the command, which each invocation builds anew."""
    import botocore.session
    from typer.main import get_command

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", cache(botocore.session.create_loader))
        patch.setattr("typer.testing._get_command", cache(get_command))
        yield


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with a committed file, or writes the file where `--update-golden` is given."""

    def compare(file: Path, text: str) -> None:
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.is_file(), f"{file.name} is missing: run pytest --update-golden and read what it writes"
        assert text == file.read_text(encoding="utf-8"), f"{file.name} differs: if that is meant, pytest --update-golden"

    return compare


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every environment of this checkout, synthesized once by main.py: each stack's folder by its name. Nobody writes there."""
    return synthesize(tmp_path_factory.mktemp("application"))
