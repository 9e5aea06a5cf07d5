"""Keys and trails that somebody else keeps, keys that were taken over, and environments of which nothing is there."""

from typing import Any

from camunda_byok.environment import Environment
from camunda_byok.inventory.declared import declared
from camunda_byok.inventory.model import Alias, Key, Trail
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.picture import read_picture
from camunda_byok.policies.documents import document, statement
from camunda_byok.policies.vendor import CAMUNDA, vendor_uses_key
from sandbox.deployment import REPOSITORY
from sandbox.people import CUSTOMER_ACCOUNT, DEPLOYER, TENANT
from tests.emulated import Emulated
from tests.live.placed import place, place_key
from tests.live.test_picture import changed, found, of_file, otherwise

REGION = "eu-west-1"
PUBLISHED = document(
    statement("Account", "Allow", {"AWS": f"arn:aws:iam::{CUSTOMER_ACCOUNT}:root"}, ["kms:*"]),
    *vendor_uses_key(CAMUNDA, TENANT.arn),
)


def an_environment(**fields: Any) -> Environment:
    return Environment.model_validate(
        {
            "name": "other",
            "account": CUSTOMER_ACCOUNT,
            "region": REGION,
            "deployers": [DEPLOYER.arn],
            "camunda": {"tenant_role": TENANT.arn},
            "alarms": {"destinations": [{"kind": "email", "address": "on-call@example.com"}]},
            **fields,
        }
    )


def test_a_key_of_somebody_else_is_read_at_its_arn_and_nothing_of_it_is_held_against_him(emulated: Emulated) -> None:
    clients = emulated.root()
    arn = place_key(clients, REGION, PUBLISHED)
    environment = an_environment(key={"arn": arn})
    place(environment, emulated)

    picture = read_picture(environment, clients)

    key = picture.live.get(Key, f"key {arn}")
    assert key
    assert key.policy == PUBLISHED
    assert otherwise(picture) == {}
    assert found(environment, picture) == [("rotation-off", f"key {arn}")]
    clients("kms", REGION).disable_key(KeyId=arn)
    assert ("key-disabled", f"key {arn}") in found(environment, read_picture(environment, clients))


def test_a_key_that_was_taken_over_as_it_is_stays_as_it_is(emulated: Emulated) -> None:
    clients = emulated.root()
    arn = place_key(clients, REGION, PUBLISHED)
    clients("kms", REGION).create_alias(AliasName="alias/theirs", TargetKeyId=arn)
    environment = an_environment(key={"adopt": arn, "alias": "alias/theirs"})
    place(environment, emulated)

    picture = read_picture(environment, clients)

    assert otherwise(picture) == {}
    assert found(environment, picture) == [("rotation-off", "aws_kms_key.key")]
    clients("kms", REGION).delete_alias(AliasName="alias/theirs")
    picture = read_picture(environment, clients)
    assert changed(picture) == {"aws_kms_alias.key": "gone"}
    assert ("alias-lost", "aws_kms_alias.key") in found(environment, picture)


def test_two_keys_that_share_nothing_are_read_each_in_its_region(emulated: Emulated) -> None:
    clients = emulated.root()
    environment = an_environment(second_region="eu-west-2", key={"second_key": "independent"})
    place(environment, emulated)

    picture = read_picture(environment, clients)

    assert otherwise(picture) == {}
    assert found(environment, picture) == []
    assert picture.keys["aws_kms_key.key"] != picture.keys["aws_kms_key.second_key"]


