"""YAML files -> Environments, with every fault of every file at once and its line and column."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import product
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from camunda_byok import arns, limits
from camunda_byok.conventions import Conventions
from camunda_byok.destinations import Channel
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.faults import dotted, faults_of
from camunda_byok.fields import OWN_TAGS
from camunda_byok.name_clashes import first_clash
from camunda_byok.trail_settings import SharedTrail
from camunda_byok.yaml_nodes import Loc, Mapping, Node, Scalar, Sequence, plain, read

MOST_BYTES = 64 * 1024
"""An environment with everything in it is a tenth of that; more is another file, and slow to read."""
CONVENTIONS = "conventions.yaml"
"""The file that holds for every environment of its folder, and describes none."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What was read: the environments without a fault, sorted by file, and the faults of the others."""

    environments: tuple[Environment, ...]
    errors: tuple[InputError, ...]
    """Sorted by file and line. The environment of a file that has one is not among the environments."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _ConventionsFile:
    name: str
    root: Mapping | None
    conventions: Conventions | None
    """None where the file has a fault: then no environment of the folder can be what it is meant to be."""
    errors: list[InputError]


@dataclass(frozen=True, kw_only=True, eq=False)
class _File:
    name: str
    root: Node | None
    conventions: _ConventionsFile | None
    environment: Environment | None
    errors: list[InputError]


def load(*paths: str | Path) -> Loaded:
    """Reads files, and the `*.yaml` files of directories. Whatever is in them, it raises nothing: see `Loaded.errors`."""
    errors: list[InputError] = []
    files: list[_File] = []
    conventions: dict[str, _ConventionsFile | None] = {}
    for name in _names(paths, errors):
        folder = os.path.dirname(name)
        if folder not in conventions:
            conventions[folder] = _conventions(os.path.join(folder, CONVENTIONS))
        if os.path.basename(name) == CONVENTIONS:
            continue
        text = _text(name, errors)
        if text is not None:
            files.append(_file(name, text, conventions[folder]))
    errors += [error for found in conventions.values() if found for error in found.errors]
    errors += [error for file in files for error in file.errors]
    shared = _shared(files)
    shared += _same_names(files, [pair for pair, _ in shared])
    errors += [error for _, error in shared]
    broken = {file for pair, _ in shared for file in pair}
    whole = {file: file.environment for file in files if file.environment and file.name not in broken}
    for check in (_quota_of_trails, _owners_of_trails):
        whole, found = check(files, whole)
        errors += found
    return Loaded(
        environments=tuple(whole.values()),
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


def _names(paths: tuple[str | Path, ...], errors: list[InputError]) -> list[str]:
    """Returns the files to be read, sorted, each once."""
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


def _conventions(name: str) -> _ConventionsFile | None:
    """Reads the conventions of a folder; None where it has none."""
    if not os.path.lexists(name):
        return None
    errors: list[InputError] = []
    text = _text(name, errors)
    root = conventions = None
    if text is not None:
        root, errors = read(text)
        if root is None or (isinstance(root, Scalar) and root.value is None):
            conventions, root = Conventions(), None  # everything is commented out
        elif isinstance(root, Mapping):
            empty = list(_without_value(root))
            errors += [error for _, error in empty]
            try:
                conventions = Conventions.model_validate(plain(root))
            except ValidationError as error:
                for fault in faults_of(error, lambda loc, _: _spelled(_node(root, loc)), Conventions):
                    if fault.loc not in [loc for loc, _ in empty]:
                        line, column = _place(root, fault.loc, fault.of_name)
                        errors.append(replace(fault.error, line=line, column=column))
        else:
            errors.append(
                InputError(
                    line=root.line,
                    column=root.column,
                    problem="this is not a list of fields with values",
                    allowed=", ".join(Conventions.model_fields),
                    remedy="Write fields, such as naming: and beneath it template:.",
                )
            )
    return _ConventionsFile(
        name=name,
        root=root if isinstance(root, Mapping) else None,
        conventions=None if errors else conventions,
        errors=[replace(error, file=name) for error in errors],
    )


def _file(name: str, text: str, conventions: _ConventionsFile | None) -> _File:
    root, errors = read(text)
    shared = conventions.root if conventions and conventions.conventions else None
    environment = None
    if isinstance(root, Mapping):
        empty = list(_without_value(root))
        errors += [error for _, error in empty]
        passed_over = [loc for loc, _ in empty]
        try:
            environment = Environment.model_validate(_completed(plain(root), shared))
        except ValidationError as error:
            for fault in faults_of(error, lambda loc, _: _spelled(_node(root, loc) or (shared and _node(shared, loc)))):
                if fault.loc not in passed_over:
                    errors.append(_placed(fault.error, fault.loc, root, conventions, fault.of_name))
        errors += _without_required_tag(root, conventions.conventions if conventions else None)
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
    errors = [replace(error, file=error.file or name) for error in errors]
    whole = not errors and not (conventions and conventions.errors)
    return _File(name=name, root=root, conventions=conventions, environment=environment if whole else None, errors=errors)


def _completed(own: Any, conventions: Mapping | None) -> Any:
    """Returns an environment's fields with those of the conventions that it does not give itself."""
    shared: dict[str, Any] = plain(conventions) if conventions else {}
    return _own_first(own, {name: value for name, value in shared.items() if name in Environment.model_fields})


