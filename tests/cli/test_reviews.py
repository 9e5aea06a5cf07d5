"""`byok review`, `lint` and `diff-policy` as their users meet them: what is said, where it goes, and the exit code."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.people import TENANT
from tests.cli.conftest import Byok
from tests.inventory.plans import KEY, change, plan, unchanged

GOLDEN = Path(__file__).parents[1] / "policies/golden"
KEY_POLICIES = ("key-as-camunda-publishes", "key-minimal", "key-complete", "key-delegating-use", "key-without-break-glass")
DESTROYS = json.dumps(plan(change("aws_kms_key.key", "delete", before=KEY)), indent=1)
CHANGES_NOTHING = json.dumps(plan(unchanged("aws_kms_key.key", KEY)))
STATE = '{"version": 4, "serial": 1, "lineage": "x", "resources": []}'
ACCOUNT, OTHER = "111122223333", "444455556666"


def written(name: str, content: str | bytes) -> Path:
    """Writes a file into the folder in which the command runs."""
    file = Path(name)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def allow(*principals: str, action: str = "kms:*") -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": action, "Resource": "*"}


def root(account: str) -> str:
    return f"arn:aws:iam::{account}:root"


NO_PLAN: dict[str, tuple[str | bytes, str]] = {
    "cut off": (DESTROYS[: len(DESTROYS) // 2], "ends in the middle"),
    "a state": (STATE, "a state, not a plan"),
    "empty": ("", "the file is empty"),
    "UTF-16": (DESTROYS.encode("utf-16"), "UTF-16"),
    "a log line before it": (f"Acquiring state lock\n{DESTROYS}", "before the JSON"),
    "no JSON": ("Error: no plan", "instead of it"),
}
NO_POLICY: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "the file is empty"),
    "UTF-16": (policy(allow(ACCOUNT)).encode("utf-16"), "UTF-16"),
    "latin-1": (b'{"\xe4": 1}', "not text in UTF-8"),
    "no JSON": ("An error occurred (AccessDenied)", "no JSON"),
    "a list": ("[]", "no Statement"),
    "a plan": (DESTROYS, "no Statement"),
    "a broken statement": (policy({"Effect": "Maybe"}), "neither Allow nor Deny"),
    "too large": (" " * (1024 * 1024 + 1), "too large"),
}


class TestReview:
    def test_a_plan_that_does_nothing_to_ours_is_one_line_and_0(self, byok: Byok) -> None:
        written("plan.json", CHANGES_NOTHING)
        assert byok("review", "plan.json") == (0, "plan.json: no key, trail or alarm changes.\n", "")

    def test_what_blocks_is_1_with_finding_remedy_and_verdict(self, byok: Byok) -> None:
        written("plan.json", DESTROYS)
        ended = byok("review", "plan.json")
        assert (ended.code, ended.err) == (1, "")
        assert ended.out.startswith("BLOCK  key-destroyed\n  where        aws_kms_key.key\n")
        assert "\n  to do        Put the key back" in ended.out
        assert ended.out.endswith("\n1 finding blocks: key-destroyed.\n")

    def test_a_plan_comes_through_a_pipe(self, byok: Byok) -> None:
        ended = byok("review", "-", stdin=DESTROYS)
        assert ended.code == 1
        assert "standard input\n    - destroy KMS key aws_kms_key.key\n" in ended.out

    def test_several_plans_are_one_review_and_each_finding_says_whose_it_is(self, byok: Byok) -> None:
        written("key.json", DESTROYS)
        written("trail.json", CHANGES_NOTHING)
        ended = byok("review", "trail.json", "key.json", "-", stdin=CHANGES_NOTHING)
        assert ended.code == 1
        assert "  where        aws_kms_key.key (key.json)\n" in ended.out
        assert "trail.json: no key, trail or alarm changes.\n" in ended.out
        assert "standard input: no key, trail or alarm changes.\n" in ended.out

    def test_plans_of_one_name_are_told_apart_by_their_folders(self, byok: Byok) -> None:
        written("eu/plan.json", DESTROYS)
        written("us/plan.json", CHANGES_NOTHING)
        ended = byok("review", "eu/plan.json", "us/plan.json")
        assert "aws_kms_key.key (eu/plan.json)" in ended.out
        assert "us/plan.json: no key" in ended.out

    @pytest.mark.parametrize("kind", NO_PLAN)
    @pytest.mark.parametrize("place", ["alone", "behind a plan that blocks", "standard input"])
    def test_what_is_no_whole_plan_is_one_block_and_2_and_nothing_is_judged(self, byok: Byok, kind: str, place: str) -> None:
        content, problem = NO_PLAN[kind]
        written("plan.json", DESTROYS)
        broken = written("broken.json", content)
        if place == "standard input":
            ended = byok("review", "plan.json", "-", stdin=broken.read_bytes())
        else:
            ended = byok("review", *(["plan.json"] if place != "alone" else []), "broken.json", "--also", "json=review.json")
        assert (ended.code, ended.out) == (2, "")
        assert problem in " ".join(ended.err.split())
        assert ended.err.startswith("standard input" if place == "standard input" else "broken.json")
        assert "\n  remedy   " in ended.err
        assert "\n\n" not in ended.err
        assert not Path("review.json").exists()

    def test_a_file_that_is_not_there_is_2(self, byok: Byok) -> None:
        ended = byok("review", "plan.json")
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("plan.json\n  problem  the plan cannot be read: No such file")

    def test_a_name_that_a_terminal_would_obey_is_shown_and_not_sent(self, byok: Byok) -> None:
        written("a\x1b[2J.json", DESTROYS)
        assert "\x1b" not in byok("review", "a\x1b[2J.json").out

    def test_each_format_is_written_to_standard_output(self, byok: Byok) -> None:
        written("plan.json", DESTROYS)
        markdown, as_json, sarif = (byok("review", "plan.json", "--format", each) for each in ("markdown", "json", "sarif"))
        assert {markdown.code, as_json.code, sarif.code} == {1}
        assert markdown.out.startswith("<!-- camunda-byok review: plan.json -->\n")
        assert json.loads(as_json.out)["blocks"] is True
        assert json.loads(sarif.out)["version"] == "2.1.0"

    def test_programs_learn_which_file_was_judged(self, byok: Byok) -> None:
        written("eu/plan.json", DESTROYS)
        (said,) = json.loads(byok("review", "eu/plan.json", "--format", "json").out)["plans"]
        assert (said["name"], said["file"]) == ("plan.json", "eu/plan.json")
        (result,) = json.loads(byok("review", "eu/plan.json", "--format", "sarif").out)["runs"][0]["results"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "eu/plan.json"


class TestAlso:
    def test_other_formats_go_to_files_beside_the_one_that_is_shown(self, byok: Byok) -> None:
        written("plan.json", DESTROYS)
        ended = byok("review", "plan.json", "--also", "json=r.json", "--also", "sarif=r.sarif", "--also", "text=r.txt")
        assert ended.code == 1
        assert Path("r.txt").read_text() == ended.out
        assert json.loads(Path("r.json").read_text())["blocks"] is True
        assert json.loads(Path("r.sarif").read_text())["version"] == "2.1.0"

    @pytest.mark.parametrize("said", ["html=r.html", "json=", "json", "=r.json"])
    def test_what_is_no_format_and_file_is_2_before_anything_is_read(self, byok: Byok, said: str) -> None:
        ended = byok("review", "no-plan.json", "--also", "json=r.json", "--also", said)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("--also\n  problem  ")
        assert "text, markdown, json, sarif" in ended.err
        assert not Path("r.json").exists()

    def test_a_folder_that_is_not_there_is_2_before_anything_is_read(self, byok: Byok) -> None:
        ended = byok("review", "no-plan.json", "--also", "json=gone/r.json")
        assert ended.code == 2
        assert "there is no such folder" in ended.err
        assert "gone/r.json" in ended.err

    def test_where_a_file_cannot_be_written_nothing_seems_to_be_all_right(self, byok: Byok) -> None:
        written("plan.json", CHANGES_NOTHING)
        Path("folder").mkdir()
        ended = byok("review", "plan.json", "--also", "json=folder")
        assert (ended.code, ended.out) == (2, "")
        assert "the file cannot be written" in ended.err


class TestLint:
    @pytest.mark.parametrize("name", KEY_POLICIES)
    @pytest.mark.parametrize("role", ["said", "found"])
    def test_what_camunda_publishes_and_what_the_kit_makes_is_fine(self, byok: Byok, name: str, role: str) -> None:
        ended = byok("lint", GOLDEN / f"{name}.json", *(["--tenant-role", TENANT.arn] if role == "said" else []))
        assert (ended.code, ended.err) == (0, "")
        assert "role c8-cluster/c8-apps-1234 of account 444455556666: allowed" in ended.out
        assert ended.out.endswith("Nothing blocks: no findings.\n")

    def test_another_role_than_camundas_blocks(self, byok: Byok) -> None:
        ended = byok("lint", GOLDEN / "key-minimal.json", "--tenant-role", f"{TENANT.arn}-other")
        assert ended.code == 1
        assert "BLOCK  tenant-role-changed" in ended.out

    def test_everybody_let_in_blocks(self, byok: Byok) -> None:
        written("policy.json", policy(allow(root(ACCOUNT)), allow("*", action="kms:Decrypt")))
        ended = byok("lint", "policy.json")
        assert ended.code == 1
        assert ended.out.endswith("1 finding blocks: wildcard-principal.\n")

    def test_what_get_key_policy_prints_is_taken_too(self, byok: Byok) -> None:
        text = (GOLDEN / "key-minimal.json").read_text()
        written("policy.json", json.dumps({"Policy": text, "PolicyName": "default"}))
        assert byok("lint", "policy.json").code == 0

    def test_a_policy_with_two_accounts_asks_whose_the_key_is(self, byok: Byok) -> None:
        written("policy.json", policy(allow(root(ACCOUNT), root(OTHER))))
        ended = byok("lint", "policy.json")
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("--account\n")
        assert f"{ACCOUNT}, {OTHER}" in " ".join(ended.err.split())
        assert byok("lint", "policy.json", "--account", ACCOUNT).code == 0

    def test_an_account_is_known_in_both_spellings_of_aws(self, byok: Byok) -> None:
        written("policy.json", policy(allow(ACCOUNT)))
        assert byok("lint", "policy.json").code == 0

    def test_an_account_that_stands_in_a_condition_alone_owns_nothing(self, byok: Byok) -> None:
        of_a_role = allow(f"arn:aws:iam::{ACCOUNT}:role/a")
        written("policy.json", policy({**of_a_role, "Condition": {"StringEquals": {"kms:CallerAccount": ACCOUNT}}}))
        assert "no account is named" in " ".join(byok("lint", "policy.json").err.split())

    @pytest.mark.parametrize("kind", NO_POLICY)
    @pytest.mark.parametrize("command", ["lint", "diff-policy"])
    def test_what_is_no_policy_that_aws_would_take_is_2(self, byok: Byok, command: str, kind: str) -> None:
        content, problem = NO_POLICY[kind]
        written("policy.json", content)
        arguments = [GOLDEN / "key-minimal.json"] if command == "diff-policy" else []
        ended = byok(command, *arguments, "policy.json", "--account", ACCOUNT)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith("policy.json")
        assert problem in " ".join(ended.err.split())

    @pytest.mark.parametrize(("option", "said"), [("--tenant-role", "camunda"), ("--account", "prod")])
    def test_an_option_that_cannot_be_meant_is_2_and_named(self, byok: Byok, option: str, said: str) -> None:
        ended = byok("lint", GOLDEN / "key-minimal.json", option, said)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith(f"{option}\n")
        assert f"  given    {said}\n" in ended.err


class TestDiffPolicy:
    def test_another_order_and_grouping_of_the_same_policy_is_no_gain_and_no_loss(self, byok: Byok) -> None:
        document = json.loads((GOLDEN / "key-complete.json").read_text())
        statements = [
            {**each, "Action": action} for each in reversed(document["Statement"]) for action in reversed(as_list(each["Action"]))
        ]
        written("new.json", policy(*statements))
        ended = byok("diff-policy", GOLDEN / "key-complete.json", "new.json")
        assert ended.code == 0
        assert "nobody gains or loses anything" in ended.out
        assert ended.out.endswith("Nothing blocks: no findings.\n")

    def test_the_very_same_policy_changes_nothing(self, byok: Byok) -> None:
        written("key.json", (GOLDEN / "key-minimal.json").read_bytes())
        assert byok("diff-policy", "key.json", "key.json") == (0, "key.json: no key, trail or alarm changes.\n", "")

    def test_who_gains_is_shown_and_blocks_while_who_loses_the_same_does_not(self, byok: Byok) -> None:
        document = json.loads((GOLDEN / "key-minimal.json").read_text())["Statement"]
        written("old.json", policy(*document))
        written("new.json", policy(*document, allow(f"arn:aws:iam::{OTHER}:role/stranger", action="kms:Decrypt")))
        gained, lost = byok("diff-policy", "old.json", "new.json"), byok("diff-policy", "new.json", "old.json")
        assert (gained.code, lost.code) == (1, 0)
        assert f"        + role stranger of account {OTHER}: denied -> allowed\n            kms:Decrypt\n" in gained.out
        assert f"        - role stranger of account {OTHER}: allowed -> denied\n            kms:Decrypt\n" in lost.out

    def test_what_camunda_loses_blocks(self, byok: Byok) -> None:
        document = json.loads((GOLDEN / "key-minimal.json").read_text())["Statement"]
        written("new.json", policy(*[each for each in document if "kms:CreateGrant" not in as_list(each["Action"])]))
        ended = byok("diff-policy", GOLDEN / "key-minimal.json", "new.json")
        assert ended.code == 1
        assert "camunda-restricted" in ended.out.splitlines()[-1]

    def test_policies_with_two_accounts_ask_whose_the_key_is(self, byok: Byok) -> None:
        written("old.json", policy(allow(root(ACCOUNT), root(OTHER))))
        written("new.json", policy(allow(root(OTHER), root(ACCOUNT))))
        ended = byok("diff-policy", "old.json", "new.json")
        assert ended.code == 2
        assert ended.err.startswith("--account\n")
        assert byok("diff-policy", "old.json", "new.json", "--account", ACCOUNT).code == 0

    def test_the_account_that_both_policies_name_owns_the_key(self, byok: Byok) -> None:
        written("old.json", policy(allow(root(ACCOUNT), root(OTHER))))
        written("new.json", policy(allow(root(ACCOUNT))))
        ended = byok("diff-policy", "old.json", "new.json")
        assert (ended.code, ended.err) == (1, "")
        assert f"any other principal of account {OTHER}: if IAM allows -> denied" in " ".join(ended.out.split())


def as_list(said: str | list[str]) -> list[str]:
    return [said] if isinstance(said, str) else said


@pytest.mark.parametrize("name", KEY_POLICIES)
def test_a_screen_is_80_columns_wide_but_for_what_is_to_be_copied_whole(byok: Byok, name: str) -> None:
    written("key.json", (GOLDEN / f"{name}.json").read_bytes())
    shown = byok("lint", "key.json").out
    assert not [line for line in shown.splitlines() if len(line) > 80 and len(line.split()) > 1]


@pytest.mark.parametrize("command", ["review", "lint", "diff-policy", "plan", "apply", "rules"])
def test_help_fits_80_columns(byok: Byok, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ended = byok(command, "--help")
    assert ended.code == 0
    assert max(map(len, ended.out.splitlines())) <= 80
