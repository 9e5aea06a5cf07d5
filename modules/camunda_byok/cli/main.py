"""The `byok` command: all commands together, and how it ends.

Each command reads its options, makes one call, renders once and ends with an exit code.
"""

import sys
from io import TextIOWrapper

import typer

from camunda_byok.cli import (
    access,
    alarms,
    ending,
    environments,
    freezing,
    handover,
    importing,
    permissions,
    plans,
    preflight,
    proving,
    reviews,
    rotating,
    rules,
    status,
)
from camunda_byok.cli.app import WRONG_INPUT, app
from camunda_byok.errors import InputError

COMMANDS = (
    environments.validate,
    environments.names,
    environments.schema,
    environments.organisation,
    permissions.permissions,
    preflight.preflight,
    plans.plan,
    plans.apply,
    handover.handover,
    status.status,
    alarms.alarms,
    rotating.rotations,
    access.can,
    rotating.rotate,
    importing.import_material,
    freezing.freeze,
    freezing.thaw,
    ending.replace_key,
    ending.retire,
    proving.prove,
    reviews.review,
    reviews.lint,
    reviews.diff_policy,
    rules.rules,
)
"""In the order of `byok --help`: files, the first deployment, looking, doing, proving, judging any plan or policy."""

BY_CTRL_C = 130
"""The exit code by which typer ends after Ctrl-C."""

for command in COMMANDS:
    app.command("replace" if command is ending.replace_key else None)(command)


def run() -> None:
    """Runs the command. An InputError becomes one clear block; a traceback is shown under `--debug` only."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that lacks a letter shows its number
            stream.reconfigure(errors="backslashreplace")
    if "--debug" in sys.argv:
        return app()
    try:
        app()
    except SystemExit as ended:  # typer's own end of Ctrl-C has a code that says nothing of ours
        sys.exit(WRONG_INPUT if ended.code == BY_CTRL_C else ended.code)
    except InputError as error:
        from camunda_byok.output import input_errors

        typer.echo(input_errors.as_text([error]), err=True)
        sys.exit(WRONG_INPUT)
    except Exception as error:  # noqa: BLE001 - the outermost edge: nothing is hidden, and --debug shows where
        typer.echo(f"byok has a fault of its own: {type(error).__name__}: {error}", err=True)
        typer.echo("Run it again as byok --debug ..., and report what that shows.", err=True)
        sys.exit(WRONG_INPUT)
