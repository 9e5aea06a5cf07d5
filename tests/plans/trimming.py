"""What of a plan is kept as a fixture.

Kept are the fields named in `KEPT`, the configuration's providers and the references between its parts, and what data sources
read. Left out is what stands elsewhere in the plan (`planned_values`, the values in `prior_state` and in the configuration),
the configuration's `depends_on`, and marks that mark nothing: `"tags": {}` in `after_unknown` says no more than nothing does.
"""

from typing import Any

from tests.plans.overlays import Json

KEPT = (
    "format_version",
    "terraform_version",
    "applyable",
    "complete",
    "errored",
    "resource_changes",
    "resource_drift",
    "output_changes",
)
MARKS = ("after_unknown", "before_sensitive", "after_sensitive")
"""Trees that say of which values something holds."""


def trimmed(plan: Json) -> Json:
    """Returns a plan, as `terraform show -json` tells it, in the form of the fixtures; lists are sorted by address."""
    kept = {name: plan[name] for name in KEPT if name in plan}
    for changes in ("resource_changes", "resource_drift"):
        if changes in kept:
            kept[changes] = sorted(map(_trimmed_change, kept[changes]), key=key_of)
    kept["output_changes"] = {name: _trimmed_marks(change) for name, change in kept.get("output_changes", {}).items()}
    read = _read_by_data_sources(plan.get("prior_state", {}).get("values", {}).get("root_module", {}))
    if read:
        kept["prior_state"] = {"values": {"root_module": {"resources": read}}}
    configuration = plan.get("configuration", {})
    kept["configuration"] = {
        "provider_config": configuration.get("provider_config", {}),
        "root_module": _trimmed_module(configuration.get("root_module", {})),
    }
    return kept


def key_of(change: Json) -> str:
    """Returns what tells a resource's change from every other of the plan: its address, for a deposed object its key as well."""
    return f"{change['address']} deposed {change['deposed']}" if "deposed" in change else change["address"]


def _trimmed_change(resource: Json) -> Json:
    return {**resource, "change": _trimmed_marks(resource["change"])}


def _trimmed_marks(change: Json) -> Json:
    return {name: _without_empty(value) if name in MARKS else value for name, value in change.items()}


def _without_empty(marks: Any) -> Any:
    if isinstance(marks, dict):
        inner = {name: _without_empty(mark) for name, mark in marks.items()}
        return {name: mark for name, mark in inner.items() if mark not in (False, {}, [])}
    if isinstance(marks, list):  # positions count, so either all items stay or none
        inner = [_without_empty(mark) for mark in marks]
        return inner if any(mark not in (False, {}, []) for mark in inner) else []
    return marks


def _read_by_data_sources(module: Json) -> list[Json]:
    own = [resource for resource in module.get("resources", []) if resource["mode"] == "data"]
    below = [resource for child in module.get("child_modules", []) for resource in _read_by_data_sources(child)]
    return [{**resource, "sensitive_values": _without_empty(resource["sensitive_values"])} for resource in own] + below


def _trimmed_module(module: Json) -> Json:
    kept: Json = {"resources": [_trimmed_resource(resource) for resource in module.get("resources", [])]}
    for name, call in module.get("module_calls", {}).items():
        own = {part: value for part, value in call.items() if part not in ("module", "expressions", "depends_on")}
        expressions = _references(call.get("expressions", {}))
        kept.setdefault("module_calls", {})[name] = {
            **own,
            **({"expressions": expressions} if expressions else {}),
            "module": _trimmed_module(call.get("module", {})),
        }
    return kept


def _trimmed_resource(resource: Json) -> Json:
    kept = {name: value for name, value in resource.items() if name not in ("expressions", "schema_version", "depends_on")}
    expressions = _references(resource.get("expressions", {}))
    return {**kept, "expressions": expressions} if expressions else kept


def _references(expressions: Any) -> Any:
    """Returns of the expressions those that refer to something; of a block that is a list, every block in which one does."""
    if isinstance(expressions, list):
        inner = [_references(block) for block in expressions]
        return inner if any(inner) else []
    if not isinstance(expressions, dict):
        return {}
    if "references" in expressions or "constant_value" in expressions:
        return {name: value for name, value in expressions.items() if name == "references"}
    return {name: inner for name, value in expressions.items() if (inner := _references(value))}
