"""What pydantic finds wrong with an environment, as InputErrors in the project's own words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from typing import Any, cast, get_args

from pydantic import BaseModel, ValidationError

from camunda_byok.environment import Environment
from camunda_byok.errors import InputError

Loc = tuple[str | int, ...]

_BOOLEANS = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
_KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "fields with values beneath it",
    "model_type": "fields with values beneath it",
    "model_attributes_type": "fields with values beneath it",
    "date_type": "a day, such as 2027-12-31",
    "date_from_datetime_parsing": "a day, such as 2027-12-31",
}
"""What is allowed, by the name that pydantic gives to the fault of a wrong type."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """An InputError and the place that it is about."""

    loc: Loc
    error: InputError
    of_name: bool = False
    """Whether the field's name is wrong, and not its value."""


def faults_of(
    error: ValidationError, spell: Callable[[Loc, object], str] | None = None, of: type[BaseModel] = Environment
) -> list[Fault]:
    """Returns each fault with its place. `spell` gives a value as its author wrote it; else it is shown as Python has it. `of` is
    what was validated: an environment unless given.

    A field that is missing because its name is misspelt is reported once, as misspelt.
    """
    found: list[Fault] = []
    missing: list[Fault] = []
    meant: set[Loc] = set()
    for detail in error.errors(include_url=False):
        kind, loc, value = _precisely(detail["type"], detail["loc"], detail["input"], detail.get("ctx", {}), of)
        of_name = kind == "extra_forbidden" or loc[-1:] == ("[key]",)
        loc = tuple(step for step in loc if step != "[key]")
        given = (spell or _as_python)(loc, value)
        fault = _fault(kind, loc, value, given, detail.get("ctx", {}), detail["msg"], of)
        if kind == "extra_forbidden":
            meant |= {(*loc[:-1], name) for name in _nearest(loc, of)}
        (missing if kind == "missing" else found).append(Fault(loc=loc, error=replace(fault, field=dotted(loc)), of_name=of_name))
    return [fault for fault in missing if fault.loc not in meant] + found


def _precisely(kind: str, loc: Loc, value: Any, context: dict[str, Any], of: type[BaseModel]) -> tuple[str, Loc, Any]:
    """Moves a fault of a union's discriminator from the whole to that field, or to the name that it is misspelt as."""
    if kind not in ("union_tag_invalid", "union_tag_not_found"):
        return kind, loc, value
    discriminator = str(context["discriminator"]).strip("'")
    if kind == "union_tag_invalid":
        return kind, (*loc, discriminator), context["tag"]
    misspelt = [
        name for name in _names_in(value) if name not in _fields_at(loc, of) and discriminator in _nearest((*loc, name), of)
    ]
    return ("extra_forbidden", (*loc, misspelt[0]), value) if misspelt else (kind, loc, value)


def _names_in(value: Any) -> list[str]:
    return list(cast("dict[str, Any]", value)) if isinstance(value, dict) else []


def dotted(loc: Loc) -> str:
    """Returns a place as people write it: `key.administrators[0]`."""
    text = ""
    for step in loc:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _as_python(loc: Loc, value: object) -> str:
    return str(value)


def _fault(kind: str, loc: Loc, value: Any, given: str, context: dict[str, Any], message: str, of: type[BaseModel]) -> InputError:
    name = str(loc[-1]) if loc else ""
    match kind:
        case "value_error" if isinstance(context.get("error"), InputError):
            return cast(InputError, context["error"])
        case "missing":
            return InputError(
                problem="this field is missing",
                allowed=_described(loc, of).rstrip("."),
                remedy=f"Add {name}: to {'the fields of ' + dotted(loc[:-1]) if loc[:-1] else 'the file'}.",
            )
        case "extra_forbidden":
            return _unknown(loc, given, of)
        case "string_type" if isinstance(value, (int, float, date)):
            return InputError(
                value=given,
                problem=f"without quotes YAML takes this for {_kind(value)}, and it has to be text",
                allowed="text",
                remedy=f'Put it in quotes: "{given}"' if isinstance(loc[-1], int) else f'Put it in quotes: {name}: "{given}"',
            )
        case "tuple_type" if isinstance(value, str):
            return InputError(
                value=given,
                problem="this is one value where a list of them is expected",
                allowed="a list",
                remedy=f"Put it in brackets: {name}: [{given}]",
            )
        case "bool_type":
            return InputError(
                value=given,
                problem=f"this is {_kind(value)}, not true or false",
                allowed="true or false",
                remedy=f"Write {_BOOLEANS.get(given.lower(), 'true or false')}, without quotes.",
            )
        case "int_type" if isinstance(value, str) and value.strip().isdecimal():
            return InputError(
                value=given,
                problem="in quotes this is text, and it has to be a number",
                allowed="a whole number",
                remedy=f"Take the quotes away: {name}: {value.strip()}",
            )
        case _ if kind in _KINDS:
            return InputError(
                value=given,
                problem=f"this is {_kind(value)} where {_KINDS[kind]} is expected",
                allowed=_KINDS[kind],
                remedy=_described(loc, of) or "Write it as in the examples.",
            )
        case "literal_error":
            return _choose(given, _quoted(str(context["expected"])))
        case "union_tag_invalid":
            return _choose(given, _quoted(str(context["expected_tags"])))
        case "union_tag_not_found":
            missing = str(context["discriminator"]).strip("'")
            choices = _choices_at((*loc, missing), of)
            return InputError(
                value=given,
                problem=f"it does not say which {missing} this is",
                allowed=f"{missing}: {', '.join(choices[:-1])} or {choices[-1]}",
                remedy=f"Add {missing}: beneath it.",
            )
        case _:
            return InputError(value=given, problem=message, remedy=_described(loc, of) or "Write it as in the examples.")


