"""What was reviewed is what is applied, or nothing is. A stand-in for Terraform: the real one is in tests/sandbox."""

import json
import stat
from collections.abc import Callable

import pytest

from camunda_byok.errors import InputError
from camunda_byok.output import input_errors
from camunda_byok.terraform.reviewed_plans import Planned, ReviewedPlans
from tests.inventory.plans import KEY, change, plan
from tests.terraform.stand_ins import Project

MISSING_KEY = 'Error: reading "deploy_prod-key_first": no such alias'
"""What Terraform says where alarms look for a key that is not deployed."""


def plans_of(project: Project) -> ReviewedPlans:
    return ReviewedPlans(project.folder, environment="dev", environ=project.environ)


def made(project: Project) -> list[Planned]:
    return list(plans_of(project).make(nothing))


def reviewed(project: Project) -> list[Planned]:
    return plans_of(project).reviewed(nothing)


def names(planned: list[Planned]) -> list[str]:
    return [each.stack for each in planned]


def nothing(_: str) -> None:
    """Whoever runs these does not want to know."""


def refused(act: Callable[[], object]) -> InputError:
    with pytest.raises(InputError) as fault:
        act()
    return fault.value


def test_every_stack_of_the_environment_is_planned_in_order_and_no_other(project: Project) -> None:
    project.makes({"dev-alarms": ("dev-key",), "dev-key": (), "prod-key": (), "devious": ()})
    planned = made(project)

    assert names(planned) == project.calls("plan") == ["dev-key", "dev-alarms"]
    assert all(json.loads(each.plan)["terraform_version"] for each in planned)
    assert project.calls("apply") == []


def test_what_is_kept_can_be_read_by_its_owner_only(project: Project) -> None:
    folder = project.folder / ".byok/dev"
    folder.mkdir(parents=True, mode=0o755)
    made(project)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_happens_is_told(project: Project) -> None:
    told: list[str] = []
    list(plans_of(project).make(told.append))

    assert told == ["Synthesizing", "Planning dev-key", "Planning dev-alarms"]


def test_what_was_reviewed_is_what_is_applied_each_once(project: Project) -> None:
    planned = made(project)

    assert reviewed(project) == planned
    for stack in names(planned):
        plans_of(project).apply(stack, nothing)
    assert project.calls("apply") == ["dev-key", "dev-alarms"]
    assert "every plan that was reviewed is applied" in refused(lambda: reviewed(project)).problem


def test_terraforms_words_are_handed_on_while_it_applies(project: Project) -> None:
    made(project)
    said: list[str] = []
    plans_of(project).apply("dev-key", said.append)

    assert said == ["Applying reviewed.tfplan"]


def test_an_environment_that_the_application_does_not_make_is_refused_with_what_it_says(project: Project) -> None:
    project.makes({"prod-key": ()}, says="dev.yaml:3  region\n  problem  no such region")
    shown = input_errors.as_text([refused(lambda: made(project))])

    assert "no stack of this environment" in shown
    assert "\n  | dev.yaml:3  region\n  |   problem  no such region\n" in shown
    assert project.calls("init") == []


def test_a_stack_whose_key_is_not_deployed_waits_and_the_others_are_planned(project: Project) -> None:
    project.fails("dev-alarms", "plan", MISSING_KEY)
    planned = made(project)

    assert [(each.stack, each.waits_for, bool(each.plan)) for each in planned] == [
        ("dev-key", "", True),
        ("dev-alarms", "prod-key", False),
    ]
    assert reviewed(project) == planned
    plans_of(project).apply("dev-key", nothing)
    assert "every plan that was reviewed is applied" in refused(lambda: reviewed(project)).problem


def test_a_stack_that_waits_keeps_no_plan_of_before(project: Project) -> None:
    made(project)
    project.fails("dev-alarms", "plan", MISSING_KEY)
    made(project)

    assert [file.parent.name for file in project.folder.rglob("reviewed.tfplan")] == ["dev-key"]


