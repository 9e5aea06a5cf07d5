"""Plans are made without an account of AWS, and checkov has nothing against those of the complete environment."""

import json
import shutil
from pathlib import Path

import pytest

from camunda_byok.terraform.synthesis import SYNTHESIZED
from sandbox.emulator import Emulator
from sandbox.first_plans import first_plans
from tools.checkov_scan import Form, Scan, plan, scan, skips

STACKS = ("prod-trail", "prod-alarms")
"""The ones of which checkov has most to say, and of which one reads data of every kind."""


@pytest.fixture(scope="module")
def planned(application: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans")
    copies = {name: shutil.copytree(application[name], folder / "stacks" / name) for name in STACKS}
    (folder / "planned").mkdir()
    plan(copies, folder / "planned")
    return folder / "planned"


@pytest.fixture(scope="module")
def scanned(planned: Path) -> Scan:
    return scan(planned, Form.PLANNED)


@pytest.mark.parametrize("stack", STACKS)
def test_everything_that_a_stack_declares_is_planned(stack: str, planned: Path, application: dict[str, Path]) -> None:
    declared = json.loads((application[stack] / SYNTHESIZED).read_text())["resource"]
    made = json.loads((planned / stack / "plan.json").read_text())["planned_values"]["root_module"]["resources"]

    addresses = {f"{kind}.{name}" for kind, some in declared.items() for name in some}
    assert {each["address"] for each in made if each["mode"] == "managed"} == addresses


def test_checkov_finds_nothing_in_the_plans_that_we_have_no_reason_for(scanned: Scan) -> None:
    assert {each.stack for each in scanned.passed} == set(STACKS)
    assert {"CKV_AWS_53", "CKV_AWS_36", "CKV_AWS_27"} <= {each.check for each in scanned.passed}
    assert scanned.failed
    assert scanned.without_reason(skips(Form.PLANNED)) == []


def test_checkov_would_notice_a_bucket_that_lets_policies_be_public(planned: Path, tmp_path: Path) -> None:
    text = (planned / "prod-trail" / "plan.json").read_text()
    (tmp_path / "prod-trail").mkdir()
    (tmp_path / "prod-trail" / "plan.json").write_text(text.replace('"block_public_policy":true', '"block_public_policy":false'))

    assert {each.check for each in scan(tmp_path, Form.PLANNED).without_reason(skips(Form.PLANNED))} == {
        "CKV_AWS_54",
        "CKV2_AWS_6",
    }


def test_data_that_nobody_has_thought_of_is_refused(tmp_path: Path) -> None:
    stack = tmp_path / "stack"
    stack.mkdir()
    provider = {"region": "eu-west-1", "allowed_account_ids": ["111122223333"]}
    declared = {"provider": {"aws": [provider]}, "terraform": {}, "data": {"aws_vpc": {"one": {}}}}
    (stack / SYNTHESIZED).write_text(json.dumps(declared))

    with Emulator(tmp_path) as emulator, pytest.raises(NotImplementedError, match="aws_vpc"):
        list(first_plans({"stack": stack}, emulator))
