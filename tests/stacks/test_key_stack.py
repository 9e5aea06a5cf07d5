import json

import pytest

from tests.synthesized import environment, stacks_of

KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ROLE = "arn:aws:iam::111122223333:role/{}".format


def test_the_key_is_alone_in_its_state() -> None:
    assert stacks_of(environment())["key"].addresses == ["aws_kms_alias.key", "aws_kms_key.key"]


def test_a_key_that_is_owned_elsewhere_makes_no_key_stack() -> None:
    assert set(stacks_of(environment(key={"arn": KEY}))) == {"trail", "alarms"}


def test_every_setting_of_the_environment_reaches_the_key() -> None:
    made = stacks_of(
        environment(
            key={
                "rotation_days": 180,
                "deletion_window_days": 21,
                "administrators": [ROLE("a/administrator")],
                "auditors": [ROLE("auditor")],
                "break_glass": [ROLE("break-glass")],
                "delegate_use_to_iam": True,
            }
        )
    )
    key = made["key"].only("aws_kms_key")
    statements = {each["Sid"]: each for each in json.loads(key["policy"])["Statement"]}

    def people(sid: str, operator: str) -> list[str]:
        return statements[sid]["Condition"][operator]["aws:PrincipalArn"]

    assert (key["rotation_period_in_days"], key["deletion_window_in_days"]) == (180, 21)
    assert people("GuardiansRead", "ArnLike") == [
        ROLE("auditor"),
        ROLE("a/administrator"),
        ROLE("break-glass"),
        ROLE("platform/byok-deployer"),
    ]
    assert people("AdministratorsRevokeGrants", "ArnLike") == [ROLE("a/administrator"), ROLE("break-glass")]
    assert people("OnlyBreakGlassEndsKey", "ArnNotLike") == [ROLE("break-glass")]
    assert people("OnlyDeployersChangePolicy", "ArnNotLike") == [ROLE("platform/byok-deployer"), ROLE("break-glass")]
    assert statements["CamundaUsesKey"]["Principal"] == {"AWS": "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-1234"}
    assert "AccountDelegatesUseToIam" in statements


def test_the_outputs_say_what_to_paste_and_that_it_is_for_ever() -> None:
    outputs = stacks_of(environment())["key"].json["output"]

    assert set(outputs) == {"key_arn", "key_alias", "next_step"}
    assert outputs["key_arn"]["value"] == "${aws_kms_key.key.arn}"
    assert outputs["key_alias"]["value"] == "alias/camunda/dev"
    assert "never" in outputs["next_step"]["value"]
    assert "never" in outputs["key_arn"]["description"]


@pytest.mark.parametrize("days", [7, 30])
def test_the_trail_s_key_has_the_same_window_as_the_key(days: int) -> None:
    made = stacks_of(environment(key={"deletion_window_days": days}))

    assert made["trail"].only("aws_kms_key")["deletion_window_in_days"] == days


def test_the_trail_s_key_has_the_longest_window_where_the_key_is_owned_elsewhere() -> None:
    assert stacks_of(environment(key={"arn": KEY}))["trail"].only("aws_kms_key")["deletion_window_in_days"] == 30
