"""How everything live is asked for: an answer, that there is no such thing, or why nobody can say."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar, cast

from camunda_byok.aws.answers import Absence, Asked, answer
from camunda_byok.aws.clients import Clients
from camunda_byok.inventory.model import Document, EventRule, Role, Target, Text, Thing
from camunda_byok.inventory.values import Unknown
from camunda_byok.names import partition_of

T = TypeVar("T")
V = TypeVar("V")
K = TypeVar("K", bound=Thing)

NOT_A_DOCUMENT = Unknown("what AWS answered is not a JSON document")
SAID_BY_CONFIGURATION = frozenset(
    {
        "address",
        "account",
        "region",
        "prevent_destroy",
        "name",
        "arn",
        "deletion_window_days",
        "force_destroy",
        "imported_material",
        "lockout_check_bypassed",
    }
)
"""Fields by which a thing is found, and those that Terraform alone knows: AWS keeps no such attribute of it."""


@dataclass(frozen=True)
class Reading:
    """Whom to ask, and how the account's keys are called."""

    clients: Clients
    aliases: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    """ARN of the key by region and alias."""

    def ask(self, action: str, region: str, call: Callable[[Any], T], *, service: str = "") -> T | Absence | Unknown:
        """Returns what a call answers.

        action: as IAM names it, `kms:DescribeKey`: what is said to be denied where it is. call: is given the service's client.
        service: boto3's name of the service, where it is not the one that the action begins with.
        """
        client = service or action.partition(":")[0]
        return answer(lambda: call(self.clients(client, region)), Asked(action=action, region=region))

    def key_arn(self, said: str, thing: Thing) -> str:
        """Returns the ARN of the key that a thing names by id, by alias or by ARN; what it says where nobody knows it."""
        region, account = str(thing.region), str(thing.account)
        name = said.rpartition(":")[2]
        if name.startswith("alias/"):
            return self.aliases.get((region, name), said)
        if said.startswith("arn:"):
            return said
        return f"arn:{partition_of(region)}:kms:{region}:{account}:{name if name.startswith('key/') else f'key/{name}'}"


def of(said: T | Absence | Unknown, read: Callable[[T], V], *, absent: V) -> V | Unknown:
    """Returns what is read from an answer, `absent` where there is no such thing, or why nobody can say."""
    if isinstance(said, Unknown):
        return said
    return absent if isinstance(said, Absence) else read(said)


def document(text: Any) -> Document:
    """Returns a policy or a pattern as AWS answers it, as text or as a document already; None where there is none."""
    if not text:
        return None
    try:
        said = json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return NOT_A_DOCUMENT
    return cast("dict[str, Any]", said) if isinstance(said, dict) else NOT_A_DOCUMENT


def unreadable(thing: K, why: Unknown) -> K:
    """Returns a thing of which nobody can say whether it is there: all that AWS would have to say is unknown."""
    made = replace(thing, **{each.name: why for each in fields(thing) if each.name not in SAID_BY_CONFIGURATION})
    if isinstance(made, EventRule):
        return replace(made, targets=(unknown_target(why),))
    return replace(made, policies=(why,)) if isinstance(made, Role) else made


def unknown_target(why: Unknown) -> Target:
    return Target(arn=why, role=why, dead_letter_queue=why)


def region_of(thing: Thing) -> str:
    """Returns a thing's region, which is always known of what is declared."""
    return _written_out(thing.region)


def account_of(thing: Thing) -> str:
    return _written_out(thing.account)


def name_of(said: Text) -> str:
    return _written_out(said)


def _written_out(said: Text) -> str:
    assert isinstance(said, str), said  # names.py composes it
    return said
