"""The first plan of every synthesized stack, made by real Terraform without an account of AWS: nothing is deployed.

An emulator stands for every account. Each stack is planned by its account's root user with a state of its own on this machine,
since the roles and the buckets that an environment names exist nowhere. What is planned is the same.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from camunda_byok.terraform.commands import Terraform
from camunda_byok.terraform.synthesis import SYNTHESIZED
from sandbox.deployment import PLUGIN_CACHE
from sandbox.emulator import Emulator

Json = dict[str, Any]
ADDRESS = "https://alarms.example.com/none?key=not-a-real-one"
"""What a parameter or a secret holds that an environment names: the address of somebody who hears alarms."""


def first_plans(stacks: Mapping[str, Path], emulator: Emulator) -> Iterator[tuple[str, bytes]]:
    """Yields each stack's name with its plan, as Terraform tells it to programs.

    stacks: the folder of each synthesized stack by the stack's name. The folders are written to.

    Raises TerraformFailed where a stack cannot be planned.
    """
    PLUGIN_CACHE.mkdir(parents=True, exist_ok=True)
    # Where the set-up left the provider, if it had to be downloaded: Terraform looks for it in its work directory.
    (emulator.work_directory / "plugin-cache").symlink_to(PLUGIN_CACHE)
    for name, folder in stacks.items():
        file = folder / SYNTHESIZED
        stack: Json = json.loads(file.read_text(encoding="utf-8"))
        providers: list[Json] = stack["provider"]["aws"]
        stack["terraform"].pop("cloud", None)
        stack["terraform"]["backend"] = {"local": {}}
        for provider in providers:
            provider.pop("assume_role", None)
        file.write_text(json.dumps(stack), encoding="utf-8")
        root = emulator.root(providers[0]["allowed_account_ids"][0])
        _make_what_it_looks_for(stack, lambda service, region, root=root: emulator.client(service, root, region))
        terraform = Terraform(emulator.work_directory, emulator.environment(root, providers[0]["region"]))
        terraform.initialize(folder)
        terraform.plan(folder)
        yield name, terraform.show(folder)


def _make_what_it_looks_for(stack: Json, client: Any) -> None:
    """Makes what the stack reads as data, which another stack or another team would have made before."""
    regions = {_name(provider): provider["region"] for provider in stack["provider"]["aws"]}
    for kind, some in stack.get("data", {}).items():
        for wanted in some.values():
            region = regions[wanted.get("provider", "aws")]
            if kind == "aws_kms_alias":
                kms = client("kms", region)
                key = kms.create_key()["KeyMetadata"]["KeyId"]
                kms.create_alias(AliasName=wanted["name"], TargetKeyId=key)
            elif kind == "aws_ssm_parameter":
                client("ssm", region).put_parameter(Name=wanted["name"], Type="SecureString", Value=ADDRESS)
            elif kind == "aws_secretsmanager_secret_version":
                client("secretsmanager", region).create_secret(Name=wanted["secret_id"], SecretString=ADDRESS)
            else:
                raise NotImplementedError(f"A stack reads {kind}: say here what it would find.")


def _name(provider: Json) -> str:
    alias = provider.get("alias")
    return f"aws.{alias}" if alias else "aws"
