"""References are replaced where AWS has given a value, in fields and within documents, and stay where it has not."""

from dataclasses import replace
from typing import Any

from camunda_byok.inventory.model import Alias, Inventory, Subscription, Topic
from camunda_byok.inventory.resolved import references, resolved
from camunda_byok.inventory.values import Ref, Unknown

PLACE: dict[str, Any] = {"account": "111122223333", "region": "eu-west-1", "prevent_destroy": False}
SECRET = Ref("data.aws_ssm_parameter.p", "value")
ALIAS = Alias(address="aws_kms_alias.a", name="alias/a", target=Ref("aws_kms_key.a", "key_id"), **PLACE)
TOPIC = Topic(address="aws_sns_topic.t", arn="arn:t", name="t", key=Ref("aws_kms_key.a", "arn"), policy=None, **PLACE)
TOLD = Subscription(
    address="aws_sns_topic_subscription.s",
    topic=Ref("aws_sns_topic.t", "arn"),
    protocol="https",
    endpoint=SECRET,
    dead_letter_queue=None,
    filter_policy={"${aws_kms_key.a.key_id}": ["${aws_kms_key.b.arn} ${aws:PrincipalTag/team}"]},
    **PLACE,
)
PICTURE = Inventory({thing.address: thing for thing in (ALIAS, TOPIC, TOLD)})


def test_references_are_replaced_where_their_value_is_known_and_stay_where_not() -> None:
    made = resolved(PICTURE, {"aws_kms_key.a.key_id": "1234"}).things

    assert made[ALIAS.address] == replace(ALIAS, target="1234")
    assert made[TOPIC.address] == TOPIC
    expected = {"1234": ["${aws_kms_key.b.arn} ${aws:PrincipalTag/team}"]}
    assert made[TOLD.address] == replace(TOLD, topic="arn:t", filter_policy=expected)


def test_what_is_still_to_be_known_can_be_listed() -> None:
    assert list(references(TOLD.filter_policy)) == ["aws_kms_key.a.key_id", "aws_kms_key.b.arn"]
    assert list(references((SECRET, "written out"))) == ["data.aws_ssm_parameter.p.value"]
    assert not list(references(Unknown("nobody says")))
