"""`byok replace` and `byok retire` in the emulator, as the people of the account: every stage, every state, bad days."""

import json
from dataclasses import fields
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from camunda_byok.aws.clients import Clients
from camunda_byok.aws.identity import who_am_i
from camunda_byok.aws.together import together
from camunda_byok.environment_files import load
from camunda_byok.errors import InputError
from camunda_byok.inventory.values import Unknown
from camunda_byok.key_states import KEY_STATES
from camunda_byok.operation_tags import CONFIRMATION, CONFIRMED, ENDING_TAGS, PREDECESSOR, QUARANTINED, SUCCESSOR
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.carrying_out import carry_out
from camunda_byok.operations.ending import looking
from camunda_byok.operations.ending.facts import EndingKey, Facts, Kind
from camunda_byok.operations.ending.looking import generations, look
from camunda_byok.operations.ending.procedures import procedure
from camunda_byok.operations.ending.stages import Move, Stage, stage
from camunda_byok.operations.evidence import evidence_of
from camunda_byok.operations.steps import Refusal
from sandbox.emulator import REGION
from sandbox.faulty_network import FaultyNetwork
from sandbox.people import ADMINISTRATOR, AUDITOR, BREAK_GLASS, TENANT
from tests.emulated import Emulated
from tests.ended import SECOND, Cluster
from tests.faulty import Faulty

TWO: dict[str, Any] = {"second_region": SECOND}


@pytest.fixture
def cluster(emulated: Emulated, tmp_path: Path) -> Cluster:
    return Cluster(emulated, tmp_path / "environments")


@pytest.fixture
def in_two_regions(emulated: Emulated, tmp_path: Path) -> Cluster:
    return Cluster(emulated, tmp_path / "environments", **TWO)


def test_a_key_is_replaced_from_beginning_to_end(cluster: Cluster) -> None:
    cluster.log_event()
    assert cluster.run().exit_code == 1  # nothing is declared that takes its place
    cluster.declare_successor()
    assert cluster.stage() == "serving"
    handed_over = cluster.hand_over()
    assert cluster.new[0] in handed_over.stdout
    assert cluster.tags()[SUCCESSOR] == cluster.new[0]
    assert cluster.tags(of=cluster.new)[PREDECESSOR] == cluster.old[0]
    assert cluster.confirm().exit_code == 0
    assert cluster.tags()[CONFIRMATION] == "support ticket 4711"
    assert cluster.quarantine().exit_code == 1  # neither used nor silent for long enough, and still the cluster's key
    cluster.swap()
    cluster.use_new()
    cluster.let_days_pass(31)
    assert cluster.quarantine().exit_code == 0
    assert (cluster.state(), cluster.stage()) == ("Disabled", "quarantined")
    assert cluster.schedule().exit_code == 1
    cluster.let_days_pass(15)
    assert "let-go" in cluster.run().stdout
    cluster.let_go()
    assert cluster.schedule().exit_code == 0
    assert (cluster.state(), cluster.stage()) == ("PendingDeletion", "deletion-scheduled")
    assert cluster.undo().exit_code == 0
    assert (cluster.state(), cluster.stage()) == ("Enabled", "confirmed")
    records = sorted((cluster.folder / "evidence" / "emulated").glob("*.json"))
    assert [json.loads(each.read_text())["result"] for each in records] == ["done"] * 5


def test_in_two_regions_both_keys_end_and_come_back(in_two_regions: Cluster) -> None:
    cluster = in_two_regions
    cluster.make_ready()
    assert cluster.quarantine().exit_code == 0
    assert [cluster.state(0), cluster.state(1)] == ["Disabled", "Disabled"]
    cluster.let_days_pass(15)
    cluster.let_go()
    assert cluster.schedule().exit_code == 0
    assert [cluster.state(0), cluster.state(1)] == ["PendingDeletion", "PendingDeletion"]
    cluster.emulated.set_key(cluster.old[0], KeyState="PendingReplicaDeletion")  # as on AWS; the emulator does not know it
    assert cluster.stage() == "deletion-scheduled"
    assert cluster.undo().exit_code == 0
    assert [cluster.state(0), cluster.state(1)] == ["Enabled", "Enabled"]
    assert cluster.stage() == "confirmed"


@pytest.mark.parametrize("place", [0, 1])
def test_a_grant_in_either_region_keeps_both_keys(in_two_regions: Cluster, place: int) -> None:
    cluster = in_two_regions
    cluster.make_ready()
    cluster.grant(cluster.old[place])
    refused = cluster.quarantine()
    assert refused.exit_code == 1
    assert "1 grant on" in refused.stdout
    assert [cluster.state(0), cluster.state(1)] == ["Enabled", "Enabled"]


