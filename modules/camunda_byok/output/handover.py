"""The hand-over of keys to Camunda: what to paste where, or why nothing may be pasted; and whether Camunda uses them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from camunda_byok.errors import InputError
from camunda_byok.inventory.values import Unknown
from camunda_byok.limits import SILENT_HOURS
from camunda_byok.operations.checks import worst_first
from camunda_byok.operations.handover.run import Handover, Use
from camunda_byok.output import checks, input_errors
from camunda_byok.output.review_text import line_as_text
from camunda_byok.silence import SilenceWindow

VERSION = 1
"""Counts up when something disappears or changes its meaning; what is added does not count."""
STEPS = (
    "Open the cluster in the Camunda Console. It must have been created with Encryption at rest: External.",
    "See that the AWS role ARN shown there is {tenant_role}.",
    "Paste {what} into {fields}. Once applied it can never be edited or replaced, even if it was wrong: another key means "
    "another cluster, or Camunda Support.",
    "Confirm, and see that the Encryption at rest panel shows the same ARN.",
)
"""Source: Camunda docs, "Encryption at rest using external encryption keys", step 3."""
CAUSES = (
    "The ARN is not pasted yet, or not confirmed.",
    "It was pasted into another cluster, or the Console shows another role than {tenant_role}.",
    "A resource control policy of the organization keeps account {account} out: byok organisation {environment} prints the "
    "exemption. Camunda's calls that are refused are recorded in Camunda's account alone.",
    "The records are late (CloudTrail takes about five minutes), or the trail does not log.",
    "The cluster is still being created: disks ask for their first grant when it starts.",
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """All that is said of one environment."""

    name: str
    handover: Handover | InputError
    use: Use | InputError | None = None
    """None where nobody looked for it."""
    window: SilenceWindow | Unknown | None = None
    """None where nobody asked for it."""


def keys_as_text(handover: Handover) -> Text:
    """Returns what was checked, and the ARNs with the steps, or that they are kept back."""
    return Text("\n").join(_keys(handover))


def _keys(handover: Handover) -> Iterator[Text]:
    environment = handover.environment
    yield line_as_text(f"handover {environment.name}: account {environment.account}, {environment.region}", style="bold")
    yield from checks.lines(worst_first([*handover.results, *handover.above]))
    if not handover.arns:
        yield line_as_text("No ARN is shown: what Camunda is given once can never be changed.", "  ", style="bold red")
        return
    several = len(handover.arns) > 1
    for key, arn in zip(handover.keys, handover.arns, strict=True):
        yield line_as_text(f"The {key.sought.title}, for the cluster's region {key.region}:", "  ")
        yield Text(f"    {arn}", style="bold green")
    words = {
        "tenant_role": environment.camunda.tenant_role,
        "what": "the ARNs above" if several else "the ARN above",
        "fields": "the two fields KMS Key ARN, each for its region" if several else "the field KMS Key ARN",
    }
    yield line_as_text("Next", "  ")
    for number, step in enumerate(STEPS, 1):
        yield line_as_text(step.format(**words), f"    {number}. ", " " * 7)


def use_as_text(told: Told) -> Text:
    """Returns whether Camunda uses the keys, and what is missing where it does not."""
    return Text("\n").join(_use(told))


def _use(told: Told) -> Iterator[Text]:
    handover, use = told.handover, told.use
    assert isinstance(handover, Handover)
    assert isinstance(use, Use)
    environment = handover.environment
    for key, arn in zip(handover.keys, use.keys, strict=True):
        signs = use.seen.of(arn)
        word = "in use" if signs else "no use seen"
        style = "bold green" if signs else "bold yellow"
        yield line_as_text(f"{environment.name}: the {key.sought.title} in {key.region}: {word}.", style=style)
        for sign in signs:
            yield line_as_text(f"{sign.at:%Y-%m-%d %H:%M} {sign.says}.", "  - ", "    ")
    for reason in use.seen.unread:
        yield line_as_text(f"because {reason}.", "  CANNOT TELL  ", " " * 15, style="bold magenta")
    if not use.in_use and use.waited:
        words = {
            "tenant_role": environment.camunda.tenant_role,
            "account": environment.camunda.tenant_role.split(":")[4],
            "environment": environment.name,
        }
        yield line_as_text("What it usually is", "  ")
        yield from (line_as_text(cause.format(**words), "    - ", "      ") for cause in CAUSES)
        yield line_as_text(f"Run byok handover {environment.name} again at any time: it looks anew.", "  ")
    if told.window is not None:
        yield line_as_text(_window(told.window), "  ")


def _window(window: SilenceWindow | Unknown) -> str:
    if isinstance(window, Unknown):
        return f"No window for camunda-silent is suggested, because {window.reason}."
    seen = f"{window.uses} use{'' if window.uses == 1 else 's'} seen"
    if window.hours is None:
        return f"No window for camunda-silent is suggested: {window.why_not} ({seen})."
    return (
        f"Suggested: alarms.silent_after_hours: {window.hours}. {seen}, the longest silence {window.longest_hours:.1f} hours; "
        f"at most {SILENT_HOURS.most}."
    )


def as_json(told: "list[Told]") -> str:
    """Returns all environments in JSON; of one that could not be looked at the error."""
    return json.dumps({"version": VERSION, "environments": [_dict(one) for one in told]}, indent=2, ensure_ascii=False)


def _dict(told: Told) -> dict[str, Any]:
    handover = told.handover
    if isinstance(handover, InputError):
        return {"environment": told.name, "error": input_errors.as_dicts([handover])[0]}
    return {
        "environment": told.name,
        "account": handover.environment.account,
        "key_arns": list(handover.arns),
        "checks": checks.as_dicts((*handover.results, *handover.above)),
        "use": _use_dict(told.use),
        "window": _window_dict(told.window),
    }


def _use_dict(use: Use | InputError | None) -> dict[str, Any] | None:
    if isinstance(use, InputError):
        return {"error": input_errors.as_dicts([use])[0]}
    if use is None:
        return None
    signs = [{"key": one.key, "kind": one.kind, "at": one.at.isoformat(), "says": one.says} for one in use.seen.signs]
    return {"in_use": use.in_use, "signs": signs, "unread": list(use.seen.unread)}


def _window_dict(window: SilenceWindow | Unknown | None) -> dict[str, Any] | None:
    if window is None:
        return None
    if isinstance(window, Unknown):
        return {"hours": None, "why_not": window.reason}
    return {
        "hours": window.hours,
        "why_not": window.why_not,
        "uses": window.uses,
        "first": window.first and window.first.isoformat(),
        "longest_hours": window.longest_hours,
    }
