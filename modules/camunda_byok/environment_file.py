"""One YAML file -> an Environment, with the conventions of its folder, and every fault at its line and column."""

import os
from dataclasses import dataclass, replace
from typing import Any, cast

from pydantic import ValidationError

from camunda_byok.conventions import Conventions
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.faults import dotted, faults_of
from camunda_byok.fields import OWN_TAGS
from camunda_byok.file_texts import CONVENTIONS, text_of
from camunda_byok.yaml_nodes import Loc, Mapping, Node, Scalar, Sequence, node_at, place_of, plain, read, spelled


@dataclass(frozen=True, kw_only=True, eq=False)
class ConventionsFile:
    """The conventions of a folder, as far as they could be read."""

    name: str
    root: Mapping | None
    conventions: Conventions | None
    """None where the file has a fault: then no environment of the folder can be what it is meant to be."""
    errors: list[InputError]


@dataclass(frozen=True, kw_only=True, eq=False)
class EnvironmentFile:
    """An environment with its file, as far as it could be read."""

    name: str
    root: Node | None
    conventions: ConventionsFile | None
    environment: Environment | None
    """None where the file or the conventions have a fault."""
    errors: list[InputError]


def read_conventions(name: str) -> ConventionsFile | None:
    """Reads the conventions of a folder; None where it has none."""
    if not os.path.lexists(name):
        return None
    errors: list[InputError] = []
    text = text_of(name, errors)
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
                for fault in faults_of(error, lambda loc, _: spelled(node_at(root, loc)), Conventions):
                    if fault.loc not in [loc for loc, _ in empty]:
                        line, column = place_of(root, fault.loc, fault.of_name)
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
    return ConventionsFile(
        name=name,
        root=root if isinstance(root, Mapping) else None,
        conventions=None if errors else conventions,
        errors=[replace(error, file=name) for error in errors],
    )


def read_environment(name: str, text: str, conventions: ConventionsFile | None) -> EnvironmentFile:
    """Reads an environment from its file's text."""
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
            for fault in faults_of(error, lambda loc, _: spelled(node_at(root, loc) or (shared and node_at(shared, loc)))):
                if fault.loc not in passed_over:
                    errors.append(placed(fault.error, fault.loc, root, conventions, fault.of_name))
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
    return EnvironmentFile(
        name=name, root=root, conventions=conventions, environment=environment if whole else None, errors=errors
    )


def placed(error: InputError, loc: Loc, root: Mapping, conventions: ConventionsFile | None, of_name: bool = False) -> InputError:
    """Adds line and column to an error, and the conventions' file where the value stands there."""
    shared = conventions.root if conventions else None
    if conventions and shared and node_at(root, loc) is None and node_at(shared, loc) is not None:
        line, column = place_of(shared, loc, of_name)
        return replace(error, file=conventions.name, line=line, column=column)
    line, column = place_of(root, loc, of_name)
    return replace(error, line=line, column=column)


def _completed(own: Any, conventions: Mapping | None) -> Any:
    """Returns an environment's fields with those of the conventions that it does not give itself."""
    shared: dict[str, Any] = plain(conventions) if conventions else {}
    return _own_first(own, {name: value for name, value in shared.items() if name in Environment.model_fields})


def _own_first(own: Any, shared: Any) -> Any:
    if not isinstance(own, dict) or not isinstance(shared, dict):
        return cast(Any, own)
    mine, theirs = cast("dict[str, Any]", own), cast("dict[str, Any]", shared)
    return {**theirs, **{name: _own_first(value, theirs[name]) if name in theirs else value for name, value in mine.items()}}


def _without_required_tag(root: Mapping, conventions: Conventions | None) -> list[InputError]:
    """Finds the tags that the conventions ask for and the environment does not give."""
    tags = node_at(root, ("tags",))
    given = [key.text for key, _ in tags.entries] if isinstance(tags, Mapping) else []
    line, column = place_of(root, ("tags",), of_name=True)
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
