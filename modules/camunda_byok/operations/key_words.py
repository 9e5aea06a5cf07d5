"""How commands speak of an environment's keys, and what of them they keep in a record."""

from camunda_byok.operations.found_keys import FoundKey
from camunda_byok.operations.key_requests import about
from camunda_byok.operations.steps import Look


def the_key(key: FoundKey) -> str:
    """Returns the key as it stands within a sentence: `the second key in eu-west-2`."""
    return f"the {key.sought.title} in {key.region}"


def in_words(key: FoundKey) -> str:
    """Returns the key as it begins a sentence, with the name by which it was looked for."""
    return f"The {key.sought.title} ({key.sought.reference} in {key.region})"


def state_look(key: FoundKey) -> Look:
    """Returns the look at a key's state, before and after."""
    return Look(
        says=f"{key.sought.title} in {key.region}",
        **about(key, "DescribeKey"),
        of="KeyMetadata.{Arn: Arn, KeyState: KeyState}",
    )
