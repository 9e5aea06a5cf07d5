"""What every group of fields of an environment's file has in common."""

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """Fields that cannot be changed afterwards, of exactly their type and no others; their docstrings describe them."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True)
