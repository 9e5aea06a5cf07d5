"""Where Terraform finds the AWS provider, so that a machine without the public registry still plans and deploys.

A mirror is a folder in one of the two layouts that Terraform documents for `filesystem_mirror`, packed or unpacked.
"""

import platform
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from camunda_byok.errors import InputError

NAMED_BY = "BYOK_PROVIDER_MIRROR"
"""The environment variable in which a user names a mirror; it is taken or refused, never passed over."""

PROVIDER = "registry.terraform.io/hashicorp/aws"
"""The provider's source address, which is also its folder in a mirror."""

VERSION = "5.100.0"
"""The provider that the kit's stacks pin and that was run; the bindings in `requirements/kit.in` were made from it."""

SYSTEM_SOFTWARE = Path("/opt")
"""Where the Filesystem Hierarchy Standard puts add-on software, one folder a package."""

_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def find(
    environ: Mapping[str, str],
    *,
    version: str = VERSION,
    working_directory: Path | None = None,
    software: Path = SYSTEM_SOFTWARE,
) -> Path | None:
    """The first mirror that holds this version of the provider for this machine; None means the public registry."""
    if named := environ.get(NAMED_BY):
        mirror = Path(named).expanduser().absolute()
        if not holds_provider(mirror, version):
            raise InputError(
                problem=f"The mirror holds no {PROVIDER} {version} for {machine()}"
                if mirror.is_dir()
                else "There is no such folder",
                field=NAMED_BY,
                value=named,
                remedy=f"Name a folder made by `terraform providers mirror`, or unset {NAMED_BY} to look elsewhere.",
            )
        return mirror
    candidates = [*implied_mirrors(environ, working_directory=working_directory or Path.cwd()), *system_mirrors(software)]
    return next((mirror for mirror in candidates if holds_provider(mirror, version)), None)


def implied_mirrors(
    environ: Mapping[str, str], *, working_directory: Path, operating_system: str = sys.platform
) -> Iterator[Path]:
    """The folders that Terraform itself searches when no configuration says otherwise, in its own order."""
    home = Path(environ.get("HOME") or Path.home())
    yield working_directory / "terraform.d" / "plugins"
    yield home / ".terraform.d" / "plugins"
    if operating_system == "darwin":
        for root in (home, Path("/")):
            yield root / "Library" / "Application Support" / "io.terraform" / "plugins"
        return
    yield Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "terraform" / "plugins"
    for data in (environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":"):
        if data:
            yield Path(data) / "terraform" / "plugins"


def system_mirrors(software: Path = SYSTEM_SOFTWARE) -> Iterator[Path]:
    """Mirrors that a machine's image brought along, in alphabetical order so that the choice is the same every time."""
    for tree in sorted(software.glob("*/registry.terraform.io")):
        yield tree.parent


def holds_provider(mirror: Path, version: str = VERSION) -> bool:
    """Whether Terraform could install the provider from here, unpacked or as a zip."""
    folder = mirror / PROVIDER
    packed = folder / f"terraform-provider-aws_{version}_{machine()}.zip"
    return packed.is_file() or is_unpacked(mirror, version)


def is_unpacked(mirror: Path, version: str = VERSION) -> bool:
    """Whether Terraform links to the provider here, instead of unpacking 700 MB into each stack's folder."""
    return any((mirror / PROVIDER / version / machine()).glob("terraform-provider-aws*"))


def machine() -> str:
    """This machine in the words of Terraform's layouts, such as `linux_amd64`."""
    architecture = platform.machine().lower()
    return f"{platform.system().lower()}_{_ARCHITECTURES.get(architecture, architecture)}"
