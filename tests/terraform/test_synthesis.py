"""The stacks are those that the application makes now, or there is one clear reason why there are none."""

from pathlib import Path

import pytest

from camunda_byok.errors import InputError
from camunda_byok.output import input_errors
from camunda_byok.terraform.synthesis import Stack, synthesize
from tests.terraform.stand_ins import Project


def stacks(project: Project, into: Path) -> list[Stack]:
    made, _ = synthesize(project.folder, into, project.environ)
    return list(made)


def refused(project: Project, into: Path) -> InputError:
    with pytest.raises(InputError) as fault:
        synthesize(project.folder, into, project.environ)
    assert fault.value.file == str(project.folder / "cdktf.json")
    assert fault.value.remedy
    return fault.value


def test_each_stack_comes_after_those_that_it_depends_on(project: Project, tmp_path: Path) -> None:
    project.makes({"a": ("b", "c"), "b": ("d",), "c": (), "d": ("c",)})
    made = stacks(project, tmp_path / "out")

    assert [stack.name for stack in made] == ["c", "d", "b", "a"]
    assert made[0].configuration.read_text() == "{}"


def test_what_the_application_says_is_handed_on(project: Project, tmp_path: Path) -> None:
    project.makes({"a": ()}, says="broken.yaml is left out")

    assert synthesize(project.folder, tmp_path / "out", project.environ)[1] == "broken.yaml is left out\n"


def test_a_stack_that_is_no_longer_made_is_gone_and_what_terraform_keeps_stays(project: Project, tmp_path: Path) -> None:
    into = tmp_path / "out"
    project.makes({"a": (), "b": ()})
    stacks(project, into)
    (into / "stacks/a/.terraform").mkdir()
    project.makes({"a": ()})

    assert [stack.name for stack in stacks(project, into)] == ["a"]
    assert not (into / "stacks/b/cdk.tf.json").exists()
    assert (into / "stacks/a/.terraform").is_dir()


def test_a_folder_without_a_project_is_refused(project: Project, tmp_path: Path) -> None:
    (project.folder / "cdktf.json").unlink()

    assert "no cdktf project" in refused(project, tmp_path / "out").problem


@pytest.mark.parametrize("said", ["", "[]", '"app"', "{}", '{"app": 1}', '{"app": ""}', '{"app": "python \'main.py"}'])
def test_a_project_without_an_application_that_can_be_run_is_refused(project: Project, tmp_path: Path, said: str) -> None:
    (project.folder / "cdktf.json").write_text(said)

    assert "no cdktf project" in refused(project, tmp_path / "out").problem


def test_an_application_that_cannot_be_started_is_refused(project: Project, tmp_path: Path) -> None:
    (project.folder / "cdktf.json").write_text('{"app": "no-such-program main.py"}')
    fault = refused(project, tmp_path / "out")

    assert "cannot be started: No such file" in fault.problem
    assert fault.said == "no-such-program"


def test_an_application_that_fails_is_refused_with_its_own_words_in_their_lines(project: Project, tmp_path: Path) -> None:
    project.makes({"a": ()}, fails=True, says="Traceback:\n  a \x1b[31mred line\n\nKeyError: 'x'")
    shown = input_errors.as_text([refused(project, tmp_path / "out")])

    assert "  problem  the application ended with 3; it says:\n" in shown
    assert "\n  | Traceback:\n  |   a \\x1b[31mred line\n  | KeyError: 'x'\n  remedy " in shown


def test_of_an_application_that_says_much_the_end_is_shown(project: Project, tmp_path: Path) -> None:
    project.makes({"a": ()}, fails=True, says="\n".join(f"line {number}" for number in range(100)))
    shown = input_errors.as_text([refused(project, tmp_path / "out")])

    assert "line 99" in shown
    assert "line 10\n" not in shown


def test_an_application_that_ends_well_without_synthesizing_is_refused_even_where_an_earlier_one_did(
    project: Project, tmp_path: Path
) -> None:
    project.makes({"a": ()})
    stacks(project, tmp_path / "out")
    project.makes({"a": ()}, synthesizes=False)

    assert "synthesized nothing" in refused(project, tmp_path / "out").problem


def test_the_node_that_somebody_named_is_the_one_that_cdktf_uses(project: Project, tmp_path: Path) -> None:
    (project.folder / "app.py").write_text('import os, sys; sys.exit(os.environ["JSII_NODE"])')
    project.environ["JSII_NODE"] = "/theirs/node"

    assert refused(project, tmp_path / "out").said == "/theirs/node\n"
