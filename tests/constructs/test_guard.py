"""What a blocking rule objects to never leaves the application, and what has nothing to do with it does."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import cdktf
import pytest

from camunda_byok.accepted_risks import AcceptedRisk
from camunda_byok.bindings import App, AwsProvider, Construct, TerraformStack
from camunda_byok.constructs.encryption_key import EncryptionKey
from camunda_byok.constructs.guard import guard
from camunda_byok.constructs.key_alias import KmsAlias
from camunda_byok.output import guarded
from sandbox.people import TENANT
from tests.synthesized import GUARDIANS, NAMES

TODAY = date(2027, 6, 30)
EVERYBODY = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*"}
KEY = "aws_kms_key.key"

Fault = Callable[[list[dict[str, object]]], None]


def lets_everybody_in(statements: list[dict[str, object]]) -> None:
    statements.append(EVERYBODY)


def restricts_camunda(statements: list[dict[str, object]]) -> None:
    (uses,) = [each for each in statements if TENANT.arn in json.dumps(each) and "kms:Encrypt" in json.dumps(each)]
    uses["Condition"] = {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}


class KeyStack(TerraformStack):
    """Somebody else's stack with a key, whose policy an override makes what `fault` says."""

    def __init__(self, scope: Construct, id: str, *, fault: Fault | None = None) -> None:
        super().__init__(scope, id)
        AwsProvider(self, "aws", region=NAMES.region, allowed_account_ids=[NAMES.account])
        self.key = EncryptionKey(self, "key", names=NAMES, tenant_role=TENANT.arn, guardians=GUARDIANS)
        if fault:
            policy = json.loads(self.to_terraform()["resource"]["aws_kms_key"]["key"]["policy"])
            fault(policy["Statement"])
            self.add_override("resource.aws_kms_key.key.policy", json.dumps(policy))


def an_app(folder: Path) -> App:
    return App(outdir=str(folder))


def a_stack(scope: Construct, id: str) -> TerraformStack:
    stack = TerraformStack(scope, id)
    AwsProvider(stack, "aws", region=NAMES.region)
    return stack


def made(app: App, folder: Path) -> list[str]:
    """Synthesizes, and returns the stacks that Terraform would be given."""
    app.synth()
    return sorted(json.loads((folder / "manifest.json").read_text())["stacks"])


def risk(**said: object) -> AcceptedRisk:
    return AcceptedRisk.model_validate(
        {"rule": "wildcard-principal", "reason": "A test of the network.", "owner": "platform", "expires": TODAY} | said
    )


@pytest.mark.parametrize(
    ("fault", "rule"), [(lets_everybody_in, "wildcard-principal"), (restricts_camunda, "camunda-restricted")]
)
def test_a_stack_with_a_fatal_fault_is_left_out_and_the_others_are_synthesized(tmp_path: Path, fault: Fault, rule: str) -> None:
    app = an_app(tmp_path)
    KeyStack(app, "faulty", fault=fault)
    KeyStack(app, "sound")
    (judged,) = guard(app, tenant_roles=[TENANT.arn], today=TODAY)

    assert (judged.stacks, judged.left_out) == (("faulty",), True)
    assert rule in {finding.rule for finding in judged.findings if finding.blocks}
    assert made(app, tmp_path) == ["sound"]


