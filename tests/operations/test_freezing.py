"""Freezing: every key first, whatever fails beside it, and never a word that is not true."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import pytest

from camunda_byok.aws.identity import Identity
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.key_descriptions import encryption_key_description
from camunda_byok.key_states import KEY_STATES
from camunda_byok.operation_tags import FROZEN_AT, FROZEN_BY, FROZEN_WHY
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.carrying_out import carry_out
from camunda_byok.operations.freezing import freeze
from camunda_byok.operations.records import Result
from camunda_byok.operations.steps import Procedure
from sandbox.faulty_network import FaultyNetwork
from sandbox.people import BREAK_GLASS, DEPLOYER
from tests.emulated import Emulated, environment_of, make_key
from tests.operations.scripted import ByRegion, Kept, Scripted, a_clock, metadata, refusal, regions

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=timezone.utc)
WHO = "arn:aws:sts::111122223333:assumed-role/break-glass/somebody"
MARKED = {"Tags": [{"TagKey": FROZEN_BY, "TagValue": "somebody"}]}


def acting(clients: Scripted, environment: Environment | None = None) -> Acting:
    identity = Identity(account="111122223333", arn=WHO)
    return Acting(environment=environment or environment_of(), clients=clients, identity=identity)


def plan(described: Any, tags: Any = None, *, reason: str = "an intrusion", environment: Environment | None = None) -> Procedure:
    clients = Scripted({"kms.describe_key": described, "kms.list_resource_tags": tags or {"Tags": []}})
    return freeze(acting(clients, environment), reason=reason, now=NOW)


def operations(made: Procedure) -> Sequence[str]:
    return [step.operation for step in made.steps]


WAKING = ["DisableKey", "DescribeKey", "TagResource"]


@pytest.mark.parametrize(
    ("state", "steps", "refused"),
    [
        ("Enabled", WAKING, ""),
        ("Disabled", ["TagResource"], ""),
        ("Updating", WAKING, ""),
        ("Creating", WAKING, ""),
        ("PendingDeletion", [], "byok thaw"),
        ("PendingReplicaDeletion", [], "byok thaw"),
        ("PendingImport", [], "material"),
        ("Unavailable", [], "key store"),
    ],
)
def test_what_is_done_in_each_state_of_the_key(state: str, steps: list[str], refused: str) -> None:
    made = plan(metadata(state))

    assert operations(made) == steps
    assert bool(made.refusals) == bool(refused)
    for each in made.refusals:
        assert state in each.problem
        assert refused in each.remedy


def test_every_state_of_a_key_is_in_the_table() -> None:
    (table,) = (mark for mark in test_what_is_done_in_each_state_of_the_key.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {row[0] for row in table.args[1]} == set(KEY_STATES)


def test_a_key_that_is_gone_is_refused_and_so_is_one_that_nobody_may_see() -> None:
    gone, denied = plan(refusal("NotFoundException")), plan(refusal("AccessDeniedException"))

    assert "does not exist" in gone.refusals[0].problem
    assert "kms:DescribeKey is denied" in denied.refusals[0].problem
    assert not gone.steps
    assert not denied.steps


def test_a_key_that_is_frozen_already_is_left_alone() -> None:
    made = plan(metadata("Disabled"), MARKED)

    assert not made.steps
    assert made.settled


def test_a_key_whose_tags_nobody_may_read_is_not_written_on_for_the_second_time() -> None:
    made = plan(metadata("Disabled"), refusal("AccessDeniedException"))

    assert not made.steps
    assert "ListResourceTags is denied" in made.cautions[0]


def test_the_marker_says_who_when_and_why_in_letters_that_a_tag_takes() -> None:
    made = plan(metadata("Enabled"), reason="an intrusion; see #4711")

    tags = {tag["TagKey"]: tag["TagValue"] for tag in made.changes[-1].parameters["Tags"]}
    assert tags == {FROZEN_BY: WHO, FROZEN_AT: "2026-11-25T03:00:00+00:00", FROZEN_WHY: "an intrusion see 4711"}


def test_a_freeze_without_a_reason_is_not_held_up_but_told() -> None:
    made = plan(metadata("Enabled"), reason="")

    assert operations(made) == WAKING
    assert "--reason" in made.cautions[0]


def test_it_says_what_camunda_will_do_and_what_to_write_down() -> None:
    made = plan(metadata("Enabled"))

    assert "within seconds" in made.effects[0]
    assert "within about 15 minutes" in made.effects[1]
    assert "frozen: true under key in emulated.yaml" in made.afterwards[0]
    assert made.confirm_by == "alias/camunda/emulated"


def test_of_a_key_that_nobody_declares_no_line_is_to_be_written() -> None:
    arn = metadata("Enabled")["KeyMetadata"]["Arn"]
    made = plan(metadata("Enabled"), environment=environment_of(key={"arn": arn}))

    assert operations(made) == WAKING
    assert made.confirm_by == arn
    assert not any("frozen: true" in line for line in made.afterwards)


def two() -> Environment:
    return environment_of(second_region="eu-west-2")


def ran(clients: ByRegion, environment: Environment | None = None) -> tuple[Procedure, Any]:
    made = freeze(acting(clients, environment or two()), reason="an intrusion", now=NOW)
    assert not made.refusals
    clients.calls.clear()
    return made, carry_out(made, clients, Kept(), who=WHO, clock=a_clock())


def awake(region: str = "eu-west-1", script: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A key that is enabled when it is looked at, and disabled ever after."""
    return {
        "kms.describe_key": [metadata("Enabled", region), metadata("Disabled", region)],
        "kms.list_resource_tags": {"Tags": []},
        **(script or {}),
    }


