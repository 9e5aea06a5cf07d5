"""Proves that Terraform works here: `init` and `plan` of one queue, with the AWS provider and without AWS."""

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from camunda_byok.terraform.provider_mirror import PROVIDER, VERSION

CONFIGURATION = {
    "terraform": {"required_providers": {"aws": {"source": PROVIDER, "version": VERSION}}},
    "provider": {
        "aws": {
            "region": "eu-west-1",
            "access_key": "nobody",
            "secret_key": "nobody",
            "skip_credentials_validation": True,
            "skip_metadata_api_check": True,
            "skip_requesting_account_id": True,
        }
    },
    "resource": {"aws_sqs_queue": {"proof": {"name": "proof"}}},
}


def prove(terraform: Path, folder: Path, env: Mapping[str, str], run: Callable[..., None]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "main.tf.json").write_text(json.dumps(CONFIGURATION))
    for command in (["init"], ["plan", "-lock=false", "-refresh=false"]):
        run([terraform, *command, "-input=false", "-no-color"], env=env, cwd=folder)
