"""Checkov on the synthesized JSON of every environment: no finding without a reason, and no reason without a finding."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.application import ROOT

CHECKOV = Path(os.environ.get("BYOK_CHECKOV", ROOT / ".venv-checkov" / "bin" / "checkov"))
"""Made by `tools/set_up.py --checkov`: checkov pins a boto3 of its own, so it cannot live with everything else."""


@dataclass(frozen=True)
class Finding:
    check: str
    name: str
    stack: str
    resource: str


@dataclass(frozen=True)
class Skip:
    check: str
    resource: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        return self.check == finding.check and fnmatchcase(finding.resource, self.resource)


SKIPS = [Skip(**entry) for entry in YAML(typ="safe").load((ROOT / "checkov-skips.yaml").read_text("utf-8"))]


def scan(directory: Path) -> dict[str, Any]:
    assert CHECKOV.is_file(), "run tools/set_up.py --checkov, or name a checkov in BYOK_CHECKOV"
    # `--framework terraform` reads no JSON and reports success on nothing.
    arguments = ["--directory", directory, "--framework", "terraform_json", "--output", "json", "--compact"]
    done = subprocess.run([CHECKOV, *arguments, "--skip-download"], capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def findings(scanned: dict[str, Any]) -> list[Finding]:
    return [
        Finding(each["check_id"], each["check_name"], Path(each["file_path"]).parent.name, each["resource"])
        for each in scanned["results"]["failed_checks"]
    ]


@pytest.fixture(scope="module")
def scanned(application: dict[str, Path]) -> dict[str, Any]:
    return scan(next(iter(application.values())).parent)


def test_checkov_really_looked_at_every_stack(scanned: dict[str, Any], application: dict[str, Path]) -> None:
    passed = scanned["results"]["passed_checks"]
    looked_at = {Path(each["file_path"]).parent.name for each in passed}

    assert looked_at == set(application)
    assert scanned["summary"]["parsing_errors"] == 0
    assert len(passed) >= 15 * len(application)
    # rotation of keys, public access to buckets, validation of log files: were they not tried, nothing would be proven
    assert {"CKV_AWS_7", "CKV_AWS_53", "CKV_AWS_36"} <= {each["check_id"] for each in passed}


def test_checkov_finds_nothing_that_we_have_no_reason_for(scanned: dict[str, Any]) -> None:
    assert [each for each in findings(scanned) if not any(skip.covers(each) for skip in SKIPS)] == []


def test_every_skip_is_still_needed_and_says_why(scanned: dict[str, Any]) -> None:
    for skip in SKIPS:
        assert len(skip.reason) > 40, skip
        assert any(skip.covers(each) for each in findings(scanned)), skip


def test_checkov_would_notice_a_key_that_does_not_rotate(application: dict[str, Path], tmp_path: Path) -> None:
    stack = shutil.copytree(application["dev-key"], tmp_path / "dev-key")
    file = stack / "cdk.tf.json"
    file.write_text(file.read_text().replace('"enable_key_rotation": true', '"enable_key_rotation": false'))

    assert [each.check for each in findings(scan(tmp_path))] == ["CKV_AWS_7"]
