"""A key by its ARN, whoever owns it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class KeyReference:
    """What alarms and readers need to know of a key: one that a stack makes, one found by alias, one owned elsewhere."""

    arn: str
    """The key's ARN, never an alias's: an alias can be pointed at another key. May be a Terraform token."""
    key_id: str
    """The last part of the ARN; CloudTrail records name the key by either. May be a Terraform token."""

    @classmethod
    def of_arn(cls, arn: str) -> "KeyReference":
        """Returns the reference to a key whose ARN is known as text."""
        return cls(arn=arn, key_id=arn.rsplit("/", 1)[-1])
