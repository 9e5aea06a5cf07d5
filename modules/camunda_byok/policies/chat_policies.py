"""The role with which Amazon Q Developer in chat applications looks at what a notification is about.

No policy of a topic or of its key names the service: it subscribes by a service-linked role, and SNS decrypts before it delivers.
"""

from camunda_byok.policies.documents import Document, document


def chat_trust() -> Document:
    """Returns the trust policy.

    It has no condition: AWS documents none, and only somebody of this account who may pass the role can give it to a channel.
    """
    return document(
        {
            "Sid": "ChatAssumes",
            "Effect": "Allow",
            "Principal": {"Service": "chatbot.amazonaws.com"},
            "Action": ["sts:AssumeRole"],
        }
    )


def chat_permissions() -> Document:
    """Returns all that the role may, and all that any role may in the channel: read what a metric alarm's graph shows.

    As the channel's guardrail it takes everything else away from whoever types a command there; without one, AWS lets the channel
    do what AdministratorAccess allows. Source: administrator guide, "Understanding permissions", and its template "Notification
    permissions".
    """
    return document(
        {
            "Sid": "ReadMetricsAndAlarms",
            "Effect": "Allow",
            "Action": ["cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*"],
            "Resource": "*",
        }
    )
