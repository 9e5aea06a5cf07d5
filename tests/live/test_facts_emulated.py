"""What exists only live, read from an emulator by an auditor, and judged."""

from datetime import datetime, timezone
from typing import Any

from camunda_byok.inventory.live_kinds import Delivery, KeyLife, NamedPerson
from camunda_byok.inventory.model import Inventory
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.facts import read_facts
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.catalog import findings
from camunda_byok.severity import Severity
from sandbox.people import ADMINISTRATOR, AUDITOR, BREAK_GLASS, DEPLOYER
from tests.emulated import Emulated, environment_of, make_key

DESTINATIONS = {"alarms": {"destinations": [{"kind": "email", "address": "on-call@example.com"}]}}


def test_an_auditor_sees_how_a_key_fares_and_whom_he_may_not_look_up_is_not_gone(emulated: Emulated) -> None:
    environment = environment_of()
    arn = make_key(emulated.clients_of(DEPLOYER), environment)
    emulated.clients_of(ADMINISTRATOR)("kms", environment.region).rotate_key_on_demand(KeyId=arn)

    facts = read_facts(environment, {"aws_kms_key.key": arn}, emulated.clients_of(AUDITOR))

    (life,) = facts.all(KeyLife)
    assert life.state == "Enabled"
    assert isinstance(life.rotating_since, datetime) or life.last_rotation_kind == "ON_DEMAND"
    assert isinstance(life.next_rotation, datetime)
    assert life.further_policies == {}
    assert all(isinstance(each.found, Unknown) for each in facts.all(NamedPerson))


def test_who_may_read_iam_finds_everybody(emulated: Emulated) -> None:
    people = read_facts(environment_of(), {}, emulated.clients_of(DEPLOYER)).all(NamedPerson)

    found = {each.of: each.found for each in people if not each.elsewhere}
    assert found == {each.arn: each.arn for each in (DEPLOYER, ADMINISTRATOR, AUDITOR, BREAK_GLASS)}


def test_a_deletion_that_was_scheduled_is_found_with_what_is_left(emulated: Emulated) -> None:
    environment = environment_of()
    arn = make_key(emulated.clients_of(DEPLOYER), environment)

    def found() -> dict[str, Any]:
        facts = read_facts(environment, {"aws_kms_key.key": arn}, emulated.clients_of(AUDITOR))
        return {each.rule: each for each in findings(Case(after=facts, source=Source.LIVE, now=datetime.now(timezone.utc)))}

    assert not {"key-pending-deletion", "key-disabled", "key-unavailable"} & found().keys()
    kms = emulated.clients_of(BREAK_GLASS)("kms", environment.region)
    kms.schedule_key_deletion(KeyId=arn, PendingWindowInDays=30)
    assert "in 29 days" in found()["key-pending-deletion"].summary


def test_a_trail_and_a_subscription_are_read_where_they_are(emulated: Emulated) -> None:
    environment = environment_of(**DESTINATIONS)
    names, root = environment.names, emulated.clients_of(DEPLOYER)
    s3, cloudtrail, sns = (root(service, environment.region) for service in ("s3", "cloudtrail", "sns"))
    s3.create_bucket(Bucket=names.log_bucket, CreateBucketConfiguration={"LocationConstraint": environment.region})
    cloudtrail.create_trail(Name=names.trail, S3BucketName=names.log_bucket)
    topic = sns.create_topic(Name=names.topic(Severity.PAGE))["TopicArn"]
    arn = sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="on-call@example.com", ReturnSubscriptionArn=True)

    def logging() -> Any:
        (delivery,) = read_facts(environment, {}, emulated.clients_of(AUDITOR)).all(Delivery)
        return delivery.logging

    assert logging() is False
    cloudtrail.start_logging(Name=names.trail)
    assert logging() is True
    emulated.set_trail_status(names.trail_arn, LatestDeliveryError="AccessDenied")
    facts = read_facts(environment, {}, emulated.clients_of(DEPLOYER))
    assert {"trail-delivery-failing", "subscription-unconfirmed"} <= _faults(facts)

    emulated.set_subscription(arn["SubscriptionArn"], confirmed=True)
    assert "subscription-unconfirmed" not in _faults(read_facts(environment, {}, emulated.clients_of(DEPLOYER)))


def _faults(facts: Inventory) -> set[str]:
    """Ids of the rules that find something, without those that cannot tell."""
    case = Case(after=facts, source=Source.LIVE, now=datetime.now(timezone.utc))
    return {each.rule for each in findings(case) if not each.cannot_tell}
