"""Tags by which commands leave word on a key or a topic for whoever comes next, on any machine. Terraform ignores them.

KMS limits what a tag may hold: AWS KMS API reference, "Tag"; AWS Tagging user guide, "Tag naming limits and requirements".
"""

import re
from hashlib import sha256

from camunda_byok.limits import TAG_VALUE_LENGTH

OPERATION_TAG_PREFIX = "camunda-byok:"
"""Begins every such tag. An environment's own tags cannot begin with it."""
FROZEN_BY = f"{OPERATION_TAG_PREFIX}frozen-by"
FROZEN_AT = f"{OPERATION_TAG_PREFIX}frozen-at"
FROZEN_WHY = f"{OPERATION_TAG_PREFIX}frozen-why"
FROZEN_TAGS = (FROZEN_BY, FROZEN_AT, FROZEN_WHY)
"""Who froze the key, when, and why."""
HANDED_OVER = f"{OPERATION_TAG_PREFIX}handed-over"
SUCCESSOR = f"{OPERATION_TAG_PREFIX}successor"
CONFIRMED = f"{OPERATION_TAG_PREFIX}confirmed"
CONFIRMATION = f"{OPERATION_TAG_PREFIX}confirmation"
QUARANTINED = f"{OPERATION_TAG_PREFIX}quarantined"
DELETION_SCHEDULED = f"{OPERATION_TAG_PREFIX}deletion-scheduled"
ENDING_TAGS = (HANDED_OVER, SUCCESSOR, CONFIRMED, CONFIRMATION, QUARANTINED, DELETION_SCHEDULED)
"""How far the end of a key has come: when and by whom, separated by a blank; the successor's ARN, and where Camunda's written
confirmation is."""
PREDECESSOR = f"{OPERATION_TAG_PREFIX}predecessor"
"""On a successor: ARN of the key whose place it takes."""

TESTED_AT = f"{OPERATION_TAG_PREFIX}tested-at"
TESTED_BY = f"{OPERATION_TAG_PREFIX}tested-by"
"""On the topic of a severity: when a drill last went all the way of its alarms, and who held it."""
DRILL_MARK = "camunda-byok drill"
"""Begins the reason of a CloudWatch alarm's state while a drill holds it, so that whoever comes next can put it back."""


def received_tag(name: str) -> str:
    """Returns the tag on a topic that says when somebody last said that he got a drill. name: his address."""
    return f"{OPERATION_TAG_PREFIX}received-{sha256(name.encode()).hexdigest()[:8]}"


def tag_value(text: str) -> str:
    """Returns the text as a tag can hold it: a character that it cannot is a space, and what is too long is cut."""
    allowed = re.sub(r"[^\w .:/=+@-]", " ", text)
    return " ".join(allowed.split())[:TAG_VALUE_LENGTH]
