"""Whoever lost a state file gets an import for everything of a stack, with an id that the provider takes."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from camunda_byok.terraform.synthesis import SYNTHESIZED
from tools.lost_state import IDS, MADE_ANEW, WRITTEN, Stack, write

GOLDEN = Path(__file__).parents[1] / "stacks" / "golden"


def stack(*resources: tuple[str, dict[str, Any]], **more: Any) -> Stack:
    made: dict[str, dict[str, Any]] = {}
    for address, fields in resources:
        kind, _, name = address.partition(".")
        made.setdefault(kind, {})[name] = fields
    provider = {"aws": [{"region": "eu-west-1", "allowed_account_ids": ["111122223333"]}]}
    return Stack({"resource": made, "provider": provider, **more})


def ids(some: Stack) -> dict[str, str]:
    return {block["to"]: block["id"] for block in some.imports()["import"]}


def test_every_type_that_any_stack_has_is_imported_or_said_to_be_harmless_anew() -> None:
    lines = [line.strip() for golden in GOLDEN.glob("addresses*.txt") for line in golden.read_text().splitlines()]
    kinds = {line.partition(".")[0] for line in lines if "." in line and not line.startswith("data.")}

    assert len(kinds) > 20
    assert kinds == IDS.keys() | MADE_ANEW.keys()


def test_everything_of_an_environment_is_imported(application: dict[str, Path], tmp_path: Path) -> None:
    for name in ("prod-key", "prod-trail", "prod-alarms"):
        shutil.copytree(application[name], tmp_path / name)
    for file in write(tmp_path, "prod"):
        declared = json.loads(file.with_name(SYNTHESIZED).read_text())["resource"]
        wanted = {f"{kind}.{name}" for kind, some in declared.items() if kind not in MADE_ANEW for name in some}
        imported = {block["to"]: block["id"] for block in json.loads(file.read_text())["import"]}

        assert imported.keys() == wanted
        assert all(isinstance(id, str) and id for id in imported.values())
        assert not [id for id in imported.values() if "${" in id and "${data." not in id], "nothing hangs on what is imported"
    assert {file.parent.name for file in tmp_path.rglob(WRITTEN)} == {"prod-key", "prod-trail", "prod-alarms"}


def test_a_key_is_found_by_its_alias_in_its_own_region() -> None:
    two = stack(
        ("aws_kms_key.key", {}),
        ("aws_kms_replica_key.second_key", {"provider": "aws.second"}),
        ("aws_kms_alias.key", {"name": "alias/camunda/prod", "target_key_id": "${aws_kms_key.key.key_id}"}),
        ("aws_kms_alias.second_key", {"name": "alias/camunda/prod", "target_key_id": "${aws_kms_replica_key.second_key.key_id}"}),
    )
    made = two.imports()

    assert ids(two)["aws_kms_replica_key.second_key"] == "${data.aws_kms_alias.lost_second_key.target_key_id}"
    assert made["data"]["aws_kms_alias"] == {
        "lost_key": {"name": "alias/camunda/prod"},
        "lost_second_key": {"name": "alias/camunda/prod", "provider": "aws.second"},
    }


def test_a_field_that_refers_to_another_resource_is_followed_to_what_is_written() -> None:
    assert ids(
        stack(
            ("aws_iam_role.r", {"name": "the-role"}),
            ("aws_iam_role_policy.p", {"name": "the-policy", "role": "${aws_iam_role.r.name}"}),
            ("aws_s3_bucket.b", {"bucket": "the-bucket"}),
            ("aws_s3_bucket_versioning.b", {"bucket": "${aws_s3_bucket.b.id}"}),
            ("aws_sns_topic.t", {"name": "the-topic"}),
            ("aws_sns_topic_policy.t", {"arn": "${aws_sns_topic.t.arn}"}),
        )
    ) == {
        "aws_iam_role.r": "the-role",
        "aws_iam_role_policy.p": "the-role:the-policy",
        "aws_s3_bucket.b": "the-bucket",
        "aws_s3_bucket_versioning.b": "the-bucket",
        "aws_sns_topic.t": "${data.aws_sns_topic.lost_t.arn}",
        "aws_sns_topic_policy.t": "${data.aws_sns_topic.lost_t.arn}",
    }


def test_what_a_stack_imports_already_is_not_imported_twice() -> None:
    taken_over = [{"to": "aws_kms_key.key", "id": "1234"}]
    assert ids(stack(("aws_kms_key.key", {}), **{"import": taken_over})) == {}


def test_a_type_that_nobody_thought_of_is_no_guess() -> None:
    with pytest.raises(KeyError, match="aws_vpc"):
        stack(("aws_vpc.one", {})).imports()
