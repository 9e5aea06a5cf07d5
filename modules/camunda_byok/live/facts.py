"""What exists only live: how keys fare, what the trail delivered, who has confirmed, who is let in, who is still there."""

from collections.abc import Iterator, Mapping

from camunda_byok import arns
from camunda_byok.aws.clients import Clients
from camunda_byok.aws.together import SECONDS
from camunda_byok.environment import Environment
from camunda_byok.inventory.declared import declared
from camunda_byok.inventory.model import Bucket, Inventory, Topic, Trail
from camunda_byok.live.confirmations import confirmations
from camunda_byok.live.deliveries import delivery
from camunda_byok.live.key_lives import key_life
from camunda_byok.live.outside_access import outside_access
from camunda_byok.live.people import named_people
from camunda_byok.live.questions import Question, answered
from camunda_byok.live.subscriptions import TopicSubscriptions
from camunda_byok.names import partition_of


def read_facts(environment: Environment, keys: Mapping[str, str], clients: Clients, *, seconds: float = SECONDS) -> Inventory:
    """Returns the facts about an environment, each beside the thing that it is about (`inventory/live_kinds.py`).

    keys: ARN of every key of the environment by its address, as far as there is one.
    clients: of somebody who may read. What he may not read is unknown, and says so.
    seconds: how long everything together may take.

    Raises InputError where no call can succeed, because there are no credentials or AWS no longer takes them.
    """
    return answered(_questions(environment, keys, clients), seconds=seconds)


def _questions(environment: Environment, keys: Mapping[str, str], clients: Clients) -> Iterator[Question]:
    picture = declared(environment)
    for of, arn in keys.items():
        yield key_life(of, arn, clients)
    trail = environment.trail_reference.arn
    yield delivery(next((each.address for each in picture.all(Trail)), f"trail {trail}"), trail, clients)
    for topic in picture.all(Topic):
        yield confirmations(TopicSubscriptions.of(topic, picture), clients)
    for region, resources in _by_region(picture, keys).items():
        yield outside_access(environment.account, region, resources, clients)
    yield from named_people(environment, clients)


def _by_region(picture: Inventory, keys: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Returns the ARNs by address of the keys and buckets of each region."""
    found: dict[str, dict[str, str]] = {}
    for of, arn in keys.items():
        found.setdefault(arns.parts(arn).region, {})[of] = arn
    for bucket in picture.all(Bucket):
        if isinstance(bucket.region, str) and isinstance(bucket.name, str):
            found.setdefault(bucket.region, {})[bucket.address] = f"arn:{partition_of(bucket.region)}:s3:::{bucket.name}"
    return found
