"""Moves a checkout from cdktf to its successor cdktn (CDK Terrain): `python3 tools/move_to_cdktn.py`, then `make setup`.

cdktn has the same classes under other names. This changes the names, the pinned versions and the lock files, and nothing else;
what it did is in `git diff`. `make lanes` proves it on a copy.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

NAMES = (
    # The provider's classes, in imports and as a string.
    (r"\bcdktf_cdktf_provider_aws\b", "cdktn_provider_aws"),
    # The library: imported, used by its name, named in a string or as a line of .importlinter.
    (r"(?m)^(\s*(?:from|import) )cdktf\b", r"\1cdktn"),
    (r"\bcdktf(?=\.[A-Z])", "cdktn"),
    (r"(?<=[\"'])cdktf(?=[\"'])", "cdktn"),
    (r"(?m)^(    )cdktf$", r"\1cdktn"),
    # The command, wherever it is called or a person is told to call it.
    (r"\bcdktf(?= (?:deploy|destroy|diff|list|output|synth)\b)", "cdktn"),
    (r"\bcdktf-cli/bundle/bin/cdktf\.js", "cdktn-cli/bundle/bin/cdktn.js"),
)
"""What is replaced in every file. cdktn keeps `cdktf.json`, `cdktf.out` and the variables CDKTF_*, so these stay."""

PINS = {
    "requirements/kit.in": (
        (r"(?m)^cdktf==\S+( +)", r"cdktn==0.24.0\1"),
        (
            r"(?m)^cdktf-cdktf-provider-aws==\S+ +# .*$",
            "cdktn-provider-aws==25.8.1           # typed AWS resources; made from AWS provider 6.69.1",
        ),
        (r"(?m)^constructs>=\S+ +# .*$", "constructs>=10.6,<10.8               # the tree under cdktn"),
    ),
    "pyproject.toml": (
        (r'"cdktf>=[^"]*"', '"cdktn>=0.24,<0.25"'),
        (r'"cdktf-cdktf-provider-aws>=[^"]*"', '"cdktn-provider-aws>=25"'),
        (r'"constructs>=[^"]*"', '"constructs>=10.6,<10.8"'),
    ),
    "package.json": ((r'"cdktf-cli": "[^"]*"', '"cdktn-cli": "0.24.0"'),),
}
"""The versions that were run. The AWS provider that Terraform is given does not move: the stacks pin it."""

LOCKED = "requirements/cdktn"
"""The lock files of a moved checkout, made by `make locks`; each takes the place of its namesake."""
LOCKS = {"development.txt": "requirements", "kit.txt": "requirements", "package-lock.json": "."}

READ = {".py", ".md", ".toml", ".yaml", ".in", ".json", ""}
PASSED_OVER = {".git", ".venv", ".venv-checkov", ".lanes", "node_modules", "cdktf.out", "build", "dist", "package-lock.json"}
ABOUT_THE_MOVE = {"tools/move_to_cdktn.py", "tests/tools/test_move_to_cdktn.py", "docs/moving-to-cdktn.md", "CHANGELOG.md"}
"""These speak of cdktf by name and go on doing so."""


def move(root: Path) -> list[str]:
    """Changes the checkout and returns the files that were changed.

    Raises LookupError where a pinned version is not found: this checkout was moved already, or pins in another way.
    """
    repinned = {root / file: pinned(root, file) for file in PINS}
    changed: list[str] = []
    for path in files(root):
        before = path.read_text(encoding="utf-8")
        after = repinned.get(path, before)
        for pattern, replacement in NAMES:
            after = re.sub(pattern, replacement, after)
        if after != before:
            path.write_text(after, encoding="utf-8")
            changed.append(str(path.relative_to(root)))
    for lock, folder in LOCKS.items():
        shutil.copy(root / LOCKED / lock, root / folder / lock)
        changed.append(str(Path(folder) / lock))
    return changed


def files(root: Path) -> Iterator[Path]:
    """Yields every file in which a name may stand."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in PASSED_OVER and not Path(folder, name).is_symlink())
        for name in sorted(names):
            path = Path(folder, name)
            here = path.relative_to(root).as_posix()
            if path.suffix in READ and name not in PASSED_OVER and here not in ABOUT_THE_MOVE:
                yield path


def pinned(root: Path, file: str) -> str:
    """Returns a file of PINS with the versions that it has after the move."""
    text = (root / file).read_text(encoding="utf-8")
    for pattern, replacement in PINS[file]:
        text, found = re.subn(pattern, replacement, text)
        if found != 1:
            raise LookupError(f"{file}: {pattern} was found {found} times, not once. Is this checkout on cdktn already?")
    return text


if __name__ == "__main__":
    try:
        print("\n".join(move(ROOT)))
    except LookupError as error:
        sys.exit(str(error))
    print("\nMoved to cdktn. Next: make setup, then cdktn diff of every stack: each must say that there are no changes.")
