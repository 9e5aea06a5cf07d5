"""Trying every alarm: messages arrive, states are put back whatever happens, and what is broken is found."""

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from camunda_byok.aws.identity import Identity
from camunda_byok.cli.main import app  # noqa: F401 - imported before the emulator's clock runs
from camunda_byok.operation_tags import DRILL_MARK
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.alarm_drill import alarm_drill, received
from camunda_byok.operations.alarms_seen import alarms_seen
from camunda_byok.operations.carrying_out import Outcome, carry_out
from camunda_byok.operations.evidence import FolderOfRecords
from camunda_byok.operations.records import Result
from camunda_byok.operations.steps import Wait
from camunda_byok.output.alarms import as_text
from camunda_byok.severity import Severity
from sandbox.people import DEPLOYER
from tests.emulated import Emulated
from tests.operations.alarm_world import SUBSCRIBER, AlarmWorld

NOW = datetime(2026, 11, 25, 12, 0, 0, tzinfo=timezone.utc)


@pytest.fixture
def world(emulated: Emulated, monkeypatch: pytest.MonkeyPatch) -> AlarmWorld:
    monkeypatch.setattr("camunda_byok.operations.alarm_drill.SECONDS_TO_ARRIVE", 5)
    monkeypatch.setattr("camunda_byok.patterns.samples.MOST_WAYS", 1)  # the patterns are tried on every event in tests/patterns
    made = AlarmWorld(emulated)
    sqs = made.root("sqs", "eu-west-1")
    url = sqs.get_queue_url(QueueName=SUBSCRIBER)["QueueUrl"]
    statement = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*"}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})})
    return made


def acting(world: AlarmWorld) -> Acting:
    identity = Identity(account=world.environment.account, arn=DEPLOYER.arn)
    return Acting(environment=world.environment, clients=world.emulated.clients_of(DEPLOYER), identity=identity)


def carried_out(world: AlarmWorld, folder: Path, **options: Any) -> Outcome:
    somebody = acting(world)
    procedure = alarm_drill(somebody, now=NOW)
    url = world.root("sqs", "eu-west-1").get_queue_url(QueueName=SUBSCRIBER)["QueueUrl"]

    def progress(line: str) -> None:
        # Somebody works off the queue: the emulator would give the oldest messages again and again.
        if line.startswith(("Send", "Raise")):
            world.root("sqs", "eu-west-1").purge_queue(QueueUrl=url)

    return carry_out(procedure, somebody.clients, FolderOfRecords(folder), who=DEPLOYER.arn, progress=progress, **options)


def state(world: AlarmWorld, id: str, region: str = "eu-west-1") -> str:
    (alarm,) = world.root("cloudwatch", region).describe_alarms(AlarmNames=[world.names.rule(id)])["MetricAlarms"]
    return str(alarm["StateValue"])


def test_every_way_is_tried_and_seen_and_then_marked_as_tested(world: AlarmWorld, tmp_path: Path) -> None:
    before = {id: state(world, id) for id in ("page-undelivered", "cis-trail-changed", "camunda-silent")}

    outcome = carried_out(world, tmp_path)

    assert not [each.request.says for each in outcome.record.steps if each.why]
    assert outcome.record.result is Result.DONE
    waits = [each for each in outcome.record.steps if isinstance(each.request, Wait)]
    assert len(waits) >= 4 + 2 + 2 + 4
    assert {id: state(world, id) for id in before} == before
    assert all(way.tested == NOW for way in alarms_seen(world.environment, acting(world).clients).ways)
    sqs = world.root("sqs", "eu-west-1")
    url = sqs.get_queue_url(QueueName=SUBSCRIBER)["QueueUrl"]
    assert sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"), "nothing was taken from its consumer"


def test_an_interrupted_drill_puts_states_back(world: AlarmWorld, tmp_path: Path) -> None:
    before = state(world, "page-undelivered")
    raised: list[str] = []

    def interrupted() -> bool:
        raised.append(state(world, "page-undelivered"))
        return raised[-1] == "ALARM"

    outcome = carried_out(world, tmp_path, interrupted=interrupted)

    assert outcome.record.result is Result.INTERRUPTED
    assert "ALARM" in raised
    assert state(world, "page-undelivered") == before


def test_what_a_killed_drill_left_raised_is_seen_and_put_back_by_the_next(world: AlarmWorld, tmp_path: Path) -> None:
    world.root("cloudwatch", "eu-west-1").set_alarm_state(
        AlarmName=world.names.rule("page-undelivered"),
        StateValue="ALARM",
        StateReason=f"{DRILL_MARK} 2026-11-25T11:00:00Z, before: OK",
    )
    seen = alarms_seen(world.environment, acting(world).clients)
    assert seen.faults == 1

    outcome = carried_out(world, tmp_path)

    assert outcome.record.result is Result.DONE
    assert state(world, "page-undelivered") == "OK"


