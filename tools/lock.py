"""Writes the lock files anew: `make locks`. They hold hashes and no addresses, so that any registry may serve them.

python3 tools/lock.py [lock ...]    only these, such as `bindings` or `cdktn`
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import move_to_cdktn

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
COMPILE = ("pip", "compile", "--quiet", "--universal", "--python-version=3.10", "--generate-hashes", "--no-header", "--upgrade")
LOCKS = {
    "development": ("development.in",),
    # What users run is what was tested: the kit's own lock is a part of the development lock.
    "kit": ("kit.in", "--constraints=development.txt"),
    "checkov": ("checkov.in",),
    "terraform": ("terraform.in",),
}
DIFFERENT_IN_LANES = ("cdktf", "cdktf-cdktf-provider-aws", "constructs", "jsii")
"""Packages that may have another version in a lane, or be absent; all others have the version of the development lock there."""


def main(chosen: list[str]) -> None:
    if unknown := set(chosen) - {*LOCKS, "npm", "bindings", "cdktn"}:
        sys.exit(f"There is no such lock: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as made:
        scratch = Path(made)
        subprocess.run([sys.executable, "-m", "venv", scratch], check=True)
        subprocess.run([scratch / "bin/pip", "install", "-qq", "uv"], check=True)
        for name, options in LOCKS.items():
            if name in chosen or not chosen:
                compile_lock(scratch, *options, output=f"{name}.txt", folder=REQUIREMENTS)
        if "npm" in chosen or not chosen:
            npm_lock(scratch / "npm", (ROOT / "package.json").read_text(), ROOT)
        if "bindings" in chosen or not chosen:
            bindings_lock(scratch)
        if "cdktn" in chosen or not chosen:
            cdktn_locks(scratch)
    for lock in (*REQUIREMENTS.rglob("*.txt"), *REQUIREMENTS.rglob("package-lock.json"), ROOT / "package-lock.json"):
        if addresses := re.findall(r'(?:--(?:extra-)?index-url|--find-links|file:|"resolved").*', lock.read_text()):
            sys.exit(f"{lock.name} names a place: {addresses[0]}")


def bindings_lock(scratch: Path) -> None:
    """Writes the kit's lock with the one pin of lane-bindings.in instead of its namesake in kit.in."""
    lane = lane_folder(scratch / "bindings", (REQUIREMENTS / "kit.in").read_text())
    shutil.copy(REQUIREMENTS / "lane-bindings.in", lane)
    options = ("--constraints=same.txt", "--overrides=lane-bindings.in")
    compile_lock(scratch, "kit.in", *options, output="lane-bindings.txt", folder=lane)
    shutil.copy(lane / "lane-bindings.txt", REQUIREMENTS)


def cdktn_locks(scratch: Path) -> None:
    """Writes what `make locks` would write in a checkout that was moved to cdktn."""
    lane = lane_folder(scratch / "cdktn", move_to_cdktn.pinned(ROOT, "requirements/kit.in"))
    compile_lock(scratch, "development.in", "--constraints=same.txt", output="development.txt", folder=lane)
    compile_lock(scratch, "kit.in", "--constraints=development.txt", output="kit.txt", folder=lane)
    target = ROOT / move_to_cdktn.LOCKED
    for lock in ("development.txt", "kit.txt"):
        shutil.copy(lane / lock, target)
    npm_lock(scratch / "npm-cdktn", move_to_cdktn.pinned(ROOT, "package.json"), target)


def lane_folder(folder: Path, kit: str) -> Path:
    """Makes a folder with a kit.in of its own and, as `same.txt`, the versions that a lane shares with the development lock."""
    folder.mkdir()
    (folder / "kit.in").write_text(kit)
    shutil.copy(REQUIREMENTS / "development.in", folder)
    pins = re.findall(r"(?m)^([\w.-]+)(==[^ \\]+(?: ;[^\\\n]*)?)", (REQUIREMENTS / "development.txt").read_text())
    (folder / "same.txt").write_text("".join(f"{name}{rest}\n" for name, rest in pins if name not in DIFFERENT_IN_LANES))
    return folder


def compile_lock(scratch: Path, *options: str, output: str, folder: Path) -> None:
    subprocess.run([scratch / "bin/uv", *COMPILE, *options, f"--output-file={output}"], cwd=folder, check=True)


def npm_lock(folder: Path, package: str, target: Path) -> None:
    folder.mkdir()
    (folder / "package.json").write_text(package)
    npm = [
        ROOT / ".venv/bin/npm",
        "install",
        "--package-lock-only",
        "--omit-lockfile-registry-resolved",
        "--no-audit",
        "--no-fund",
    ]
    subprocess.run(npm, cwd=folder, check=True)
    shutil.copy(folder / "package-lock.json", target)


if __name__ == "__main__":
    main(sys.argv[1:])