def test_the_hand_over_of_a_key_that_is_not_fit_is_refused(cluster: Cluster) -> None:
    cluster.declare_successor()
    cluster.emulated.set_key(cluster.new[0], KeyState="Disabled")
    refused = cluster.hand_over()
    assert refused.exit_code == 1
    assert f"For Camunda, in eu-west-1: {cluster.new[0]}" not in refused.stdout
    assert not set(cluster.tags()) & set(ENDING_TAGS)


def test_the_new_key_does_not_end_where_somebody_turned_the_old_one_s_alias_to_it(cluster: Cluster) -> None:
    cluster.make_ready()
    kms = cluster.root("kms", REGION)
    kms.update_alias(AliasName="alias/camunda/emulated", TargetKeyId=cluster.new[0])
    kms.tag_resource(KeyId=cluster.new[0], Tags=[{"TagKey": name, "TagValue": text} for name, text in cluster.tags().items()])
    refused = cluster.quarantine()
    assert refused.exit_code == 1
    assert "does not say of itself that it is this environment's" in " ".join(refused.stdout.split())
    kms.update_alias(AliasName="alias/camunda/emulated", TargetKeyId=cluster.old[0])
    assert cluster.quarantine().exit_code == 0
    assert kms.describe_key(KeyId=cluster.new[0])["KeyMetadata"]["KeyState"] == "Enabled"


@pytest.mark.parametrize("used_for", ["use", "record"])
def test_a_key_that_was_used_is_kept(cluster: Cluster, used_for: str) -> None:
    cluster.make_ready()
    if used_for == "use":
        cluster.was_used(days_ago=29)
    else:
        cluster.log_event(**record(cluster.old[0], "Decrypt"))
    assert cluster.quarantine().exit_code == 1
    assert cluster.state() == "Enabled"


def record(arn: str, name: str, **fields: str) -> dict[str, object]:
    return {
        "eventTime": f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%SZ}",
        "eventSource": "kms.amazonaws.com",
        "eventName": name,
        "userIdentity": {"type": "AWSAccount", "accountId": TENANT.account},
        "resources": [{"ARN": arn}],
        **fields,
    }


def test_a_key_that_is_missed_is_not_deleted(cluster: Cluster) -> None:
    cluster.put_into_quarantine()
    cluster.let_days_pass(15)
    cluster.let_go()
    assert cluster.run().exit_code == 0
    cluster.log_event(**record(cluster.new[0], "Decrypt", errorCode="DisabledException"))
    assert cluster.run().exit_code == 0
    cluster.log_event(**record(cluster.old[0], "Decrypt", errorCode="DisabledException"))
    shown = cluster.run()
    assert shown.exit_code == 1
    assert "tried Decrypt" in shown.stdout
    assert cluster.schedule().exit_code == 1
    assert cluster.state() == "Disabled"


def looked_at(cluster: Cluster, clients: Clients) -> Facts:
    environment = load(cluster.folder).environments[0]
    acting = Acting(environment=environment, clients=clients, identity=who_am_i(clients, environment.region))
    found = generations(environment, Kind.REPLACE)
    assert not isinstance(found, Refusal)
    now = datetime.now(timezone.utc)
    return look(acting, Kind.REPLACE, *found, is_deployed=True, now=now, idle_days=30, quarantine_days=14)


def test_a_second_operator_is_noticed(cluster: Cluster) -> None:
    cluster.put_into_quarantine()
    cluster.let_days_pass(15)
    cluster.let_go()
    clients = cluster.emulated.clients_of(BREAK_GLASS)
    environment = load(cluster.folder).environments[0]
    plan = procedure(Move.SCHEDULE_DELETION, looked_at(cluster, clients), who=BREAK_GLASS.arn)
    assert plan.steps
    cluster.root("kms", "eu-west-1").untag_resource(KeyId=cluster.old[0], TagKeys=[CONFIRMED])
    outcome = carry_out(plan, clients, evidence_of(environment, clients), who=BREAK_GLASS.arn)
    assert not outcome.done
    assert "Somebody else" in outcome.record.why
    assert cluster.state() == "Disabled"


def test_a_grant_that_comes_between_the_plan_and_the_step_stops_it(cluster: Cluster) -> None:
    cluster.make_ready()
    clients = cluster.emulated.clients_of(BREAK_GLASS)
    environment = load(cluster.folder).environments[0]
    plan = procedure(Move.QUARANTINE, looked_at(cluster, clients), who=BREAK_GLASS.arn)
    cluster.grant(cluster.old[0])
    outcome = carry_out(plan, clients, evidence_of(environment, clients), who=BREAK_GLASS.arn)
    assert not outcome.done
    assert cluster.state() == "Enabled"


