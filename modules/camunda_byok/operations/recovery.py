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
from camunda_byok.operations.key_words import the_key
from camunda_byok.operations.restoring import DEFAULT, is_declared
from camunda_byok.operations.steps import Check, Wait

SECONDS_UNTIL_ENABLED = 60
FIRST_GRANTS = 100
"""Grants that one request gives. The check counts no further."""


def recovery_checks(key: FoundKey, key_id: str, policy: dict[str, Any] | None, acting: Acting) -> Iterator[Check]:
    """Gives the checks of one key.

    policy: the declared one; None where nobody declares it, and then it is not looked at.
    """
    where, alias = the_key(key), key.sought.reference
    yield Wait(
        says=f"See that {where} is enabled",
        service="kms",
        operation="DescribeKey",
        region=key.region,
        parameters={"KeyId": key_id},
        holds=f"KeyMetadata.KeyState == '{ENABLED}'",
        otherwise=f"KMS does not say that {where} is enabled.",
        every_seconds=2,
        at_most_seconds=SECONDS_UNTIL_ENABLED,
        rest_goes_on=True,
    )
    if alias.startswith("alias/") and key.arn:
        yield _check(
            key,
            f"See that {alias} leads to {where}",
            "DescribeKey",
            {"KeyId": alias},
            holds=f"KeyMetadata.Arn == '{key.arn}'",
            otherwise=f"{alias} leads to another key.",
        )
    if isinstance(key.metadata, dict) and key.metadata.get("Origin") == "AWS_KMS" and not key.is_replica:
        yield _check(
            key,
            f"See that {where} rotates",
            "GetKeyRotationStatus",
            {"KeyId": key_id},
            holds="KeyRotationEnabled",
            otherwise=f"The rotation of {where} is off: aws kms enable-key-rotation --region {key.region} --key-id {key_id}",
        )
    if policy is not None:
        yield _check(
            key,
            f"See that {where} has the declared policy",
            "GetKeyPolicy",
            {"KeyId": key_id, "PolicyName": DEFAULT},
            holds=is_declared(policy, acting.environment.account),
            otherwise=f"The policy of {where} does not mean what is declared. byok thaw --restore-policy shows the difference, "
            "and puts it back.",
        )
    if (grants := _grants(key, key_id, acting)) != 0:
        least = 0 if grants is None else min(grants, FIRST_GRANTS)
        yield _check(
            key,
            f"See that the grants on {where} are still there",
            "ListGrants",
            {"KeyId": key_id, "Limit": FIRST_GRANTS},
            holds=f"length(Grants) >= `{least}`",
            otherwise=f"There are fewer grants on {where} than before: volumes of Camunda may have lost theirs. "
            "Call Camunda Support.",
        )


def _check(key: FoundKey, says: str, operation: str, parameters: dict[str, Any], *, holds: str, otherwise: str) -> Check:
    return Check(
        says=says,
        service="kms",
        operation=operation,
        region=key.region,
        parameters=parameters,
        holds=holds,
        otherwise=otherwise,
        rest_goes_on=True,
    )


def _grants(key: FoundKey, key_id: str, acting: Acting) -> int | None:
    """Returns how many grants there are now; None where nobody may say, and then nobody may afterwards either."""
    found = answer(
        lambda: pages(acting.clients("kms", key.region), "list_grants", "Grants", KeyId=key_id),
        Asked(action="kms:ListGrants", region=key.region),
    )
    return len(found) if isinstance(found, list) else None