def test_an_alarm_that_is_really_raised_is_left_alone(world: AlarmWorld, tmp_path: Path) -> None:
    name = world.names.rule("page-undelivered")
    world.root("cloudwatch", "eu-west-1").set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="it happened")

    procedure = alarm_drill(acting(world), now=NOW)

    touched = [step for step in procedure.changes if step.parameters.get("AlarmName") == name and step.region == "eu-west-1"]
    assert not touched
    assert any("page-undelivered in eu-west-1 is raised" in caution for caution in procedure.cautions)
    assert [step for step in procedure.changes if step.parameters.get("AlarmName") == name and step.region == "eu-west-2"]


def test_a_way_that_is_cut_is_found_and_nothing_is_marked_as_tested(
    world: AlarmWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camunda_byok.operations.alarm_drill.SECONDS_TO_ARRIVE", 1)
    events, name = world.root("events", "eu-west-1"), world.names.rule("alarm-drill-page")
    events.remove_targets(Rule=name, Ids=[target["Id"] for target in events.list_targets_by_rule(Rule=name)["Targets"]])

    outcome = carried_out(world, tmp_path)

    found = [each.request.says for each in outcome.record.steps if each.result is Result.FOUND]
    assert outcome.record.result is Result.FOUND
    assert found == [
        "See the drill of PAGE alarms in eu-west-1 arrive in arn:aws:sqs:eu-west-1:111122223333:byok-sandbox-subscriber"
    ]
    assert all(way.tested is None for way in alarms_seen(world.environment, acting(world).clients).ways)


def test_a_pattern_that_somebody_narrowed_is_found_by_trying_it(world: AlarmWorld) -> None:
    events, name = world.root("events", "eu-west-1"), world.names.rule("key-disabled")
    pattern = events.describe_rule(Name=name)["EventPattern"].replace("DisableKey", "DisableKeyNever")
    events.put_rule(Name=name, EventPattern=pattern)

    procedure = alarm_drill(acting(world), now=NOW)

    assert any("key-disabled in eu-west-1 does not hear of an event by way 1" in each for each in procedure.found)


def count_receives(world: AlarmWorld) -> None:
    sqs = world.root("sqs", "eu-west-1")
    other = sqs.create_queue(QueueName="too-often")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=other, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    url = sqs.get_queue_url(QueueName=SUBSCRIBER)["QueueUrl"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": policy})


def test_a_queue_that_counts_receives_is_not_looked_into_and_its_owner_is_to_be_asked(world: AlarmWorld) -> None:
    count_receives(world)

    procedure = alarm_drill(acting(world), now=NOW)

    assert not [step for step in procedure.steps if step.operation == "ReceiveMessage"]
    assert any("looking would count" in each for each in procedure.cautions)
    assert len([each for each in procedure.afterwards if "--confirm-received" in each]) == 4


def test_that_somebody_got_the_drill_is_written_on_the_topics_that_tell_him_and_shown(world: AlarmWorld, tmp_path: Path) -> None:
    queue = "arn:aws:sqs:eu-west-1:111122223333:byok-sandbox-subscriber"
    somebody = acting(world)

    procedure = received(somebody, who=[queue], now=NOW)
    refused = received(somebody, who=["nobody@example.com"], now=NOW)

    assert {step.parameters["ResourceArn"] for step in procedure.changes} == {
        names.topic_arn(severity) for names in (world.names, world.environment.second_names) for severity in Severity if names
    }
    assert refused.refusals[0].problem == "Nobody called nobody@example.com hears alarms here."
    carry_out(procedure, somebody.clients, FolderOfRecords(tmp_path), who=DEPLOYER.arn)
    seen = alarms_seen(world.environment, somebody.clients)
    assert {(hearer.name, hearer.received) for way in seen.ways for hearer in way.hearers} == {(queue, NOW)}
    assert " ".join(as_text(seen).plain.split()).count("got a drill, as said on 2026-11-25 12:00 UTC") == 4


def test_the_command_tries_and_keeps_a_record(world: AlarmWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    count_receives(world)
    environments = Path(__file__).parents[2] / "environments"

    shown = world.emulated.run(DEPLOYER, "alarms", "sandbox", environments=environments)
    dry = world.emulated.run(DEPLOYER, "alarms", "test", "sandbox", "--dry-run", environments=environments)
    tried = world.emulated.run(DEPLOYER, "alarms", "test", "sandbox", "--yes", "--format", "json", environments=environments)

    assert (shown.exit_code, dry.exit_code, tried.exit_code) == (0, 0, 0), (shown.output, dry.output, tried.output)
    assert all(len(line) <= 80 or "arn:" in line for line in shown.stdout.splitlines())
    (record,) = json.loads(tried.stdout)["environments"]
    assert record["record"]["result"] == "done"
    assert len(list((tmp_path / "evidence" / "sandbox").iterdir())) == 1


def test_an_option_of_the_drill_is_refused_where_alarms_are_only_shown(emulated: Emulated) -> None:
    environments = Path(__file__).parents[2] / "environments"

    result = emulated.run(DEPLOYER, "alarms", "sandbox", "--yes", environments=environments)

    assert "--yes" in str(result.exception)
