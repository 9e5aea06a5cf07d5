"""What the models of an environment have in common."""

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """Fields with values that are judged when they are given and never change afterwards; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)