def _own_first(own: Any, shared: Any) -> Any:
    if not isinstance(own, dict) or not isinstance(shared, dict):
        return cast(Any, own)
    mine, theirs = cast("dict[str, Any]", own), cast("dict[str, Any]", shared)
    return {**theirs, **{name: _own_first(value, theirs[name]) if name in theirs else value for name, value in mine.items()}}


def _placed(
    error: InputError, loc: Loc, root: Mapping, conventions: _ConventionsFile | None, of_name: bool = False
) -> InputError:
    """Adds line and column to an error, and the conventions' file where the value stands there."""
    shared = conventions.root if conventions else None
    if conventions and shared and _node(root, loc) is None and _node(shared, loc) is not None:
        line, column = _place(shared, loc, of_name)
        return replace(error, file=conventions.name, line=line, column=column)
    line, column = _place(root, loc, of_name)
    return replace(error, line=line, column=column)


def _without_required_tag(root: Mapping, conventions: Conventions | None) -> list[InputError]:
    """Finds the tags that the conventions ask for and the environment does not give."""
    tags = _node(root, ("tags",))
    given = [key.text for key, _ in tags.entries] if isinstance(tags, Mapping) else []
    line, column = _place(root, ("tags",), of_name=True)
    missing = [tag for tag in (conventions.required_tags if conventions else ()) if tag not in (*given, *OWN_TAGS)]
    return [
        InputError(
            line=line,
            column=column,
            field="tags",
            problem=f"the tag {tag} is missing, which {CONVENTIONS} requires of every environment",
            allowed=f"tags with {', '.join(conventions.required_tags if conventions else ())}",
            remedy=f"Add {tag}: with its value to tags."
            if not (other := [name for name in given if name.lower() == tag.lower()])
            else f"Write {tag} instead of {other[0]}: AWS tells upper and lower case apart.",
        )
        for tag in missing
    ]


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
_MADE_ONCE = (
    (("state", "bucket"),),
    _same,
    "both make the same state bucket",
    "Leave create: true to the environment whose account is to own the bucket. The other then finds it there.",
)
"""What they can share, but only one of them can make."""


def _shared(files: list[_File]) -> list[tuple[tuple[str, str], InputError]]:
    """Finds what two files share that only one may have; one fault for two files, the first in the order of `_UNIQUE`."""
    found: list[tuple[tuple[str, str], InputError]] = []
    for index, file in enumerate(files):
        for other in files[:index]:
            if error := _first_clash(file, other):
                found.append(((other.name, file.name), error))
            else:
                found += [((other.name, file.name), error) for error in _shared_channels(file, other)]
    return found


def _first_clash(file: _File, other: _File) -> InputError | None:
    both_make = all(_makes_bucket(one.root) for one in (file, other))
    for places, clash, problem, remedy in (*_UNIQUE, *([_MADE_ONCE] if both_make else [])):
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


def _makes_bucket(root: Node | None) -> bool:
    create = _node(root, ("state", "create")) if root else None
    return isinstance(create, Scalar) and create.value is True


