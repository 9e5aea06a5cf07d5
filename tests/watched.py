"""One environment's key and what is around it, for tests of patterns and messages."""

from camunda_byok.patterns.watched import Channel, Plumbing, Watched, WatchedKey, WatchedTrail


def a_key(digit: str) -> WatchedKey:
    id = f"{digit}234abcd-12ab-34cd-56ef-1234567890ab"
    return WatchedKey(arn=f"arn:aws:kms:eu-west-1:111122223333:key/{id}", key_id=id)


def a_channel(severity: str, digit: str) -> Channel:
    return Channel(
        topic_arn=f"arn:aws:sns:eu-west-1:111122223333:camunda-byok-prod-{severity}",
        queue=f"camunda-byok-prod-{severity}-undelivered",
        key=a_key(digit),
    )


WATCHED = Watched(
    key_arn=a_key("1").arn,
    key_id=a_key("1").key_id,
    aliases=("alias/camunda/prod",),
    regions=("eu-west-1", "eu-west-2"),
    camunda_account="444455556666",
    deployers=(
        "arn:aws:iam::111122223333:role/platform/byok-deployer",
        "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_KeyDeploy_*",
        "arn:aws:iam::111122223333:user/ci/byok-deployer",
    ),
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
        bucket="byok-logs-prod-111122223333-eu-west-1",
        key=a_key("2"),
    ),
    plumbing=Plumbing(
        rules="camunda-byok-prod-*",
        log_group="/camunda-byok/prod/cloudtrail",
        page=a_channel("page", "3"),
        notice=a_channel("notice", "4"),
    ),
)
"""The environment `prod` of the documentation, with everything that an alarm can be about."""
