"""The fields of an environment as Markdown, for the documentation: what each says, takes and defaults to."""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]


def as_markdown(schema: Schema) -> str:
    """Returns a section for each group of fields, in the order of the file, made of a JSON Schema."""
    definitions: Schema = schema["$defs"]
    groups: dict[str, Schema] = {}
    for name, field in schema["properties"].items():
        for heading, model in _groups(f"`{name}`", field, definitions):
            # What two kinds of a field have alike stands there once.
            is_another = groups.get(heading, model) != model
            groups.setdefault(f"{heading}{_kind(model)}" if is_another else heading, model)
    first = _section("The first level", "", schema, definitions)
    return "\n\n".join([first, *(_section(name, model["description"], model, definitions) for name, model in groups.items())])


def _groups(heading: str, field: Schema, definitions: Schema) -> Iterator[tuple[str, Schema]]:
    models = _models(field, definitions)
    for model in models:
        yield f"{heading}{_kind(model) if len(models) > 1 else ''}", model
        for name, inner in model["properties"].items():
            yield from _groups(f"{heading[:-1]}.{name}`", inner, definitions)


def _kind(model: Schema) -> str:
    """Tells the kinds of one field apart: by the word that says which it is, or by the one field that must be there."""
    for name in ("backend", "kind"):
        if word := model["properties"].get(name, {}).get("const"):
            return f" with `{name}: {word}`"
    required = model.get("required", [])
    return f" with `{required[0]}`" if required else ""


def _section(heading: str, description: str, model: Schema, definitions: Schema) -> str:
    rows = [
        f"| `{name}` | {_takes(field, definitions)} | {_default(name, field, model)} | {_cell(_says(field, definitions))} |"
        for name, field in model["properties"].items()
    ]
    table = ["| Field | Takes | Unless given | What it does |", "|---|---|---|---|", *rows]
    return "\n".join([f"### {heading}", "", *([description, ""] if description else []), *table])


def _models(field: Schema, definitions: Schema) -> list[Schema]:
    """Returns the groups of fields that a field may hold: beneath it, or in each entry of its list."""
    inner = field.get("items", field)
    references = [choice["$ref"] for choice in [inner, *inner.get("oneOf", []), *inner.get("anyOf", [])] if "$ref" in choice]
    return [definitions[reference.rpartition("/")[2]] for reference in references]


def _says(field: Schema, definitions: Schema) -> str:
    """Returns the field's description; that of what is beneath it, where the two are the same and it is left out."""
    return field.get("description") or next((model["description"] for model in _models(field, definitions)), "")


def _takes(field: Schema, definitions: Schema) -> str:
    if field.get("type") == "array":
        most = f", at most {field['maxItems']}" if "maxItems" in field else ""
        least = ", at least one" if field.get("minItems") else ""
        entries = "fields" if _models(field, definitions) else "text"
        return f"list of {entries}{least}{most}"
    if _models(field, definitions):
        return "fields, or `false`" if {"const": False} in field.get("anyOf", []) else "fields"
    if {"const": False} in field.get("anyOf", []):
        return "text, or `false`"
    if "const" in field:
        return f"`{field['const']}`"
    if "minimum" in field:
        return f"{field['minimum']} to {field['maximum']}"
    if "enum" in field:
        choices: list[Any] = field["enum"]
        return (
            "an AWS region" if "eu-west-1" in choices else " or ".join([", ".join(map(_code, choices[:-1])), _code(choices[-1])])
        )
    words = {"boolean": "`true` or `false`", "object": "names and texts"}
    return words.get(field.get("type", ""), "a day" if field.get("format") == "date" else "text")


def _code(choice: object) -> str:
    return f"`{choice}`" if isinstance(choice, str) else str(choice)


def _default(name: str, field: Schema, model: Schema) -> str:
    if name in model.get("required", []):
        return "**required**"
    if "default" in field:
        return f"`{str(field['default']).lower()}`"
    return ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
