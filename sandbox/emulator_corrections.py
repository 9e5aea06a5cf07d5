"""Corrects MiniStack where it disagrees with AWS on what the sandbox proves; run as a module, it starts the corrected server.

Each correction replaces private functions of exactly one version, so another version is refused: it may have mended a fault or
moved the function. `tests/sandbox/test_corrections.py` and `test_operations.py` show for each that it is right, and still needed.

Not corrected: a root access key bypasses every Deny, by any secret (only the preparation of a world uses one); RetireGrant asks
the caller's IAM policy alone; a trail delivers nothing and a metric filter counts nothing; the attributes of SNS and SQS that no
proof rests on.
"""

import json
from importlib.metadata import version
from typing import Any
from xml.sax.saxutils import escape

CORRECTED_VERSION = "1.5.33"
if version("ministack") != CORRECTED_VERSION:
    raise SystemExit(
        f"The corrections fit MiniStack {CORRECTED_VERSION}; installed is {version('ministack')}. Install {CORRECTED_VERSION}."
    )

import ministack.core.iam_evaluator as iam_evaluator  # noqa: E402 - only once the version is known to fit
import ministack.services.cloudtrail as cloudtrail  # noqa: E402
import ministack.services.cloudwatch as cloudwatch  # noqa: E402
import ministack.services.eventbridge as eventbridge  # noqa: E402
import ministack.services.sns as sns  # noqa: E402
import ministack.services.sqs as sqs  # noqa: E402
from ministack.core.arn import parse_arn  # noqa: E402
from ministack.core.responses import get_account_id, get_region  # noqa: E402

from sandbox import (  # noqa: E402
    access_analyzer,
    emulator_control,
    iam_resources,
    iam_simulation,
    kms_corrections,
    kms_imports,
    kms_materials,
    kms_states,
    sns_confirmations,
)

# --- Answers that leave something out: to Terraform a difference for ever ------------------------------------------------------

create_trail = cloudtrail._create_trail
put_metric_alarm = cloudwatch._put_metric_alarm
describe_alarms = cloudwatch._describe_alarms
subscribe = sns_confirmations.subscribe_until_confirmed


def create_trail_in_full(request: dict[str, Any]) -> Any:
    """CreateTrail drops the log group and its role, which UpdateTrail keeps, and the tags, which AddTags keeps."""
    status, headers, body = create_trail(request)
    if status == 200:
        given = {field: request[field] for field in ("CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn") if request.get(field)}
        trail = cloudtrail._trails[request["Name"].strip()]
        trail.update(given)
        if request.get("TagsList"):
            cloudtrail._trail_tags[trail["TrailARN"]] = {tag["Key"]: tag.get("Value", "") for tag in request["TagsList"]}
        body = json.dumps({**json.loads(body), **given}).encode()
    return status, headers, body


def put_alarm_in_full(parameters: Any, data: Any, is_cbor: bool, is_json: bool = False) -> Any:
    """Over the query protocol, the actions for insufficient data and metric expressions are dropped."""
    answer = put_metric_alarm(parameters, data, is_cbor, is_json)
    if answer[0] == 200 and not is_cbor and not is_json:
        alarm = cloudwatch._alarms[cloudwatch._p(parameters, "AlarmName")]
        alarm["InsufficientDataActions"] = members(parameters, "InsufficientDataActions")
        alarm["Metrics"] = structure(parameters, "Metrics.member")
    return answer


def structure(parameters: Any, prefix: str) -> Any:
    """What the query protocol spreads over names such as `Metrics.member.1.MetricStat.Period`."""
    if prefix in parameters:
        return cloudwatch._p(parameters, prefix)
    below = dict.fromkeys(name[len(prefix) + 1 :].split(".")[0] for name in parameters if name.startswith(prefix + "."))
    if "member" in below:
        return structure(parameters, prefix + ".member")
    values = {name: structure(parameters, f"{prefix}.{name}") for name in below}
    return [values[name] for name in sorted(values, key=int)] if all(map(str.isdigit, values)) else values


def describe_alarms_in_full(parameters: Any, data: Any, is_cbor: bool, is_json: bool = False) -> Any:
    """The answer in JSON is whole, the one in XML, which Terraform's provider reads, is not: so it is made from the JSON."""
    if is_cbor or is_json:
        return describe_alarms(parameters, data, is_cbor, is_json)
    request: dict[str, Any] = {name: members(parameters, name) for name in ("AlarmNames", "AlarmTypes")}
    for name in ("AlarmNamePrefix", "StateValue", "MaxRecords", "NextToken"):
        request[name] = cloudwatch._p(parameters, name)
    status, _, body = describe_alarms({}, request, False, True)
    if status != 200:
        return describe_alarms(parameters, data, is_cbor, is_json)
    described = json.loads(body)
    for alarm in described["MetricAlarms"]:
        if alarm.get("Metrics"):  # an expression has periods and statistics of its own: the alarm's would be made up
            alarm.update(dict.fromkeys(("MetricName", "Namespace", "Period", "Statistic")))
    result = f"<DescribeAlarmsResult>{xml_of(described)}</DescribeAlarmsResult>"
    return cloudwatch._xml(200, "DescribeAlarmsResponse", result)


