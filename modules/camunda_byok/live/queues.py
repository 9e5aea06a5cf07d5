"""Queues as they are: what keeps the messages that could not be delivered."""

from dataclasses import replace
from typing import Any

from camunda_byok.aws.answers import Absence
from camunda_byok.inventory.model import Queue
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.reading import Reading, document, name_of, region_of, unreadable


def read_queue(declared: Queue, reading: Reading) -> Queue | None:
    """Returns the queue, or None where there is none."""
    name, region = name_of(declared.name), region_of(declared)
    url = reading.ask("sqs:GetQueueUrl", region, lambda sqs: sqs.get_queue_url(QueueName=name)["QueueUrl"])
    if isinstance(url, Absence):
        return None
    said: dict[str, Any] | Absence | Unknown = (
        url
        if isinstance(url, Unknown)
        else reading.ask(
            "sqs:GetQueueAttributes",
            region,
            lambda sqs: sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"]).get("Attributes", {}),
        )
    )
    if isinstance(said, Absence):
        return None
    if isinstance(said, Unknown):
        return unreadable(declared, said)
    key = said.get("KmsMasterKeyId")
    return replace(
        declared,
        policy=document(said.get("Policy")),
        key=reading.key_arn(key, declared) if key else None,
        retention_seconds=int(said["MessageRetentionPeriod"]),
    )
