"""Policies, principals and requests in few words, for the tests of this folder."""

from typing import Any

from camunda_byok.authorization.model import Principal, Request
from camunda_byok.policies.documents import Document

OWNER, OTHER, THIRD = "111122223333", "444455556666", "777788889999"
ROOT = f"arn:aws:iam::{OWNER}:root"
ROLE = f"arn:aws:iam::{OWNER}:role/team/app"
TENANT = f"arn:aws:iam::{OTHER}:role/c8-cluster/c8-apps-1234"
DELETED = "AROAEXAMPLEEXAMPLE123"


def policy(*statements: dict[str, Any], version: str = "2012-10-17") -> Document:
    return {"Version": version, "Statement": list(statements)}


def allow(principal: Any = "*", action: Any = "kms:Decrypt", resource: Any = "*", **others: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource, **others}


def deny(principal: Any = "*", action: Any = "kms:Decrypt", resource: Any = "*", **others: Any) -> dict[str, Any]:
    return {**allow(principal, action, resource, **others), "Effect": "Deny"}


def aws(arn: str, session: str = "") -> Principal:
    return Principal("AWS", arn, arn.split(":")[4], session)


def service(name: str) -> Principal:
    return Principal("Service", f"{name}.amazonaws.com")


def decrypt(principal: Principal | None = None, /, **context: Any) -> Request:
    return Request(principal or aws(TENANT), "kms:Decrypt", context=context)
