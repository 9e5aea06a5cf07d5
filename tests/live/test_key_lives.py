"""What is read of a key's life: what KMS says, and why not where it does not."""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from camunda_byok.errors import InputError
from camunda_byok.inventory.live_kinds import KeyLife
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.key_lives import key_life
from camunda_byok.live.questions import answered
from tests.live.answering import Answering, Said, refused

ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
NOW = datetime(2027, 3, 1, tzinfo=timezone.utc)
DAY = timedelta(days=1)


def described(**fields: Any) -> dict[str, Any]:
    return {
        "KeyMetadata": {
            "KeyId": "1234abcd",
            "Arn": ARN,
            "KeyState": "Enabled",
            "Origin": "AWS_KMS",
            "CreationDate": NOW - 90 * DAY,
        }
        | fields
    }


SOUND: dict[str, Said] = {
    "kms.DescribeKey": described(),
    "kms.GetKeyRotationStatus": {"KeyRotationEnabled": True, "NextRotationDate": NOW + 9 * DAY},
    "kms.ListKeyRotations": {"Rotations": []},
    "kms.ListKeyPolicies": {"PolicyNames": ["default"]},
    "kms.GetKeyLastUsage": {
        "KeyLastUsage": {"Operation": "Decrypt", "Timestamp": NOW - DAY},
        "TrackingStartDate": NOW - 60 * DAY,
    },
    "kms.ListResourceTags": {"Tags": [{"TagKey": "a", "TagValue": "b"}]},
}


def read(**answers: Said) -> KeyLife:
    """The life of a key; answers: by the operation's name."""
    clients = Answering({**SOUND, **{f"kms.{operation}": said for operation, said in answers.items()}})
    (life,) = answered([key_life("aws_kms_key.key", ARN, clients)]).things.values()
    assert isinstance(life, KeyLife)
    return life


def test_a_key_that_is_well_is_read_whole() -> None:
    life = read()

    assert (life.address, life.of) == ("aws_kms_key.key (life)", "aws_kms_key.key")
    assert (life.account, life.region) == ("111122223333", "eu-west-1")
    assert (life.state, life.origin, life.created, life.deletion) == ("Enabled", "AWS_KMS", NOW - 90 * DAY, None)
    assert (life.next_rotation, life.last_rotation, life.rotating_since) == (NOW + 9 * DAY, None, None)
    assert (life.last_used, life.last_use, life.tracked_since) == (NOW - DAY, "Decrypt", NOW - 60 * DAY)
    assert (life.further_policies, life.tags, life.on_demand_rotations) == ({}, {"a": "b"}, 0)
    assert (life.primary_region, life.replica_regions) == (None, ())


def test_a_dying_key_says_when() -> None:
    life = read(DescribeKey=described(KeyState="PendingDeletion", DeletionDate=NOW + 5 * DAY))

    assert (life.state, life.deletion) == ("PendingDeletion", NOW + 5 * DAY)


def test_imported_material_says_when_it_expires() -> None:
    life = read(DescribeKey=described(Origin="EXTERNAL", ExpirationModel="KEY_MATERIAL_EXPIRES", ValidTo=NOW + DAY))

    assert (life.origin, life.material_expires) == ("EXTERNAL", NOW + DAY)


def test_the_latest_rotation_is_the_last_one_and_those_on_demand_are_counted() -> None:
    pages: list[dict[str, Any]] = [
        {"Rotations": [{"RotationDate": NOW - 3 * DAY, "RotationType": "ON_DEMAND"}], "Truncated": True, "NextMarker": "2"},
        {
            "Rotations": [
                {"RotationDate": NOW - 9 * DAY, "RotationType": "AUTOMATIC"},
                {"RotationDate": NOW - 5 * DAY, "RotationType": "ON_DEMAND"},
                {"KeyMaterialState": "PENDING_ROTATION"},
            ],
            "Truncated": False,
        },
    ]
    life = read(ListKeyRotations=lambda asked: pages[1 if asked.get("Marker") == "2" else 0])

    assert (life.last_rotation, life.last_rotation_kind, life.on_demand_rotations) == (NOW - 3 * DAY, "ON_DEMAND", 2)


def test_a_rotation_that_runs_says_since_when() -> None:
    status = {"KeyRotationEnabled": True, "OnDemandRotationStartDate": NOW}

    assert read(GetKeyRotationStatus=status).rotating_since == NOW


