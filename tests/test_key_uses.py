"""Camunda's use of a key is told from everything else that stands in the trail's records."""

import json
from typing import Any

import pytest

from camunda_byok.key_uses import use_of, uses_pattern

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
CAMUNDA = "444455556666"
RECORD: dict[str, Any] = {
    "eventSource": "kms.amazonaws.com",
    "eventName": "Decrypt",
    "eventTime": "2026-11-20T03:07:42Z",
    "userIdentity": {"type": "AWSAccount", "principalId": "AROAEXAMPLETENANT00001:c8-apps", "accountId": CAMUNDA},
    "resources": [{"accountId": "111122223333", "type": "AWS::KMS::Key", "ARN": KEY}],
}


def told(record: Any) -> object:
    return use_of(record if isinstance(record, str) else json.dumps(record), account=CAMUNDA, keys={KEY})


@pytest.mark.parametrize("name", ["Decrypt", "Encrypt", "GenerateDataKeyWithoutPlaintext", "ReEncrypt", "CreateGrant"])
def test_a_successful_call_of_camundas_account_is_use(name: str) -> None:
    use = use_of(json.dumps({**RECORD, "eventName": name}), account=CAMUNDA, keys={KEY})

    assert use
    assert (use.operation, use.key, use.at.isoformat()) == (name, KEY, "2026-11-20T03:07:42+00:00")


def test_the_key_may_stand_in_any_place_of_several_resources() -> None:
    assert told({**RECORD, "resources": [None, {"accountId": "AWS Internal"}, {"ARN": KEY}]})


@pytest.mark.parametrize(
    "but",
    [
        {"errorCode": "AccessDenied"},
        {"errorCode": "DryRunOperationException"},
        {"eventName": "DescribeKey"},
        {"eventSource": "s3.amazonaws.com"},
        {"userIdentity": {"type": "AssumedRole", "accountId": "111122223333"}},
        {"userIdentity": {"accountId": "111122223333", "invokedBy": "AWS Internal"}},
        {"userIdentity": None},
        {"resources": None},
        {"resources": [{"ARN": KEY.replace("1234abcd", "00000000")}]},
        {"eventTime": None},
        {"eventTime": "yesterday"},
    ],
    ids=str,
)
def test_anything_else_is_none(but: dict[str, Any]) -> None:
    assert told(RECORD)
    assert told({**RECORD, **but}) is None


@pytest.mark.parametrize("text", ["", "no JSON", "[]", "null", '"Decrypt"'])
def test_what_is_no_record_is_none(text: str) -> None:
    assert told(text) is None


def test_the_pattern_asks_for_camundas_account() -> None:
    assert uses_pattern(CAMUNDA) == (
        '{ ($.eventSource = "kms.amazonaws.com") && ($.userIdentity.accountId = "444455556666") && ($.errorCode NOT EXISTS) }'
    )
