"""Asks checkov about every environment, as it is synthesized and as Terraform plans it: `make checkov`.

Ends with 0 where each finding has a reason in checkov-skips.yaml and each reason a finding, with 1 where not. The plans are first
plans, made against an emulator: no account of AWS is needed.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
SKIPS = ROOT / "checkov-skips.yaml"
CHECKOV = Path(os.environ.get("BYOK_CHECKOV") or ROOT / ".venv-checkov" / "bin" / "checkov")
"""Made by `tools/set_up.py --checkov`: checkov pins a boto3 of its own, so it cannot live with everything else."""


class Form(Enum):
    """What checkov reads of a stack, by the name that checkov has for it."""

    # `terraform` reads no JSON and reports success on nothing.
    SYNTHESIZED = "terraform_json"
    PLANNED = "terraform_plan"


@dataclass(frozen=True)
class Finding:
    check: str
    says: str
    stack: str
    resource: str


@dataclass(frozen=True)
class Skip:
    check: str
    resource: str
    reason: str
    form: Form | None = None
    """Where alone checkov finds it; None where it finds it in both."""

    def covers(self, finding: Finding) -> bool:
        return self.check == finding.check and fnmatchcase(finding.resource, self.resource)


@dataclass(frozen=True)
class Scan:
    """What checkov said of one form of the stacks."""

    failed: tuple[Finding, ...]
    passed: tuple[Finding, ...]

    def without_reason(self, skips: Iterable[Skip]) -> list[Finding]:
        return [each for each in self.failed if not any(skip.covers(each) for skip in skips)]

    def needless(self, skips: Iterable[Skip]) -> list[Skip]:
        return [skip for skip in skips if not any(skip.covers(each) for each in self.failed)]


def skips(form: Form, file: Path = SKIPS) -> list[Skip]:
    """Returns the reasons that stand for findings in this form."""
    entries: list[dict[str, str]] = YAML(typ="safe").load(file.read_text(encoding="utf-8"))
    read = [Skip(**{**entry, "form": Form(entry["form"]) if "form" in entry else None}) for entry in entries]
    return [skip for skip in read if skip.form in (None, form)]


def scan(directory: Path, form: Form) -> Scan:
    """Returns what checkov says of a folder with a folder for each stack. Raises RuntimeError where it could not read one."""
    arguments = ["--directory", directory, "--framework", form.value, "--output", "json", "--compact", "--skip-download"]
    done = subprocess.run([CHECKOV, *arguments], capture_output=True, text=True, timeout=600, check=False)
    if not done.stdout:
        raise RuntimeError(f"checkov said nothing: {done.stderr}")
    said: dict[str, Any] = json.loads(done.stdout)
    if said["summary"]["parsing_errors"]:
        raise RuntimeError(f"checkov could not read everything: {said['results']['parsing_errors']}")
    results = said["results"]
    return Scan(failed=_findings(results["failed_checks"]), passed=_findings(results["passed_checks"]))


def _findings(checks: Iterable[Mapping[str, str]]) -> tuple[Finding, ...]:
    return tuple(
        Finding(each["check_id"], each["check_name"], Path(each["file_path"]).parent.name, each["resource"]) for each in checks
    )


def plan(stacks: Mapping[str, Path], into: Path) -> None:
    """Writes the first plan of each stack into a folder of the stack's name."""
    from sandbox.emulator import Emulator
    from sandbox.first_plans import first_plans

    with tempfile.TemporaryDirectory() as work, Emulator(Path(work)) as emulator:
        for name, shown in first_plans(stacks, emulator):
            print(f"planned {name}", flush=True)
            (into / name).mkdir()
            (into / name / "plan.json").write_bytes(shown)


def main() -> int:
    from camunda_byok.terraform.synthesis import synthesize

    with tempfile.TemporaryDirectory(prefix="byok-checkov-") as made:
        synthesized, planned = Path(made, "synthesized"), Path(made, "planned")
        planned.mkdir()
        stacks, _ = synthesize(ROOT, synthesized, {**os.environ, "BYOK_STRICT": "1", "BYOK_ENVIRONMENTS": ""})
        scans = {Form.SYNTHESIZED: scan(synthesized / "stacks", Form.SYNTHESIZED)}
        plan({stack.name: stack.folder for stack in stacks}, planned)
        scans[Form.PLANNED] = scan(planned, Form.PLANNED)
    return report(scans)


def report(scans: Mapping[Form, Scan]) -> int:
    """Prints what each scan found that should not be; the exit code."""
    faults: list[str] = []
    for form, said in scans.items():
        reasons = skips(form)
        faults += [
            f"{form.value} {each.stack}: {each.check} {each.resource}: {each.says}" for each in said.without_reason(reasons)
        ]
        faults += [
            f"{form.value}: the skip of {skip.check} for {skip.resource} covers nothing" for skip in said.needless(reasons)
        ]
        print(f"{form.value}: {len(said.passed)} checks passed, {len(said.failed)} findings in {len(_stacks(said))} stacks")
    print("\n".join(faults) if faults else f"Every finding has a reason in {SKIPS.name}.")
    return 1 if faults else 0


def _stacks(said: Scan) -> set[str]:
    return {each.stack for each in (*said.passed, *said.failed)}


if __name__ == "__main__":
    sys.exit(main())
