"""YAML files -> Environments, with every fault of every file at once and its line and column."""

import os
from dataclasses import dataclass
from pathlib import Path

from camunda_byok.between_files import between_files
from camunda_byok.environment import Environment
from camunda_byok.environment_file import ConventionsFile, EnvironmentFile, read_conventions, read_environment
from camunda_byok.errors import InputError
from camunda_byok.file_texts import CONVENTIONS, files_at, text_of


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What was read: the environments without a fault, sorted by file, and the faults of the others."""

    environments: tuple[Environment, ...]
    errors: tuple[InputError, ...]
    """Sorted by file and line. The environment of a file that has one is not among the environments."""


def load(*paths: str | Path) -> Loaded:
    """Reads files, and the `*.yaml` files of directories. Whatever is in them, it raises nothing: see `Loaded.errors`."""
    errors: list[InputError] = []
    files: list[EnvironmentFile] = []
    conventions: dict[str, ConventionsFile | None] = {}
    for name in files_at(paths, errors):
        folder = os.path.dirname(name)
        if folder not in conventions:
            conventions[folder] = read_conventions(os.path.join(folder, CONVENTIONS))
        if os.path.basename(name) == CONVENTIONS:
            continue
        text = text_of(name, errors)
        if text is not None:
            files.append(read_environment(name, text, conventions[folder]))
    errors += [error for found in conventions.values() if found for error in found.errors]
    errors += [error for file in files for error in file.errors]
    environments, found = between_files(files)
    errors += found
    return Loaded(
        environments=environments,
        # One fault of the conventions can show itself in the same words in several environments.
        errors=tuple(
            sorted({str(error): error for error in errors}.values(), key=lambda error: (error.file, error.line, error.column))
        ),
    )


def the_one_called(name: str, loaded: Loaded) -> Environment | InputError:
    """Returns the environment of this name, or why there is none."""
    valid = {environment.name: environment for environment in loaded.environments}
    if name in valid:
        return valid[name]
    return InputError(
        field="environment",
        value=name,
        problem="no environment of this name could be read",
        allowed=", ".join(valid) or "none: there is no valid environment",
        remedy="Mend the files above, or write another name." if loaded.errors else "Write one of these names.",
    )
