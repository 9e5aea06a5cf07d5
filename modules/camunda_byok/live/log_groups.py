"""Log groups and their metric filters."""

from dataclasses import replace
from typing import Any

from camunda_byok.aws.answers import Absence, pages
from camunda_byok.inventory.model import LogGroup, MetricFilter, Text
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.reading import Reading, name_of, region_of, unreadable


def read_log_group(declared: LogGroup, reading: Reading) -> LogGroup | None:
    """Returns the log group, or None where there is none. AWS finds log groups by the beginning of their names alone."""
    name = name_of(declared.name)
    said = reading.ask(
        "logs:DescribeLogGroups",
        region_of(declared),
        lambda logs: pages(logs, "describe_log_groups", "logGroups", logGroupNamePrefix=name),
    )
    found = _called(said, "logGroupName", name)
    if not isinstance(found, dict):
        return unreadable(declared, found) if isinstance(found, Unknown) else None
    key = found.get("kmsKeyId")
    return replace(
        declared, key=reading.key_arn(key, declared) if key else None, retention_days=found.get("retentionInDays") or None
    )


def read_metric_filter(declared: MetricFilter, reading: Reading) -> MetricFilter | None:
    """Returns the metric filter, or None where there is none, or no log group."""
    name, group = name_of(declared.name), name_of(declared.log_group)
    said = reading.ask(
        "logs:DescribeMetricFilters",
        region_of(declared),
        lambda logs: pages(logs, "describe_metric_filters", "metricFilters", logGroupName=group, filterNamePrefix=name),
    )
    found = _called(said, "filterName", name)
    if not isinstance(found, dict):
        return unreadable(declared, found) if isinstance(found, Unknown) else None
    return replace(declared, log_group=group, pattern=found.get("filterPattern", ""), metric=_metric(found))


def _called(said: list[Any] | Absence | Unknown, field: str, name: str) -> dict[str, Any] | Unknown | None:
    if isinstance(said, Unknown):
        return said
    return None if isinstance(said, Absence) else next((each for each in said if each[field] == name), None)


def _metric(found: dict[str, Any]) -> Text:
    transformations: list[dict[str, Any]] = found.get("metricTransformations") or []
    if not transformations:
        return Unknown("CloudWatch Logs does not say which metric the filter feeds")
    return f"{transformations[0]['metricNamespace']}/{transformations[0]['metricName']}"
