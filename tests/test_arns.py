"""The parts of ARNs. Which ARNs a field accepts is tested with the fields."""

import pytest

from camunda_byok import arns
from camunda_byok.errors import InputError


def test_the_parts_of_an_arn_stand_between_its_colons() -> None:
    assert arns.parts("arn:aws-cn:sns:cn-north-1:111122223333:on-call:a:b") == arns.Arn(
        partition="aws-cn", service="sns", region="cn-north-1", account="111122223333", resource="on-call:a:b"
    )


@pytest.mark.parametrize("text", ["", "on-call", "arn:aws:sns:eu-west-1:111122223333", "${aws_sns_topic.on_call.arn}"])
def test_what_is_no_arn_is_named_by_the_error(text: str) -> None:
    with pytest.raises(InputError, match="not an ARN") as refusal:
        arns.parts(text)

    assert refusal.value.value == text
