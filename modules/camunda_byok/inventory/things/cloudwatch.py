"""Log groups, metric filters and metric alarms."""

from camunda_byok.inventory.model import LogGroup, MetricAlarm, MetricFilter, Text
from camunda_byok.inventory.resource import Parts, Resource, Values
from camunda_byok.inventory.values import AFTER_APPLY, Ref, Unknown, known


def log_group(resource: Resource, parts: Parts) -> LogGroup:
    del parts
    days = resource.values.number("retention_in_days", None)
    return LogGroup(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        name=resource.values.text("name", AFTER_APPLY),
        key=resource.values.text("kms_key_id", None),
        retention_days=None if days == 0 else days,
    )


def metric_filter(resource: Resource, parts: Parts) -> MetricFilter:
    del parts
    values = resource.values
    return MetricFilter(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        name=values.text("name", AFTER_APPLY),
        log_group=values.text("log_group_name", AFTER_APPLY),
        pattern=values.text("pattern", ""),
        metric=_metric(values.block("metric_transformation"), "name"),
    )


def metric_alarm(resource: Resource, parts: Parts) -> MetricAlarm:
    del parts
    values = resource.values
    return MetricAlarm(
        address=resource.address,
        account=resource.account,
        region=resource.region,
        prevent_destroy=resource.prevent_destroy,
        name=values.text("alarm_name", AFTER_APPLY),
        metric=Unknown("it is computed of several metrics") if values.has("metric_query") else _metric(values, "metric_name"),
        comparison=values.text("comparison_operator", AFTER_APPLY),
        threshold=values.number("threshold", None),
        statistic=values.text("statistic", None),
        period_seconds=values.number("period", None),
        evaluation_periods=values.number("evaluation_periods", None),
        treat_missing_data=values.text("treat_missing_data", "missing"),
        actions_enabled=values.flag("actions_enabled", True),
        actions=values.texts("alarm_actions"),
    )


def _metric(values: Values, name: str) -> Text:
    namespace, metric = values.text("namespace", ""), values.text(name, "")
    for part in (namespace, metric):
        if isinstance(part, Ref | Unknown):
            return part
    return f"{namespace}/{metric}" if known(namespace) and known(metric) else AFTER_APPLY
