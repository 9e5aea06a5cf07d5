"""Makes everything that the kit needs on a machine with Python and a package registry: `python3 tools/set_up.py`.

This file is read by Pythons that are too old for the rest, so that they can say so: plain syntax, and imports after the gate.
"""

import os
import sys

OLDEST = (3, 10)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def gate(version, platform):
    """Why this Python cannot even begin, in one sentence; empty where it can."""
    if platform == "win32":
        return "Windows is not supported: run this in WSL, on Linux or on macOS."
    if tuple(version[:2]) < OLDEST:
        return "Python {}.{} or newer is needed and this is {}.{}: name another, as in `make setup PYTHON=python3.12`.".format(
            *(OLDEST + tuple(version[:2]))
        )
    return ""


def main(arguments):
    refusal = gate(sys.version_info, sys.platform)
    if refusal:
        sys.stderr.write(refusal + "\n")
        return 2
    sys.path[:0] = [ROOT, os.path.join(ROOT, "modules")]
    from tools.installation import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
