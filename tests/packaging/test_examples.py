"""Each folder of `examples/` is a project of its own. Here it finds the built wheel in a new environment, is synthesized,
and is shown to Terraform with the real provider.

All of them share one environment, which has what their `requirements.txt` name, and one run of Terraform: starting the provider
costs more than validating does.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.conftest import ROOT
from tests.packaging.fresh import FreshEnvironment
from tests.validation import validator

EXAMPLES = sorted(file.parent for file in (ROOT / "examples").glob("*/cdktf.json"))
WHOLE = "whole_provider"
AFTERWARDS = f"{WHOLE}/afterwards.py"
README = "README.md"
PROGRAMS = [*(folder.name for folder in EXAMPLES), AFTERWARDS, README]
"""Every example by its folder, its second program, and the one that the README shows."""


COMPARED = """
import json, runpy, sys
found = runpy.run_path("{file}", run_name="__main__")
package = sys.modules["cdktf_cdktf_provider_aws"]
from camunda_byok import bindings
import cdktf_cdktf_provider_aws as aws
print(json.dumps({{
    "package": aws is package and found.get("aws", package) is package,
    "bucket": bindings.S3Bucket is aws.s3_bucket.S3Bucket is found.get("S3Bucket", aws.s3_bucket.S3Bucket),
    "key": bindings.KmsKey is aws.kms_key.KmsKey,
    "everything": len(aws.__dict__.get("__all__", [])) > 1000,
}}))
"""
"""Runs an example that uses the provider itself, and compares what it found with what the kit uses."""


@dataclass(frozen=True)
class Ran:
    """One program, run once."""

    done: subprocess.CompletedProcess[str]
    output: Path

    @property
    def stacks(self) -> dict[str, dict[str, Any]]:
        assert self.done.returncode == 0, self.done.stderr
        return {file.parent.name: json.loads(file.read_text()) for file in sorted(self.output.glob("stacks/*/cdk.tf.json"))}

    def resources(self, kind: str) -> dict[str, Any]:
        """Those of a type, of all its stacks, by the last part of their address."""
        return {name: made for stack in self.stacks.values() for name, made in stack.get("resource", {}).get(kind, {}).items()}

    def policy(self) -> dict[str, Any]:
        """The statements of its one protected key, by their Sid."""
        (key,) = (made for made in self.resources("aws_kms_key").values() if "lifecycle" in made)
        return {each["Sid"]: each for each in json.loads(key["policy"])["Statement"]}


def program_of_the_readme() -> str:
    (program,) = re.findall(r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return program


@pytest.fixture(scope="module")
def ran(library: FreshEnvironment, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Ran]:
    """Every program, two at a time, in a copy of its folder: it must not lean on the checkout.

    Two import the whole provider, which takes a minute unless Python keeps what it compiles: one after the other, they share it.
    """
    copies = shutil.copytree(ROOT / "examples", tmp_path_factory.mktemp("examples") / "copies")
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("compiled"))}
    (copies / "readme").mkdir()
    (copies / "readme" / "main.py").write_text(program_of_the_readme())

    def run(program: str) -> Ran:
        folder = copies / "readme" if program == README else copies / program.split("/")[0]
        file = program.split("/")[1] if program == AFTERWARDS else "main.py"
        output = folder / f"synthesized-{file}"
        variables = {"CDKTF_OUTDIR": str(output)}
        if program in (WHOLE, AFTERWARDS):
            done = library.run("python", "-c", COMPARED.format(file=file), cwd=folder, env={**variables, **compiled})
        else:
            done = library.run("python", file, cwd=folder, env=variables)
        return Ran(done, output)

    def run_one_after_the_other(programs: list[str]) -> dict[str, Ran]:
        return {program: run(program) for program in programs}

    whole = [WHOLE, AFTERWARDS]
    with ThreadPoolExecutor(max_workers=2) as pool:
        ran = pool.map(run_one_after_the_other, [whole, [program for program in PROGRAMS if program not in whole]])
        return {program: one for part in ran for program, one in part.items()}


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_example_is_synthesized_with_nothing_but_the_wheel(ran: Mapping[str, Ran], program: str) -> None:
    assert ran[program].stacks
    assert ran[program].done.stderr == ""


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_cdktf_runs_what_is_run_here(folder: Path) -> None:
    settings = json.loads((folder / "cdktf.json").read_text())

    assert settings["app"] == "python main.py"
    assert settings["sendCrashReports"] == "false"


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_what_an_example_requires_is_what_it_was_run_with(library: FreshEnvironment, folder: Path) -> None:
    done = library.run("python", "-m", "pip", "install", "--no-index", "-r", folder / "requirements.txt")

    assert done.returncode == 0, done.stderr
    assert "Successfully installed" not in done.stdout  # there was nothing left to install
    assert "Requirement already satisfied: camunda-byok" in done.stdout


def test_terraform_takes_every_example(ran: Mapping[str, Ran], tmp_path: Path) -> None:
    modules: dict[str, Any] = {}
    for number, program in enumerate(PROGRAMS):
        for stack in ran[program].stacks:
            shutil.copytree(ran[program].output / "stacks" / stack, tmp_path / f"{number}-{stack}")
            modules[f"program_{number}-{stack}"] = {"source": f"./{number}-{stack}"}
    (tmp_path / "main.tf.json").write_text(json.dumps({"module": modules}))
    said = validator(tmp_path / "settings")(tmp_path)
    # What a stack says of its state holds only where it is deployed, and Terraform mentions that for each.
    others = [each for each in said["diagnostics"] if each["summary"] != "Backend configuration ignored"]

    assert (said["valid"], others) == (True, [])
    assert len(modules) >= len(PROGRAMS)


def test_a_key_stands_in_an_application_of_another_shape(ran: Mapping[str, Ran]) -> None:
    stacks = ran["key_in_an_application"].stacks

    assert {name: "aws_kms_key" in stack["resource"] for name, stack in stacks.items()} == {
        "shop": False,
        "secrets": True,
        "watch": True,  # the topic's
    }
    assert list(stacks["secrets"]["resource"]["aws_kms_key"]) == ["workflows"]
    # The alarms watch the key of the other stack.
    (state,) = stacks["watch"]["data"]["terraform_remote_state"]
    pattern = stacks["watch"]["resource"]["aws_cloudwatch_event_rule"]["alarm_key-disabled"]["event_pattern"]
    assert f"data.terraform_remote_state.{state}.outputs" in pattern


def test_alarms_of_a_foreign_key_own_no_key_and_name_it(ran: Mapping[str, Ran]) -> None:
    made = ran["alarms_for_a_foreign_key"]

    assert not [key for key in made.resources("aws_kms_key").values() if "lifecycle" in key]
    pattern = made.resources("aws_cloudwatch_event_rule")["alarm_key-disabled"]["event_pattern"]
    assert "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" in pattern


def test_another_vendor_is_given_what_it_asks_for_and_the_guards_stay(ran: Mapping[str, Ran]) -> None:
    policy, camunda_s = ran["another_vendor"].policy(), ran["key_in_an_application"].policy()

    assert policy["ExampleSaaSUsesKey"]["Action"] == ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"]
    assert not [sid for sid in policy if "Camunda" in sid or "Grants" in sid]
    denies = {sid for sid, each in camunda_s.items() if each["Effect"] == "Deny"}
    assert len(denies) == 5
    assert denies <= policy.keys()


def test_a_trail_delivers_to_a_bucket_that_nothing_here_makes(ran: Mapping[str, Ran]) -> None:
    made = ran["trail_into_an_existing_bucket"]
    (trail,) = made.resources("aws_cloudtrail").values()

    assert trail["s3_bucket_name"] == "company-log-archive-777788889999"
    assert not [kind for stack in made.stacks.values() for kind in stack["resource"] if kind.startswith("aws_s3")]


def test_a_replica_stands_in_the_second_region_and_may_stand_nowhere_else(ran: Mapping[str, Ran]) -> None:
    made = ran["two_regions"]
    (key,), (replica,) = (made.resources(kind).values() for kind in ("aws_kms_key", "aws_kms_replica_key"))
    elsewhere = next(each for each in json.loads(key["policy"])["Statement"] if each["Sid"] == "NoReplicaElsewhere")

    assert key["multi_region"] is True
    assert "provider" not in key
    assert (replica["provider"], replica["primary_key_arn"]) == ("aws.second", "${aws_kms_key.key.arn}")
    assert elsewhere["Condition"] == {"StringNotEquals": {"kms:ReplicaRegion": ["eu-west-2"]}}


@pytest.mark.parametrize("program", [WHOLE, AFTERWARDS])
def test_the_provider_s_resources_and_the_kit_s_stand_in_one_stack(ran: Mapping[str, Ran], program: str) -> None:
    made = ran[program]

    assert set(made.resources("aws_s3_bucket")) == {"invoices"}
    assert set(made.resources("aws_kms_key")) == {"key"}


def test_a_host_that_imported_the_whole_provider_before_keeps_it_and_shares_the_classes(ran: Mapping[str, Ran]) -> None:
    assert json.loads(ran[WHOLE].done.stdout) == {"package": True, "bucket": True, "key": True, "everything": True}


def test_a_host_that_imports_its_classes_afterwards_shares_them_and_pays_for_no_others(ran: Mapping[str, Ran]) -> None:
    assert json.loads(ran[AFTERWARDS].done.stdout) == {"package": True, "bucket": True, "key": True, "everything": False}
