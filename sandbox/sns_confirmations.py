"""Subscriptions that nobody confirmed. MiniStack takes an e-mail address as confirmed and lists every ARN."""

from typing import Any

import ministack.services.sns as sns

UNCONFIRMED = b"PendingConfirmation"
"""In lists, in the place of the ARN: see "Confirm an Amazon SNS subscription" in the SNS Developer Guide."""
BY_HAND = ("email", "email-json")

subscribe = sns._subscribe
lists = {name: getattr(sns, name) for name in ("_list_subscriptions", "_list_subscriptions_by_topic")}


def confirm(subscription: dict[str, Any], confirmed: bool) -> None:
    subscription["confirmed"] = confirmed
    subscription["attributes"]["PendingConfirmation"] = str(not confirmed).lower()


def subscribe_until_confirmed(parameters: Any) -> Any:
    """Somebody must open the link in the e-mail; until then nothing is sent there."""
    known = {one["arn"] for one in subscriptions()}
    status, headers, body = subscribe(parameters)
    for one in subscriptions():
        if one["arn"] not in known and one["protocol"] in BY_HAND:
            confirm(one, False)
            if sns._p(parameters, "ReturnSubscriptionArn").lower() != "true":
                body = body.replace(one["arn"].encode(), b"pending confirmation")
    return status, headers, body


def without_arns(name: str) -> Any:
    def listed(parameters: Any) -> Any:
        status, headers, body = lists[name](parameters)
        for one in subscriptions():
            if not one["confirmed"]:
                body = body.replace(b"<SubscriptionArn>" + one["arn"].encode(), b"<SubscriptionArn>" + UNCONFIRMED)
        return status, headers, body

    return listed


def subscriptions() -> list[dict[str, Any]]:
    return [one for topic in list(sns._topics._data.values()) for one in topic["subscriptions"]]


def apply() -> None:
    sns._subscribe = subscribe_until_confirmed
    for name in lists:
        setattr(sns, name, without_arns(name))
