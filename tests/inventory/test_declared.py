"""What an environment declares is what its stacks say, for every valid environment and every field."""

from hypothesis import HealthCheck, Phase, given, settings

from camunda_byok.environment import Environment
from camunda_byok.inventory import synthesized
from camunda_byok.inventory.declared import declared, declared_stacks
from camunda_byok.inventory.model import Inventory
from tests.strategies import environments
from tests.synthesized import stacks_of


@given(environment=environments())
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],  # an example takes half a second: shrinking a failure would take minutes
)
def test_every_environment_declares_what_its_stacks_say(environment: Environment) -> None:
    stacks = stacks_of(environment)

    assert {_kind(environment, stack): _fields(picture) for stack, picture in declared_stacks(environment).items()} == {
        kind: _fields(synthesized.read(stack.json)) for kind, stack in stacks.items()
    }
    assert len(declared(environment).things) == sum(len(each.things) for each in declared_stacks(environment).values())


def _kind(environment: Environment, stack: str) -> str:
    return stack.removeprefix(f"{environment.name}-")


def _fields(picture: Inventory) -> dict[str, object]:
    """Things as dictionaries, so that a failure shows the field that differs."""
    return {address: (type(thing).__name__, vars(thing)) for address, thing in picture.things.items()}