def members(parameters: Any, name: str) -> list[str]:
    values = (cloudwatch._p(parameters, f"{name}.member.{position}") for position in range(1, 101))
    return [value for value in values if value]


def xml_of(value: Any, name: str = "") -> str:
    if isinstance(value, dict):
        filled = ((field, inner) for field, inner in value.items() if inner not in (None, "") and not field.startswith("_"))
        return "".join(f"<{field}>{xml_of(inner, field)}</{field}>" for field, inner in filled)
    if isinstance(value, list):
        return "".join(f"<member>{xml_of(inner)}</member>" for inner in value)
    if name.endswith("Timestamp"):
        return cloudtrail._iso_time(value)
    return str(value).lower() if isinstance(value, bool) else escape(str(value))


def subscribe_with_an_arn(parameters: Any) -> Any:
    """Who asks for the ARN of a subscription that waits for its confirmation gets it; MiniStack answers "pending confirmation"
    to Terraform too, which then looks for a subscription of that name."""
    status, headers, body = subscribe(parameters)
    if status == 200 and sns._p(parameters, "ReturnSubscriptionArn") == "true":
        wanted = (sns._p(parameters, "Protocol"), sns._p(parameters, "Endpoint"))
        topic = sns._topic_by_arn_any_scope(sns._p(parameters, "TopicArn"))
        for subscription in (topic or {}).get("subscriptions", []):
            if (subscription["protocol"], subscription["endpoint"]) == wanted:
                body = body.replace(b">pending confirmation<", f">{subscription['arn']}<".encode())
    return status, headers, body


# --- Deliveries between services: made without asking the policies that must allow them ----------------------------------------

invoke_target = eventbridge._invoke_target
dispatch_alarm_actions = cloudwatch._dispatch_alarm_actions


def may_publish(topic_arn: str, service: str, source_arn: str) -> bool:
    """Whether the topic's policy, and its key's when it is encrypted, let the service in. MiniStack asks neither, so an alarm
    that nobody would ever get on AWS arrives."""
    topic = sns._topic_by_arn_any_scope(topic_arn)
    if not topic or not sns.topic_policy_allows(topic_arn, service, source_arn, get_account_id()):
        return False
    key_id = topic["attributes"].get("KmsMasterKeyId")
    return not key_id or may_use_key(kms_corrections.find_key(key_id), service, source_arn)


def may_use_key(key: dict[str, Any] | None, service: str, source_arn: str) -> bool:
    if not key or not key["Enabled"]:
        return False
    contexts = (
        iam_evaluator.EvalContext(
            principal_arn="*",
            principal_type="Service",
            principal_account="",
            action=action,
            resource_arn=key["Arn"],
            region=get_region(),
            service_context={"aws:sourcearn": source_arn, "aws:sourceaccount": get_account_id()},
        )
        for action in ("kms:GenerateDataKey", "kms:Decrypt")
    )
    return all(
        iam_evaluator.evaluate_resource_policy(key["Policy"], context, service=service).decision == "Allow"
        for context in contexts
    )


def invoke_the_target_or_its_dead_letter_queue(target: Any, event: Any, rule: Any, view: Any = None) -> Any:
    """What EventBridge may not publish goes to the target's dead-letter queue, which MiniStack never fills."""
    service, arn = "events.amazonaws.com", str(target.get("Arn"))
    rule_arn = eventbridge._rule_arn(rule["Name"], rule.get("EventBusName", "default"))
    if ":sns:" not in arn or may_publish(arn, service, rule_arn):
        return invoke_target(target, event, rule, view)
    queue = (target.get("DeadLetterConfig") or {}).get("Arn")
    if queue and sqs.queue_policy_allows(queue, service, rule_arn, get_account_id()):
        view = view or eventbridge._pattern_event_view(event)
        eventbridge._dispatch_to_sqs(parse_arn(queue), json.dumps(view.event_with_detail()))
    return None


def dispatch_only_permitted_actions(alarm: dict[str, Any], *change: Any) -> Any:
    service, arn = "cloudwatch.amazonaws.com", alarm["AlarmArn"]
    permitted = {
        field: [action for action in alarm.get(field) or [] if ":sns:" not in action or may_publish(action, service, arn)]
        for field in ("AlarmActions", "OKActions", "InsufficientDataActions")
    }
    return dispatch_alarm_actions({**alarm, **permitted}, *change)


CORRECTIONS = (
    kms_corrections,
    kms_materials,
    kms_imports,
    kms_states,
    iam_resources,
    iam_simulation,
    sns_confirmations,
    access_analyzer,
    emulator_control,
)
"""Those in files of their own."""


def apply() -> None:
    for corrections in CORRECTIONS:
        corrections.apply()
    cloudtrail._DISPATCH["CreateTrail"] = create_trail_in_full
    cloudwatch._put_metric_alarm = put_alarm_in_full
    cloudwatch._describe_alarms = describe_alarms_in_full
    cloudwatch._dispatch_alarm_actions = dispatch_only_permitted_actions
    eventbridge._invoke_target = invoke_the_target_or_its_dead_letter_queue
    sns._subscribe = subscribe_with_an_arn  # after the confirmations, which it asks


if __name__ == "__main__":
    from sandbox.emulator_server import serve

    apply()
    serve()
