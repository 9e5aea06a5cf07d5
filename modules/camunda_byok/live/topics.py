"""Topics as they are."""

from dataclasses import replace

from camunda_byok.aws.answers import Absence
from camunda_byok.inventory.model import Topic
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.reading import Reading, document, name_of, region_of, unreadable


def read_topic(declared: Topic, reading: Reading) -> Topic | None:
    """Returns the topic, or None where there is none."""
    arn = name_of(declared.arn)
    said = reading.ask(
        "sns:GetTopicAttributes", region_of(declared), lambda sns: sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    )
    if isinstance(said, Absence):
        return None
    if isinstance(said, Unknown):
        return unreadable(declared, said)
    key = said.get("KmsMasterKeyId")
    return replace(declared, key=reading.key_arn(key, declared) if key else None, policy=document(said.get("Policy")))