@pytest.mark.parametrize("command", ["init", "plan", "show", "state"])
def test_another_failure_is_told_in_terraforms_words_and_leaves_nothing_to_apply(project: Project, command: str) -> None:
    made(project)
    project.fails("dev-alarms", command, "│ Error: no credentials\n╵\n")
    shown = input_errors.as_text([refused(lambda: made(project))])

    assert shown.startswith("dev-alarms\n  problem  this stack ")
    assert "; Terraform says:\n  | │ Error: no credentials\n  remedy " in shown
    assert "no plan of this environment has been reviewed" in refused(lambda: reviewed(project)).problem


def test_what_nobody_planned_is_not_applied(project: Project) -> None:
    fault = refused(lambda: reviewed(project))

    assert "no plan of this environment has been reviewed" in fault.problem
    assert "byok plan dev" in fault.remedy


def test_a_review_that_was_not_read_to_its_end_is_none(project: Project) -> None:
    next(iter(plans_of(project).make(nothing)))

    assert "no plan of this environment has been reviewed" in refused(lambda: reviewed(project)).problem


def change_configuration(project: Project) -> None:
    project.makes({"dev-key": (), "dev-alarms": ("dev-key",)}, configuration='{"changed": 1}')


def change_plan(project: Project) -> None:
    (project.folder / ".byok/dev/stacks/dev-alarms/reviewed.tfplan").write_text("another plan")


def lose_plan(project: Project) -> None:
    (project.folder / ".byok/dev/stacks/dev-alarms/reviewed.tfplan").unlink()


def change_state(project: Project) -> None:
    project.changes_state("dev-alarms")


def drop_stack(project: Project) -> None:
    project.makes({"dev-key": ()})


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (change_configuration, "its configuration changed"),
        (change_plan, "its plan changed"),
        (lose_plan, "its plan changed"),
        (change_state, "its state changed"),
        (drop_stack, "no longer makes this stack"),
    ],
)
def test_a_change_after_the_review_is_refused_and_nothing_is_applied(
    project: Project, happens: Callable[[Project], None], said: str
) -> None:
    made(project)
    happens(project)
    fault = refused(lambda: reviewed(project))

    assert said in fault.problem
    assert "byok plan dev" in fault.remedy
    assert project.calls("apply") == []


def test_an_apply_that_failed_goes_on_with_the_rest(project: Project) -> None:
    made(project)
    plans_of(project).apply("dev-key", nothing)
    project.fails("dev-alarms", "apply", "Error: throttled")
    fault = refused(lambda: plans_of(project).apply("dev-alarms", nothing))

    assert "was not applied to its end" in fault.problem
    assert "Error: throttled" in fault.said
    project.mends("dev-alarms", "apply")
    assert names(reviewed(project)) == ["dev-alarms"]


def test_the_state_of_what_is_applied_already_does_not_matter_to_the_rest(project: Project) -> None:
    made(project)
    plans_of(project).apply("dev-key", nothing)
    project.changes_state("dev-key")

    assert names(reviewed(project)) == ["dev-alarms"]


@pytest.mark.parametrize(
    "record", ["", "{}", "[]", '{"version": 2, "stacks": []}', '{"version": 1, "stacks": [{"other": 1}]}'], ids=str
)
def test_a_record_of_another_version_is_none(project: Project, record: str) -> None:
    made(project)
    (project.folder / ".byok/dev/reviewed.json").write_text(record)

    assert "no plan of this environment has been reviewed" in refused(lambda: reviewed(project)).problem


def test_a_new_plan_takes_the_place_of_the_old_one(project: Project) -> None:
    made(project)
    plans_of(project).apply("dev-key", nothing)
    project.plans(plan(change("aws_kms_key.key", "delete", before=KEY)))
    planned = made(project)

    assert names(planned) == names(reviewed(project)) == ["dev-key", "dev-alarms"]
    assert b"delete" in planned[0].plan
