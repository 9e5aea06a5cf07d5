"""How fast plans are reviewed: beside `terraform plan`, beside reading the plan's JSON and nothing else, and beside checkov.

What is compared runs as whole processes, one after the other, and each ratio is the median of the ratios of such pairs, so that a
machine that is busy for a while slows both halves. Ratios are said of seconds on the clock and of seconds of the processor; the
latter say whether an aim is met, for they hang less on what else the machine does. Memory is a process's peak.

    python -m benchmarks.review [--pairs N] [--checkov-large] [--without-terraform]

--checkov-large: let checkov read the large plan too, which takes minutes.
--without-terraform: leave out what needs Terraform and the emulator.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks.application import ALL_READ, MOSTLY_OTHERS, key_policy
from benchmarks.large_plans import write_plan
from camunda_byok.authorization.actions import CATALOGUE
from camunda_byok.authorization.comparison import compare
from camunda_byok.authorization.principals import principal_classes
from camunda_byok.authorization.statements import read
from camunda_byok.plan_files import read_plan
from camunda_byok.reviewing import Standpoint, review_plan

ROOT = Path(__file__).resolve().parent.parent
BYOK = (sys.executable, "-c", "from camunda_byok.cli.entry import run; run()")
"""The command as it is here, whatever is installed elsewhere."""
CHECKOV = Path(os.environ.get("BYOK_CHECKOV") or ROOT / ".venv-checkov" / "bin" / "checkov")
ENVIRONMENT = "prod"
SIZES = (2_500, 5_000, 10_000)
PAIRS = 3
# Compiled files are kept, also where a machine's settings forbid it: compiling anew would be measured instead of reviewing.
VARIABLES = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
LOAD = "import json, sys; json.load(open(sys.argv[1], encoding='utf-8'))"


@dataclass(frozen=True)
class Run:
    """What one process, or several after each other, took."""

    seconds: float
    processor: float
    """Seconds of user and system."""
    megabytes: float = 0.0

    def __add__(self, other: "Run") -> "Run":
        return Run(self.seconds + other.seconds, self.processor + other.processor, max(self.megabytes, other.megabytes))


NOTHING = Run(0.0, 0.0)


def run(*command: str | Path, expected: Sequence[int] = (0,)) -> Run:
    begun = perf_counter()
    child = subprocess.Popen(command, cwd=ROOT, env=VARIABLES, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert child.stdout is not None
    said: list[bytes] = []
    reader = threading.Thread(target=lambda: said.append(child.stdout.read() if child.stdout else b""))
    reader.start()
    _, status, used = os.wait4(child.pid, 0)
    seconds = perf_counter() - begun
    reader.join()
    child.stdout.close()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in expected:
        raise SystemExit(f"{command[0]} ended with {child.returncode}: {said[0].decode(errors='replace')[-2000:]}")
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024  # macOS counts in bytes
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def within(work: Callable[[], object]) -> Run:
    """Measures work in this process, and in the processes that it starts and waits for."""
    children, own, begun = _of_children(), process_time(), perf_counter()
    work()
    return Run(perf_counter() - begun, process_time() - own + _of_children() - children)


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def byok(file: Path) -> Run:
    return run(*BYOK, "review", file, expected=(0, 1))


def load(file: Path) -> Run:
    return run(sys.executable, "-c", LOAD, file)


def checkov(file: Path) -> Run:
    arguments = ["--file", file, "--framework", "terraform_plan", "--output", "json", "--compact", "--skip-download"]
    return run(CHECKOV, *arguments, expected=(0, 1))


def judge(file: Path) -> None:
    """Reviews a plan as `byok plan` does, in a process that runs already."""
    review_plan(file.name, read_plan(file.read_bytes()), Standpoint(today=date.today()))


def ratios(ones: Sequence[Run], others: Sequence[Run]) -> tuple[float, float]:
    """Returns the medians of the ratios of pairs: of the processor's seconds and of the clock's."""
    pairs = list(zip(ones, others, strict=True))
    return median(one.processor / other.processor for one, other in pairs), median(
        one.seconds / other.seconds for one, other in pairs
    )


def row(what: str, figure: str, beside: str = "", aim: str = "", met: bool | None = None) -> None:
    print(
        f"{what:<58}{figure:>9}{beside:>11}   {aim:<10}{'' if met is None else 'met' if met else 'MISSED'}".rstrip(), flush=True
    )


def heading(what: str, *columns: str) -> None:
    print(f"\n{what}\n{'':<58}" + "".join(f"{name:>{width}}" for name, width in zip(columns, (9, 11, 6), strict=False)))


def row_of_ratio(what: str, ones: Sequence[Run], others: Sequence[Run], aim: float | None = None) -> None:
    processor, clock = ratios(ones, others)
    said = ("", None) if aim is None else (f"<= {aim:g}", processor <= aim)
    row(what, f"{processor:.3g}", f"{clock:.3g}", *said)


def row_of_time(what: str, runs: Sequence[Run]) -> None:
    row(what, f"{median(each.processor for each in runs):.2f}", f"{median(each.seconds for each in runs):.2f}")


def beside_terraform(pairs: int) -> None:
    """Plans every stack of an environment with Terraform against the emulator, and reviews the plans."""
    from camunda_byok.terraform.commands import Terraform
    from camunda_byok.terraform.synthesis import synthesize
    from sandbox.emulator import Emulator
    from sandbox.first_plans import first_plans

    with tempfile.TemporaryDirectory(prefix="byok-bench-") as made:
        directory, files = Path(made), list[Path]()
        (directory / "emulator").mkdir()
        stacks, _ = synthesize(ROOT, directory / "synthesized", {**os.environ, "BYOK_STRICT": "1", "BYOK_ENVIRONMENTS": ""})
        ours = {stack.name: stack.folder for stack in stacks if stack.name.startswith(f"{ENVIRONMENT}-")}
        with Emulator(directory / "emulator") as emulator:
            for name, shown in first_plans(ours, emulator):
                files.append(directory / f"{name}.json")
                files[-1].write_bytes(shown)
            variables = {name: emulator.environment(emulator.root(_account(folder))) for name, folder in ours.items()}
            terraform = {name: Terraform(emulator.work_directory, variables[name]) for name in ours}
            plans, shows, judged, reviews = list[Run](), list[Run](), list[Run](), list[Run]()
            for _ in range(pairs):
                plans.append(within(lambda: [terraform[name].plan(folder) for name, folder in ours.items()]))
                shows.append(within(lambda: [terraform[name].show(folder) for name, folder in ours.items()]))
                judged.append(within(lambda: [judge(file) for file in files]))
                reviews.append(run(*BYOK, "review", *files, expected=(0, 1)))
        heading(
            f"First plans of {ENVIRONMENT}'s {len(ours)} stacks, {sum(map(_size, files)) // 1024} KB of JSON",
            "processor",
            "clock",
        )
        row_of_time("seconds of terraform plan", plans)
        row_of_time("seconds of terraform show -json", shows)
        row_of_time("seconds of judging, in a process that runs", judged)
        row_of_time("seconds of byok review, the whole process", reviews)
        row_of_ratio("judging, part of terraform plan", judged, plans, 0.1)
        row_of_ratio("byok review, part of terraform plan", reviews, plans, 0.1)
        if CHECKOV.exists():
            row_of_ratio("times checkov's time for the same", reviews, [_all(checkov, files) for _ in reviews])


def _account(folder: Path) -> str:
    stack = json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))
    return stack["provider"]["aws"][0]["allowed_account_ids"][0]


def _all(measure: Callable[[Path], Run], files: Sequence[Path]) -> Run:
    return sum(map(measure, files), NOTHING)


def _size(file: Path) -> int:
    return file.stat().st_size


def large(pairs: int, *, with_checkov: bool) -> None:
    """Reviews plans of up to 10,000 resources."""
    with tempfile.TemporaryDirectory(prefix="byok-bench-") as made:
        for words, kinds in (("rules read one resource in eight", MOSTLY_OTHERS), ("rules read every resource", ALL_READ)):
            files = {size: Path(made, f"{size}.json") for size in SIZES}
            for size, file in files.items():
                file.write_text(write_plan(size, kinds), encoding="utf-8")
            smallest, largest = files[SIZES[0]], files[SIZES[-1]]
            loads, reviews = list[Run](), dict[int, list[Run]]({size: [] for size in SIZES})
            for _ in range(pairs):
                loads.append(load(largest))
                for size in reversed(SIZES):
                    reviews[size].append(byok(files[size]))
            of_largest, of_smallest = reviews[SIZES[-1]], reviews[SIZES[0]]
            heading(f"{SIZES[-1]:,} resources, {_size(largest) / 1e6:.0f} MB of JSON, {words}", "processor", "clock")
            row_of_time("seconds of json.load, the whole process", loads)
            for size in SIZES:
                row_of_time(f"seconds of byok review of {size:,}", reviews[size])
            row_of_ratio("times json.load's time", of_largest, loads, 4)
            row_of_ratio(f"times the time for {SIZES[0]:,}, which are a quarter", of_largest, of_smallest, 4.6)
            peak = median(each.megabytes for each in of_largest)
            row("MB at the peak", f"{peak:.0f}", "", "<= 500", peak <= 500)
            if CHECKOV.exists() and with_checkov:
                row_of_ratio("times checkov's time for the largest", of_largest[:1], [checkov(largest)])
            elif CHECKOV.exists():
                row_of_ratio(f"times checkov's time for {SIZES[0]:,}", of_smallest[:1], [checkov(smallest)])


def starting(pairs: int) -> None:
    commands: Mapping[str, Sequence[str | Path]] = {
        "byok --help": (*BYOK, "--help"),
        "python -c pass": (sys.executable, "-c", "pass"),
        "python -c 'import typer'": (sys.executable, "-c", "import typer"),
    }
    for command in commands.values():
        run(*command)  # fills Python's compiled files
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(2 * pairs + 1):
        for name, command in commands.items():
            runs[name].append(run(*command))
    ours = runs.pop("byok --help")
    heading("Starting", "processor", "clock")
    seconds = median(each.processor for each in ours)
    row("seconds of byok --help", f"{seconds:.2f}", f"{median(each.seconds for each in ours):.2f}", "<= 0.3", seconds <= 0.3)
    for name, others in runs.items():
        row_of_ratio(f"times {name}", ours, others)


def policies(pairs: int) -> None:
    """Compares two policies of a key, each time two that nobody has asked about yet."""
    owner = "111122223333"
    runs: list[Run] = []
    requests = 0
    for number in range(2 * pairs + 1):
        before, after = (json.loads(key_policy(f"app-{number:05d}", *more)) for more in ((), ("reports", "analysis")))
        runs.append(within(lambda before=before, after=after: compare(before, after, owner=owner)))
        principals = principal_classes((*read(before), *read(after)), owner=owner, service="kms")
        requests = len(CATALOGUE["kms"]) * len(principals)
    heading("Two policies of a key", "processor", "clock")
    spent = median(each.processor for each in runs)
    row("requests at least: every action by every class of people", f"{requests:,}")
    row("milliseconds of comparing", f"{1000 * spent:.1f}", f"{1000 * median(each.seconds for each in runs):.1f}")
    row(
        "milliseconds for 3,000 requests, at this rate",
        f"{1000 * spent * 3000 / requests:.0f}",
        "",
        "<= 200",
        spent * 3000 / requests <= 0.2,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--checkov-large", action="store_true")
    parser.add_argument("--without-terraform", action="store_true")
    options = parser.parse_args()
    print(f"Reviews; medians of {options.pairs} paired runs or more. Aims are judged by the processor's seconds.")
    starting(options.pairs)
    policies(options.pairs)
    if not options.without_terraform:
        beside_terraform(options.pairs)
    large(options.pairs, with_checkov=options.checkov_large)
    if not CHECKOV.exists():
        print("\ncheckov is not installed here: make test installs it.")


if __name__ == "__main__":
    main()
