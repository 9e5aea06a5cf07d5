"""The role with which EventBridge passes events on to another region: whom it trusts, what it may."""

from camunda_byok.names import Names
from camunda_byok.policies.documents import Document, document


def forwarding_trust(names: Names, *, rule_arns: tuple[str, ...]) -> Document:
    """Returns the trust policy: EventBridge, for these rules of this account alone.

    Source: EventBridge user guide, "Using IAM roles", cross-service confused deputy prevention.
    """
    return document(
        {
            "Sid": "RulesAssume",
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": ["sts:AssumeRole"],
            "Condition": {
                "StringEquals": {"aws:SourceAccount": names.account},
                "ArnEquals": {"aws:SourceArn": list(rule_arns)},
            },
        }
    )


def forwarding_permissions(names: Names) -> Document:
    """Returns what the role may: put events on the default bus of the environment's region.

    Source: EventBridge user guide, "Sending and receiving events between AWS Regions".
    """
    return document(
        {
            "Sid": "PutEvents",
            "Effect": "Allow",
            "Action": ["events:PutEvents"],
            "Resource": names.arn("events", "event-bus/default"),
        }
    )