def _quoted(expected: str) -> list[str]:
    """Takes pydantic's list of what it expects apart: `'local', 's3' or 'hcp'`."""
    return expected.split("'")[1::2]


def _choose(given: str, choices: list[str]) -> InputError:
    nearest = get_close_matches(given.lower(), choices, n=1, cutoff=0.4)
    return InputError(
        value=given,
        problem="this is not one of the choices",
        allowed=" or ".join(choices),
        remedy=f"Write {nearest[0]} if that is what you mean." if nearest else "Write one of them.",
    )


def _kind(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list() | tuple():
            return "a list"
        case dict():
            return "fields with values"
        case _:
            return "a day"


def _unknown(loc: Loc, given: str, of: type[BaseModel]) -> InputError:
    """Explains a field that does not exist: misspelt, in the wrong place, or of another kind of key, backend or destination."""
    name, parent = str(loc[-1]), loc[:-1]
    known, nearest = _fields_at(parent, of), _nearest(loc, of)
    elsewhere = [dotted(place) for place, names in _catalogue(of) if name in names]
    problem, remedy = "there is no such field", "Take it away, or write it as one of these."
    if name in known:
        problem = f"this field belongs to another kind of {dotted(parent)} than the one that is described here"
        remedy = "Take it away, or describe the other kind whole."
    elif nearest:
        remedy = f"Write {nearest[0]} if that is what you mean."
    elif elsewhere:
        remedy = f"Move it to {elsewhere[0]}." if elsewhere[0] else "Move it to the first level of the file."
    elif name == "<<":
        problem, remedy = "YAML 1.2 has no merge keys", "Write the fields out; an alias can stand for a whole value."
    return InputError(value=given if name in known else "", problem=problem, allowed=", ".join(known), remedy=remedy)


def _nearest(loc: Loc, of: type[BaseModel]) -> list[str]:
    """Returns the one field that a misspelt name at this place must have meant, or none."""
    return get_close_matches(str(loc[-1]).lower(), _fields_at(loc[:-1], of), n=1, cutoff=0.6)


def _fields_at(loc: Loc, of: type[BaseModel]) -> list[str]:
    """Returns the names of the fields that may stand at a place, whatever kind of key, backend or destination it is."""
    return sorted({name for model in _models_at(loc, of) for name in model.model_fields})


def _choices_at(loc: Loc, of: type[BaseModel]) -> list[str]:
    """Returns the words among which a field at this place chooses, in the order of the models."""
    fields = [model.model_fields[str(loc[-1])] for model in _models_at(loc[:-1], of)]
    return [word for field in fields for word in get_args(field.annotation)]


def _models_at(loc: Loc, of: type[BaseModel]) -> list[type[BaseModel]]:
    models: list[type[BaseModel]] = [of]
    for step in loc:
        if isinstance(step, str):
            fields = [model.model_fields[step] for model in models if step in model.model_fields]
            models = [inner for field in fields for inner in _models_in(field.annotation)]
    return models


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if parts := get_args(annotation):  # first: before Python 3.11 `tuple[...]` passes for a class
        return [model for part in parts for model in _models_in(part)]
    return [annotation] if isinstance(annotation, type) and issubclass(annotation, BaseModel) else []


def _catalogue(model: type[BaseModel], at: Loc = ()) -> Iterator[tuple[Loc, list[str]]]:
    """Yields every place that has fields, outermost first, with their names."""
    yield at, list(model.model_fields)
    for name, field in model.model_fields.items():
        for inner in _models_in(field.annotation):
            yield from _catalogue(inner, (*at, name))


def _described(loc: Loc, of: type[BaseModel]) -> str:
    """Returns the first sentence of a field's description."""
    name = next((step for step in reversed(loc) if isinstance(step, str)), "")
    models: list[type[BaseModel]] = [of]
    description = ""
    for step in loc:
        fields = [model.model_fields[step] for model in models if isinstance(step, str) and step in model.model_fields]
        if fields:
            description = fields[0].description if step == name else description
            models = [inner for field in fields for inner in _models_in(field.annotation)]
    return " ".join((description or "").split()).split(". ")[0].rstrip(".") + "." if description else ""
