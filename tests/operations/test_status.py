"""What the status says of keys that are disabled for a reason."""

from datetime import datetime, timezone
from typing import Any

import pytest

from camunda_byok.aws.identity import Identity
from camunda_byok.environment import Environment
from camunda_byok.finding import Weight
from camunda_byok.operation_tags import FROZEN_AT, FROZEN_BY, FROZEN_WHY
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.found_keys import found_keys
from camunda_byok.operations.status import status
from sandbox.people import BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER
from tests.emulated import PEOPLE, Emulated, environment_of, make_key
from tests.live.placed import place

NOW = datetime.now(timezone.utc)
MARKS = {FROZEN_BY: BREAK_GLASS.arn, FROZEN_AT: "2026-11-25T03:00:00+00:00", FROZEN_WHY: "an attack"}
KEY_RULES = ("key-disabled", "key-frozen", "key-pending-deletion")


def placed(emulated: Emulated, **key: Any) -> Environment:
    environment = environment_of(key={**PEOPLE, **key})
    place(environment, emulated)
    return environment


def arn_of(emulated: Emulated, environment: Environment, role: str) -> str:
    generation = next(each for each in environment.key_generations if each.role == role)
    (found,) = found_keys(environment, emulated.root(), generation)
    assert found.arn
    return found.arn


def disable(emulated: Emulated, arn: str, marks: dict[str, str] | None = None) -> None:
    kms = emulated.root(CUSTOMER_ACCOUNT)("kms", "eu-west-1")
    kms.disable_key(KeyId=arn)
    if marks:
        kms.tag_resource(KeyId=arn, Tags=[{"TagKey": name, "TagValue": text} for name, text in marks.items()])


def owned_elsewhere(emulated: Emulated) -> Environment:
    environment = environment_of(key={"arn": make_key(emulated.clients_of(DEPLOYER), environment_of())})
    place(environment, emulated)
    return environment


def said(emulated: Emulated, environment: Environment) -> list[tuple[str, Weight, str]]:
    acting = Acting(
        environment=environment,
        clients=emulated.clients_of(DEPLOYER),
        identity=Identity(account=CUSTOMER_ACCOUNT, arn=DEPLOYER.arn),
    )
    findings = status(acting, now=NOW).findings
    return [(each.rule, each.weight, each.summary) for each in findings if each.rule in KEY_RULES]


@pytest.mark.parametrize(
    ("role", "weight"), [("predecessor", Weight.NOTE), ("current", Weight.BLOCK)], ids=["earlier", "current"]
)
def test_quarantine_blocks_nothing_and_the_same_at_the_cluster_s_key_does(emulated: Emulated, role: str, weight: Weight) -> None:
    environment = placed(emulated, generation=2, predecessor={})
    assert said(emulated, environment) == []

    disable(emulated, arn_of(emulated, environment, role))

    assert [(rule, found) for rule, found, _ in said(emulated, environment)] == [("key-disabled", weight)]


def test_the_end_of_the_earlier_key_is_a_warning(emulated: Emulated) -> None:
    environment = placed(emulated, generation=2, predecessor={})
    arn = arn_of(emulated, environment, "predecessor")

    emulated.root(CUSTOMER_ACCOUNT)("kms", "eu-west-1").schedule_key_deletion(KeyId=arn, PendingWindowInDays=30)

    assert [(rule, weight) for rule, weight, _ in said(emulated, environment)] == [("key-pending-deletion", Weight.WARN)]


@pytest.mark.parametrize(("frozen", "weight"), [(True, Weight.WARN), (False, Weight.BLOCK)], ids=["declared", "not declared"])
def test_a_freeze_is_told_with_who_when_and_why(emulated: Emulated, frozen: bool, weight: Weight) -> None:
    environment = placed(emulated, frozen=frozen)

    disable(emulated, arn_of(emulated, environment, "current"), MARKS)

    ((rule, found, summary),) = said(emulated, environment)
    assert (rule, found) == ("key-frozen", weight)
    assert all(text in summary for text in MARKS.values())


def test_of_a_key_that_is_owned_elsewhere_the_tags_say_enough_and_without_them_it_blocks(emulated: Emulated) -> None:
    environment = owned_elsewhere(emulated)
    disable(emulated, arn_of(emulated, environment, "current"))
    assert [(rule, weight) for rule, weight, _ in said(emulated, environment)] == [("key-disabled", Weight.BLOCK)]

    disable(emulated, arn_of(emulated, environment, "current"), MARKS)

    assert [(rule, weight) for rule, weight, _ in said(emulated, environment)] == [("key-frozen", Weight.WARN)]
