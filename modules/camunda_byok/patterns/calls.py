"""The parts that patterns about calls are made of: which service, about which key, by whom.

Records of CloudTrail name the key in different places: most in `resources`, some only in `requestParameters` by id or ARN, a
failed call sometimes only in its message. A failed call changed nothing, so a pattern about a change asks that there be no
`errorCode`; a pattern about attempts asks for one. Sources: CloudTrail record contents; EventBridge user guide, event patterns.
"""

import re
from collections.abc import Iterable
from typing import Any

from camunda_byok import arns
from camunda_byok.key_reference import KeyReference
from camunda_byok.patterns.event import API_CALL, Pattern

Detail = dict[str, Any]
Keys = tuple[KeyReference, ...]

SUCCEEDED: list[Any] = [{"exists": False}]
USE: list[Any] = ["Decrypt", "Encrypt", {"prefix": "GenerateDataKey"}, {"prefix": "ReEncrypt"}]
"""Cryptographic operations with a symmetric key, as CloudTrail calls them (ReEncrypt is one event on two keys)."""


def call(service: str, detail: Detail) -> Pattern:
    """Returns a pattern about calls to a service, such as `kms`."""
    return {
        "source": [f"aws.{service}"],
        "detail-type": [API_CALL],
        "detail": {"eventSource": [f"{service}.amazonaws.com"], **detail},
    }


def arns_of(keys: Keys) -> list[str]:
    return [key.arn for key in keys]


def words_for(keys: Keys) -> list[str]:
    """Returns what a record may call the keys: by ARN or by id."""
    return [word for key in keys for word in (key.arn, key.key_id)]


def names_key(keys: Keys) -> list[Detail]:
    """Returns the ways in which the record of a call names one of the keys."""
    return [{"resources": {"ARN": arns_of(keys)}}, {"requestParameters": {"keyId": words_for(keys)}}]


def failed_on(keys: Keys) -> list[Detail]:
    """Returns the ways in which the record of a failed call names one of the keys: sometimes in its message alone."""
    return [*names_key(keys), {"errorMessage": [{"wildcard": f"*{arn}*"} for arn in arns_of(keys)]}]


def not_camunda(accounts: tuple[str, ...]) -> Detail:
    """Returns what `userIdentity` is for everybody but Camunda's accounts and AWS services.

    A service has the type AWSService and no account; KMS itself has no type.
    """
    return {"accountId": [{"anything-but": list(accounts)}], "type": [{"anything-but": ["AWSService"]}]}


def not_a_deployer(deployers: tuple[str, ...]) -> Detail:
    """Returns what `userIdentity` is for everybody but these roles and users.

    A role stands twice in the record of its session: the session's ARN begins with the role's name, which is unique in the
    account whatever its path, and the issuer's ARN is the role's with its path. Roles of IAM Identity Center go by the
    latter. Wildcards are avoided wherever a prefix will do, for an event bus takes 30 rules with wildcards and no more.
    """
    sso = [arn for arn in deployers if "*" in arn or "?" in arn]
    sessions = [_session_prefix(arn) for arn in deployers if ":role/" in arn and arn not in sso]
    users = [arn for arn in deployers if ":user/" in arn]
    somebody: list[Any] = [{"exists": True}]
    return {
        "$or": [
            {
                "arn": [{"anything-but": {"prefix": sessions}}] if sessions else somebody,
                "sessionContext": {"sessionIssuer": {"arn": [{"anything-but": _operator(sso)}] if sso else somebody}},
            },
            {
                "arn": [{"anything-but": users}] if users else somebody,
                "sessionContext": {"sessionIssuer": {"arn": [{"exists": False}]}},
            },
            {"arn": [{"exists": False}]},
        ]
    }


def name_matchers(names: Iterable[str]) -> list[Any]:
    """Returns what matches names, in which a `*` stands for anything."""
    return [_one_of(name) for name in names]


def without_path(arn: str) -> str:
    """Returns the name of a role or user."""
    return arn.rsplit("/", 1)[1]


def _session_prefix(role: str) -> str:
    arn = arns.parts(role)
    return f"arn:{arn.partition}:sts::{arn.account}:assumed-role/{without_path(role)}/"


def _one_of(name: str) -> Any:
    if "*" not in name and "?" not in name:
        return name
    ((operator, (value,)),) = _operator([name]).items()
    return {operator: value}


def _operator(patterns: list[str]) -> dict[str, list[str]]:
    """Returns IAM's wildcards in EventBridge's terms, which has no `?`: it becomes `*`, and matches a little more."""
    wildcards = [re.sub(r"[*?]+", "*", pattern) for pattern in patterns]
    if all(pattern.find("*") == len(pattern) - 1 for pattern in wildcards):
        return {"prefix": [pattern[:-1] for pattern in wildcards]}
    return {"wildcard": wildcards}
