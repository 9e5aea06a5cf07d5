"""All grants on a key. None is ever declared: Camunda and AWS services make them for what they encrypt."""

from collections.abc import Iterator

from camunda_byok.aws.answers import Absence, pages
from camunda_byok.inventory.model import Grant, Key
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.reading import Reading, region_of


def read_grants(key: Key, arn: str, reading: Reading) -> Iterator[Grant]:
    """Gives the grants on a key, or one of which nothing is known where they cannot be listed."""
    said = reading.ask("kms:ListGrants", region_of(key), lambda kms: pages(kms, "list_grants", "Grants", KeyId=arn))
    if isinstance(said, Unknown):
        yield from unknown_grants(key, arn, said)
    elif not isinstance(said, Absence):
        for each in said:
            operations = tuple(sorted(each.get("Operations", [])))
            yield _grant(f"grant {each['GrantId']} on {key.address}", key, arn, _grantee(each), operations)


def unknown_grants(key: Key, arn: str, why: Unknown) -> Iterator[Grant]:
    """Gives one grant of which nothing is known, in the place of all that there may be."""
    yield _grant(f"grants on {key.address}", key, arn, why, why)


def _grantee(grant: dict[str, str]) -> str | Unknown:
    """Returns who may use the grant: a principal, or a service of AWS in a field of its own."""
    who = grant.get("GranteePrincipal") or grant.get("GranteeServicePrincipal")
    return who or Unknown("KMS does not say who holds the grant")


def _grant(address: str, key: Key, arn: str, grantee: str | Unknown, operations: tuple[str, ...] | Unknown) -> Grant:
    return Grant(
        address=address,
        account=key.account,
        region=key.region,
        prevent_destroy=False,
        key=arn,
        grantee=grantee,
        operations=operations,
    )
