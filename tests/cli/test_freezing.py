"""`byok freeze`, `thaw` and `can` as somebody runs them, in the emulator with IAM enforced."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from botocore.exceptions import ClientError

from camunda_byok.environment import Environment
from camunda_byok.errors import InputError
from camunda_byok.operation_tags import FROZEN_BY, FROZEN_WHY
from sandbox.people import ADMINISTRATOR, AUDITOR, BREAK_GLASS, CUSTOMER_ACCOUNT, DEPLOYER, STRANGER, TENANT
from tests.emulated import Emulated, described, make_key

REGION = "eu-west-1"
ALIAS = "alias/camunda/emulated"


class Prepared:
    """An environment with its key in the emulator."""

    def __init__(self, emulated: Emulated, folder: Path) -> None:
        self.emulated, self.folder = emulated, folder / "environments"
        self.evidence = folder / "evidence"
        self.folder.mkdir()
        self.write()
        self.arn = make_key(emulated.clients_of(DEPLOYER), Environment.model_validate(described()))
        self.kms = emulated.clients_of(BREAK_GLASS)("kms", REGION)

    def write(self, **fields: Any) -> None:
        content = described(**{"evidence": {"folder": str(self.evidence)}, **fields})
        (self.folder / "emulated.yaml").write_text(yaml.safe_dump(content))

    def run(self, person: Any, *arguments: str) -> Any:
        return self.emulated.run(person, *arguments, "--environments", str(self.folder))

    @property
    def state(self) -> str:
        return self.kms.describe_key(KeyId=self.arn)["KeyMetadata"]["KeyState"]

    @property
    def tags(self) -> dict[str, str]:
        return {tag["TagKey"]: tag["TagValue"] for tag in self.kms.list_resource_tags(KeyId=self.arn)["Tags"]}

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(self.evidence.rglob("*.json"))]


@pytest.fixture
def prepared(emulated: Emulated, tmp_path: Path) -> Prepared:
    return Prepared(emulated, tmp_path)


def use(prepared: Prepared) -> None:
    prepared.emulated.clients_of(TENANT)("kms", REGION).encrypt(KeyId=prepared.arn, Plaintext=b"x")


def test_a_freeze_stops_the_tenant_and_a_thaw_brings_him_back(prepared: Prepared) -> None:
    use(prepared)
    frozen = prepared.run(BREAK_GLASS, "freeze", "emulated", "--confirm", ALIAS, "--reason", "an intrusion", "--ticket", "SEC-1")

    assert frozen.exit_code == 0, frozen.output
    assert prepared.state == "Disabled"
    assert prepared.tags[FROZEN_WHY] == "an intrusion"
    assert "break-glass" in prepared.tags[FROZEN_BY]
    with pytest.raises(ClientError, match="Disabled"):
        use(prepared)

    thawed = prepared.run(ADMINISTRATOR, "thaw", "emulated", "--yes")

    assert thawed.exit_code == 0, thawed.output
    assert "an intrusion" in thawed.output, "whoever thaws reads why it was frozen"
    use(prepared)
    assert not any(name.startswith("camunda-byok:") for name in prepared.tags)
    assert [(each["command"], each["result"], each["ticket"]) for each in prepared.records] == [
        ("freeze", "done", "SEC-1"),
        ("thaw", "done", ""),
    ]
    (before, after) = (prepared.records[0][when]["key in eu-west-1"]["KeyState"] for when in ("before", "after"))
    assert (before, after) == ("Enabled", "Disabled")


def test_a_dry_run_changes_nothing_and_leaves_no_record(prepared: Prepared) -> None:
    result = prepared.run(BREAK_GLASS, "freeze", "emulated", "--dry-run")

    assert result.exit_code == 0
    assert "Disable the key in eu-west-1" in result.output
    assert prepared.state == "Enabled"
    assert not prepared.records


@pytest.mark.parametrize("arguments", [("--yes",), ("--confirm", "alias/camunda/prod"), ()])
def test_it_is_agreed_to_by_typing_the_alias_and_by_nothing_else(prepared: Prepared, arguments: tuple[str, ...]) -> None:
    assert prepared.run(BREAK_GLASS, "freeze", "emulated", *arguments).exit_code != 0
    assert prepared.state == "Enabled"


def test_nobody_but_break_glass_freezes(prepared: Prepared) -> None:
    result = prepared.run(ADMINISTRATOR, "freeze", "emulated", "--confirm", ALIAS)

    assert result.exit_code == 2
    assert "kms:DisableKey is denied" in " ".join(result.output.split())
    assert "Nothing was changed." in result.output
    assert prepared.state == "Enabled"
    assert prepared.run(BREAK_GLASS, "freeze", "emulated", "--confirm", ALIAS).exit_code == 0


def test_a_denied_tag_leaves_the_key_frozen_and_is_no_success(prepared: Prepared) -> None:
    actions = ["kms:DisableKey", "kms:DescribeKey", "kms:ListResourceTags"]
    allowed = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    prepared.emulated.world.permit(BREAK_GLASS, {"Version": "2012-10-17", "Statement": [allowed]})

    result = prepared.run(BREAK_GLASS, "freeze", "emulated", "--confirm", ALIAS)

    assert prepared.state == "Disabled"
    assert result.exit_code == 2
    assert "Done in part" in result.output
    assert "kms:TagResource is denied" in " ".join(result.output.split())


def test_where_no_record_can_be_kept_nothing_is_frozen(prepared: Prepared) -> None:
    prepared.evidence.write_text("a file stands in the way")

    result = prepared.run(BREAK_GLASS, "freeze", "emulated", "--confirm", ALIAS)

    assert result.exit_code == 2
    assert "evidence.folder" in result.output
    assert prepared.state == "Enabled"


def test_credentials_of_another_account_are_refused_before_anything_is_asked(prepared: Prepared) -> None:
    result = prepared.run(TENANT, "freeze", "emulated", "--confirm", ALIAS)

    assert result.exit_code == 2
    assert "another account" in result.output
    assert prepared.state == "Enabled"


def test_a_key_that_is_to_be_deleted_comes_back_and_terraform_is_told(prepared: Prepared) -> None:
    prepared.kms.schedule_key_deletion(KeyId=prepared.arn, PendingWindowInDays=30)

    assert prepared.run(BREAK_GLASS, "freeze", "emulated", "--confirm", ALIAS).exit_code == 1, "it cannot be used anyway"
    result = prepared.run(ADMINISTRATOR, "thaw", "emulated", "--yes")

    assert result.exit_code == 0, result.output
    assert prepared.state == "Enabled"
    assert "import aws_kms_key.key" in " ".join(result.output.split())
    use(prepared)


OPEN: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{CUSTOMER_ACCOUNT}:root"}, "Action": "kms:*", "Resource": "*"}
    ],
}


def test_a_broken_policy_is_put_back_by_a_deployer(prepared: Prepared) -> None:
    prepared.emulated.clients_of(DEPLOYER)("kms", REGION).put_key_policy(
        KeyId=prepared.arn, PolicyName="default", Policy=json.dumps(OPEN)
    )
    with pytest.raises(ClientError):
        use(prepared)

    denied = prepared.run(ADMINISTRATOR, "thaw", "emulated", "--restore-policy", "--yes")
    assert denied.exit_code == 2
    assert "kms:PutKeyPolicy is denied" in " ".join(denied.output.split())

    result = prepared.run(DEPLOYER, "thaw", "emulated", "--restore-policy", "--yes")
    assert result.exit_code == 0, result.output
    assert "gains: role c8-cluster/c8-apps-1234" in " ".join(result.output.split())
    use(prepared)


def test_a_key_that_is_owned_elsewhere_is_frozen_and_thawed_by_its_arn(prepared: Prepared) -> None:
    prepared.write(key={"arn": prepared.arn})

    assert prepared.run(BREAK_GLASS, "freeze", "emulated", "--confirm", ALIAS).exit_code != 0
    assert prepared.run(BREAK_GLASS, "freeze", "emulated", "--confirm", prepared.arn).exit_code == 0
    assert prepared.state == "Disabled"
    assert prepared.run(ADMINISTRATOR, "thaw", "emulated", "--yes").exit_code == 0
    assert prepared.state == "Enabled"


def test_a_key_that_is_gone_is_refused_by_both(prepared: Prepared) -> None:
    prepared.emulated.clients_of(ADMINISTRATOR)("kms", REGION).delete_alias(AliasName=ALIAS)

    for command in (("freeze", "emulated", "--confirm", ALIAS), ("thaw", "emulated", "--yes")):
        result = prepared.run(BREAK_GLASS, *command)
        assert result.exit_code == 1
        assert "does not exist" in result.output


def test_json_holds_the_steps_and_the_record(prepared: Prepared) -> None:
    result = prepared.run(BREAK_GLASS, "freeze", "emulated", "--confirm", ALIAS, "--format", "json")

    (said,) = json.loads(result.stdout)["environments"]
    assert [step["action"] for step in said["steps"]] == ["kms:DisableKey", "kms:DescribeKey", "kms:TagResource"]
    assert said["record"]["result"] == "done"


def test_can_tells_by_which_statement(prepared: Prepared) -> None:
    allowed = prepared.run(AUDITOR, "can", "emulated", TENANT.arn, "kms:Decrypt")
    denied = prepared.run(AUDITOR, "can", "emulated", STRANGER.arn, "kms:Decrypt")

    assert (allowed.exit_code, denied.exit_code) == (0, 1)
    assert "ALLOWED  by statement 2 (CamundaUsesKey)" in allowed.output
    assert "DENIED  nothing allows it" in denied.output
    use(prepared)  # and so it is
    with pytest.raises(ClientError):
        prepared.emulated.clients_of(STRANGER)("kms", REGION).encrypt(KeyId=prepared.arn, Plaintext=b"x")


def test_can_reads_live_grants(prepared: Prepared) -> None:
    tenant = prepared.emulated.clients_of(TENANT)("kms", REGION)
    tenant.create_grant(KeyId=prepared.arn, GranteePrincipal=STRANGER.arn, Operations=["Decrypt"])

    result = prepared.run(AUDITOR, "can", "emulated", STRANGER.arn, "kms:Decrypt")

    assert result.exit_code == 0
    assert "ALLOWED  by grant " in result.output


def test_can_cannot_tell_what_it_may_not_read(prepared: Prepared) -> None:
    reading = {"Effect": "Allow", "Action": ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:ListKeyPolicies"], "Resource": "*"}
    prepared.emulated.world.permit(AUDITOR, {"Version": "2012-10-17", "Statement": [reading]})

    result = prepared.run(AUDITOR, "can", "emulated", STRANGER.arn, "kms:Decrypt")

    assert result.exit_code == 2
    assert "CANNOT TELL" in result.output
    assert "kms:ListGrants is denied" in " ".join(result.output.split())
    assert prepared.run(AUDITOR, "can", "emulated", TENANT.arn, "kms:Decrypt").exit_code == 0, "grants only allow more"


def test_can_shows_before_and_after_a_proposed_policy(prepared: Prepared, tmp_path: Path) -> None:
    proposed = tmp_path / "proposed.json"
    proposed.write_text(json.dumps(OPEN))

    result = prepared.run(AUDITOR, "can", "emulated", STRANGER.arn, "Decrypt", "--policy", str(proposed), "--format", "json")

    assert result.exit_code == 0
    (row,) = json.loads(result.stdout)["keys"][0]["principals"][0]["rows"]
    assert [each["answer"] for each in row["now"]] == ["denied"]
    assert [each["answer"] for each in row["proposed"]] == ["if IAM allows"]


def test_can_shows_everything_of_an_account_without_an_action(prepared: Prepared) -> None:
    result = prepared.run(AUDITOR, "can", "emulated", CUSTOMER_ACCOUNT)

    assert result.exit_code == 0
    for name in ("role platform/break-glass", "role platform/byok-deployer", "any other principal"):
        assert name in result.output
    assert max(map(len, result.output.splitlines())) <= 80


def test_can_refuses_what_is_neither_principal_nor_action(prepared: Prepared) -> None:
    for arguments, field in (((TENANT.role,), "PRINCIPAL"), ((TENANT.arn, "kms:Destroy"), "ACTION")):
        error = prepared.run(AUDITOR, "can", "emulated", *arguments).exception
        assert isinstance(error, InputError)
        assert error.field == field


def test_can_says_that_a_key_in_this_state_is_used_by_nobody(prepared: Prepared) -> None:
    prepared.kms.disable_key(KeyId=prepared.arn)

    assert "The key's state is Disabled" in prepared.run(AUDITOR, "can", "emulated", TENANT.arn, "Decrypt").output
