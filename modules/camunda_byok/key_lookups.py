"""How the alarms stack looks for keys that other stacks make: data sources by alias, in the words of their addresses.

Terraform names the address where an alias is not found, so the address says what to do.
"""

from camunda_byok.environment import Environment


def key_lookup(environment: Environment, generation: int) -> str:
    return f"deploy_{environment.name}-key{_with(generation)}_first"


def second_key_lookup(environment: Environment, generation: int) -> str:
    return f"deploy_{environment.name}-key{_with(generation)}_in_both_regions_first"


def trail_key_lookup(environment: Environment) -> str:
    return f"deploy_{environment.name}-trail_first"


def _with(generation: int) -> str:
    return "" if generation == 1 else f"_with_generation_{generation}"
