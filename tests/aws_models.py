"""Holds an answer that was made up against botocore's model of the service, which boto3 itself parses by."""

from collections.abc import Iterator
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, Shape, StructureShape

PYTHON: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "boolean": (bool,),
    "timestamp": (str, int, float),
    "float": (float,),
    "double": (float,),
    "blob": (str,),
}
"""What a value of a shape is in JSON."""


def misshapen(service: str, operation: str, answer: Any) -> list[str]:
    """Returns what is wrong with an answer in JSON: fields that do not exist, are missing, or have another type or value."""
    model = botocore.session.Session().get_service_model(service)
    shape = model.operation_model(operation).output_shape
    return list(problems(shape, answer, operation)) if shape else []


def problems(shape: Shape, value: Any, place: str) -> Iterator[str]:
    if isinstance(shape, StructureShape):
        names = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        missing = set(shape.required_members) - set(value)
        yield from (f"{place} has no field {name}" for name in set(value) - set(names))
        yield from (f"{place} lacks {name}" for name in missing)
        for name in set(value) & set(names):
            yield from problems(names[name], value[name], f"{place}.{name}")
    elif isinstance(shape, ListShape):
        for one in value:
            yield from problems(shape.member, one, f"{place}[]")
    elif isinstance(shape, MapShape):
        for one in value.values():
            yield from problems(shape.value, one, f"{place}{{}}")
    elif not isinstance(value, PYTHON[shape.type_name]):
        yield f"{place} is no {shape.type_name}: {value!r}"
    elif (enum := getattr(shape, "enum", None)) and value not in enum:
        yield f"{place} is none of {', '.join(enum)}: {value!r}"
