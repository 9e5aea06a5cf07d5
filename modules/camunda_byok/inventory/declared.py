"""An environment to a picture: what its stacks declare, known without Node, Terraform or AWS.

It equals what `synthesized.py` reads from the synthesized stacks, field by field. Where a policy or a pattern names what AWS has
yet to name, it holds Terraform's reference as text, as the stacks do.
"""

from collections.abc import Iterator

from camunda_byok.environment import Environment
from camunda_byok.guarding import state_owners, state_users
from camunda_byok.inventory.declared_alarms import alarms_of
from camunda_byok.inventory.declared_key import keys_of
from camunda_byok.inventory.declared_parts import bucket
from camunda_byok.inventory.declared_trail import trail_of
from camunda_byok.inventory.model import Inventory, Thing
from camunda_byok.names import partition_of
from camunda_byok.policies.state_bucket_policy import state_bucket_policy


def declared(environment: Environment) -> Inventory:
    """Returns the picture of all stacks of an environment together: no address is in two of them."""
    return Inventory({thing.address: thing for stack in declared_stacks(environment).values() for thing in stack.things.values()})


def declared_stacks(environment: Environment) -> dict[str, Inventory]:
    """Returns the picture of each stack by its name, such as `prod-key`, of those that the environment has."""
    made = {
        f"{environment.name}-key": keys_of(environment),
        f"{environment.name}-trail": trail_of(environment),
        f"{environment.name}-alarms": alarms_of(environment),
        f"state-{environment.name}": _state_bucket(environment),
    }
    pictures = {stack: Inventory({thing.address: thing for thing in things}) for stack, things in made.items()}
    return {stack: picture for stack, picture in pictures.items() if picture.things}


def _state_bucket(environment: Environment) -> Iterator[Thing]:
    settings = environment.made_state_bucket
    if settings is None:
        return
    arn = f"arn:{partition_of(settings.region)}:s3:::{settings.bucket}"
    yield bucket(
        "state_bucket",
        environment.names.in_region(settings.region),
        name=settings.bucket,
        policy=state_bucket_policy(arn, users=state_users(environment), owners=state_owners(environment)),
        key=settings.kms_key,
    )
