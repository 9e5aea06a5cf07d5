"""One resource of a plan at one time: its values, with those that are not known yet or that nobody shall see put in words."""

from collections.abc import Mapping
from typing import Any, cast

from camunda_byok.inventory.plan_configuration import Configuration, Path
from camunda_byok.inventory.resource import LEFT_TO_AWS
from camunda_byok.inventory.values import AFTER_APPLY, SENSITIVE

_NOT_SAID = object()
"""The expression of what no configuration is known of."""


class Unknowns:
    """Says of a resource's unknown values where they come from."""

    def __init__(self, configuration: Configuration, path: Path, index: str, expressions: Mapping[str, Any] | None) -> None:
        """expressions: the resource's, by argument; None where the plan has no configuration of it."""
        self._configuration = configuration
        self._path = path
        self._index = index
        self.expressions: object = _NOT_SAID if expressions is None else expressions

    def source(self, expression: object) -> object:
        if expression is None:
            return LEFT_TO_AWS
        return self._configuration.refers_to(expression, self._path, self._index) or AFTER_APPLY


def before_values(values: Mapping[str, Any], sensitive: Any) -> Mapping[str, Any]:
    """Returns what a resource was, without what is sensitive."""
    return _mapping(values, {}, sensitive, _NOT_SAID, None)


def after_values(values: Mapping[str, Any], unknown: Any, sensitive: Any, unknowns: Unknowns) -> Mapping[str, Any]:
    """Returns what a resource will be."""
    return _mapping(values, unknown, sensitive, unknowns.expressions, unknowns)


def _mapping(
    values: Mapping[str, Any], unknown: Any, sensitive: Any, expressions: object, unknowns: Unknowns | None
) -> Mapping[str, Any]:
    if sensitive is True:
        return dict.fromkeys(values, SENSITIVE)
    seen = dict(values)
    not_known: dict[str, Any] = unknown or {}
    hidden: dict[str, Any] = sensitive or {}
    for name in {**not_known, **hidden}:
        if not_known.get(name) or (hidden.get(name) and name in values):
            seen[name] = _value(values.get(name), not_known.get(name), hidden.get(name), _within(expressions, name), unknowns)
    return seen


def _value(value: Any, unknown: Any, sensitive: Any, expression: object, unknowns: Unknowns | None) -> Any:
    if sensitive is True:
        return SENSITIVE
    if unknown is True:
        return AFTER_APPLY if expression is _NOT_SAID or unknowns is None else unknowns.source(expression)
    if isinstance(value, dict) or isinstance(unknown, dict):
        return _mapping(cast("dict[str, Any]", value or {}), unknown, sensitive, expression, unknowns)
    if isinstance(value, list) or isinstance(unknown, list):
        return _list(cast("list[Any]", value or []), cast("list[Any]", unknown or []), sensitive or [], expression, unknowns)
    return value


def _list(
    values: list[Any], unknown: list[Any], sensitive: list[Any], expression: object, unknowns: Unknowns | None
) -> list[Any]:
    count = max(len(values), len(unknown))
    expressions = _of_each(expression, count)
    return [
        _value(_at(values, number), _at(unknown, number), _at(sensitive, number), expressions[number], unknowns)
        for number in range(count)
    ]


def _of_each(expression: object, count: int) -> list[object]:
    """Blocks have an expression each, unless a dynamic block makes some; of a list that is one argument the whole one counts."""
    if isinstance(expression, list):
        each = cast("list[object]", expression)
        return each if len(each) == count else [_NOT_SAID] * count
    return [expression or _NOT_SAID] * count


def _at(values: list[Any], number: int) -> Any:
    return values[number] if number < len(values) else None


def _within(expression: object, name: str) -> object:
    if isinstance(expression, dict):
        said = cast("dict[str, Any]", expression)
        return said if "references" in said or "constant_value" in said else said.get(name)
    return _NOT_SAID
