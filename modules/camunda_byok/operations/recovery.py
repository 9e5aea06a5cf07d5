"""The checks that show that a key is back: what Camunda needs of it, asked of KMS one by one.

Each is made whatever became of the others. One that fails, or that nobody may make, is said and makes the command end as done in
part.
"""

from collections.abc import Iterator
from typing import Any

from camunda_byok.aws.answers import Asked, answer, pages
from camunda_byok.key_states import ENABLED
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.found_keys import FoundKey
from camunda_byok.operations.key_requests import AddressedKey, about, until_in_state
from camunda_byok.operations.key_words import the_key
from camunda_byok.operations.restoring import DEFAULT, is_declared
from camunda_byok.operations.steps import Check

FIRST_GRANTS = 100
"""Grants that one request gives. The check counts no further."""


def recovery_checks(key: FoundKey, asked: AddressedKey, policy: dict[str, Any] | None, acting: Acting) -> Iterator[Check]:
    """Gives the checks of one key.

    asked: how KMS is told which one. policy: the declared one; None where nobody declares it, and then it is not looked at.
    """
    where, alias = the_key(key), key.sought.reference
    yield until_in_state(
        asked, f"See that {where} is enabled", ENABLED, otherwise=f"KMS does not say that {where} is enabled.", goes_on=True
    )
    if alias.startswith("alias/") and key.arn:
        yield Check(
            says=f"See that {alias} leads to {where}",
            service="kms",
            operation="DescribeKey",
            region=key.region,
            parameters={"KeyId": alias},
            holds=f"KeyMetadata.Arn == '{key.arn}'",
            otherwise=f"{alias} leads to another key.",
            rest_goes_on=True,
        )
    if isinstance(key.metadata, dict) and key.metadata.get("Origin") == "AWS_KMS" and not key.is_replica:
        yield Check(
            says=f"See that {where} rotates",
            **about(asked, "GetKeyRotationStatus"),
            holds="KeyRotationEnabled",
            otherwise=f"The rotation of {where} is off: aws kms enable-key-rotation --region {key.region} --key-id {asked.id}",
            rest_goes_on=True,
        )
    if policy is not None:
        yield Check(
            says=f"See that {where} has the declared policy",
            **about(asked, "GetKeyPolicy", PolicyName=DEFAULT),
            holds=is_declared(policy, acting.environment.account),
            otherwise=f"The policy of {where} does not mean what is declared. byok thaw --restore-policy shows the difference, "
            "and puts it back.",
            rest_goes_on=True,
        )
    if (grants := _grants(asked, acting)) != 0:
        least = 0 if grants is None else min(grants, FIRST_GRANTS)
        yield Check(
            says=f"See that the grants on {where} are still there",
            **about(asked, "ListGrants", Limit=FIRST_GRANTS),
            holds=f"length(Grants) >= `{least}`",
            otherwise=f"There are fewer grants on {where} than before: volumes of Camunda may have lost theirs. "
            "Call Camunda Support.",
            rest_goes_on=True,
        )


def _grants(key: AddressedKey, acting: Acting) -> int | None:
    """Returns how many grants there are now; None where nobody may say, and then nobody may afterwards either."""
    found = answer(
        lambda: pages(acting.clients("kms", key.region), "list_grants", "Grants", KeyId=key.id),
        Asked(action="kms:ListGrants", region=key.region),
    )
    return len(found) if isinstance(found, list) else None
