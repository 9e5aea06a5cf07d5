"""Whom somebody means who asks for a principal: one, or all classes of an account that the policies tell apart."""

import re
from collections.abc import Iterable
from dataclasses import replace

from camunda_byok.authorization.decision import account_named, of_arn, session_named
from camunda_byok.authorization.model import Principal
from camunda_byok.authorization.principals import principal_classes
from camunda_byok.authorization.statements import Statement
from camunda_byok.authorization.wildcards import Pattern, TooManyError
from camunda_byok.errors import InputError

ALLOWED = "the ARN of a role, a user or a role's session, the name of a service, or an account id"
_SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?")
_IAM = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(root|(role|user)/[\w+=,.@/-]+)")
_SESSION = re.compile(r"arn:aws[a-z-]*:sts::\d{12}:(assumed-role/[\w+=,.@-]+/[\w+=,.@-]+|federated-user/[\w+=,.@-]+)")


def principals_asked(
    text: str, statements: Iterable[Statement] = (), *, owner: str, partition: str = "aws", role: str = ""
) -> tuple[Principal, ...]:
    """Returns whom a text means.

    statements: those of the key's policies. Of an account they tell classes of principals apart, and one of each is returned.
    role: ARN of the role that a session belongs to, path included. Unless given the role is taken for one without a path, which
        the session's ARN leaves out.

    Raises InputError where it is no principal.
    """
    text = text.strip()
    if _SERVICE.fullmatch(text):
        return (Principal("Service", text),)
    if re.fullmatch(r"\d{12}", text):
        return _of_account(text, statements, owner, partition)
    if _IAM.fullmatch(text) or _SESSION.fullmatch(text):
        session = session_named(text)
        return (replace(of_arn(role), session=session[2]) if session and role else of_arn(text),)
    raise InputError(
        field="PRINCIPAL",
        value=text,
        problem="this is no principal",
        allowed=ALLOWED,
        remedy="Copy the ARN whole, the path of a role included: arn:aws:iam::111122223333:role/platform/key-administrator.",
    )


def _of_account(account: str, statements: Iterable[Statement], owner: str, partition: str) -> tuple[Principal, ...]:
    anybody = Pattern(f"arn:{partition}:iam::{account}:*", arn=True)
    try:
        found = principal_classes(statements, owner=owner, service="kms", asked=[anybody])
    except TooManyError as fault:
        raise InputError(
            field="PRINCIPAL",
            value=account,
            problem=f"the principals of the account cannot be told apart: {fault}",
            remedy="Ask for one of them, by the ARN.",
        ) from fault
    own = [one for one in found if one.kind == "AWS" and one.account == account]
    return tuple(sorted(own, key=lambda one: account_named(one.value) == account))
