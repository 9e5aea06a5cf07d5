"""What is promised of everything that changes something: recorded before it is done, done once, said truly."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from camunda_byok.errors import InputError
from camunda_byok.evidence_settings import EvidenceBucket
from camunda_byok.operations.carrying_out import Outcome, carry_out
from camunda_byok.operations.evidence import BucketOfRecords, FolderOfRecords
from camunda_byok.operations.records import Record, Result
from camunda_byok.operations.steps import Change, Look, Procedure, Wait
from camunda_byok.output.procedures import as_json, as_text, outcome_as_text
from sandbox.people import DEPLOYER
from tests.emulated import Emulated
from tests.operations.scripted import BEGAN, REGION, Kept, Scripted, a_clock, change, check, procedure, refusal

WHO = "arn:aws:sts::111122223333:assumed-role/break-glass/somebody"
LOST = ReadTimeoutError(endpoint_url="https://kms.example")


def run(made: Procedure, clients: Scripted, evidence: Any = None, **fields: Any) -> Outcome:
    return carry_out(made, clients, evidence or Kept(), who=WHO, clock=a_clock(), **fields)


def results(outcome: Outcome) -> list[tuple[str, str]]:
    return [(step.request.operation, step.result.value) for step in outcome.record.steps]


def test_steps_are_made_in_their_order_with_their_parameters() -> None:
    clients = Scripted({"kms.describe_key": {"State": "Enabled"}})
    made = procedure(check(holds="State == 'Enabled'"), change(parameters={"KeyId": "k"}), change("TagResource"))

    outcome = run(made, clients)

    assert outcome.done
    assert clients.calls == [("kms.describe_key", {}), ("kms.disable_key", {"KeyId": "k"}), ("kms.tag_resource", {})]
    assert [step.request_id for step in outcome.record.steps] == ["request-1", "request-2", "request-3"]


def test_a_record_is_written_before_the_first_change_and_says_what_is_begun() -> None:
    clients = Scripted()
    seen: list[tuple[int, list[str]]] = []
    evidence = Kept(before_write=lambda record: seen.append((len(clients.calls), [step.result.value for step in record.steps])))

    run(procedure(change()), clients, evidence)

    assert seen == [(0, []), (0, ["begun"]), (1, ["done"]), (1, ["done"])]


@pytest.mark.parametrize("refuse_from", [1, 2])
def test_where_no_record_can_be_written_something_read_is_all_that_happens(refuse_from: int) -> None:
    clients = Scripted()
    evidence = Kept(refuse_from)
    made = procedure(check(holds="`true`"), change())

    with pytest.raises(InputError):
        run(made, clients, evidence)

    assert "kms.disable_key" not in clients.names
    assert run(made, clients).done, "with a record it would have been done"


@pytest.mark.parametrize("refuse_from", [2, 3, 4])
def test_a_record_that_cannot_be_written_for_a_change_is_said(refuse_from: int) -> None:
    clients = Scripted()

    outcome = run(procedure(change(), change("TagResource")), clients, Kept(refuse_from))

    assert clients.names == ["kms.disable_key", "kms.tag_resource"], "what is begun is ended"
    assert "no record can be written" in outcome.unrecorded
    assert "does not hold everything" in outcome_as_text(outcome).plain


def test_a_lost_answer_is_settled_by_its_check_and_the_change_is_not_made_twice() -> None:
    clients = Scripted({"kms.disable_key": LOST, "kms.describe_key": {"State": "Disabled"}})

    outcome = run(procedure(change(settled_by=(check(),)), change("TagResource")), clients)

    assert outcome.done
    assert clients.names == ["kms.disable_key", "kms.describe_key", "kms.tag_resource"]


def test_a_lost_answer_that_cannot_be_settled_is_not_called_a_change_nor_the_absence_of_one() -> None:
    for settling in ({"State": "Enabled"}, refusal("ThrottlingException"), LOST):
        outcome = run(procedure(change(settled_by=(check(),))), Scripted({"kms.disable_key": LOST, "kms.describe_key": settling}))

        assert outcome.record.result is Result.FAILED
        assert "did not answer in time" in outcome.record.why
        said = outcome_as_text(outcome).plain
        assert "not known whether anything was changed" in said
        assert "Nothing was changed" not in said


def test_a_denial_midway_ends_it_and_says_what_was_done_and_what_not() -> None:
    clients = Scripted({"kms.tag_resource": refusal("AccessDeniedException")})

    outcome = run(procedure(change(), change("TagResource"), change("EnableKey")), clients)

    assert results(outcome) == [("DisableKey", "done"), ("TagResource", "failed")]
    assert clients.names == ["kms.disable_key", "kms.tag_resource"]
    assert outcome.record.steps[1].request_id == "refused-1"
    said = outcome_as_text(outcome).plain
    assert "Not done" in said
    assert "kms:TagResource is denied" in said
    assert "Do DisableKey" in said.partition("Was done")[2].partition("Was not")[0]
    assert "Do TagResource" in said.partition("Was not")[2]


def test_a_denial_of_the_first_change_changed_nothing() -> None:
    outcome = run(procedure(change()), Scripted({"kms.disable_key": refusal("AccessDeniedException")}))

    assert "Nothing was changed." in outcome_as_text(outcome).plain


def test_credentials_that_end_midway_are_said_with_what_to_do() -> None:
    outcome = run(procedure(change(), change("TagResource")), Scripted({"kms.tag_resource": refusal("ExpiredTokenException")}))

    assert outcome.record.result is Result.FAILED
    assert "credentials have expired" in outcome.record.why
    assert "Sign in again" in outcome.record.why


def test_what_may_fail_lets_the_rest_go_on_and_makes_it_done_in_part() -> None:
    first, second = change(rest_goes_on=True), change("EnableKey")
    clients = Scripted({"kms.disable_key": refusal("AccessDeniedException")})
    made = procedure(first, change("TagResource", only_after=first), second, change("UntagResource", only_after=second))

    outcome = run(made, clients)

    assert outcome.record.result is Result.PARTLY
    assert not outcome.done
    assert results(outcome) == [("DisableKey", "failed"), ("EnableKey", "done"), ("UntagResource", "done")]
    assert "Done in part" in outcome_as_text(outcome).plain


def test_a_second_operator_is_noticed_by_the_check_before_the_change() -> None:
    for state, done in (("Enabled", True), ("PendingDeletion", False)):
        clients = Scripted({"kms.describe_key": {"State": state}})

        outcome = run(procedure(check(holds="State == 'Enabled'", otherwise="Somebody was here."), change()), clients)

        assert outcome.done == done
        assert ("kms.disable_key" in clients.names) == done
        assert done or outcome.record.why == "Somebody was here."


def waiting(**fields: Any) -> Wait:
    given: dict[str, Any] = {"says": "Wait", "service": "kms", "operation": "DescribeKey", "region": REGION}
    return Wait(**{**given, "holds": "State == 'Disabled'", "otherwise": "It took too long.", "at_most_seconds": 60, **fields})


def test_a_wait_asks_until_it_holds() -> None:
    clients = Scripted({"kms.describe_key": [{"State": "Enabled"}, {"State": "Enabled"}, {"State": "Disabled"}]})

    assert run(procedure(waiting()), clients).done
    assert len(clients.calls) == 3


def test_a_wait_ends_in_bounded_time() -> None:
    clients = Scripted({"kms.describe_key": {"State": "Enabled"}})

    outcome = run(procedure(waiting(every_seconds=20), change()), clients)

    assert outcome.record.result is Result.FAILED
    assert outcome.record.why == "It took too long."
    assert len(clients.calls) == 4


def test_an_interruption_ends_a_wait_at_once_and_is_recorded() -> None:
    asked = [0]

    def interrupted() -> bool:
        asked[0] += 1
        return asked[0] > 3

    clients = Scripted({"kms.describe_key": {"State": "Enabled"}})
    evidence = Kept()

    outcome = run(
        procedure(change(), waiting(every_seconds=600, at_most_seconds=6000)), clients, evidence, interrupted=interrupted
    )

    assert outcome.record.result is Result.INTERRUPTED
    assert results(outcome) == [("DisableKey", "done"), ("DescribeKey", "begun")]
    assert evidence.records[-1].result is Result.INTERRUPTED
    assert "Run the same command again" in outcome_as_text(outcome).plain


def test_an_interruption_before_the_first_step_changes_nothing() -> None:
    clients = Scripted()

    outcome = run(procedure(change()), clients, interrupted=lambda: True)

    assert clients.calls == []
    assert outcome.record.result is Result.INTERRUPTED


def look() -> Look:
    return Look(says="key", service="kms", operation="DescribeKey", region=REGION, of="State")


def test_the_record_says_how_things_were_before_and_after() -> None:
    clients = Scripted({"kms.describe_key": [{"State": "Enabled"}, {"State": "Disabled"}]})

    record = run(procedure(change(), looks=(look(),)), clients).record

    assert (record.before, record.after) == ({"key": "Enabled"}, {"key": "Disabled"})


def test_a_look_that_is_denied_is_unknown_in_the_record_and_stops_nothing() -> None:
    for fault, said in ((refusal("AccessDeniedException"), "denied"), (refusal("ExpiredTokenException"), "expired")):
        outcome = run(procedure(change(), looks=(look(),)), Scripted({"kms.describe_key": fault}))

        assert outcome.done
        assert said in outcome.record.after["key"]["unknown"]


def test_a_look_for_what_is_not_there_is_null() -> None:
    assert run(
        procedure(change(), looks=(look(),)), Scripted({"kms.describe_key": refusal("NotFoundException")})
    ).record.before == {"key": None}


def test_no_secret_is_in_the_record_nor_on_a_screen() -> None:
    secret = "hunter-two"
    made = procedure(change(parameters={"KeyId": "k", "Secret": secret, "Material": b"\x00" * 32}, secret=frozenset({"Secret"})))
    clients = Scripted()

    outcome = run(made, clients)

    shown = [
        json.dumps(outcome.record.as_json()),
        as_json([made], [outcome]),
        as_text(made).plain,
        outcome_as_text(outcome).plain,
    ]
    assert clients.calls[0][1]["Secret"] == secret, "AWS gets it"
    assert not [text for text in shown if secret in text]
    assert "(32 bytes)" in shown[0]
    assert '"KeyId": "k"' in shown[0]


def test_the_record_names_who_why_when_and_the_request() -> None:
    outcome = run(procedure(change(), reason="an intrusion"), Scripted(), ticket="SEC-1")

    written = outcome.record.as_json()
    said = {name: written[name] for name in ("who", "ticket", "reason", "command", "environment", "result", "begun")}
    assert said == {
        "who": WHO,
        "ticket": "SEC-1",
        "reason": "an intrusion",
        "command": "freeze",
        "environment": "prod",
        "result": "done",
        "begun": BEGAN.isoformat(),
    }
    assert written["steps"][0]["request_id"] == "request-1"


def a_record(*steps: Change) -> Record:
    return Record(procedure=procedure(*steps), who=WHO, ticket="", begun=BEGAN, kit="0")


def test_a_folder_holds_one_file_for_a_run_and_it_is_always_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = FolderOfRecords(tmp_path / "evidence")
    first = Path(folder.write(a_record()))
    was = first.read_text(encoding="utf-8")
    replaced: list[tuple[str, str]] = []
    original = os.replace

    def replacing(source: str, target: str | Path) -> None:
        replaced.append((first.read_text(encoding="utf-8"), Path(source).read_text(encoding="utf-8")))
        original(source, target)

    monkeypatch.setattr(os, "replace", replacing)
    second = Path(folder.write(a_record(change(), change("TagResource"))))

    assert second == first
    assert [file.name for file in first.parent.iterdir()] == ["2026-11-25T030000.000000Z-freeze.json"]
    ((old, new),) = replaced
    assert old == was, "until the new one is whole, the old one stands"
    assert json.loads(new) == json.loads(second.read_text(encoding="utf-8"))


def test_a_folder_that_cannot_be_written_is_said_by_name(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("a file stands where the folder would be")

    with pytest.raises(InputError) as raised:
        FolderOfRecords(tmp_path / "evidence").write(a_record())

    assert raised.value.field == "evidence.folder"
    assert raised.value.value == str(tmp_path / "evidence")


def test_a_disk_that_is_full_leaves_no_half_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left"):
        FolderOfRecords(tmp_path).write(a_record())

    assert list(tmp_path.iterdir()) == []


BUCKET = EvidenceBucket(bucket="evidence", region="eu-central-1")


def test_a_bucket_gets_every_state_of_the_record_with_a_checksum() -> None:
    clients = Scripted()
    where = BucketOfRecords(BUCKET, "prod", clients).write(a_record())

    assert where == "s3://evidence/camunda-byok-evidence/prod/2026-11-25T030000.000000Z-freeze.json"
    ((name, sent),) = clients.calls
    assert name == "s3.put_object"
    assert sent["Key"] == where.removeprefix("s3://evidence/")
    assert sent["ChecksumSHA256"], "Object Lock takes no object without one"


def test_a_bucket_that_refuses_is_said_and_nothing_is_changed() -> None:
    clients = Scripted({"s3.put_object": refusal("AccessDenied")})

    with pytest.raises(InputError, match="s3:PutObject is denied"):
        run(procedure(change()), clients, BucketOfRecords(BUCKET, "prod", clients))

    assert clients.names == ["s3.put_object"]


def test_a_locked_bucket_keeps_every_state_of_the_record(emulated: Emulated) -> None:
    clients = emulated.clients_of(DEPLOYER)
    s3 = clients("s3", REGION)
    place = {"LocationConstraint": REGION}
    s3.create_bucket(Bucket="evidence", CreateBucketConfiguration=place, ObjectLockEnabledForBucket=True)
    rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}}
    s3.put_object_lock_configuration(Bucket="evidence", ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule})

    kept = BucketOfRecords(EvidenceBucket(bucket="evidence", region=REGION), "prod", clients)
    outcome = carry_out(procedure(change()), Scripted(), kept, who=WHO, clock=a_clock())

    versions = s3.list_object_versions(Bucket="evidence")["Versions"]
    names = {each["Key"] for each in versions}
    bodies = [s3.get_object(Bucket="evidence", Key=each["Key"], VersionId=each["VersionId"])["Body"].read() for each in versions]
    assert outcome.done
    assert names == {outcome.kept_at.removeprefix("s3://evidence/")}
    assert sorted(json.loads(body)["result"] for body in bodies) == ["begun", "begun", "begun", "done"]
    for each in versions:
        with pytest.raises(ClientError, match="AccessDenied"):
            s3.delete_object(Bucket="evidence", Key=each["Key"], VersionId=each["VersionId"])