def test_all_keys_are_disabled_before_anything_else_is_done() -> None:
    clients = regions(awake(), awake("eu-west-2"))

    _, outcome = ran(clients)

    assert outcome.done
    changes = [name for name in clients.names if "disable" in name or "tag_resource" in name]
    assert changes == ["eu-west-1 disable_key", "eu-west-2 disable_key", "eu-west-1 tag_resource", "eu-west-2 tag_resource"]


def test_a_tag_that_is_denied_stops_nothing_and_is_said() -> None:
    clients = regions(awake(script={"kms.tag_resource": refusal("AccessDeniedException")}), awake("eu-west-2"))

    _, outcome = ran(clients)

    assert outcome.record.result is Result.PARTLY
    assert "kms:TagResource is denied" in outcome.record.why
    assert "eu-west-2 tag_resource" in clients.names


def test_a_key_that_cannot_be_disabled_keeps_no_other_awake_and_is_not_marked_as_frozen() -> None:
    denied = {"kms.disable_key": refusal("AccessDeniedException"), "kms.describe_key": metadata("Enabled")}
    clients = regions(awake(script=denied), awake("eu-west-2"))

    _, outcome = ran(clients)

    assert outcome.record.result is Result.PARTLY
    assert "eu-west-2 disable_key" in clients.names
    assert "eu-west-2 tag_resource" in clients.names
    assert "eu-west-1 tag_resource" not in clients.names


@pytest.mark.parametrize(("fault", "said"), [("AccessDeniedException", "denied"), ("NotFoundException", "does not exist")])
def test_a_key_that_cannot_be_seen_keeps_no_other_awake_and_is_never_called_frozen(fault: str, said: str) -> None:
    clients = regions(awake(), {"kms.describe_key": refusal(fault)})

    made, outcome = ran(clients)

    assert "eu-west-1 disable_key" in clients.names
    assert said in made.cautions[0]
    assert "It is not frozen" in made.cautions[0]
    assert not outcome.done


def test_a_key_that_nobody_can_use_anyway_is_only_mentioned() -> None:
    dying = {"kms.describe_key": metadata("PendingDeletion", "eu-west-2"), "kms.list_resource_tags": {}}

    made, outcome = ran(regions(awake(), dying))

    assert "PendingDeletion" in made.cautions[0]
    assert outcome.done


def test_an_interrupted_freeze_goes_on_where_it_stood() -> None:
    frozen = {"kms.describe_key": metadata("Disabled"), "kms.list_resource_tags": {"Tags": []}}
    clients = regions(frozen, awake("eu-west-2"))

    _, outcome = ran(clients)

    assert outcome.done
    assert [name for name in clients.names if "describe" not in name] == [
        "eu-west-2 disable_key",
        "eu-west-2 tag_resource",
        "eu-west-1 tag_resource",
    ]


def test_a_key_that_a_second_operator_has_disabled_meanwhile_is_as_it_should_be() -> None:
    clients = regions(awake(script={"kms.disable_key": refusal("KMSInvalidStateException")}), awake("eu-west-2"))

    assert ran(clients)[1].done


def test_a_key_that_a_second_operator_has_scheduled_for_deletion_is_said() -> None:
    script = {
        "kms.disable_key": refusal("KMSInvalidStateException"),
        "kms.describe_key": [metadata("Enabled"), metadata("PendingDeletion")],
    }
    clients = regions(awake(script=script), awake("eu-west-2"))

    _, outcome = ran(clients)

    assert not outcome.done
    assert "KMSInvalidStateException" in outcome.record.why


def test_a_key_that_stays_enabled_is_not_called_frozen() -> None:
    clients = regions({"kms.describe_key": metadata("Enabled"), "kms.list_resource_tags": {}}, awake("eu-west-2"))

    _, outcome = ran(clients)

    assert not outcome.done
    assert "does not say that the key in eu-west-1 is disabled" in outcome.record.why


def test_credentials_that_have_expired_end_it_before_anything_is_planned() -> None:
    with pytest.raises(InputError, match="expired"):
        plan(refusal("ExpiredTokenException"))


def test_a_freeze_gets_through_a_network_that_throttles(emulated: Emulated, throttled_emulator: FaultyNetwork) -> None:
    arn = make_key(emulated.clients_of(DEPLOYER), environment_of())
    clients = emulated.clients_of(BREAK_GLASS, throttled_emulator.url)
    who = Identity(account="111122223333", arn=WHO)

    made = freeze(Acting(environment=environment_of(), clients=clients, identity=who), reason="an intrusion", now=NOW)
    outcome = carry_out(made, clients, Kept(), who=WHO)

    key = emulated.clients_of(BREAK_GLASS)("kms", "eu-west-1").describe_key(KeyId=arn)["KeyMetadata"]
    assert key["KeyState"] == "Disabled"
    assert outcome.done


def test_that_the_alias_leads_to_another_key_is_said_before_anything_is_frozen() -> None:
    """Not refused: whoever has to stop a cluster reads it and types the alias all the same, or does not."""
    own, other = metadata("Enabled"), metadata("Enabled")
    own["KeyMetadata"]["Description"] = encryption_key_description(environment_of().names)
    other["KeyMetadata"]["Description"] = "somebody else's"

    assert not any("does not say of itself" in caution for caution in plan(own).cautions)
    assert any("does not say of itself" in caution for caution in plan(other).cautions)
