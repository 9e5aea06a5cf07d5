"""Where the `byok` command begins. It knows before anything else whether what the command needs is installed.

The constructs install without it: who only declares keys in a stack of his own has no use for an AWS client.
"""

import sys
from importlib.util import find_spec

NEEDED = ("boto3", "cryptography", "rich", "ruamel", "typer")
"""The import names of what the extra `operations` brings."""
WRONG_SURROUNDINGS = 2


def run() -> None:
    """Runs the command, or says in one sentence how to install what it needs."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        print(f"byok needs {', '.join(missing)}: run pip install 'camunda-byok[operations]'.", file=sys.stderr)
        sys.exit(WRONG_SURROUNDINGS)
    from camunda_byok.cli.main import run

    run()
