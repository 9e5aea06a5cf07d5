"""How fast `byok status` reads an environment of two regions when every call takes 20 ms, beside asking one thing after another.

Both halves of a pair are whole processes against the same emulator behind the same slow network, one after the other; the
ratio is the median of the pairs'. The aim is 5 seconds on the clock for the command, on a machine that does nothing else.

    python -m benchmarks.status [--pairs N] [--latency MILLISECONDS]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from sandbox.emulator import Emulator
from sandbox.faulty_network import FaultyNetwork, latency
from sandbox.people import DEPLOYER
from tests.emulated import Emulated, described
from tests.live.placed import place

ROOT = Path(__file__).resolve().parent.parent
RUN = "from camunda_byok.cli.entry import run; run()"
ONE_AFTER_ANOTHER = f"import camunda_byok.aws.together as t; t.together.__kwdefaults__['threads'] = 1; {RUN}"
HEARD = {"destinations": [{"kind": "email", "address": "a@example.com"}]}
AIM_SECONDS = 5.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--latency", type=int, default=20, metavar="MILLISECONDS")
    arguments = parser.parse_args()
    for name in [name for name in os.environ if name.upper().startswith("AWS_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory(prefix="camunda-byok-") as folder, Emulator(Path(folder)) as emulator:
        emulated = Emulated(emulator)
        environments = Path(folder) / "environments"
        environments.mkdir()
        fields = described("two-regions", alarms=HEARD, second_region="eu-west-2")
        (environments / "two-regions.yaml").write_text(json.dumps(fields))
        _place(environments, emulated)
        with FaultyNetwork(emulator, latency(arguments.latency)) as network:
            variables = {**network.environment(emulated.world.credentials(DEPLOYER)), "BYOK_ENVIRONMENTS": str(environments)}
            variables.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling anew would be measured instead of reading
            _seconds(RUN, variables)  # warms the file system and the compiled files
            pairs = [(_seconds(RUN, variables), _seconds(ONE_AFTER_ANOTHER, variables)) for _ in range(arguments.pairs)]
        _show(pairs, arguments.latency)


def _place(environments: Path, emulated: Emulated) -> None:
    from camunda_byok.environment_files import load

    (environment,) = load(environments).environments
    place(environment, emulated)


def _seconds(code: str, variables: dict[str, str]) -> float:
    begun = perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, "status", "two-regions"], env=variables, capture_output=True, text=True, check=False
    )
    seconds = perf_counter() - begun
    if "Enabled in eu-west-1" not in done.stdout:
        sys.exit(f"byok status did not read the environment:\n{done.stdout}{done.stderr}")
    return seconds


def _show(pairs: list[tuple[float, float]], milliseconds: int) -> None:
    ours, other = (median(pair[half] for pair in pairs) for half in (0, 1))
    ratio = median(slow / fast for fast, slow in pairs)
    verdict = "met" if ours <= AIM_SECONDS else "missed"
    print(f"byok status, two regions, {milliseconds} ms a call, {len(pairs)} pairs")
    print(f"  side by side       {ours:5.1f} s   aim {AIM_SECONDS:.0f} s: {verdict}")
    print(f"  one after another  {other:5.1f} s   {ratio:.1f} times as long")


if __name__ == "__main__":
    main()
