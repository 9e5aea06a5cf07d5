"""Whom a statement speaks of."""

from typing import Any

import pytest

from camunda_byok.authorization.decision import decide
from camunda_byok.authorization.model import Level, Principal, Undecided
from tests.authorization.cases import DELETED, OTHER, OWNER, ROLE, ROOT, TENANT, THIRD, allow, aws, decrypt, deny, policy, service

USER = f"arn:aws:iam::{OWNER}:user/bob"
SESSION = f"arn:aws:sts::{OTHER}:assumed-role/c8-apps-1234/s1"
OTHER_ROOT = f"arn:aws:iam::{OTHER}:root"


def level(principal: Any, who: Principal) -> Level | Undecided:
    return decide(policy(allow(principal)), decrypt(who), owner=OWNER)


@pytest.mark.parametrize(
    ("principal", "who", "right"),
    [
        ("*", aws(TENANT), Level.ALLOWED),
        ("*", service("s3"), Level.ALLOWED),
        ("*", Principal("anonymous"), Level.ALLOWED),
        ({"AWS": "*"}, aws(TENANT), Level.ALLOWED),
        ({"AWS": ROOT}, aws(ROLE), Level.IF_IAM_ALLOWS),
        ({"AWS": ROOT}, aws(ROOT), Level.IF_IAM_ALLOWS),
        ({"AWS": ROOT}, aws(TENANT), Level.DENIED),
        ({"AWS": OWNER}, aws(USER), Level.IF_IAM_ALLOWS),
        ({"AWS": OTHER_ROOT}, aws(TENANT), Level.IF_IAM_ALLOWS),
        ({"AWS": TENANT}, aws(TENANT), Level.ALLOWED),
        ({"AWS": TENANT}, aws(TENANT, "s1"), Level.ALLOWED),
        ({"AWS": TENANT}, aws(TENANT + "5"), Level.DENIED),
        ({"AWS": TENANT}, aws(f"arn:aws:iam::{OTHER}:role/c8-apps-1234"), Level.DENIED),
        ({"AWS": SESSION}, aws(TENANT, "s1"), Level.ALLOWED),
        ({"AWS": SESSION}, aws(TENANT, "s2"), Level.DENIED),
        ({"AWS": SESSION}, aws(TENANT), Level.DENIED),
        ({"AWS": [ROLE, ROOT]}, aws(ROLE), Level.ALLOWED),
        ({"AWS": [ROLE, ROOT]}, aws(USER), Level.IF_IAM_ALLOWS),
        ({"AWS": DELETED}, Principal("unique id", DELETED), Level.ALLOWED),
        ({"AWS": DELETED}, aws(TENANT), Level.DENIED),
        ({"Service": "s3.amazonaws.com"}, service("s3"), Level.ALLOWED),
        ({"Service": "s3.amazonaws.com"}, service("sns"), Level.DENIED),
        ({"Service": "s3.amazonaws.com"}, aws(ROLE), Level.DENIED),
        (
            {"Federated": "cognito-identity.amazonaws.com"},
            Principal("Federated", "cognito-identity.amazonaws.com"),
            Level.ALLOWED,
        ),
        ({"CanonicalUser": "79a5"}, Principal("CanonicalUser", "79a5"), Level.ALLOWED),
        ({"CanonicalUser": "79a5"}, aws(ROLE), Level.DENIED),
        ({"AWS": TENANT, "Service": ["sns.amazonaws.com", "s3.amazonaws.com"]}, service("s3"), Level.ALLOWED),
    ],
)
def test_how_far_an_allow_lets_a_principal_come(principal: Any, who: Principal, right: Level) -> None:
    assert level(principal, who) == right


@pytest.mark.parametrize("principal", [f"arn:aws:iam::{OWNER}:role/*", f"arn:aws:iam::{OWNER}:*"])
def test_a_wildcard_within_a_principal_is_undecided(principal: str) -> None:
    assert isinstance(level({"AWS": principal}, aws(ROLE)), Undecided)


def test_a_deny_wins_wherever_it_stands_and_whomever_it_names() -> None:
    for denied in ("*", {"AWS": ROOT}, {"AWS": OWNER}, {"AWS": ROLE}):
        for made in (policy(deny(denied), allow({"AWS": ROLE})), policy(allow({"AWS": ROLE}), deny(denied))):
            assert decide(made, decrypt(aws(ROLE)), owner=OWNER) == Level.DENIED


def but(names: Any) -> dict[str, Any]:
    made = {**deny(), "NotPrincipal": names}
    del made["Principal"]
    return made


@pytest.mark.parametrize(
    ("names", "who", "right"),
    [
        ({"AWS": [ROLE, ROOT]}, aws(ROLE), Level.ALLOWED),
        ({"AWS": [ROLE, ROOT]}, aws(TENANT), Level.DENIED),
        ({"AWS": [ROLE, ROOT]}, service("s3"), Level.DENIED),
        ({"Service": "s3.amazonaws.com"}, service("s3"), Level.ALLOWED),
        ({"Service": "s3.amazonaws.com"}, aws(ROLE), Level.DENIED),
        ({"AWS": "*"}, aws(ROLE), Level.ALLOWED),
    ],
)
def test_a_deny_for_all_but_some_spares_those_that_are_listed_with_their_account(
    names: Any, who: Principal, right: Level
) -> None:
    assert decide(policy(allow(), but(names)), decrypt(who), owner=OWNER) == right


@pytest.mark.parametrize("names", [{"AWS": ROLE}, {"AWS": ROOT}])
def test_a_principal_listed_without_its_account_or_the_other_way_round_is_undecided(names: Any) -> None:
    answer = decide(policy(allow(), but(names)), decrypt(aws(ROLE)), owner=OWNER)

    assert isinstance(answer, Undecided)
    assert "NotPrincipal" in answer.reason


def test_where_nothing_applies_a_key_is_closed_and_a_bucket_open_to_its_account_s_iam() -> None:
    empty = policy()

    assert decide(empty, decrypt(aws(ROLE)), owner=OWNER) == Level.DENIED
    for who, right in ((aws(ROLE), Level.IF_IAM_ALLOWS), (aws(TENANT), Level.DENIED), (service("s3"), Level.DENIED)):
        request = decrypt(who)
        assert decide(empty, type(request)(who, "s3:GetObject", "arn:aws:s3:::b/k"), owner=OWNER) == right


@pytest.mark.parametrize(
    ("principal", "words"),
    [
        (aws(TENANT), f"role c8-cluster/c8-apps-1234 of account {OTHER}"),
        (aws(TENANT, "s1"), f"session s1 of role c8-cluster/c8-apps-1234 of account {OTHER}"),
        (aws(USER), f"user bob of account {OWNER}"),
        (aws(ROOT), f"root user of account {OWNER}"),
        (service("s3"), "service s3.amazonaws.com"),
        (Principal("unique id", DELETED), f"unique id {DELETED} (the role or user was deleted)"),
        (Principal("anonymous"), "anybody without credentials"),
        (Principal("AWS", f"arn:aws:iam::{THIRD}:role/x", THIRD, standing_for="anybody else"), "anybody else"),
    ],
)
def test_a_principal_reads_well_in_a_sentence(principal: Principal, words: str) -> None:
    assert str(principal) == words


def test_a_request_reads_as_a_sentence() -> None:
    asked = decrypt(aws(TENANT), **{"kms:ViaService": "s3.eu-west-1.amazonaws.com"})

    assert str(asked) == (
        f"role c8-cluster/c8-apps-1234 of account {OTHER}, kms:Decrypt, when kms:ViaService is s3.eu-west-1.amazonaws.com"
    )
