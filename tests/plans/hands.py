"""Whoever acts in AWS behind Terraform's back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from camunda_byok.names import Names


@dataclass(frozen=True)
class Hands:
    """Clients of the people of the sandbox, and what the deployed things are called."""

    names: Names
    client: Callable[..., Any]
    """`client(service)` of the deployer in the environment's region; `who` and `region` name others."""
    key_arn: str
    """The environment's key."""
