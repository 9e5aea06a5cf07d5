"""One environment's key and what is around it, for tests of patterns and messages."""

from dataclasses import replace

from camunda_byok.key_reference import KeyReference
from camunda_byok.limits import DEPLOYERS_LENGTH, PERSON_COST
from camunda_byok.names import Names
from camunda_byok.patterns.watched import Channel, KeyBeside, Plumbing, Watched, WatchedTrail
from camunda_byok.severity import Severity


def a_key(digit: str) -> KeyReference:
    id = f"{digit}234abcd-12ab-34cd-56ef-1234567890ab"
    return KeyReference(arn=f"arn:aws:kms:eu-west-1:111122223333:key/{id}", key_id=id)


def a_channel(severity: str, digit: str) -> Channel:
    return Channel(
        topic_arn=f"arn:aws:sns:eu-west-1:111122223333:camunda-byok-prod-{severity}",
        queue=f"camunda-byok-prod-{severity}-undelivered",
        key=a_key(digit),
    )


WATCHED = Watched(
    key=a_key("1"),
    aliases=("alias/camunda/prod",),
    regions=("eu-west-1", "eu-west-2"),
    camunda_account="444455556666",
    deployers=(
        "arn:aws:iam::111122223333:role/platform/byok-deployer",
        "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_KeyDeploy_*",
        "arn:aws:iam::111122223333:user/ci/byok-deployer",
    ),
    others_may_use=False,
    people=(
        "arn:aws:iam::111122223333:role/platform/byok-deployer",
        "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_KeyDeploy_*",
        "arn:aws:iam::111122223333:user/ci/byok-deployer",
        "arn:aws:iam::111122223333:role/platform/key-administrator",
        "arn:aws:iam::111122223333:role/audit/key-auditor",
        "arn:aws:iam::111122223333:role/platform/break-glass",
        "arn:aws:iam::111122223333:user/people/old-hand",
    ),
    silent_hours=24,
    trail=WatchedTrail(
        name="camunda-byok-prod",
        arn="arn:aws:cloudtrail:eu-west-1:111122223333:trail/camunda-byok-prod",
    ),
    bucket="byok-logs-prod-111122223333-eu-west-1",
    trail_key=a_key("2"),
    plumbing=Plumbing(
        rules=("camunda-byok-prod-*",),
        log_group="/camunda-byok/prod/cloudtrail",
        page=a_channel("page", "3"),
        notice=a_channel("notice", "4"),
    ),
)
"""The environment `prod` of the documentation, with everything that an alarm can be about."""

SUCCESSOR = KeyBeside(key=a_key("5"), camunda_account="555566667777", came_before=False)
"""A key that is to take the place of that of WATCHED, for a new cluster of another account of Camunda's."""
AFTERWARDS = replace(
    WATCHED,
    key=SUCCESSOR.key,
    camunda_account=SUCCESSOR.camunda_account,
    generation=2,
    beside=KeyBeside(key=WATCHED.key, camunda_account=WATCHED.camunda_account, came_before=True),
)
"""The same once it has."""

LONGEST = Names(environment="twenty-letters-long1", account="111122223333", region="ap-southeast-4")


def _largest() -> Watched:
    """The longest names in the partition with the longest name, two keys, and as many deployers as can be."""
    names = Names(environment=LONGEST.environment, account=LONGEST.account, region="us-gov-east-1")
    id = f"mrk-{'1' * 32}"
    key = KeyReference(arn=names.arn("kms", f"key/{id}"), key_id=id)
    deployers = [names.iam_arn(f"role/byok-deployer-{number:02d}") for number in range(100)]
    fitting = DEPLOYERS_LENGTH // (len(deployers[0]) + PERSON_COST)
    return replace(
        WATCHED,
        key=key,
        beside=KeyBeside(key=key, camunda_account="555566667777", came_before=True),
        aliases=(names.key_alias, names.key_alias_of(99)),
        regions=("us-gov-east-1", "us-gov-west-1"),
        deployers=tuple(deployers[:fitting]),
        people=tuple(deployers[:20]),
        trail=WatchedTrail(name=names.trail, arn=names.trail_arn),
        bucket=names.log_bucket,
        trail_key=key,
        plumbing=Plumbing.of_names(names, keys=dict.fromkeys(Severity, key), log_group=names.log_group),
    )


LARGEST = _largest()
