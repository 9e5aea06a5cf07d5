"""What happens to the roles and users whom the key policy names: whoever becomes one of them has their power over the key."""

from dataclasses import dataclass
from typing import Any

from camunda_byok.patterns.calls import SUCCEEDED, Detail, call, name_matchers, without_path
from camunda_byok.patterns.event import Event, Pattern
from camunda_byok.patterns.watched import Unwatched, Watched

ROLE_CHANGES = ("CreateRole", "DeleteRole", "UpdateAssumeRolePolicy")
USER_CHANGES = (
    "CreateUser",
    "DeleteUser",
    "UpdateUser",
    "CreateAccessKey",
    "CreateLoginProfile",
    "UpdateLoginProfile",
    "DeactivateMFADevice",
)


@dataclass(frozen=True)
class NamedRoleChanged(Event):
    """Somebody made or deleted a named role or user, changed who may assume the role, or gave the user a new way to sign in.

    A role that is deleted and made again has the same ARN. A user who makes an access key for himself is named in the answer
    alone. Source: IAM API reference, CreateAccessKey, UserName.
    """

    global_service = True
    grows_with = "people"

    def why_not(self, watched: Watched) -> str | None:
        return watched.people.reason if isinstance(watched.people, Unwatched) else None

    def pattern(self, watched: Watched) -> Pattern:
        assert not isinstance(watched.people, Unwatched)
        roles = name_matchers(without_path(arn) for arn in watched.people if ":role/" in arn)
        users = name_matchers(without_path(arn) for arn in watched.people if ":user/" in arn)
        ways: list[Detail] = []
        if roles:
            ways.append({"eventName": list(ROLE_CHANGES), "requestParameters": {"roleName": roles}})
        if users:
            of_users: dict[str, Any] = {"eventName": list(USER_CHANGES)}
            ways += [
                {**of_users, "requestParameters": {"userName": users}},
                {"eventName": ["UpdateUser"], "requestParameters": {"newUserName": users}},
                {"eventName": ["CreateAccessKey"], "responseElements": {"accessKey": {"userName": users}}},
            ]
        # EventBridge takes an $or of two and more.
        return call("iam", {"errorCode": SUCCEEDED, **({"$or": ways} if len(ways) > 1 else ways[0])})
