"""What all commands of `byok` share: the application, exit codes, options, and the environment that a command is about."""

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from camunda_byok.errors import InputError

if TYPE_CHECKING:
    from camunda_byok.environment import Environment

FINE, REFUSED, WRONG_INPUT = 0, 1, 2
"""Exit codes: all is well; there are findings or an action was refused; the input or the surroundings are wrong."""

app = typer.Typer(
    name="byok",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)


class Format(str, Enum):
    """How a result is written."""

    text = "text"
    json = "json"


EnvironmentArgument = Annotated[str, typer.Argument(metavar="ENVIRONMENT", help="Its name, such as prod.")]
EnvironmentsOption = Annotated[
    Path,
    typer.Option(
        "--environments", metavar="DIR", envvar="BYOK_ENVIRONMENTS", show_envvar=False, help="Directory of *.yaml files."
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="For people or for programs.")]


@app.callback()
def byok(
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the code an error was raised.")] = False,
) -> None:
    """Keys of your own for Camunda 8 SaaS on AWS: check, operate, prove.

    Exit codes: 0 all is well, 1 findings or a refused action, 2 the input or the surroundings are wrong.
    """


def environment_called(name: str, directory: Path) -> "Environment":
    """Returns the environment of this name. Where there is none it shows why, errors of files included, and ends the command."""
    from camunda_byok.environment_files import load, the_one_called
    from camunda_byok.output import input_errors

    loaded = load(directory)
    found = the_one_called(name, loaded)
    if isinstance(found, InputError):
        typer.echo(input_errors.as_text([*loaded.errors, found]), err=True)
        raise typer.Exit(WRONG_INPUT)
    return found
