"""What all groups of fields have in common."""

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """A group of fields: it cannot be changed, takes no field that it does not know, and converts nothing in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)


def false_is_none(value: object) -> object:
    """Takes `false`, which says in a file that there shall be none, for what the code has for it."""
    return None if value is False else value
