"""`byok status` on an environment in an emulator: what it shows, and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from camunda_byok.environment import Environment
from sandbox.emulator import Emulator
from sandbox.people import ADMINISTRATOR, AUDITOR, CUSTOMER_ACCOUNT, DEPLOYER, TENANT, Person
from sandbox.world import USE_OF_A_KEY
from tests.emulated import PEOPLE, described, emptied
from tests.live.placed import place

READER = Person("reader", CUSTOMER_ACCOUNT, "/audit/", "reader")
READS = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                f"{service}:{verb}*"
                for service in (
                    "access-analyzer",
                    "cloudtrail",
                    "cloudwatch",
                    "events",
                    "iam",
                    "kms",
                    "logs",
                    "s3",
                    "sns",
                    "sqs",
                )
                for verb in ("Describe", "Get", "List")
            ],
            "Resource": "*",
        }
    ],
}
KEY = {**PEOPLE, "auditors": [AUDITOR.arn, READER.arn]}
"""Only named people may list grants: whoever reads for `byok status` is best an auditor."""
HEARD = {"destinations": [{"kind": "email", "address": "a@example.com"}]}
ANALYZER = {"arn": "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/a", "name": "a", "type": "ACCOUNT", "createdAt": 0.0}


class Placed:
    """An environment in the emulator, and somebody who may read all of it."""

    def __init__(self, emulator: Emulator, folder: Path) -> None:
        self.emulated = emptied(emulator)
        self.folder = folder
        self.describe()
        self.environment = Environment.model_validate(described(alarms=HEARD, key=KEY))
        self.emulated.world.add(READER, READS)
        place(self.environment, self.emulated)
        self.emulated.set_access_analyzer("ListAnalyzers", {"analyzers": [{**ANALYZER, "status": "ACTIVE"}]})

    def describe(self, **fields: Any) -> None:
        (self.folder / "emulated.yaml").write_text(json.dumps(described(alarms=HEARD, key=KEY, **fields)))

    def root(self, service: str) -> Any:
        return self.emulated.root()(service, self.environment.region)

    @property
    def key(self) -> str:
        return self.root("kms").describe_key(KeyId=self.environment.names.key_alias)["KeyMetadata"]["Arn"]

    def status(self, *options: str, person: Person = READER) -> tuple[int, str]:
        done = self.emulated.run(person, "status", "emulated", *options, environments=self.folder)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    def as_json(self) -> dict[str, Any]:
        return json.loads(self.status("--format", "json")[1])["environments"][0]


@pytest.fixture
def placed(started_emulator: Emulator, tmp_path: Path) -> Placed:
    return Placed(started_emulator, tmp_path)


def test_where_everything_is_as_declared_all_is_well(placed: Placed) -> None:
    code, said = placed.status()

    assert code == 0, said
    assert said.rstrip().endswith("emulated: all is well.")
    assert "Enabled in eu-west-1" in said
    assert "45 of 45 as declared; 2 of 2 subscriptions confirmed" in " ".join(said.split())
    assert max(map(len, said.splitlines())) <= 80


HARMS: dict[str, Callable[[Placed], Any]] = {
    "key-disabled": lambda placed: placed.root("kms").disable_key(KeyId=placed.key),
    "key-pending-deletion": lambda placed: placed.root("kms").schedule_key_deletion(KeyId=placed.key),
    "rotation-off": lambda placed: placed.root("kms").disable_key_rotation(KeyId=placed.key),
    "trail-stopped": lambda placed: placed.root("cloudtrail").stop_logging(Name=placed.environment.names.trail),
    "alarm-disabled": lambda placed: placed.root("events").disable_rule(Name=placed.environment.names.rule("key-disabled")),
    "alias-lost": lambda placed: placed.root("kms").delete_alias(AliasName=placed.environment.names.key_alias),
    "grant-to-stranger": lambda placed: placed.root("kms").create_grant(
        KeyId=placed.key, GranteePrincipal="arn:aws:iam::111122223333:role/apps/stranger", Operations=["Decrypt"]
    ),
    "named-person-gone": lambda placed: _delete_role(placed, ADMINISTRATOR),
}


def _delete_role(placed: Placed, person: Person) -> None:
    iam = placed.root("iam")
    iam.delete_role_policy(RoleName=person.role, PolicyName=f"{person.role}-policy")
    iam.delete_role(RoleName=person.role)


@pytest.mark.parametrize("rule", HARMS)
def test_what_is_at_fault_is_named_with_its_remedy_and_ends_with_1(rule: str, placed: Placed) -> None:
    HARMS[rule](placed)

    code, said = placed.status()

    assert code == 1, said
    assert rule in said
    assert "to do" in said
    assert "fault" in said.splitlines()[-2]


def test_the_worst_comes_first(placed: Placed) -> None:
    HARMS["rotation-off"](placed)
    HARMS["key-disabled"](placed)

    weights = [finding["weight"] for finding in placed.as_json()["findings"]]

    assert weights == sorted(weights, key=["block", "warn", "note"].index)
    assert set(weights) >= {"block", "warn"}


def test_a_grant_to_camunda_is_no_fault_and_the_same_grant_to_a_stranger_is_one(placed: Placed) -> None:
    def grant(to: str) -> None:
        placed.root("kms").create_grant(KeyId=placed.key, GranteePrincipal=to, Operations=["Decrypt"])

    grant(TENANT.arn)
    assert placed.status()[0] == 0
    grant("arn:aws:iam::111122223333:role/apps/stranger")
    assert placed.status()[0] == 1


def test_who_may_not_read_is_told_what_is_not_known_and_nothing_counts_as_fine_or_at_fault(placed: Placed) -> None:
    code, said = placed.status(person=AUDITOR)

    assert code == 2
    assert "Could not be read:" in said
    assert "events:DescribeRule is denied" in " ".join(said.split())
    assert said.rstrip().endswith("emulated: not everything could be read.")
    assert "45 of 45 not known" in " ".join(said.split())
    assert "BLOCK" not in said
    assert "WARN" not in said


def test_a_difference_that_no_rule_judges_is_drift_all_the_same(placed: Placed) -> None:
    placed.root("logs").put_retention_policy(logGroupName=placed.environment.names.log_group, retentionInDays=3653)

    code, said = placed.status()

    assert code == 1
    assert "Otherwise than declared, and judged by no rule:" in said
    assert "retention_days: 365 -> 3653" in said
    assert said.rstrip().endswith("emulated: 1 difference from what is declared.")


def test_what_is_only_worth_a_note_is_shown_and_is_no_fault(placed: Placed) -> None:
    placed.root("kms").update_key_description(KeyId=placed.key, Description="somebody wrote this")

    code, said = placed.status()

    assert code == 0
    assert "NOTE  otherwise-than-declared" in said
    assert "somebody wrote this" in said


def test_an_accepted_fault_stands_there_and_ends_with_0(placed: Placed) -> None:
    HARMS["rotation-off"](placed)
    risk = {"rule": "rotation-off", "reason": "the owner rotates by hand", "owner": "platform", "expires": "2999-12-31"}
    drift = {**risk, "rule": "otherwise-than-declared"}
    placed.describe(accepted_risks=[risk, drift])

    code, said = placed.status()

    assert "ACCEPTED  rotation-off" in said
    assert code == 0, said


def test_an_environment_of_which_nothing_is_deployed_is_at_fault_and_no_traceback(
    started_emulator: Emulator, tmp_path: Path
) -> None:
    emulated = emptied(started_emulator)
    (tmp_path / "emulated.yaml").write_text(json.dumps(described(alarms=HEARD)))

    done = emulated.run(DEPLOYER, "status", "emulated", environments=tmp_path)

    assert done.exit_code == 1
    assert "key-destroyed" in done.output


def test_one_environment_that_cannot_be_looked_at_does_not_hide_the_others(placed: Placed) -> None:
    elsewhere = described("elsewhere", account="777788889999", deployers=["arn:aws:iam::777788889999:role/d"], key={})
    elsewhere["camunda"] = {"tenant_role": "arn:aws:iam::444455556666:role/c8-cluster/c8-apps-elsewhere"}
    (placed.folder / "elsewhere.yaml").write_text(json.dumps(elsewhere))

    done = placed.emulated.run(READER, "status", "--all", environments=placed.folder)

    assert done.exit_code == 2
    assert "emulated: all is well." in done.output
    assert "the AWS credentials are of another account" in done.output


def test_nothing_is_changed_by_looking(placed: Placed) -> None:
    """Whoever may read and nothing else sees everything; the tenant's use is not his."""
    assert placed.status()[0] == 0
    with pytest.raises(Exception, match="AccessDenied"):
        placed.emulated.clients_of(READER)("kms", placed.environment.region).encrypt(KeyId=placed.key, Plaintext=b"x")
    assert "kms:Encrypt" in USE_OF_A_KEY
