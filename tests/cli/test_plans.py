"""`byok plan` and `byok apply`: what is said, what is asked, the exit codes. Stand-ins for the application and for Terraform."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Byok, Ended
from tests.inventory.plans import KEY, change, plan
from tests.terraform.stand_ins import Project

DEV = (Path(__file__).parents[2] / "environments/dev.yaml").read_text()
MISSING_KEY = 'Error: reading "deploy_dev-key_first": no such alias'
BOTH = ["dev-key", "dev-alarms"]


class Checkout(Project):
    """A project with the environment `dev`, in which the command is run."""

    def __init__(self, folder: Path, byok: Byok, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(folder)
        self._byok = byok
        self.environment = self.folder / "environments/dev.yaml"
        self.environment.parent.mkdir()
        self.environment.write_text(DEV)
        monkeypatch.chdir(self.folder)
        monkeypatch.setenv("TERRAFORM_BINARY_NAME", self.environ["TERRAFORM_BINARY_NAME"])

    def destroys_the_key(self) -> None:
        self.makes({"dev-key": ()})
        self.plans(plan(change("aws_kms_key.key", "delete", before=KEY)))

    def plan(self, *arguments: str) -> Ended:
        return self._byok("plan", "dev", *arguments)

    def apply(self, *arguments: str, stdin: str = "") -> Ended:
        return self._byok("apply", "dev", *arguments, stdin=stdin)


@pytest.fixture
def checkout(tmp_path: Path, byok: Byok, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    return Checkout(tmp_path, byok, monkeypatch)


def test_a_plan_in_which_nothing_blocks_is_0_and_each_stack_is_named(checkout: Checkout) -> None:
    ended = checkout.plan()
    assert (ended.code, ended.err) == (0, "")
    assert "dev-key: no key, trail or alarm changes.\ndev-alarms: no key" in ended.out


def test_a_plan_that_blocks_is_1_and_is_not_applied(checkout: Checkout) -> None:
    checkout.destroys_the_key()
    assert checkout.plan().code == 1
    ended = checkout.apply("--yes")
    assert ended.code == 1
    assert ended.err.startswith("\nNot applied: key-destroyed blocks.")
    assert checkout.calls("apply") == []


def test_what_blocks_is_applied_when_somebody_names_rule_and_reason(checkout: Checkout) -> None:
    checkout.destroys_the_key()
    checkout.plan()
    ended = checkout.apply("--yes", "--accept", "key-destroyed=the cluster is gone, ticket 4711")
    assert ended.code == 0
    assert "accepted     on the command line: the cluster is gone, ticket 4711\n" in ended.out
    assert checkout.calls("apply") == ["dev-key"]


def test_what_the_environment_accepts_is_applied(checkout: Checkout) -> None:
    risk = "{rule: key-destroyed, reason: the cluster is gone, owner: platform, expires: 2999-12-31}"
    checkout.environment.write_text(f"{DEV}accepted_risks: [{risk}]\n")
    checkout.destroys_the_key()
    assert checkout.plan().code == 0
    assert checkout.apply("--yes").code == 0


@pytest.mark.parametrize(
    "said", ["key-destroyed", "key-destroyed=short", "=a long enough reason", "rotation-off=a long enough reason"]
)
def test_an_acceptance_without_reason_or_need_is_2(checkout: Checkout, said: str) -> None:
    checkout.destroys_the_key()
    checkout.plan()
    ended = checkout.apply("--yes", "--accept", said)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("--accept\n")
    assert checkout.calls("apply") == []


@pytest.mark.parametrize(("answer", "applied"), [("y\n", BOTH), ("n\n", []), ("\n", []), ("", [])])
def test_somebody_is_asked_before_anything_is_applied(checkout: Checkout, answer: str, applied: list[str]) -> None:
    checkout.plan()
    ended = checkout.apply(stdin=answer)
    assert ended.code == (0 if applied else 1)
    assert "Apply dev-key, dev-alarms?" in ended.out
    assert checkout.calls("apply") == applied


def test_what_waits_is_named_in_the_plan_and_after_the_apply(checkout: Checkout) -> None:
    checkout.fails("dev-alarms", "plan", MISSING_KEY)
    assert "dev-alarms: not planned yet, dev-key has to be deployed first" in checkout.plan().out
    ended = checkout.apply("--yes")
    assert ended.code == 0
    assert ended.out.endswith("Now plan and apply dev-alarms: byok plan dev\n")
    assert checkout.calls("apply") == ["dev-key"]


def test_nothing_planned_is_2_and_so_is_nothing_left(checkout: Checkout) -> None:
    assert checkout.apply("--yes").code == 2
    checkout.plan()
    assert checkout.apply("--yes").code == 0
    ended = checkout.apply("--yes")
    assert (ended.code, ended.out) == (2, "")
    assert checkout.calls("apply") == BOTH


def test_a_failed_apply_is_2_with_terraforms_words_and_the_next_one_goes_on(checkout: Checkout) -> None:
    checkout.plan()
    checkout.fails("dev-alarms", "apply", "Error: throttled")
    ended = checkout.apply("--yes")
    assert ended.code == 2
    assert "\n  | Error: throttled\n" in ended.err
    checkout.mends("dev-alarms", "apply")
    assert checkout.apply("--yes").code == 0
    assert checkout.calls("apply") == ["dev-key", "dev-alarms", "dev-alarms"]


def test_a_plan_that_cannot_be_made_is_2_and_leaves_no_review(checkout: Checkout) -> None:
    checkout.fails("dev-alarms", "plan", "Error: no credentials")
    ended = checkout.plan("--also", "json=review.json")
    assert (ended.code, ended.out) == (2, "")
    assert "\n  | Error: no credentials\n" in ended.err
    assert not Path("review.json").exists()


def test_an_option_that_cannot_be_meant_is_2_before_anything_is_planned(checkout: Checkout) -> None:
    assert checkout.plan("--also", "html=review.html").code == 2
    assert checkout.calls("init") == []


def test_only_what_an_earlier_review_saw_is_applied(checkout: Checkout) -> None:
    assert checkout.plan("--also", "json=earlier.json").code == 0
    checkout.plans(plan(change("aws_kms_key.key", "update", before=KEY, after={**KEY, "description": "other"})))
    checkout.plan("--also", "json=later.json")
    ended = checkout.apply("--yes", "--fingerprint", "earlier.json")
    assert ended.code == 1
    assert "the plan of dev-key is not the one that earlier.json reviewed" in ended.err
    assert checkout.calls("apply") == []
    assert checkout.apply("--yes", "--fingerprint", "later.json").code == 0


@pytest.mark.parametrize("content", ["", "[]", '{"plans": 1}', json.dumps(plan())])
def test_a_fingerprint_of_no_review_is_2(checkout: Checkout, content: str) -> None:
    checkout.plan()
    Path("review.json").write_text(content)
    ended = checkout.apply("--yes", "--fingerprint", "review.json")
    assert ended.code == 2
    assert ended.err.startswith("review.json  --fingerprint\n  problem  this is no review in JSON\n")
    assert checkout.calls("apply") == []


def test_an_environment_that_is_not_there_is_2(byok: Byok, checkout: Checkout) -> None:
    assert byok("plan", "prod").code == 2
    assert not Path(".byok").exists()
