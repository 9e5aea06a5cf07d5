"""YAML files -> Environments, with every fault of every file at once and its line and column."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from pydantic import ValidationError

from camunda_byok import arns
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.faults import dotted, faults_of
from camunda_byok.yaml_nodes import Loc, Mapping, Node, Scalar, Sequence, plain, read

MOST_BYTES = 64 * 1024
"""An environment with everything in it is a tenth of that; more is another file, and slow to read."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What was read: the environments without a fault, sorted by file, and the faults of the others."""

    environments: tuple[Environment, ...]
    errors: tuple[InputError, ...]
    """Sorted by file and line. The environment of a file that has one is not among the environments."""


@dataclass(frozen=True, kw_only=True)
class _File:
    name: str
    root: Node | None
    environment: Environment | None
    errors: list[InputError]


def load(*paths: str | Path) -> Loaded:
    """Reads files, and the `*.yaml` files of directories. Whatever is in them, it raises nothing: see `Loaded.errors`."""
    errors: list[InputError] = []
    files: list[_File] = []
    for name in _names(paths, errors):
        text = _text(name, errors)
        if text is not None:
            files.append(_file(name, text))
    errors += [error for file in files for error in file.errors]
    shared = _shared(files)
    errors += [error for _, error in shared]
    broken = {file for pair, _ in shared for file in pair}
    return Loaded(
        environments=tuple(file.environment for file in files if file.environment and file.name not in broken),
        errors=tuple(sorted(errors, key=lambda error: (error.file, error.line, error.column))),
    )


def _names(paths: tuple[str | Path, ...], errors: list[InputError]) -> list[str]:
    """Returns the files to be read, sorted, each once."""
    found: dict[str, str] = {}
    for path in map(str, paths):
        try:
            candidates = [path]
            if os.path.isdir(path):
                candidates = [os.path.join(path, name) for name in sorted(os.listdir(path)) if _is_yaml(name)]
                if not candidates:
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


def _text(name: str, errors: list[InputError]) -> str | None:
    """Returns the file's text, or None after having noted why there is none."""
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


def _file(name: str, text: str) -> _File:
    root, errors = read(text)
    environment = None
    if isinstance(root, Mapping):
        empty = list(_without_value(root))
        errors += [error for _, error in empty]
        passed_over = [loc for loc, _ in empty]
        try:
            environment = Environment.model_validate(plain(root))
        except ValidationError as error:
            for fault in faults_of(error, lambda loc, _: _spelled(_node(root, loc))):
                if fault.loc not in passed_over:
                    line, column = _place(root, fault.loc, fault.of_name)
                    errors.append(replace(fault.error, line=line, column=column))
    elif not errors:
        is_empty = root is None or (isinstance(root, Scalar) and root.value is None)
        errors.append(
            InputError(
                line=root.line if root else 1,
                column=root.column if root else 1,
                problem="the file describes no environment" if is_empty else "this is not a list of fields with values",
                allowed="fields such as name: prod",
                remedy="Copy one of the examples and change it.",
            )
        )
    errors = [replace(error, file=name) for error in errors]
    return _File(name=name, root=root, environment=None if errors else environment, errors=errors)


def _without_value(node: Node, loc: Loc = ()) -> list[tuple[Loc, InputError]]:
    """Finds fields with nothing after the colon. To take the default silently could turn a protection off."""
    children: list[tuple[str | int, Node, Node]] = []
    if isinstance(node, Mapping):
        children = [(key.text, key, value) for key, value in node.entries]
    elif isinstance(node, Sequence):
        children = [(index, entry, entry) for index, entry in enumerate(node.entries)]
    found: list[tuple[Loc, InputError]] = []
    for step, mark, child in children:
        if isinstance(child, Scalar) and child.value is None:
            found.append(
                (
                    (*loc, step),
                    InputError(
                        field=dotted((*loc, step)),
                        line=mark.line,
                        column=mark.column,
                        problem="there is no value",
                        remedy="Write a value, or take the line away: then the default counts.",
                    ),
                )
            )
        found += _without_value(child, (*loc, step))
    return found


