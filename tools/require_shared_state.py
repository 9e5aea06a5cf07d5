"""Refuses an environment whose state would be lost with the machine of a pipeline: `python3 tools/require_shared_state.py NAME`.

A state on the runner's disk is empty in every run, so each deployment would make another key. Reads what `byok plan NAME` has
synthesized.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ("s3", "remote")


def stacks_with_local_state(folder: Path) -> list[str]:
    """Returns the names of the stacks beneath a folder whose state is kept on this machine.

    Raises OSError where there is no stack.
    """
    files = sorted(folder.glob("stacks/*/cdk.tf.json"))
    if not files:
        raise FileNotFoundError(f"nothing was synthesized into {folder}: run byok plan first")
    return [file.parent.name for file in files if not _is_shared(json.loads(file.read_text(encoding="utf-8"))["terraform"])]


def _is_shared(settings: dict[str, object]) -> bool:
    backend = settings.get("backend")
    return "cloud" in settings or (isinstance(backend, dict) and any(kind in backend for kind in SHARED))


def main(arguments: list[str]) -> int:
    (name,) = arguments
    try:
        local = [stack for stack in stacks_with_local_state(ROOT / ".byok" / name) if stack.startswith(f"{name}-")]
    except OSError as fault:
        print(fault, file=sys.stderr)
        return 2
    if local:
        print(f"The state of {', '.join(local)} would be lost with this machine, and every deployment would make another key.")
        print(
            f"Say in environments/{name}.yaml where it is shared: docs/state.md. Move a state that exists before anything else."
        )
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
