"""Writes what Terraform needs to find again what exists, where a state file was lost: an import for each thing of a stack.

`python tools/lost_state.py prod` reads the synthesized stacks of an environment and puts `imports.tf.json` beside each. It asks
nobody: what no name tells (a key's id, a queue's URL) Terraform looks up by itself, as data. docs/runbooks/lost-state.md says the
rest.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SYNTHESIZED, WRITTEN = "cdk.tf.json", "imports.tf.json"
MADE_ANEW = {
    "terraform_data": "a mark in Terraform's state, and nothing in AWS",
    "aws_sns_topic_subscription": "SNS gives back the subscription that there is",
}
"""Types of what is not imported, and why making it anew changes nothing."""

Configuration = dict[str, Any]
Resource = dict[str, Any]


class Stack:
    """A synthesized stack, and what is imported into its state."""

    def __init__(self, configuration: Configuration) -> None:
        self._resources: dict[str, dict[str, Resource]] = configuration["resource"]
        self._providers: list[Resource] = configuration["provider"]["aws"]
        self._imported = {each["to"] for each in configuration.get("import", [])}
        self._data: dict[str, dict[str, Resource]] = {}

    def imports(self) -> Configuration:
        """Returns Terraform's JSON: import blocks, and the data that their ids come from.

        Raises KeyError for a type of which nobody has said how it is imported.
        """
        blocks = [
            {"to": f"{kind}.{name}", "id": IDS[kind](self, f"{kind}.{name}")}
            for kind, some in self._resources.items()
            if kind not in MADE_ANEW
            for name in some
            if f"{kind}.{name}" not in self._imported  # of a key that was taken over the stack says it itself
        ]
        return {"data": self._data, "import": blocks}

    def field(self, address: str, name: str) -> str:
        """Returns a field as it is written, that of another resource where it refers to one."""
        value: str = self.resource(address)[name]
        referred = re.fullmatch(r"\$\{(\w+\.[\w-]+)\.(\w+)\}", value)
        if not referred:
            return value
        other, attribute = referred.groups()
        if attribute in ("id", "bucket") and other.startswith("aws_s3_bucket."):
            attribute = "bucket"
        return IDS[other.partition(".")[0]](self, other) if attribute == "arn" else self.field(other, attribute)

    def found(self, kind: str, address: str, attribute: str, **sought: str) -> str:
        """Returns an expression: the attribute of what Terraform looks up in the region of the resource."""
        name = "lost_" + address.partition(".")[2]
        provider = self.resource(address).get("provider")
        self._data.setdefault(kind, {})[name] = {**sought, **({"provider": provider} if provider else {})}
        return f"${{data.{kind}.{name}.{attribute}}}"

    def alias_of(self, address: str) -> str:
        """Returns the alias that leads to a key."""
        aliases = self._resources.get("aws_kms_alias", {})
        (alias,) = (each["name"] for each in aliases.values() if f"${{{address}." in each["target_key_id"])
        return alias

    def arn(self, service: str, region: str, rest: str) -> str:
        self._data.setdefault("aws_partition", {})["lost"] = {}
        account = self._providers[0]["allowed_account_ids"][0]
        return f"arn:${{data.aws_partition.lost.partition}}:{service}:{region}:{account}:{rest}"

    @property
    def region(self) -> str:
        return self._providers[0]["region"]

    def resource(self, address: str) -> Resource:
        kind, _, name = address.partition(".")
        return self._resources[kind][name]


Id = Callable[[Stack, str], str]


def _field(name: str) -> Id:
    return lambda stack, address: stack.field(address, name)


def _joined(separator: str, *names: str) -> Id:
    return lambda stack, address: separator.join(stack.field(address, name) for name in names)


def _key(stack: Stack, address: str) -> str:
    return stack.found("aws_kms_alias", address, "target_key_id", name=stack.alias_of(address))


def _policy(stack: Stack, address: str) -> str:
    path = stack.field(address, "path") if "path" in stack.resource(address) else "/"
    return stack.arn("iam", "", f"policy{path}{stack.field(address, 'name')}")


IDS: dict[str, Id] = {
    "aws_chatbot_slack_channel_configuration": lambda stack, address: stack.arn(
        "chatbot", "", f"chat-configuration/slack-channel/{stack.field(address, 'configuration_name')}"
    ),
    "aws_chatbot_teams_channel_configuration": _field("team_id"),
    "aws_cloudtrail": lambda stack, address: stack.arn("cloudtrail", stack.region, f"trail/{stack.field(address, 'name')}"),
    "aws_cloudwatch_event_rule": _field("name"),
    "aws_cloudwatch_event_target": _joined("/", "rule", "target_id"),
    "aws_cloudwatch_log_group": _field("name"),
    "aws_cloudwatch_log_metric_filter": _joined(":", "log_group_name", "name"),
    "aws_cloudwatch_metric_alarm": _field("alarm_name"),
    "aws_iam_policy": _policy,
    "aws_iam_role": _field("name"),
    "aws_iam_role_policy": _joined(":", "role", "name"),
    "aws_iam_role_policy_attachment": _joined("/", "role", "policy_arn"),
    "aws_kms_alias": _field("name"),
    "aws_kms_key": _key,
    "aws_kms_replica_key": _key,
    "aws_s3_bucket": _field("bucket"),
    "aws_s3_bucket_lifecycle_configuration": _field("bucket"),
    "aws_s3_bucket_logging": _field("bucket"),
    "aws_s3_bucket_object_lock_configuration": _field("bucket"),
    "aws_s3_bucket_ownership_controls": _field("bucket"),
    "aws_s3_bucket_policy": _field("bucket"),
    "aws_s3_bucket_public_access_block": _field("bucket"),
    "aws_s3_bucket_server_side_encryption_configuration": _field("bucket"),
    "aws_s3_bucket_versioning": _field("bucket"),
    "aws_sns_topic": lambda stack, address: stack.found("aws_sns_topic", address, "arn", name=stack.field(address, "name")),
    "aws_sns_topic_policy": _field("arn"),
    "aws_sqs_queue": lambda stack, address: stack.found("aws_sqs_queue", address, "url", name=stack.field(address, "name")),
}
"""By type of resource: the id by which the AWS provider imports one. Source: provider documentation, section "Import" of each."""


def write(stacks: Path, environment: str) -> Iterator[Path]:
    """Writes the imports of every stack of an environment, and gives the files."""
    for synthesized in sorted(stacks.glob(f"{environment}-*/{SYNTHESIZED}")):
        imports = Stack(json.loads(synthesized.read_text(encoding="utf-8"))).imports()
        file = synthesized.with_name(WRITTEN)
        file.write_text(json.dumps(imports, indent=2) + "\n", encoding="utf-8")
        yield file


def main() -> int:
    if len(sys.argv) != 2:
        print("Usage: python tools/lost_state.py ENVIRONMENT", file=sys.stderr)
        return 2
    written = list(write(Path("cdktf.out") / "stacks", sys.argv[1]))
    for file in written:
        print(file)
    if not written:
        print(f"No stack of {sys.argv[1]} is in cdktf.out: run cdktf synth first.", file=sys.stderr)
    return 0 if written else 2


if __name__ == "__main__":
    sys.exit(main())
