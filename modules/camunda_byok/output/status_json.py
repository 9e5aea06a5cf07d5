"""Statuses for programs."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from camunda_byok.environment_status import Status
from camunda_byok.errors import InputError
from camunda_byok.output import input_errors
from camunda_byok.output.review_json import finding_as_json
from camunda_byok.output.status_words import lines, verdict

VERSION = 1
"""Counts up when something disappears or changes its meaning; what is added does not count."""


def as_json(statuses: Iterable[Status], errors: Sequence[InputError] = ()) -> str:
    """Returns statuses, and after them why an environment has none."""
    written = {
        "version": VERSION,
        "environments": [*map(_status, statuses), *map(_error, errors)],
    }
    return json.dumps(written, indent=2, ensure_ascii=False)


def _error(error: InputError) -> dict[str, Any]:
    return {"environment": error.environment, "error": input_errors.as_dicts([error])[0]}


def _status(status: Status) -> dict[str, Any]:
    environment = status.environment
    return {
        "environment": environment.name,
        "account": environment.account,
        "regions": [region for region in (environment.region, environment.second_region) if region],
        "read_at": status.read_at.isoformat(timespec="seconds"),
        "faulty": status.faulty,
        "verdict": verdict(status),
        "findings": [finding_as_json(finding) for finding in status.findings],
        "drift": [asdict(change) for change in status.drift],
        "unread": [{"because": reason, "addresses": list(addresses)} for reason, addresses in status.unread.items()],
        "summary": [{"part": part, "says": says} for part, says in lines(status)],
    }