def test_what_cannot_be_read_keeps_the_key(cluster: Cluster) -> None:
    cluster.make_ready()
    assert procedure(Move.QUARANTINE, looked_at(cluster, cluster.emulated.clients_of(BREAK_GLASS)), who=BREAK_GLASS.arn).steps
    for operation in ("DescribeKey", "ListGrants", "GetKeyLastUsage", "ListResourceTags"):
        faulty = Faulty(cluster.emulated.clients_of(BREAK_GLASS), deny=[f"kms:{operation}"])
        refused = procedure(Move.QUARANTINE, looked_at(cluster, faulty), who=BREAK_GLASS.arn)
        assert refused.refusals, operation
        assert not refused.steps, operation


def test_an_end_point_that_hangs_keeps_the_key(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster.make_ready()
    monkeypatch.setattr(looking, "together", partial(together, seconds=1.0))
    faulty = Faulty(cluster.emulated.clients_of(BREAK_GLASS), hang={"kms:ListGrants": 2.0})
    refused = procedure(Move.QUARANTINE, looked_at(cluster, faulty), who=BREAK_GLASS.arn)
    assert refused.refusals
    assert not refused.steps


def test_expired_credentials_are_said_at_once(cluster: Cluster) -> None:
    cluster.make_ready()
    with pytest.raises(InputError, match="expired"):
        looked_at(cluster, Faulty(cluster.emulated.clients_of(BREAK_GLASS), expired=["kms:*"]))


def test_throttling_makes_nothing_look_otherwise(cluster: Cluster, throttled_emulator: FaultyNetwork) -> None:
    cluster.make_ready()
    calm = looked_at(cluster, cluster.emulated.clients_of(BREAK_GLASS))
    throttled = looked_at(cluster, cluster.emulated.clients_of(BREAK_GLASS, throttled_emulator.url))
    assert throttled_emulator.fired(), "nothing was throttled, so nothing was shown"
    for field in fields(EndingKey):
        seen, was = (getattr(each.old[0], field.name) for each in (throttled, calm))
        assert seen == was or isinstance(seen, Unknown)  # one call in 400 stays throttled
    assert stage(throttled) is Stage.CONFIRMED or isinstance(stage(throttled), Unknown)


def test_what_was_interrupted_is_taken_up(cluster: Cluster) -> None:
    cluster.make_ready()
    cluster.deny(BREAK_GLASS, "kms:TagResource")
    assert cluster.quarantine().exit_code == 2
    assert cluster.state() == "Disabled"
    assert QUARANTINED not in cluster.tags()
    assert cluster.stage() == "confirmed"
    cluster.deny(BREAK_GLASS)
    assert cluster.quarantine().exit_code == 0
    assert cluster.stage() == "quarantined"


@pytest.mark.parametrize("action", ["kms:ListGrants", "kms:GetKeyLastUsage", "kms:ListResourceTags", "logs:FilterLogEvents"])
def test_what_is_denied_is_missing(cluster: Cluster, action: str) -> None:
    cluster.make_ready()
    cluster.deny(BREAK_GLASS, action)
    refused = cluster.quarantine()
    assert refused.exit_code == 1
    assert f"{action} is denied" in " ".join(refused.stdout.split())
    assert cluster.state() == "Enabled"
    cluster.deny(BREAK_GLASS)
    assert cluster.quarantine().exit_code == 0


def test_nobody_but_break_glass_ends_a_key(cluster: Cluster) -> None:
    cluster.make_ready()
    cluster.allow(ADMINISTRATOR, "kms:*", "logs:FilterLogEvents")
    assert cluster.quarantine(person=ADMINISTRATOR).exit_code == 2
    assert cluster.state() == "Enabled"
    assert cluster.quarantine().exit_code == 0


def test_a_key_ends_only_where_its_name_is_typed(cluster: Cluster) -> None:
    cluster.put_into_quarantine()
    cluster.let_days_pass(15)
    cluster.let_go()
    assert cluster.run("--schedule-deletion", person=BREAK_GLASS).exit_code == 1  # nothing is typed
    assert cluster.run("--schedule-deletion", "--confirm=alias/camunda/emulated", person=BREAK_GLASS).exit_code == 1
    with_yes = cluster.run("--schedule-deletion", "--yes", person=BREAK_GLASS)
    assert isinstance(with_yes.exception, InputError)
    assert cluster.run("--schedule-deletion", "--dry-run", person=BREAK_GLASS).exit_code == 0
    assert cluster.state() == "Disabled"
    assert cluster.schedule().exit_code == 0


def test_somebody_who_enables_a_key_in_quarantine_is_shown(cluster: Cluster) -> None:
    cluster.put_into_quarantine()
    cluster.root("kms", "eu-west-1").enable_key(KeyId=cluster.old[0])
    shown = cluster.run()
    assert shown.exit_code == 1
    assert "somebody enabled it since" in " ".join(shown.stdout.split())
    assert cluster.stage() == "confirmed"
    assert cluster.schedule().exit_code == 1


def test_two_steps_at_once_and_two_environments_at_once_are_wrong_input(cluster: Cluster) -> None:
    assert isinstance(cluster.run("--quarantine", "--undo").exception, InputError)
    assert isinstance(cluster.run("--idle-days", "0").exception, InputError)


def test_credentials_of_another_account_change_nothing(cluster: Cluster) -> None:
    cluster.declare_successor()
    assert cluster.run("--hand-over", "--yes", person=TENANT).exit_code == 2
    assert cluster.run(person=TENANT).exit_code == 2
    assert not set(cluster.tags()) & set(ENDING_TAGS)


def test_an_auditor_sees_where_everything_stands_and_changes_nothing(cluster: Cluster) -> None:
    cluster.declare_successor()
    cluster.allow(AUDITOR, "logs:FilterLogEvents")
    assert cluster.run(person=AUDITOR).exit_code == 0
    assert cluster.run("--hand-over", "--yes", person=AUDITOR).exit_code == 2
    assert not set(cluster.tags()) & set(ENDING_TAGS)


@pytest.mark.parametrize("command", ["replace", "retire"])
def test_in_every_state_nothing_ends_that_is_not_ready(cluster: Cluster, command: str) -> None:
    if command == "replace":
        cluster.declare_successor()
    for state in KEY_STATES:
        cluster.emulated.set_key(cluster.old[0], KeyState=state)
        shown = cluster.run(command=command)
        odd = state in ("Disabled", "PendingDeletion", "PendingReplicaDeletion")
        assert shown.exit_code == (1 if odd else 0), (state, shown.output)
        assert cluster.quarantine(command=command).exit_code in (0, 1)  # 0: it has come further already
        assert cluster.state() == state


@pytest.mark.parametrize("command", ["replace", "retire"])
def test_a_key_that_is_gone_is_said_to_be(cluster: Cluster, command: str) -> None:
    gone = cluster.old[0][:-12] + "000000000000"
    kind = {"arn": gone}
    said = f"name: emulated\naccount: '{gone.split(':')[4]}'\nregion: eu-west-1\ndeployers: [{ADMINISTRATOR.arn}]\n"
    said += f"camunda: {{tenant_role: '{TENANT.arn}'}}\n"
    key = {**kind, **({"successor": {"arn": cluster.old[0]}} if command == "replace" else {})}
    (cluster.folder / "emulated.yaml").write_text(f"{said}key: {json.dumps(key)}\n")
    shown = cluster.run(command=command)
    assert shown.exit_code == 0, shown.output
    assert "The key is gone." in shown.stdout
    assert cluster.undo(command=command).exit_code == 1


def test_a_cluster_is_retired_from_beginning_to_end(cluster: Cluster, tmp_path: Path) -> None:
    cluster.log_event()
    assert cluster.confirm(command="retire").exit_code == 0
    cluster.let_days_pass(31)
    deployed = cluster.quarantine(command="retire")
    assert deployed.exit_code == 1  # the next deployment would enable it again
    assert "git mv" in deployed.stdout
    retired = tmp_path / "retired"
    cluster.write(retired)
    assert cluster.quarantine(command="retire", folder=retired).exit_code == 1  # it is in both folders
    (cluster.folder / "emulated.yaml").unlink()
    assert cluster.quarantine(command="retire", folder=retired).exit_code == 0
    cluster.let_days_pass(15)
    assert cluster.schedule(command="retire", folder=retired).exit_code == 0
    assert cluster.state() == "PendingDeletion"
    assert cluster.undo(command="retire", folder=retired).exit_code == 0
    assert cluster.state() == "Enabled"


def test_a_key_that_is_owned_elsewhere_is_retired_as_well(cluster: Cluster) -> None:
    cluster.log_event()
    text = (cluster.folder / "emulated.yaml").read_text()
    (cluster.folder / "emulated.yaml").write_text(
        f"{text[: text.index('key:')]}key: {{arn: '{cluster.old[0]}'}}\n" + after_key(text)
    )
    assert cluster.confirm(command="retire").exit_code == 0
    cluster.let_days_pass(31)
    assert cluster.quarantine(command="retire").exit_code == 0
    assert cluster.state() == "Disabled"


def after_key(text: str) -> str:
    """What a file says after its field `key`."""
    lines = text[text.index("key:") :].splitlines(keepends=True)[1:]
    return "".join(lines[next(at for at, line in enumerate(lines) if not line.startswith(" ")) :])


def test_retiring_waits_for_a_replacement_that_is_under_way(cluster: Cluster) -> None:
    cluster.declare_successor()
    shown = cluster.run(command="retire")
    assert shown.exit_code == 1
    assert "byok replace emulated" in shown.stdout
    assert cluster.confirm(command="retire").exit_code == 1
