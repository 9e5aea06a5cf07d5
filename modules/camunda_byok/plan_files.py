"""Plans as files: what `terraform show -json` wrote, or why it is not that."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from camunda_byok.errors import InputError, printable
from camunda_byok.inventory.plan import ReadPlan, read
from camunda_byok.written_texts import decoded

MOST_BYTES = 128 * 1024 * 1024
"""A plan of 10,000 resources has a quarter of it. More would take gigabytes of memory."""
SHOW = "terraform show -json plan.tfplan > plan.json"
_REMEDY = f"Save the plan with terraform plan -out=plan.tfplan, then write it out: {SHOW}"


def read_plan(plan: Path | bytes) -> ReadPlan:
    """Returns what a plan says.

    plan: the file, or what stands in it.

    Raises InputError for everything that is not a whole plan that Terraform could make: nothing is ever judged in part, for
    "no dangers found" would then be a lie.
    """
    if isinstance(plan, bytes):
        return read(_plan(plan))
    try:
        if plan.stat().st_size > MOST_BYTES:
            raise _too_large(plan.stat().st_size)
        return read(_plan(plan.read_bytes()))
    except InputError as fault:
        raise replace(fault, file=str(plan)) from None
    except OSError as error:
        raise InputError(
            file=str(plan),
            problem=f"the plan cannot be read: {error.strerror}",
            remedy="Name the file that holds the plan's JSON.",
        ) from error


def _plan(content: bytes) -> Mapping[str, Any]:
    plan = _parsed(_text(content))
    _check_kind(plan)
    version = plan.get("format_version")
    if (
        not isinstance(version, str)
        or "terraform_version" not in plan
        or not plan.keys() & {"planned_values", "resource_changes"}
    ):
        raise InputError(problem="this JSON is not a plan", remedy=_REMEDY)
    if version.partition(".")[0] != "1":
        raise InputError(
            field="format_version",
            value=printable(version, 20),
            problem="the plan is written in a format that is not known here, and reading it half would miss dangers",
            allowed="1.x",
            remedy="Use a newer version of this kit, or plan with Terraform 1.x.",
        )
    if plan.get("errored"):
        raise InputError(
            field="errored",
            problem="Terraform could not finish this plan: what it would have changed besides is not in it",
            remedy="See what terraform plan says, correct that, and plan again.",
        )
    _check_changes(plan)
    return plan


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise _too_large(len(content))
    if content.startswith(b"PK\x03\x04"):
        raise InputError(problem="this is the saved plan itself, which only Terraform can read", remedy=f"Write it out: {SHOW}")
    return decoded(content, command="terraform show -json plan.tfplan", remedy=_REMEDY)


def _parsed(text: str) -> dict[str, Any]:
    if not text.lstrip().startswith("{"):
        raise InputError(
            line=1,
            value=printable(text.lstrip().splitlines()[0], 60),
            problem="something stands before the JSON, or instead of it",
            remedy=f"Let nothing but Terraform's output into the file, with no wrapper around Terraform: {SHOW}",
        )
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise _broken(text, error) from None
    except RecursionError:
        raise InputError(problem="this JSON is nested more deeply than any plan is", remedy=_REMEDY) from None


def _broken(text: str, error: json.JSONDecodeError) -> InputError:
    if '"@level"' in text[: text.find("\n")]:
        return InputError(problem="this is the log of terraform plan -json, not the plan", remedy=_REMEDY)
    if error.msg == "Extra data":
        return InputError(
            line=error.lineno,
            column=error.colno,
            value=printable(text[error.pos : error.pos + 60].splitlines()[0], 60),
            problem="something stands behind the plan's JSON",
            remedy=f"Let nothing but Terraform's output into the file: {SHOW}",
        )
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        problem, remedy = "the JSON ends in the middle: the file was not written to its end", f"Write it again: {SHOW}"
    else:
        problem, remedy = f"the JSON is broken: {error.msg}", f"Write it again: {SHOW}"
    return InputError(line=error.lineno, column=error.colno, problem=problem, remedy=remedy)


def _check_kind(said: Mapping[str, Any]) -> None:
    """Raises InputError for other things that Terraform writes as JSON, each with the way to a plan."""
    if "lineage" in said and "serial" in said:
        problem, remedy = "this is a state, not a plan", _REMEDY
    elif "values" in said and "planned_values" not in said:
        problem, remedy = "this is a state that was written out, not a plan", _REMEDY
    elif "remote_plan_format" in said:
        problem, remedy = "this only says where in HCP Terraform the plan is", f"Write the plan out, logged in there: {SHOW}"
    elif "encrypted_data" in said:
        problem = "this is an encrypted plan of OpenTofu"
        remedy = "Write it out where its key is known: tofu show -json plan.tfplan > plan.json"
    elif "plan_format_version" in said:
        problem = "HCP Terraform left values out of this plan, and reading it half would miss dangers"
        remedy = "Download the plan's whole JSON (json-output), which needs permission to administer the workspace."
    else:
        return
    raise InputError(problem=problem, remedy=remedy)


def _check_changes(plan: Mapping[str, Any]) -> None:
    """Raises InputError where the sections that are judged are not there, or not what a plan has there."""
    planned: dict[str, Any] = plan.get("planned_values") or {}
    root: dict[str, Any] = planned.get("root_module") or {}
    if "resource_changes" not in plan and (root.get("resources") or root.get("child_modules")):
        raise InputError(
            field="resource_changes",
            problem="the plan says what will be and not what changes",
            remedy=f"Write the whole of it out: {SHOW}",
        )
    for section in ("resource_changes", "resource_drift"):
        for number, each in enumerate(plan.get(section) or []):
            if not _is_change(each):
                raise InputError(
                    field=f"{section}.{number}",
                    problem="this is not a change as Terraform writes it",
                    remedy=f"Write the plan out again, and do not edit it: {SHOW}",
                )


def _is_change(each: Any) -> bool:
    if not isinstance(each, dict):
        return False
    change: Any = cast("dict[str, Any]", each).get("change")
    return (
        all(isinstance(cast("dict[str, Any]", each).get(name), str) for name in ("address", "mode", "type", "name"))
        and isinstance(change, dict)
        and isinstance(cast("dict[str, Any]", change).get("actions"), list)
        and all(isinstance(cast("dict[str, Any]", change).get(side), dict | None) for side in ("before", "after"))
    )


def _too_large(size: int) -> InputError:
    return InputError(
        value=f"{size // 1024 // 1024} MB",
        problem="the plan is too large to be read",
        allowed=f"{MOST_BYTES // 1024 // 1024} MB",
        remedy="Split the configuration: what serves the key does not share a state with so much else.",
    )
