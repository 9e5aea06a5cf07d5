"""Writes the lock files anew: `make locks`. They hold hashes and no addresses, so that any registry may serve them."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = ("pip", "compile", "--quiet", "--universal", "--python-version=3.10", "--generate-hashes", "--no-header", "--upgrade")
LOCKS = {
    "development": (),
    # What users run is what was tested: the kit's own lock is a part of the development lock.
    "kit": ("--constraints=development.txt",),
    "checkov": (),
    "terraform": (),
}


def main() -> None:
    requirements = ROOT / "requirements"
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([sys.executable, "-m", "venv", scratch], check=True)
        subprocess.run([f"{scratch}/bin/pip", "install", "-qq", "uv"], check=True)
        for name, options in LOCKS.items():
            command = [f"{scratch}/bin/uv", *COMPILE, *options, f"{name}.in", f"--output-file={name}.txt"]
            subprocess.run(command, cwd=requirements, check=True)
        shutil.copy(ROOT / "package.json", scratch)
        npm = [
            ROOT / ".venv/bin/npm",
            "install",
            "--package-lock-only",
            "--omit-lockfile-registry-resolved",
            "--no-audit",
            "--no-fund",
        ]
        subprocess.run(npm, cwd=scratch, check=True)
        shutil.copy(Path(scratch) / "package-lock.json", ROOT)
    for lock in (*requirements.glob("*.txt"), ROOT / "package-lock.json"):
        if addresses := re.findall(r'(?:--(?:extra-)?index-url|--find-links|file:|"resolved").*', lock.read_text()):
            sys.exit(f"{lock.name} names a place: {addresses[0]}")


if __name__ == "__main__":
    main()
