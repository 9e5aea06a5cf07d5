"""Existing topics: what their owner must allow, and how EventBridge reaches those of other accounts.

EventBridge publishes to a topic of its own account as itself, by the topic's policy. To a topic of another account it publishes
as a role of the rule's account. Source: EventBridge user guide, "Sending events to an AWS service in another account". CloudWatch
publishes to either as itself. Source: AWS re:Post knowledge center, "cloudwatch-cross-account-sns".
"""

from collections.abc import Iterable

from camunda_byok import arns
from camunda_byok.names import Names
from camunda_byok.policies.documents import Document, Statement, document, statement
from camunda_byok.policies.notification_policies import CLOUDWATCH, EVENTBRIDGE, USE_OF_TOPIC_KEY, our_alarms, our_rules


def topic_owner_statements(names: Names, topic_arn: str) -> dict[str, list[Statement]]:
    """Returns what the owner of an existing topic adds, for this environment's rules and alarms in the topic's region to publish.

    Under `topic`: to the topic's policy. Under `key`: to the policy of the topic's key, where that is a customer-managed one; the
    key that AWS manages (`alias/aws/sns`) lets neither service in. EventBridge says nothing of its rules to KMS, so a statement
    for it has no condition: what may be published, the topic's policy decides.

    The publishing role is named by a condition and not as the principal, so that the owner can add this before the role exists.
    """
    rules, for_topic, for_key = EVENTBRIDGE, our_rules(names), None
    if arns.parts(topic_arn).account != names.account:
        rules = {"AWS": names.account_root}
        for_topic = for_key = {"ArnEquals": {"aws:PrincipalArn": names.publishing_role_arn}}
    alarms, publish = our_alarms(names), ["sns:Publish"]
    # AWS takes letters and digits alone.
    sid = "CamundaByok" + "".join(part.capitalize() for part in names.environment.split("-"))
    return {
        "topic": [
            statement(f"{sid}Rules", "Allow", rules, publish, resources=topic_arn, condition=for_topic),
            statement(f"{sid}Alarms", "Allow", CLOUDWATCH, publish, resources=topic_arn, condition=alarms),
        ],
        "key": [
            statement(f"{sid}Rules", "Allow", rules, USE_OF_TOPIC_KEY, condition=for_key),
            statement(f"{sid}Alarms", "Allow", CLOUDWATCH, USE_OF_TOPIC_KEY, condition=alarms),
        ],
    }


def publishing_trust() -> Document:
    """Returns the trust policy of the role with which EventBridge publishes to topics of other accounts.

    It has no condition: EventBridge's documentation shows none, and only somebody of this account who may pass the role can give
    it to a rule.
    """
    return document(
        {
            "Sid": "EventBridgeAssumes",
            "Effect": "Allow",
            "Principal": EVENTBRIDGE,
            "Action": ["sts:AssumeRole"],
        }
    )


def publishing_permissions(names: Names, topic_arns: Iterable[str]) -> Document:
    """Returns what the role may: publish to these topics, and use the keys of their accounts as far as their owners let it."""
    topics = sorted(topic_arns)
    keys = sorted({f"arn:{names.partition}:kms:{names.region}:{arns.parts(topic).account}:key/*" for topic in topics})
    return document(
        {"Sid": "Publish", "Effect": "Allow", "Action": ["sns:Publish"], "Resource": topics},
        {"Sid": "EncryptForTopic", "Effect": "Allow", "Action": list(USE_OF_TOPIC_KEY), "Resource": keys},
    )
