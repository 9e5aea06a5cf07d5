"""How fast environments are synthesized: whole processes, measured in pairs, said beside what we aim at.

Each figure is the median of a few runs, and each ratio the median of the ratios of runs that followed each other, so that a
machine that is busy for a while slows both halves of a pair. Memory is the peak of the Python process alone; Node, which jsii
starts, is a process of its own and the same in every variant.

Start and memory are measured on plain environments, which is what most people have; growth on environments with everything on
(two regions, six destinations, the silence alarm), since that is where each resource counts.

    python benchmarks/synthesis.py [pairs]
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parent.parent
PAIRS = 3
MOST_ENVIRONMENTS = 30
FEWEST_ENVIRONMENTS = 10

ENVIRONMENTS = """
from camunda_byok.environment import Environment

ROLE = "arn:aws:iam::111122223333:role/platform/"

def plain(number):
    return {
        "name": f"bench-{number}",
        "account": "111122223333",
        "region": "eu-west-1",
        "deployers": ["arn:aws:iam::111122223333:role/platform/byok-deployer"],
        "camunda": {"tenant_role": f"arn:aws:iam::444455556666:role/c8-cluster/c8-apps-{number}"},
    }

def everything_on(number):
    return plain(number) | {
        "second_region": "eu-west-2",
        "key": {"administrators": [ROLE + "administrator"], "auditors": [ROLE + "auditor"], "break_glass": [ROLE + "glass"]},
        "alarms": {
            "silent_after_hours": 24,
            "destinations": [
                {"kind": "email", "address": "on-call@example.com"},
                {"kind": "https", "url": "https://hooks.example.com/byok"},
                {"kind": "sqs", "arn": "arn:aws:sqs:eu-west-1:111122223333:events"},
                {"kind": "topic", "arn": "arn:aws:sns:eu-west-1:444455556666:events"},
                {"kind": "pagerduty", "ssm_parameter": "/byok/pagerduty"},
                {"kind": "slack", "workspace": "T07EA123LEP", "channel": f"C07EZ1AB{number:03}"},
            ],
        },
    }
"""

SYNTH = """
import main
from camunda_byok.bindings import App

app = App(outdir=directory)
made = everything_on if extent == "everything" else plain
for number in range(count):
    main.add_stacks(app, Environment.model_validate(made(number)))
app.synth()
stacks = [json.loads(file.read_text()) for file in Path(directory).glob("stacks/*/cdk.tf.json")]
resources = sum(len(some) for stack in stacks for some in stack["resource"].values())
"""

ASSEMBLY = """
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

package = "cdktf_cdktf_provider_aws"
sys.modules[package] = module_from_spec(PathFinder.find_spec(package))  # whose own __init__ imports everything
import cdktf_cdktf_provider_aws._jsii
resources = 0
"""

VARIANTS = {
    "ours": ENVIRONMENTS + SYNTH,
    # The same application, where somebody imports the provider package the ordinary way first.
    "eager": "import cdktf_cdktf_provider_aws" + ENVIRONMENTS + SYNTH,
    # What no application can go below: Python, Node, and the provider's assembly loaded into it.
    "assembly": ASSEMBLY,
}

CHILD = """
import json, resource, sys
from pathlib import Path
directory, count, extent = sys.argv[1], int(sys.argv[2]), sys.argv[3]
{body}
print(json.dumps({{
    "kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    "resources": resources,
}}))
"""

# Compiled files are kept, also where a machine's settings forbid it: compiling anew would be measured instead of synthesizing.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Run:
    seconds: float
    megabytes: float
    resources: int


def run(variant: str, count: int, extent: str) -> Run:
    with tempfile.TemporaryDirectory() as directory:
        command = [sys.executable, "-c", CHILD.format(body=VARIANTS[variant]), directory, str(count), extent]
        begun = perf_counter()
        done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=True)
        seconds = perf_counter() - begun
    said = json.loads(done.stdout)
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024  # macOS counts in bytes
    return Run(seconds, said["kilobytes"] / unit, said["resources"])


def row(what: str, figure: str, aim: str, met: bool) -> str:
    return f"{what:<48}{figure:>10}   {aim:<13}{'met' if met else 'MISSED'}"


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    for name in VARIANTS:
        run(name, 1, "everything")  # fills jsii's cache, and Python's compiled files
    runs: dict[str, list[Run]] = {name: [] for name in VARIANTS}
    for _ in range(pairs):
        for name in VARIANTS:
            runs[name].append(run(name, 4, "plain"))
    growing = [
        (run("ours", FEWEST_ENVIRONMENTS, "everything"), run("ours", MOST_ENVIRONMENTS, "everything")) for _ in range(pairs)
    ]

    faster = median(eager.seconds / ours.seconds for eager, ours in zip(runs["eager"], runs["ours"], strict=True))
    loaded = {name: median(each.megabytes for each in runs[name]) for name in VARIANTS}
    share = loaded["ours"] / loaded["eager"]
    above = median(ours.seconds / floor.seconds for ours, floor in zip(runs["ours"], runs["assembly"], strict=True))
    milliseconds = median(1000 * (more.seconds - less.seconds) / (more.resources - less.resources) for less, more in growing)
    print(f"Synthesis of four plain environments, {runs['ours'][0].resources} resources; medians of {pairs} paired runs\n")
    print(f"{'':<14}{'seconds':>9}{'Python MB':>11}")
    for name, said in (("ours", "ours"), ("eager", "eager import"), ("assembly", "assembly only")):
        print(f"{said:<14}{median(each.seconds for each in runs[name]):>9.1f}{loaded[name]:>11.0f}")
    print()
    print(f"{'':<48}{'figure':>10}   aim")
    print(row("times faster than with the eager import", f"{faster:.1f}", ">= 3", faster >= 3))
    print(row("Python memory, part of the eager import's", f"{share:.3f}", "<= 0.10", share <= 0.1))
    print(row("times the time of loading the assembly alone", f"{above:.1f}", "<= 2", above <= 2))
    print(row("ms a resource, everything on, past the first", f"{milliseconds:.1f}", "<= 3", milliseconds <= 3))


if __name__ == "__main__":
    main()