def _same_names(files: list[_File], found: list[tuple[str, str]]) -> list[tuple[tuple[str, str], InputError]]:
    """Finds names that two environments would share, where nothing else was found about the two."""
    clashes: list[tuple[tuple[str, str], InputError]] = []
    for index, file in enumerate(files):
        for other in files[:index]:
            pair = (other.name, file.name)
            clash = first_clash(file.environment, other.environment) if file.environment and other.environment else None
            if clash and pair not in found and isinstance(file.root, Mapping):
                loc, error = clash
                named = replace(error, field=dotted(loc), problem=f"{file.name} and {other.name}: {error.problem}")
                placed = _placed(named, loc, file.root, file.conventions)
                clashes.append((pair, replace(placed, file=placed.file or file.name)))
    return clashes


def _shared_channels(file: _File, other: _File) -> Iterator[InputError]:
    """Finds a chat channel that two environments of one account name: AWS takes one configuration for each channel."""
    if not (file.environment and other.environment) or file.environment.account != other.environment.account:
        return
    theirs = [one.receiver for one in other.environment.alarms.destinations if isinstance(one, Channel)]
    for index, one in enumerate(file.environment.alarms.destinations):
        if isinstance(one, Channel) and one.receiver in theirs:
            loc: Loc = ("alarms", "destinations", index, "channel")
            node = _node(file.root, loc) if file.root else None
            yield InputError(
                file=file.name,
                line=node.line if node else 0,
                column=node.column if node else 0,
                field=dotted(loc),
                value=one.channel,
                problem=f"this file and {other.name} have the same channel, and AWS takes each channel once an account",
                remedy="Give each environment a channel of its own, or let one existing topic tell the channel of both.",
            )


_Whole = dict[_File, Environment]
"""The environments without a fault so far, each with its file."""


def _quota_of_trails(files: list[_File], whole: _Whole) -> tuple[_Whole, list[InputError]]:
    """Leaves out environments whose trail would be one too many for their account."""
    del files
    kept: _Whole = {}
    errors: list[InputError] = []
    made: dict[str, int] = {}
    for file, environment in whole.items():
        made[environment.account] = made.get(environment.account, 0) + (environment.own_trail is not None)
        if environment.own_trail and made[environment.account] > limits.TRAILS:
            errors.append(
                _of_file(
                    file,
                    InputError(
                        field="trail",
                        problem=f"account {environment.account} would have {made[environment.account]} trails of these "
                        "environments, and every one records all regions",
                        allowed=f"at most {limits.TRAILS} trails, which AWS does not raise",
                        remedy="Let it share the trail of another environment, as trail: {environment: NAME}.",
                    ),
                )
            )
        else:
            kept[file] = environment
    return kept, errors


def _owners_of_trails(files: list[_File], whole: _Whole) -> tuple[_Whole, list[InputError]]:
    """Tells each environment that shares another's trail of that one; leaves out those that cannot share it."""
    kept: _Whole = {}
    errors: list[InputError] = []
    owners = {environment.name: environment for environment in whole.values()}
    broken = {
        name.text for file in files if file.root and isinstance(name := _node(file.root, ("name",)), Scalar)
    } - owners.keys()
    for file, environment in whole.items():
        try:
            if isinstance(environment.trail, SharedTrail):
                environment = environment.sharing_trail_of(_owner(environment.trail.environment, owners, broken))
            kept[file] = environment
        except InputError as error:
            errors.append(_of_file(file, error))
    return kept, errors


def _owner(name: str, owners: dict[str, Environment], broken: set[str]) -> Environment:
    if name in owners:
        return owners[name]
    nearest = get_close_matches(name, owners, n=1)
    raise InputError(
        field="trail.environment",
        value=name,
        problem=f"the environment {name} has errors of its own"
        if name in broken
        else "no environment of this name is among the files that were read",
        allowed="the name of an environment that is read together with this one",
        remedy=f"Mend {name} first."
        if name in broken
        else f"Write {nearest[0]} if that is what you mean."
        if nearest
        else "Check the name, or name its file as well.",
    )


def _of_file(file: _File, error: InputError) -> InputError:
    """Adds to an error where its field is, or what it is missing from."""
    assert isinstance(file.root, Mapping)  # or there would be no environment
    line, column = _place(file.root, tuple(error.field.split(".")), of_name=False)
    return replace(error, file=file.name, line=line, column=column)
