"""The application as cdktf runs it: main.py in a Python of its own, on the environments of this checkout."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
ENVIRONMENTS = sorted(file.stem for file in (ROOT / "environments").glob("*.yaml"))


def synthesize(directory: Path) -> dict[str, Path]:
    """Synthesizes every environment into the directory and returns each stack's folder by the stack's name."""
    environ = {**os.environ, "CDKTF_OUTDIR": str(directory), "BYOK_STRICT": "1"}
    done = subprocess.run(
        [sys.executable, ROOT / "main.py"], env=environ, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return {file.parent.name: file.parent for file in sorted(directory.glob("stacks/*/cdk.tf.json"))}