def test_where_nothing_is_found_nothing_is_said_and_all_is_synthesized(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    KeyStack(app, "sound")
    a_stack(app, "shop")
    judged = guard(app, today=TODAY)

    assert judged == []
    assert guarded.as_text(judged) == ""
    assert made(app, tmp_path) == ["shop", "sound"]


def test_what_depends_on_a_left_out_stack_and_what_it_depends_on_are_left_out_with_it(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    before, faulty, after, last = a_stack(app, "before"), KeyStack(app, "faulty", fault=lets_everybody_in), *many(app)
    faulty.add_dependency(before)
    after.add_dependency(faulty)
    last.add_dependency(after)
    (judged,) = guard(app, today=TODAY)

    assert set(judged.stacks) == {"before", "faulty", "after", "last"}
    assert made(app, tmp_path) == ["unrelated"]


def many(app: App) -> tuple[TerraformStack, TerraformStack]:
    a_stack(app, "unrelated")
    return a_stack(app, "after"), a_stack(app, "last")


@pytest.mark.parametrize("asked", ["every stack", "the faulty one"])
def test_a_stack_that_uses_a_value_of_a_left_out_one_is_left_out_with_it(tmp_path: Path, asked: str) -> None:
    """cdktf makes a dependency of such a value only when it prepares the stack."""
    app = an_app(tmp_path)
    user = a_stack(app, "user")
    faulty = KeyStack(app, "faulty", fault=lets_everybody_in)
    KmsAlias(user, "alias", name="alias/theirs", target_key_id=faulty.key.key_id)
    a_stack(app, "unrelated")
    (judged,) = guard(app, stacks=None if asked == "every stack" else [faulty], today=TODAY)

    assert set(judged.stacks) == {"user", "faulty"}
    assert made(app, tmp_path) == ["unrelated"]


def test_a_value_of_another_stack_is_still_read_from_its_state_where_nothing_is_left_out(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    sound, user = KeyStack(app, "sound"), a_stack(app, "user")
    KmsAlias(user, "alias", name="alias/theirs", target_key_id=sound.key.key_id)
    guard(app, today=TODAY)

    assert made(app, tmp_path) == ["sound", "user"]
    written = json.loads((tmp_path / "stacks/user/cdk.tf.json").read_text())
    assert "terraform_remote_state" in written["resource"]["aws_kms_alias"]["alias"]["target_key_id"]


def test_a_stack_inside_of_another_construct_is_judged_too(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    KeyStack(Construct(app, "team"), "faulty", fault=lets_everybody_in)
    a_stack(app, "unrelated")
    (judged,) = guard(app, today=TODAY)

    assert judged.stacks == ("faulty",)
    assert made(app, tmp_path) == ["unrelated"]


def test_only_the_stacks_that_are_named_are_judged(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    KeyStack(app, "faulty", fault=lets_everybody_in)
    sound = KeyStack(app, "sound")

    assert guard(app, stacks=[sound], today=TODAY) == []
    assert made(app, tmp_path) == ["faulty", "sound"]


def test_camundas_role_is_told_apart_in_every_stack_though_it_is_given_by_a_generator(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    for name in ("one", "two"):
        KeyStack(app, name, fault=restricts_camunda)
    roles = (role for role in [TENANT.arn])
    judged = guard(app, tenant_roles=roles)

    assert [each.stacks for each in judged if each.left_out] == [("one",), ("two",)]


def test_an_accepted_fault_is_synthesized_and_stays_visible(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    KeyStack(app, "faulty", fault=lets_everybody_in)
    (judged,) = guard(app, risks=[risk(resource=KEY)], today=TODAY)

    assert not judged.left_out
    assert [finding.rule for finding in judged.findings if finding.accepted] == ["wildcard-principal"]
    assert "A test of the network." in guarded.as_text([judged])
    assert "Left out" not in guarded.as_text([judged])
    assert made(app, tmp_path) == ["faulty"]


@pytest.mark.parametrize(
    "other", [{"expires": date(2027, 6, 29)}, {"resource": "aws_kms_key.other"}, {"rule": "rotation-off"}], ids=str
)
def test_an_acceptance_of_something_else_or_of_yesterday_lets_nothing_through(tmp_path: Path, other: dict[str, object]) -> None:
    app = an_app(tmp_path)
    KeyStack(app, "faulty", fault=lets_everybody_in)
    judged = guard(app, risks=[risk(**other)], today=TODAY)

    assert judged[0].left_out
    assert made(app, tmp_path) == []


def test_an_acceptance_that_has_ended_is_said_once_for_all_stacks(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    KeyStack(app, "one")
    KeyStack(app, "two")
    (judged,) = guard(app, risks=[risk(expires=date(2027, 6, 29))], today=TODAY)

    assert [finding.rule for finding in judged.findings] == ["accepted-risk"]
    assert made(app, tmp_path) == ["one", "two"]


def test_what_is_said_names_finding_remedy_and_the_stacks_that_are_left_out(tmp_path: Path) -> None:
    app = an_app(tmp_path)
    faulty, after = KeyStack(app, "faulty", fault=lets_everybody_in), a_stack(app, "after")
    after.add_dependency(faulty)
    said = guarded.as_text(guard(app, today=TODAY))

    assert said.startswith(f"BLOCK  wildcard-principal\n  where        {KEY} (faulty, after)\n")
    assert "  to do        Name the principals one by one.\n" in said
    assert said.endswith("\n\nLeft out because of what blocks: faulty, after.\n\n")
    assert max(map(len, said.splitlines())) <= 80


def test_the_testing_app_of_cdktf_can_be_guarded() -> None:
    app = cdktf.Testing.app()
    KeyStack(app, "faulty", fault=lets_everybody_in)

    assert guard(app)[0].left_out


def test_the_documented_program_says_what_it_leaves_out_and_synthesizes_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = Path(__file__).parents[2] / "docs/library.md"
    (program,) = re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    names: dict[str, Callable[[App], None]] = {}
    exec(program, names)
    app = an_app(tmp_path)
    KeyStack(app, "faulty", fault=lets_everybody_in)
    KeyStack(app, "sound")
    names["synthesize"](app)
    said = capsys.readouterr().err

    assert "block\n  wildcard-principal\n  aws_kms_key.key\n" in said
    assert said.endswith("left out: faulty\n")
    assert sorted(json.loads((tmp_path / "manifest.json").read_text())["stacks"]) == ["sound"]
