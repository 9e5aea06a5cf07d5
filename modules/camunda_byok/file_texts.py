"""Paths -> the files of environments that are there, and the text of each."""

import os
import stat
from pathlib import Path

from camunda_byok.errors import InputError

MOST_BYTES = 64 * 1024
"""An environment with everything in it is a tenth of that; more is another file, and slow to read."""
CONVENTIONS = "conventions.yaml"
"""The file that holds for every environment of its folder, and describes none."""


def files_at(paths: tuple[str | Path, ...], errors: list[InputError]) -> list[str]:
    """Returns the files to be read, sorted, each once; notes what cannot be."""
    found: dict[str, str] = {}
    for path in map(str, paths):
        try:
            candidates = [path]
            if os.path.isdir(path):
                candidates = [os.path.join(path, name) for name in sorted(os.listdir(path)) if _is_yaml(name)]
                if all(os.path.basename(candidate) == CONVENTIONS for candidate in candidates):
                    errors.append(
                        InputError(
                            file=path,
                            problem="no environment is described in this directory",
                            allowed="at least one file that ends with .yaml",
                            remedy="Copy one of the examples into it.",
                        )
                    )
        except (OSError, ValueError) as error:
            errors.append(_unreadable(path, error))
            continue
        for name in candidates:
            found.setdefault(os.path.realpath(name) if "\0" not in name else name, name)
    return sorted(found.values())


def _is_yaml(name: str) -> bool:
    return name.lower().endswith((".yaml", ".yml")) and not name.startswith(".")


def text_of(name: str, errors: list[InputError]) -> str | None:
    """Returns a file's text, or None after having noted why there is none."""
    if not name.endswith(".yaml"):
        errors.append(
            InputError(
                file=name,
                problem="an environment's file has another ending, and this one would be passed over",
                allowed="a file that ends with .yaml",
                remedy=f"Rename it to {os.path.splitext(os.path.basename(name))[0]}.yaml, or move it away.",
            )
        )
        return None
    try:
        if not stat.S_ISREG(os.stat(name).st_mode):
            errors.append(InputError(file=name, problem="this is not a file", remedy="Name a file that ends with .yaml."))
            return None
        with open(name, "rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        errors.append(_unreadable(name, error))
        return None
    if len(content) > MOST_BYTES:
        errors.append(
            InputError(
                file=name,
                problem="the file is larger than any environment needs",
                allowed=f"at most {MOST_BYTES // 1024} KiB",
                remedy="Check that it is the right file.",
            )
        )
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        errors.append(
            InputError(
                file=name,
                line=before.count(b"\n") + 1,
                column=len(before) - before.rfind(b"\n"),
                value=f"byte 0x{content[error.start]:02x}",
                problem="the file is not UTF-8",
                remedy="Save it as UTF-8.",
            )
        )
        return None


def _unreadable(name: str, error: OSError | ValueError) -> InputError:
    if isinstance(error, FileNotFoundError):
        return InputError(
            file=name,
            problem="there is no such file or directory",
            remedy="Check the path and the directory that you are in.",
        )
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError(file=name, problem=f"it cannot be read: {reason}", remedy="Check its permissions and its path.")
