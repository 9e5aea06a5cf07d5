"""Metric alarms as they are. Whether one is raised just now is not a part of the picture."""

from dataclasses import replace
from typing import Any

from camunda_byok.aws.answers import Absence
from camunda_byok.inventory.model import MetricAlarm, Number, Text
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.reading import Reading, name_of, region_of, unreadable

SEVERAL = Unknown("it is computed of several metrics")


def read_metric_alarm(declared: MetricAlarm, reading: Reading) -> MetricAlarm | None:
    """Returns the metric alarm, or None where there is none."""
    name = name_of(declared.name)
    said = reading.ask(
        "cloudwatch:DescribeAlarms",
        region_of(declared),
        lambda cloudwatch: cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"],
    )
    if isinstance(said, Unknown):
        return unreadable(declared, said)
    if isinstance(said, Absence) or not said:
        return None
    found: dict[str, Any] = said[0]
    return replace(
        declared,
        metric=_metric(found),
        comparison=found.get("ComparisonOperator") or Unknown("CloudWatch does not say how it compares"),
        threshold=_whole(found.get("Threshold")),
        statistic=found.get("Statistic") or found.get("ExtendedStatistic"),
        period_seconds=found.get("Period"),
        evaluation_periods=found.get("EvaluationPeriods"),
        treat_missing_data=found.get("TreatMissingData") or "missing",
        actions_enabled=bool(found.get("ActionsEnabled")),
        actions=tuple(sorted(found.get("AlarmActions") or [])),
    )


def _metric(found: dict[str, Any]) -> Text:
    return SEVERAL if found.get("Metrics") else f"{found.get('Namespace', '')}/{found.get('MetricName', '')}"


def _whole(number: float | None) -> Number:
    """Returns a threshold as the configuration writes it; CloudWatch keeps all of them as fractions."""
    if number is None:
        return None
    return int(number) if number == int(number) else number  # type: ignore[return-value] # a rule only compares it
