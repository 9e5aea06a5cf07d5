"""Thawing: back from every state that a key comes back from, and looked at afterwards."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from camunda_byok.aws.identity import Identity
from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.inventory.declared_key import keys_of
from camunda_byok.inventory.model import Key
from camunda_byok.key_states import KEY_STATES
from camunda_byok.operation_tags import FROZEN_AT, FROZEN_BY, FROZEN_WHY
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.carrying_out import Outcome, carry_out
from camunda_byok.operations.records import Result
from camunda_byok.operations.steps import Procedure
from camunda_byok.operations.thawing import thaw
from tests.emulated import environment_of
from tests.operations.scripted import Kept, Scripted, a_clock, metadata, refusal, regions

WHO = "arn:aws:sts::111122223333:assumed-role/key-administrator/somebody"
TAGS = {FROZEN_BY: "arn:aws:iam::111122223333:role/x", FROZEN_AT: "2026-11-25T03:00:00+00:00", FROZEN_WHY: "an intrusion"}
MARKED = {"Tags": [{"TagKey": name, "TagValue": value} for name, value in TAGS.items()]}
DENIED = refusal("AccessDeniedException")


def policy_of(environment: Environment) -> dict[str, Any]:
    policy = next(key for key in keys_of(environment) if isinstance(key, Key)).policy
    assert isinstance(policy, dict)
    return policy


def script(states: Any, **changes: Any) -> dict[str, Any]:
    named = {name.replace("__", "."): said for name, said in changes.items()}
    return {
        "kms.describe_key": [metadata(state) if isinstance(state, str) else state for state in states],
        "kms.list_resource_tags": {"Tags": []},
        "kms.list_grants": {"Grants": [{"GrantId": "1"}]},
        "kms.get_key_policy": {"Policy": json.dumps(policy_of(environment_of()))},
        "kms.get_key_rotation_status": {"KeyRotationEnabled": True},
        **named,
    }


def plan(clients: Scripted, environment: Environment | None = None, **fields: Any) -> Procedure:
    who = Identity(account="111122223333", arn=WHO)
    return thaw(Acting(environment=environment or environment_of(), clients=clients, identity=who), **fields)


def ran(clients: Scripted, environment: Environment | None = None, **fields: Any) -> Outcome:
    made = plan(clients, environment, **fields)
    assert not made.refusals
    clients.calls.clear()
    return carry_out(made, clients, Kept(), who=WHO, clock=a_clock())


def changes(made: Procedure) -> Sequence[str]:
    return [step.operation for step in made.changes]


@pytest.mark.parametrize(
    ("state", "made", "refused"),
    [
        ("Enabled", [], ""),
        ("Disabled", ["EnableKey"], ""),
        ("PendingDeletion", ["CancelKeyDeletion", "EnableKey"], ""),
        ("PendingReplicaDeletion", ["CancelKeyDeletion", "EnableKey"], ""),
        ("PendingImport", [], "byok import-material"),
        ("Unavailable", [], "key store"),
        ("Creating", [], "Wait until KMS"),
        ("Updating", [], "Wait until KMS"),
    ],
)
def test_what_is_changed_in_each_state_of_the_key(state: str, made: list[str], refused: str) -> None:
    procedure = plan(Scripted(script([state])))

    assert changes(procedure) == made
    assert bool(procedure.refusals) == bool(refused)
    assert bool(procedure.steps) == bool(made)
    for each in procedure.refusals:
        assert state in each.problem
        assert refused in each.remedy


def test_every_state_of_a_key_is_in_the_table() -> None:
    (table,) = (mark for mark in test_what_is_changed_in_each_state_of_the_key.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {row[0] for row in table.args[1]} == set(KEY_STATES)


def test_a_key_that_is_gone_or_hidden_is_refused_with_what_is_left_to_do() -> None:
    gone, hidden = plan(Scripted(script([refusal("NotFoundException")]))), plan(Scripted(script([DENIED])))

    assert "what it encrypted is lost" in gone.refusals[0].problem
    assert "kms:DescribeKey is denied" in hidden.refusals[0].problem
    assert "--restore-policy" in hidden.refusals[0].remedy


CHECKS = ["DescribeKey", "DescribeKey", "GetKeyRotationStatus", "GetKeyPolicy", "ListGrants"]


def test_afterwards_everything_is_looked_at_that_camunda_needs() -> None:
    outcome = ran(Scripted(script(["Disabled", "Disabled", "Disabled", "Enabled"])))

    assert outcome.done
    assert [step.request.operation for step in outcome.record.steps] == ["DescribeKey", "EnableKey", *CHECKS]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kms__get_key_rotation_status": {"KeyRotationEnabled": False}}, "rotation of the key in eu-west-1 is off"),
        ({"kms__list_grants": [{"Grants": [{"GrantId": "1"}, {"GrantId": "2"}]}, {"Grants": []}]}, "fewer grants"),
        ({"kms__get_key_policy": {"Policy": '{"Statement": []}'}}, "does not mean what is declared"),
        ({"kms__get_key_rotation_status": DENIED}, "kms:GetKeyRotationStatus is denied"),
        ({"kms__list_grants": DENIED}, "kms:ListGrants is denied"),
        ({"kms__get_key_policy": DENIED}, "kms:GetKeyPolicy is denied"),
    ],
)
def test_a_check_that_fails_or_is_denied_hides_no_other_and_is_never_fine(change: dict[str, Any], said: str) -> None:
    outcome = ran(Scripted(script(["Disabled", "Disabled", "Disabled", "Enabled"], **change)))

    assert outcome.record.result is Result.PARTLY
    assert said in outcome.record.why
    assert [step.request.operation for step in outcome.record.steps][-5:] == CHECKS


def test_an_alias_that_leads_to_another_key_is_said() -> None:
    other = metadata("Enabled")
    other["KeyMetadata"]["Arn"] = other["KeyMetadata"]["Arn"].replace("1234abcd", "99999999")

    outcome = ran(Scripted(script(["Disabled", "Disabled", "Disabled", "Enabled", other])))

    assert "alias/camunda/emulated leads to another key" in outcome.record.why


def test_the_policy_is_compared_by_what_it_means() -> None:
    policy = policy_of(environment_of())
    turned = {"Version": policy["Version"], "Statement": list(reversed(policy["Statement"]))}

    assert ran(
        Scripted(script(["Disabled", "Disabled", "Disabled", "Enabled"], kms__get_key_policy={"Policy": json.dumps(turned)}))
    ).done


def test_the_word_that_it_is_frozen_is_shown_before_and_taken_off_after() -> None:
    clients = Scripted(script(["Disabled", "Disabled", "Disabled", "Enabled"], kms__list_resource_tags=MARKED))
    made = plan(clients)

    said = "role/x froze the key in eu-west-1 on purpose at 2026-11-25T03:00:00+00:00. The reason: an intrusion."
    assert said in made.cautions[0]
    assert changes(made) == ["EnableKey", "UntagResource"]
    assert set(made.changes[-1].parameters["TagKeys"]) == set(TAGS)


def test_a_key_that_somebody_enabled_by_hand_loses_the_word_that_it_is_frozen() -> None:
    assert changes(plan(Scripted(script(["Enabled"], kms__list_resource_tags=MARKED)))) == ["UntagResource"]


def test_tags_that_nobody_may_read_are_said_and_stop_nothing() -> None:
    made = plan(Scripted(script(["Disabled"], kms__list_resource_tags=DENIED)))

    assert "kms:ListResourceTags is denied" in made.cautions[0]
    assert changes(made) == ["EnableKey", "UntagResource"]


def test_a_second_operator_who_changed_the_key_meanwhile_stops_it() -> None:
    clients = Scripted(script(["Disabled", "PendingDeletion"]))

    outcome = ran(clients)

    assert outcome.record.result is Result.FAILED
    assert "Somebody else has changed the key" in outcome.record.why
    assert "kms.enable_key" not in clients.names


def test_a_cancelled_deletion_whose_answer_was_lost_is_not_cancelled_twice() -> None:
    states = ["PendingDeletion", "PendingDeletion", "PendingDeletion", "Disabled", "Enabled"]
    clients = Scripted(script(states, kms__cancel_key_deletion=refusal("KMSInvalidStateException")))

    assert ran(clients).done
    assert clients.names.count("kms.cancel_key_deletion") == 1


def test_after_a_scheduled_deletion_the_import_into_the_state_is_written_out() -> None:
    made = plan(Scripted(script(["PendingDeletion"])))

    command = "terraform -chdir=cdktf.out/stacks/emulated-key import aws_kms_key.key 1234abcd-12ab-34cd-56ef-1234567890ab"
    assert command in made.afterwards[0]
    assert not any("import" in line for line in plan(Scripted(script(["Disabled"]))).afterwards)


def test_an_adopted_key_imports_itself() -> None:
    environment = environment_of(key={"adopt": metadata("Enabled")["KeyMetadata"]["Arn"], "policy": "strict"})
    made = plan(Scripted(script(["PendingDeletion"])), environment)

    assert "its ARN stands in the YAML" in made.afterwards[0]


def test_a_frozen_line_in_the_yaml_is_to_be_taken_away() -> None:
    made = plan(Scripted(script(["Disabled"])), environment_of(key={"frozen": True}))

    assert "Take frozen: true out of emulated.yaml" in made.afterwards[0]


def test_a_key_that_is_owned_elsewhere_is_thawed_without_a_word_on_its_policy() -> None:
    environment = environment_of(key={"arn": metadata("Enabled")["KeyMetadata"]["Arn"]})
    clients = Scripted(script(["Disabled"]))

    made = plan(clients, environment)

    assert changes(made) == ["EnableKey"]
    assert "GetKeyPolicy" not in [step.operation for step in made.steps]
    refused = plan(clients, environment, restore_policy=True).refusals
    assert "no declared policy" in refused[0].problem


BROKEN: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}
    ],
}


def test_a_policy_is_put_back_only_when_asked_and_the_difference_is_told() -> None:
    clients = Scripted(script(["Enabled"], kms__get_key_policy={"Policy": json.dumps(BROKEN)}))

    assert changes(plan(clients)) == []
    made = plan(clients, restore_policy=True)
    assert changes(made) == ["PutKeyPolicy"]
    assert json.loads(made.changes[0].parameters["Policy"]) == policy_of(environment_of())
    gained = [line for line in made.effects if line.startswith("gains: role c8-cluster/c8-apps-1234")]
    lost = [line for line in made.effects if line.startswith("loses: ") and "kms:Decrypt" in line]
    assert gained
    assert lost
    assert any("deployers and break-glass" in line for line in made.cautions)


def test_a_policy_that_means_what_is_declared_stays() -> None:
    made = plan(Scripted(script(["Disabled"])), restore_policy=True)

    assert changes(made) == ["EnableKey"]
    assert "stays" in made.cautions[-1]


def test_a_policy_that_shuts_everybody_out_is_replaced_unseen_and_the_key_found_by_its_alias() -> None:
    aliases = {"Aliases": [{"AliasName": "alias/camunda/emulated", "TargetKeyId": "1234abcd-12ab-34cd-56ef-1234567890ab"}]}
    shut = script([DENIED, metadata("Enabled")], kms__get_key_policy=[DENIED], kms__list_aliases=aliases)
    made = plan(Scripted(shut), restore_policy=True)

    assert changes(made) == ["PutKeyPolicy", "UntagResource"]
    assert made.changes[0].parameters["KeyId"] == "1234abcd-12ab-34cd-56ef-1234567890ab"
    assert "replaced unseen" in " ".join(made.cautions)
    nobody = plan(Scripted({**shut, "kms.describe_key": [DENIED], "kms.list_aliases": DENIED}), restore_policy=True)
    assert "kms:ListAliases is denied" in nobody.refusals[0].problem


def test_the_key_that_can_be_thawed_is_and_the_other_makes_it_done_in_part() -> None:
    second = {"kms.describe_key": refusal("NotFoundException")}
    clients = regions(script(["Disabled", "Disabled", "Disabled", "Enabled"]), second)
    environment = environment_of(second_region="eu-west-2", key={"second_key": "independent"})

    made = plan(clients, environment)

    assert changes(made) == ["EnableKey"]
    assert "It is not thawed" in made.cautions[0]


def test_a_replica_is_not_asked_for_its_rotation_which_is_its_primary_s() -> None:
    replica = metadata("Disabled", MultiRegionConfiguration={"MultiRegionKeyType": "REPLICA"})

    asked = [step.operation for step in plan(Scripted(script([replica]))).steps]

    assert "GetKeyRotationStatus" not in asked
    assert "GetKeyRotationStatus" in [step.operation for step in plan(Scripted(script(["Disabled"]))).steps]


def test_credentials_that_have_expired_end_it_before_anything_is_planned() -> None:
    with pytest.raises(InputError, match="expired"):
        plan(Scripted(script([refusal("ExpiredTokenException")])))
