"""A cdktf project and a terraform that cost nothing: small programs that do what a test says and write down what they were asked.

The application makes the stacks of `stacks.json`; terraform plans, shows and applies with files alone.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from camunda_byok.terraform.commands import PLAN
from tests.inventory.plans import KEY, plan, unchanged

APPLICATION = """
import json, os, pathlib, sys
said = json.loads(pathlib.Path("stacks.json").read_text())
print(said["says"], file=sys.stderr)
if said["fails"]:
    sys.exit(3)
out = pathlib.Path(os.environ["CDKTF_OUTDIR"])
manifest = {}
for name, stack in said["stacks"].items():
    folder = out / "stacks" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cdk.tf.json").write_text(stack["configuration"])
    manifest[name] = {"workingDirectory": f"stacks/{name}", "dependencies": stack["after"]}
if said["synthesizes"]:
    (out / "manifest.json").write_text(json.dumps({"stacks": manifest}))
"""

TERRAFORM = """#!{python} -IS
import json, os, pathlib, sys
if sys.argv[1] == "version":
    print(json.dumps({{"terraform_version": "1.9.8"}}))
    sys.exit()
world = pathlib.Path({world!r})
folder = pathlib.Path.cwd()
command, stack = sys.argv[1], folder.name
with (world / "calls").open("a") as calls:
    print(stack, command, file=calls)
failing = world / "failing" / f"{{stack}} {{command}}"
if failing.exists():
    print(failing.read_text(), file=sys.stdout if command == "apply" else sys.stderr)
    sys.exit(1)
state = world / f"{{stack}}.tfstate"
if command == "plan":
    (folder / {plan!r}).write_text((world / "plan.json").read_text() + " " * len((folder / "cdk.tf.json").read_text()))
elif command == "show":
    print((folder / {plan!r}).read_text())
elif command == "apply":
    print("Applying", (folder / sys.argv[-1]).name)
    state.write_text(f"{{state.read_text() if state.exists() else ''}}applied ")
elif command == "state":
    print(state.read_text() if state.exists() else "")
"""


class Project:
    """A folder with cdktf.json, and the terraform that is run there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        self._world = folder / "world"
        for made in (self.folder, self._world / "failing"):
            made.mkdir(parents=True)
        (self.folder / "cdktf.json").write_text('{"app": "python app.py"}')
        (self.folder / "app.py").write_text(APPLICATION)
        terraform = self._world / "terraform"
        terraform.write_text(TERRAFORM.format(python=sys.executable, world=str(self._world), plan=PLAN))
        terraform.chmod(0o755)
        self.environ = {**os.environ, "TERRAFORM_BINARY_NAME": str(terraform)}
        self.plans(plan(unchanged("aws_kms_key.key", KEY)))
        self.makes({"dev-key": (), "dev-alarms": ("dev-key",)})

    def makes(
        self,
        stacks: dict[str, tuple[str, ...]],
        *,
        configuration: str = "{}",
        says: str = "",
        fails: bool = False,
        synthesizes: bool = True,
    ) -> None:
        """Says which stacks the application makes, and which stacks each comes after."""
        said: dict[str, Any] = {"says": says, "fails": fails, "synthesizes": synthesizes}
        said["stacks"] = {name: {"after": after, "configuration": configuration} for name, after in stacks.items()}
        (self.folder / "stacks.json").write_text(json.dumps(said))

    def plans(self, plan: dict[str, Any]) -> None:
        """Says what every plan is from now on."""
        (self._world / "plan.json").write_text(json.dumps(plan))

    def fails(self, stack: str, command: str, says: str) -> None:
        (self._world / "failing" / f"{stack} {command}").write_text(says)

    def mends(self, stack: str, command: str) -> None:
        (self._world / "failing" / f"{stack} {command}").unlink()

    def changes_state(self, stack: str) -> None:
        """Changes the state as somebody else would."""
        with (self._world / f"{stack}.tfstate").open("a") as state:
            state.write("by somebody else ")

    def calls(self, command: str) -> list[str]:
        """Returns the stacks for which terraform was asked this, in their order."""
        calls = self._world / "calls"
        asked = [line.split() for line in calls.read_text().splitlines()] if calls.exists() else []
        return [stack for stack, asked_command in asked if asked_command == command]