def test_a_key_that_cannot_rotate_has_no_rotations_and_that_is_known() -> None:
    unsupported = refused("UnsupportedOperationException")
    life = read(GetKeyRotationStatus=unsupported, ListKeyRotations=unsupported)

    assert (life.next_rotation, life.last_rotation, life.on_demand_rotations) == (None, None, 0)
    assert (life.rotates, life.rotation_period_days) == (False, None)


def test_every_further_policy_is_read() -> None:
    life = read(
        ListKeyPolicies={"PolicyNames": ["default", "AWS_RAM"]},
        GetKeyPolicy=lambda asked: {"Policy": f'{{"Id": "{asked["PolicyName"]}"}}'},
    )

    assert life.further_policies == {"AWS_RAM": {"Id": "AWS_RAM"}}


def test_a_further_policy_that_may_not_be_read_is_there_all_the_same() -> None:
    policies = read(ListKeyPolicies={"PolicyNames": ["default", "AWS_RAM"]}, GetKeyPolicy=refused()).further_policies

    assert not isinstance(policies, Unknown)
    assert isinstance(policies["AWS_RAM"], Unknown)


def test_the_regions_of_primary_and_replicas_are_read() -> None:
    family = {
        "MultiRegionKeyType": "PRIMARY",
        "PrimaryKey": {"Arn": ARN, "Region": "eu-west-1"},
        "ReplicaKeys": [{"Arn": ARN, "Region": region} for region in ("us-east-1", "eu-west-2")],
    }
    life = read(DescribeKey=described(MultiRegion=True, MultiRegionConfiguration=family))

    assert (life.primary_region, life.replica_regions) == ("eu-west-1", ("eu-west-2", "us-east-1"))


def test_a_key_that_was_never_used_says_since_when_kms_looks() -> None:
    life = read(GetKeyLastUsage={"TrackingStartDate": NOW - DAY})

    assert (life.last_used, life.last_use, life.tracked_since) == (None, None, NOW - DAY)


def test_an_older_botocore_leaves_the_last_use_unknown() -> None:
    clients = Answering(SOUND)
    old = _Old(clients("kms", "eu-west-1"))
    (life,) = answered([key_life("aws_kms_key.key", ARN, lambda service, region: old)]).things.values()

    assert isinstance(life, KeyLife)
    assert isinstance(life.last_used, Unknown)
    assert "botocore" in life.last_used.reason
    assert life.state == "Enabled"


class _Old:
    """A client of KMS from before this call."""

    def __init__(self, kms: Any) -> None:
        self._kms = kms

    def __getattr__(self, name: str) -> Any:
        if name == "get_key_last_usage":
            raise AttributeError(name)
        return getattr(self._kms, name)


DEPENDS: dict[str, set[str]] = {
    "DescribeKey": {"state", "created", "deletion", "origin", "material_expires", "primary_region", "replica_regions"},
    "GetKeyRotationStatus": {"rotates", "rotation_period_days", "next_rotation", "rotating_since"},
    "ListKeyRotations": {"last_rotation", "last_rotation_kind", "on_demand_rotations"},
    "ListKeyPolicies": {"further_policies"},
    "GetKeyLastUsage": {"last_used", "last_use", "tracked_since"},
    "ListResourceTags": {"tags"},
}
NO_MATTER = {"account", "region", "prevent_destroy"}


@pytest.mark.parametrize("operation", DEPENDS)
@pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException", "KMSInternalException"])
def test_what_is_refused_is_unknown_with_its_reason_and_all_else_stands(operation: str, code: str) -> None:
    life = vars(read(**{operation: refused(code)}))
    unknown = {name for name, value in life.items() if isinstance(value, Unknown)} - NO_MATTER

    assert unknown == DEPENDS[operation]
    assert all(f"kms:{operation}" in life[name].reason for name in unknown)


def test_a_key_that_is_gone_has_no_life() -> None:
    assert not answered([key_life("k", ARN, Answering({"kms.DescribeKey": refused("NotFoundException")}))]).things


def test_expired_credentials_are_no_fact() -> None:
    with pytest.raises(InputError, match="expired"):
        read(DescribeKey=refused("ExpiredTokenException"))
