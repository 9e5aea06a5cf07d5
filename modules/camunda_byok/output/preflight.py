"""What stands in the way of a first deployment, for people at 80 columns and for programs."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.text import Text

from camunda_byok.errors import InputError
from camunda_byok.operations.checks import Verdict, worst
from camunda_byok.operations.preflight.run import Preflight
from camunda_byok.output import checks, input_errors
from camunda_byok.output.review_text import line_as_text

VERSION = 1
"""Counts up when something disappears or changes its meaning; what is added does not count."""


def as_text(found: Preflight) -> Text:
    """Returns one environment, its verdict in the last line."""
    return Text("\n").join(_lines(found))


def _lines(found: Preflight) -> Iterator[Text]:
    environment = found.environment
    second = f" and {environment.second_region}" if environment.second_region else ""
    yield line_as_text(f"preflight {environment.name}: account {environment.account}, {environment.region}{second}", style="bold")
    yield line_as_text(f"as {found.acting_as}", "  ")
    if found.already_made:
        yield line_as_text(f"This is no first deployment: {found.already_made} things of the environment exist already.", "  ")
    yield from checks.lines(found.results)
    ready = worst(found.results) is Verdict.PASSED
    said = "Nothing stands in the way" if ready else "Not ready"
    yield line_as_text(f"{said}: {checks.counted(found.results)}", style="bold green" if ready else "bold red")


def as_json(found: Mapping[str, "Preflight | InputError"]) -> str:
    """Returns all environments, by name, in JSON; of one that could not be looked at the error."""
    return json.dumps({"version": VERSION, "environments": list(_dicts(found.items()))}, indent=2, ensure_ascii=False)


def _dicts(found: Iterable[tuple[str, "Preflight | InputError"]]) -> Iterator[dict[str, Any]]:
    for name, one in found:
        if isinstance(one, InputError):
            yield {"environment": name, "error": input_errors.as_dicts([one])[0]}
        else:
            yield {
                "environment": name,
                "account": one.environment.account,
                "acting_as": one.acting_as,
                "already_made": one.already_made,
                "checks": checks.as_dicts(one.results),
            }
