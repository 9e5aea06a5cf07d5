"""Says which environments a change of this repository can alter, as the JSON array of names that a workflow's matrix takes.

python3 tools/changed_environments.py BASE HEAD    those that the commits between the two can alter
python3 tools/changed_environments.py --all        every one
python3 tools/changed_environments.py --only NAME  this one, if there is such an environment
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENTS = "environments"
CONVENTIONS = "conventions"
"""environments/conventions.yaml holds for all environments and is none."""
NEVER_IN_AWS = {"sandbox"}
"""Deployed into the emulator alone."""
WITHOUT_EFFECT = (".ci/", ".github/", "benchmarks/", "docs/", "examples/", "sandbox/", "tests/")
"""Folders on which no stack depends. Whatever is not known to be without effect alters every environment: planning one too many
is harmless, and one too few is not reviewed."""
WITHOUT_EFFECT_BY_ENDING = (".md", ".schema.json", "/schema.json", "LICENSE", ".gitignore", ".editorconfig")


def altered(paths: Iterable[str], environments: Mapping[str, str]) -> list[str]:
    """Returns the names of the environments that a change of these files can alter, sorted.

    environments: the text of each environment's file by the environment's name.
    """
    changed: set[str] = set()
    for path in paths:
        if path.startswith(WITHOUT_EFFECT) or path.endswith(WITHOUT_EFFECT_BY_ENDING):
            continue
        name = _name(path)
        if name is None:
            return sorted(environments)
        changed.add(name)
    # An environment may use the trail of another one.
    changed |= {name for name, text in environments.items() if _speaks_of(text, changed)}
    return sorted(changed & set(environments))


def _name(path: str) -> str | None:
    """Returns the environment whose file this is; None for any other file."""
    file = Path(path)
    is_one = str(file.parent) == ENVIRONMENTS and file.suffix == ".yaml" and file.stem != CONVENTIONS
    return file.stem if is_one else None


def _speaks_of(text: str, names: Collection[str]) -> bool:
    return any(re.search(rf"\benvironment:\s*[\"']?{re.escape(name)}\b", text) for name in names)


def deployable(root: Path) -> dict[str, str]:
    """Returns the text of each environment's file by its name, those left out that are never deployed into AWS."""
    files = sorted((root / ENVIRONMENTS).glob("*.yaml"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files if file.stem not in {CONVENTIONS, *NEVER_IN_AWS}}


def changed_paths(root: Path, base: str, head: str) -> list[str]:
    """Returns the files in which two commits differ. Raises CalledProcessError where git does not know one of them."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", "--end-of-options", base, head]
    listed = subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [path for path in listed.split("\0") if path]


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(
        prog="changed_environments", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("commits", nargs="*", metavar="BASE HEAD")
    options.add_argument("--all", action="store_true")
    options.add_argument("--only", metavar="NAME")
    chosen = options.parse_args(arguments)
    known = deployable(ROOT)
    if chosen.only is not None:
        if chosen.only not in known:
            print(
                f"{chosen.only!r} is no environment that is deployed into AWS: name one of {', '.join(known)}.", file=sys.stderr
            )
            return 2
        print(json.dumps([chosen.only]))
        return 0
    if chosen.all:
        print(json.dumps(sorted(known)))
        return 0
    if len(chosen.commits) != 2:
        options.error("name two commits, --all, or --only NAME")
    try:
        paths = changed_paths(ROOT, *chosen.commits)
    except subprocess.CalledProcessError:
        print("git cannot compare the two commits: fetch both, or name an environment with --only.", file=sys.stderr)
        return 2
    for name in sorted({name for path in paths if (name := _name(path))} - set(known) - NEVER_IN_AWS):
        print(f"{name} has no file any more, so nothing is planned for it; what it made stays as it is.", file=sys.stderr)
    print(json.dumps(altered(paths, known)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