def test_a_trail_of_somebody_else_is_read_and_must_log_the_use_of_keys(emulated: Emulated) -> None:
    clients = emulated.root()
    clients("s3", REGION).create_bucket(Bucket="theirs", CreateBucketConfiguration={"LocationConstraint": REGION})
    cloudtrail = clients("cloudtrail", REGION)
    arn = cloudtrail.create_trail(Name="theirs", S3BucketName="theirs", IsMultiRegionTrail=True, EnableLogFileValidation=True)[
        "TrailARN"
    ]
    cloudtrail.start_logging(Name="theirs")
    environment = an_environment(trail={"arn": arn, "bucket": "theirs"})
    place(environment, emulated)

    picture = read_picture(environment, clients)

    assert picture.live.get(Trail, f"trail {arn}")
    assert otherwise(picture) == {}
    assert {rule for rule, address in found(environment, picture) if address == f"trail {arn}"} <= {"trail-unencrypted"}
    cloudtrail.put_event_selectors(
        TrailName="theirs", EventSelectors=[{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}]
    )
    cloudtrail.stop_logging(Name="theirs")
    rules = {rule for rule, address in found(environment, read_picture(environment, clients)) if address == f"trail {arn}"}
    assert {"trail-stopped", "key-events-left-out"} <= rules


def test_a_shared_and_an_archived_trail_are_read(emulated: Emulated) -> None:
    clients = emulated.root()
    clients("s3", REGION).create_bucket(Bucket="archive", CreateBucketConfiguration={"LocationConstraint": REGION})
    owner = an_environment(name="owner", trail={"archive": {"bucket": "archive", "account": "777788889999"}})
    place(owner, emulated)
    sharer = an_environment(trail={"environment": "owner"}).sharing_trail_of(owner)
    place(sharer, emulated)

    for environment in (owner, sharer):
        picture = read_picture(environment, clients)
        assert otherwise(picture) == {}
        assert found(environment, picture) == []
        assert len(list(picture.live.all(Trail))) == 1


def test_an_alias_that_is_lost_or_leads_elsewhere_does_not_hide_the_key(emulated: Emulated) -> None:
    clients = emulated.root()
    environment = an_environment()
    place(environment, emulated)
    before = read_picture(environment, clients)
    kms = clients("kms", REGION)

    kms.delete_alias(AliasName=environment.names.key_alias)
    assert read_picture(environment, clients).keys == before.keys
    other = kms.create_key(Description="Another")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=environment.names.key_alias, TargetKeyId=other)
    picture = read_picture(environment, clients)

    assert picture.keys == before.keys
    alias = picture.live.get(Alias, "aws_kms_alias.key")
    assert alias
    assert alias.target == other


def test_of_an_environment_that_is_not_deployed_everything_is_gone_and_nothing_is_unknown(emulated: Emulated) -> None:
    environment = of_file(REPOSITORY / "environments/sandbox.yaml")

    picture = read_picture(environment, emulated.root(environment.account))

    assert dict(picture.live.things) == {}
    assert set(picture.declared.things) == set(declared(environment).things)
    rules = {rule for rule, _ in found(environment, picture)}
    assert {"key-destroyed", "replica-removed", "trail-destroyed", "topic-removed", "log-bucket-destroyed"} <= rules


def test_a_role_that_was_deleted_shows_by_its_unique_id_in_the_policy(emulated: Emulated) -> None:
    clients = emulated.root()
    environment = an_environment()
    place(environment, emulated)

    class Shows:
        """What KMS answers once Camunda's role was deleted, which the emulator does not."""

        def __init__(self, kms: Any) -> None:
            self._kms = kms

        def __getattr__(self, name: str) -> Any:
            return getattr(self._kms, name)

        def get_key_policy(self, **asked: Any) -> Any:
            answer = self._kms.get_key_policy(**asked)
            return {**answer, "Policy": answer["Policy"].replace(TENANT.arn, "AROAEXAMPLEEXAMPLE123")}

    picture = read_picture(
        environment, lambda service, region: Shows(clients("kms", region)) if service == "kms" else clients(service, region)
    )

    assert changed(picture) == {"aws_kms_key.key": {"policy"}}
    assert ("unique-id-principal", "aws_kms_key.key") in found(environment, picture)
    assert not isinstance(picture.live.things["aws_kms_key.key"], Unknown)
