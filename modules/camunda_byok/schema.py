"""The JSON Schemas of an environment's file and of `conventions.yaml`, from which editors complete and check."""

from typing import Any, cast

from camunda_byok.conventions import Conventions
from camunda_byok.environment import Environment


def environment_schema() -> dict[str, Any]:
    """Returns the schema, with descriptions from the code, and limits and examples from where they are written once.

    It says less than `byok validate`: what fields must be to each other no schema can express.
    """
    return _titled("An environment of camunda-byok", _tidied(Environment.model_json_schema()))


def conventions_schema() -> dict[str, Any]:
    """Returns the schema of `conventions.yaml`, likewise."""
    return _titled("Conventions for the environments of camunda-byok in one folder", _tidied(Conventions.model_json_schema()))


def _titled(title: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **schema}


def _tidied(node: Any) -> Any:
    """Takes out what pydantic adds for programs and people would stumble over: titles, nulls, whole objects as defaults."""
    if isinstance(node, list):
        return [_tidied(entry) for entry in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    schema = cast("dict[str, Any]", node)
    tidy = {name: _tidied(value) for name, value in schema.items() if not (name == "title" and isinstance(value, str))}
    if isinstance(tidy.get("description"), str):
        tidy["description"] = " ".join(tidy["description"].split())
    if "default" in tidy and (tidy["default"] is None or isinstance(tidy["default"], (dict, list))):
        del tidy["default"]
    if "anyOf" in tidy:
        choices = [choice for choice in tidy["anyOf"] if choice != {"type": "null"}]
        tidy = {**tidy, "anyOf": choices} if len(choices) > 1 else {**tidy, **choices[0]}
        if len(choices) == 1:
            del tidy["anyOf"]
    if tidy.get("type") == "array":
        tidy["uniqueItems"] = True
    return tidy
