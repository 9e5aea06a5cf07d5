"""Compares what two environments synthesized, exactly: every stack, every value, and nothing may differ but what is listed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Place = tuple[str | int, ...]
ABSENT = "(absent)"


@dataclass(frozen=True)
class Difference:
    """One value that differs; `path` are the keys and indexes that lead to it from the top of a stack's JSON."""

    path: Place
    before: Any
    after: Any

    def __str__(self) -> str:
        return f"{' / '.join(map(str, self.path))}: {_short(self.before)} -> {_short(self.after)}"


@dataclass(frozen=True)
class Allowed:
    """A difference that every stack must show, with the reason why it changes nothing."""

    difference: Difference
    reason: str


def synthesized(directory: Path) -> dict[str, Any]:
    """Returns the Terraform JSON of each stack under cdktf's output folder, by the stack's name."""
    return {file.parent.name: json.loads(file.read_text(encoding="utf-8")) for file in directory.glob("stacks/*/cdk.tf.json")}


def faults(before: Mapping[str, Any], after: Mapping[str, Any], allowed: Sequence[Allowed] = ()) -> list[str]:
    """Returns one line for everything that keeps two synthesized applications from being the same; empty where they are."""
    if not before:
        return ["nothing was synthesized"]
    found = [f"{stack}: only before" for stack in sorted(before.keys() - after.keys())]
    found += [f"{stack}: only after" for stack in sorted(after.keys() - before.keys())]
    expected = [entry.difference for entry in allowed]
    for stack in sorted(before.keys() & after.keys()):
        shown = list(differences(before[stack], after[stack]))
        found += [f"{stack}: {difference}" for difference in shown if difference not in expected]
        # An allowance that is used no longer would let something through one day that nobody looked at.
        found += [f"{stack}: expected and not there: {difference}" for difference in expected if difference not in shown]
    return found


def differences(before: Any, after: Any, path: Place = ()) -> Iterator[Difference]:
    """Yields what differs between two JSON values. Order counts in lists and not in objects; 1, 1.0 and true are three values."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(before.keys() | after.keys()):
            yield from differences(before.get(key, ABSENT), after.get(key, ABSENT), (*path, key))
    elif isinstance(before, list) and isinstance(after, list):
        for index in range(max(len(before), len(after))):
            yield from differences(_at(before, index), _at(after, index), (*path, index))
    elif type(before) is not type(after) or before != after:
        yield Difference(path, before, after)


def addresses(stacks: Mapping[str, Any]) -> list[str]:
    """Returns the address of every resource that is made, under the name of its stack."""
    return sorted(
        f"{stack}: {kind}.{name}"
        for stack, synthesized in stacks.items()
        for kind, resources in synthesized.get("resource", {}).items()
        for name in resources
    )


def _at(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else ABSENT


def _short(value: Any) -> str:
    text = value if value is ABSENT else json.dumps(value, sort_keys=True)
    return text if len(text) <= 120 else f"{text[:117]}..."