def _node(root: Node, loc: Loc) -> Node | None:
    """Returns the value at a place, or None where nothing is."""
    node: Node | None = root
    for step in loc:
        if isinstance(node, Mapping):
            node = next((value for key, value in node.entries if key.text == step), None)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.entries):
            node = node.entries[step]
        else:
            return None
    return node


def _place(root: Mapping, loc: Loc, of_name: bool) -> tuple[int, int]:
    """Returns line and column of the value at a place, or of the field's name: where that is wrong, or the value is not a scalar.

    A place where nothing is stands for what it is missing from.
    """
    for end in range(len(loc), 0, -1):
        parent, node = _node(root, loc[: end - 1]), _node(root, loc[:end])
        if node is None:
            continue
        if isinstance(parent, Mapping) and (of_name or end < len(loc) or not isinstance(node, Scalar)):
            node = next(key for key, _ in parent.entries if key.text == loc[end - 1])
        return node.line, node.column
    return root.line, root.column


def _spelled(node: Node | None) -> str:
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return f"a list of {len(node.entries)}"
        case Mapping():
            return f"the fields {', '.join(key.text for key, _ in node.entries)}" if node.entries else "no fields"
        case _:
            return ""


def _same(one: str, other: str) -> bool:
    return one == other


def _one_begins_with_the_other(one: str, other: str) -> bool:
    return one.startswith(f"{other}-") or other.startswith(f"{one}-")


def _same_key(one: str, other: str) -> bool:
    """A multi-Region key has the same id in each of its regions."""
    return one == other or (arns.is_multi_region(one) and arns.key_id(one) == arns.key_id(other))


_KEYS: tuple[Loc, ...] = (("key", "arn"), ("key", "second_arn"), ("key", "adopt"), ("key", "second_adopt"))

_UNIQUE: tuple[tuple[tuple[Loc, ...], Callable[[str, str], bool], str, str], ...] = (
    ((("name",),), _same, "have the same name, and with it the same key alias and log bucket", "Give each its own name."),
    (
        (("name",),),
        _one_begins_with_the_other,
        "have names of which one begins with the other and a hyphen, so that `cdktf deploy '<shorter>-*'` would deploy both",
        "Put the difference first, as in eu-prod, or leave the hyphen out.",
    ),
    (
        (("camunda", "tenant_role"),),
        _same,
        "have the same tenant role, and a key belongs to one cluster",
        "Copy each cluster's own tenant role ARN from the Camunda Console.",
    ),
    (_KEYS, _same_key, "have the same key, and a key belongs to one cluster", "Give each cluster a key of its own."),
)
"""What two environments cannot share. All other names are composed of the environment's own."""


def _shared(files: list[_File]) -> list[tuple[tuple[str, str], InputError]]:
    """Finds what two files share that only one may have; one fault for two files, the first in the order of `_UNIQUE`."""
    found: list[tuple[tuple[str, str], InputError]] = []
    for index, file in enumerate(files):
        for other in files[:index]:
            if error := _first_clash(file, other):
                found.append(((other.name, file.name), error))
    return found


def _first_clash(file: _File, other: _File) -> InputError | None:
    for places, clash, problem, remedy in _UNIQUE:
        for (loc, here), (_, there) in product(_scalars(file, places), _scalars(other, places)):
            if here.value and clash(here.text, there.text):
                return InputError(
                    file=file.name,
                    line=here.line,
                    column=here.column,
                    field=dotted(loc),
                    value=here.text,
                    problem=f"this file and {other.name}:{there.line} {problem}",
                    remedy=remedy,
                )
    return None


def _scalars(file: _File, places: tuple[Loc, ...]) -> list[tuple[Loc, Scalar]]:
    """Returns what a file has at these places, where that is one value."""
    nodes = [(loc, _node(file.root, loc)) for loc in places] if file.root else []
    return [(loc, node) for loc, node in nodes if isinstance(node, Scalar)]
