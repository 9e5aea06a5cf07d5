"""What an application in a large plan consists of: kinds of resources with the values that AWS would give back."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

ACCOUNT, REGION = "111122223333", "eu-west-1"


@dataclass(frozen=True)
class Kind:
    """One resource of every application."""

    type: str
    values: Callable[[str], Json]
    """By the application's name."""
    changes: Callable[[str], Json]
    """What is different afterwards, where the application changes."""


def arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"


def key_arn(app: str) -> str:
    return arn("kms", f"key/{key_id(app)}")


def key_id(app: str) -> str:
    return f"1234abcd-12ab-34cd-56ef-{int(app[4:]):012d}"


def role_arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def statement(sid: str, principal: Any, actions: list[str], resource: str = "*", **condition: Json) -> Json:
    who = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": actions, "Resource": resource}
    return {**who, "Condition": condition} if condition else who


def policy(*statements: Json) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def key_policy(app: str, *more: str) -> str:
    return policy(
        statement("Account", {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, ["kms:*"]),
        statement(
            "Use",
            {"AWS": [role_arn(each) for each in (f"{app}-service", *more)]},
            ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        ),
        statement(
            "Logs",
            {"Service": f"logs.{REGION}.amazonaws.com"},
            ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"],
            ArnLike={"kms:EncryptionContext:aws:logs:arn": arn("logs", f"log-group:/{app}/*")},
        ),
    )


def bucket_policy(app: str, *more: str) -> str:
    who = {"AWS": [role_arn(each) for each in (f"{app}-service", *more)]}
    refuse = statement("Tls", "*", ["s3:*"], f"arn:aws:s3:::{app}-data/*", Bool={"aws:SecureTransport": "false"})
    return policy(
        statement("Use", who, ["s3:GetObject", "s3:PutObject"], f"arn:aws:s3:::{app}-data/*"), {**refuse, "Effect": "Deny"}
    )


def send_policy(app: str, service: str, action: str, *more: str) -> str:
    here = arn(service, f"{app}-events")
    own = statement("Own", {"AWS": [role_arn(each) for each in (f"{app}-service", *more)]}, [action], here)
    events = statement("Events", {"Service": "events.amazonaws.com"}, [action], here, ArnEquals={"aws:SourceArn": rule_arn(app)})
    return policy(own, events)


def trust(*services: str) -> str:
    return policy(*({"Effect": "Allow", "Principal": {"Service": each}, "Action": "sts:AssumeRole"} for each in services))


def rule_arn(app: str) -> str:
    return arn("events", f"rule/{app}-states")


def tags(app: str, **more: str) -> Json:
    said = {"application": app, "team": f"team-{int(app[4:]) % 40}", "managed-by": "terraform", "cost-center": "4711", **more}
    return {"tags": said, "tags_all": {**said, "environment": "production", "owner": "platform"}}


def _tagged(app: str) -> Json:
    return tags(app, reviewed="2027-01-15")


# Kinds that rules read.


def _key(app: str) -> Json:
    return {
        "arn": key_arn(app), "key_id": key_id(app), "id": key_id(app), "description": f"Data of {app}", "is_enabled": True,
        "enable_key_rotation": True, "rotation_period_in_days": 365, "deletion_window_in_days": 30, "multi_region": False,
        "customer_master_key_spec": "SYMMETRIC_DEFAULT", "key_usage": "ENCRYPT_DECRYPT", "custom_key_store_id": "",
        "bypass_policy_lockout_safety_check": False, "policy": key_policy(app), "timeouts": None, "xks_key_id": "", **tags(app),
    }  # fmt: skip


def _alias(app: str) -> Json:
    name = f"alias/{app}"
    target = {"target_key_id": key_id(app), "target_key_arn": key_arn(app)}
    return {"name": name, "id": name, "arn": arn("kms", name), "name_prefix": "", **target}


def _grant(app: str) -> Json:
    return {
        "key_id": key_id(app), "grant_id": key_id(app), "id": f"{key_id(app)}:{app}",
        "grantee_principal": role_arn(f"{app}-service"),
        "name": app, "operations": ["Decrypt", "GenerateDataKey"], "constraints": [], "retire_on_delete": False,
    }  # fmt: skip


def _bucket(app: str) -> Json:
    name = f"{app}-data"
    domain = f"{name}.s3.amazonaws.com"
    return {
        "bucket": name, "id": name, "arn": f"arn:aws:s3:::{name}", "bucket_domain_name": domain, "region": REGION,
        "bucket_regional_domain_name": domain, "bucket_prefix": "", "force_destroy": False, "acl": None,
        "policy": bucket_policy(app),
        "hosted_zone_id": "Z1BKCTXD74EZPE", "object_lock_enabled": False, "request_payer": "BucketOwner",
        "versioning": [{"enabled": True, "mfa_delete": False}], "logging": [], "lifecycle_rule": [], "cors_rule": [], "grant": [],
        "server_side_encryption_configuration": [{"rule": [{"bucket_key_enabled": True,
        "apply_server_side_encryption_by_default": [
            {"kms_master_key_id": key_arn(app), "sse_algorithm": "aws:kms"}]}]}], **tags(app),
    }  # fmt: skip


def _bucket_policy(app: str) -> Json:
    return {"bucket": f"{app}-data", "id": f"{app}-data", "policy": bucket_policy(app)}


def _versioning(app: str) -> Json:
    state = [{"mfa_delete": "", "status": "Enabled"}]
    return {
        "bucket": f"{app}-data",
        "id": f"{app}-data",
        "expected_bucket_owner": "",
        "mfa": None,
        "versioning_configuration": state,
    }


def _encryption(app: str) -> Json:
    default = [{"kms_master_key_id": key_arn(app), "sse_algorithm": "aws:kms"}]
    rule = [{"apply_server_side_encryption_by_default": default, "bucket_key_enabled": True}]
    return {"bucket": f"{app}-data", "id": f"{app}-data", "expected_bucket_owner": "", "rule": rule}


def _topic(app: str) -> Json:
    here = arn("sns", f"{app}-events")
    return {
        "arn": here, "id": here, "name": f"{app}-events", "name_prefix": "", "display_name": "", "fifo_topic": False,
        "kms_master_key_id": f"alias/{app}", "owner": ACCOUNT, "policy": send_policy(app, "sns", "sns:Publish"),
        "delivery_policy": "", "signature_version": 0, "tracing_config": "", **tags(app),
    }  # fmt: skip


def _queue(app: str) -> Json:
    url = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{app}-events"
    return {
        "arn": arn("sqs", f"{app}-events"), "id": url, "url": url, "name": f"{app}-events", "name_prefix": "",
        "fifo_queue": False,
        "kms_master_key_id": key_arn(app), "kms_data_key_reuse_period_seconds": 300, "message_retention_seconds": 1209600,
        "policy": send_policy(app, "sqs", "sqs:SendMessage"), "visibility_timeout_seconds": 30, "redrive_policy": "", **tags(app),
    }  # fmt: skip


def _subscription(app: str) -> Json:
    return {
        "topic_arn": arn("sns", f"{app}-events"), "arn": arn("sns", f"{app}-events:1"), "id": arn("sns", f"{app}-events:1"),
        "protocol": "sqs", "endpoint": arn("sqs", f"{app}-events"), "filter_policy": "", "raw_message_delivery": False,
        "owner_id": ACCOUNT, "redrive_policy": json.dumps({"deadLetterTargetArn": arn("sqs", f"{app}-events")}),
    }  # fmt: skip


def _rule(app: str) -> Json:
    pattern = json.dumps({"source": ["aws.kms" if int(app[4:]) % 10 == 0 else "aws.ecs"], "detail": {"cluster": [app]}})
    return {
        "arn": rule_arn(app), "id": f"{app}-states", "name": f"{app}-states", "event_bus_name": "default",
        "event_pattern": pattern,
        "description": "", "force_destroy": False, "role_arn": "", "schedule_expression": "", "state": "ENABLED", **tags(app),
    }  # fmt: skip


def _target(app: str) -> Json:
    dead = [{"arn": arn("sqs", f"{app}-events")}]
    return {
        "arn": arn("sns", f"{app}-events"), "id": f"{app}-states-topic", "rule": f"{app}-states", "event_bus_name": "default",
        "target_id": "topic", "role_arn": role_arn(f"{app}-service"), "dead_letter_config": dead, "input": "", "input_path": "",
    }  # fmt: skip


def _log_group(app: str) -> Json:
    name = f"/{app}/service"
    return {
        "arn": arn("logs", f"log-group:{name}"), "id": name, "name": name, "name_prefix": "", "kms_key_id": key_arn(app),
        "retention_in_days": 90, "log_group_class": "STANDARD", "skip_destroy": False, **tags(app),
    }  # fmt: skip


def _filter(app: str) -> Json:
    metric = [{"name": f"{app}-errors", "namespace": "Applications", "value": "1", "unit": "None", "default_value": "0"}]
    return {
        "id": f"{app}-errors", "name": f"{app}-errors", "log_group_name": f"/{app}/service", "pattern": "{ $.level = ERROR }",
        "metric_transformation": metric,
    }  # fmt: skip


def _alarm(app: str) -> Json:
    here = arn("cloudwatch", f"alarm:{app}-errors")
    return {
        "arn": here, "id": f"{app}-errors", "alarm_name": f"{app}-errors", "metric_name": f"{app}-errors",
        "namespace": "Applications", "comparison_operator": "GreaterThanThreshold", "threshold": 5, "statistic": "Sum",
        "period": 300,
        "evaluation_periods": 1, "treat_missing_data": "notBreaching", "actions_enabled": True, "dimensions": {},
        "ok_actions": [],
        "alarm_actions": [arn("sns", f"{app}-events")], "insufficient_data_actions": [], "metric_query": [], **tags(app),
    }  # fmt: skip


def _role(app: str) -> Json:
    name = f"{app}-service"
    return {
        "arn": role_arn(name), "id": name, "name": name, "name_prefix": "", "path": "/", "unique_id": f"AROA{int(app[4:]):016d}",
        "assume_role_policy": trust("ecs-tasks.amazonaws.com"), "force_detach_policies": False, "max_session_duration": 3600,
        "permissions_boundary": "", "managed_policy_arns": [], "inline_policy": [], "create_date": "2027-01-15T08:00:00Z",
        **tags(app),
    }  # fmt: skip


def _role_policy(app: str) -> Json:
    said = {"Effect": "Allow", "Action": ["sns:Publish"], "Resource": arn("sns", f"{app}-events")}
    return {"id": f"{app}-service:use", "name": "use", "role": f"{app}-service", "policy": policy(said)}


# Kinds that no rule reads, some of which are encrypted with a key.


def _instance(app: str) -> Json:
    disk = {"device_name": "/dev/xvda", "encrypted": True, "kms_key_id": key_arn(app), "volume_size": 20, "volume_type": "gp3"}
    return {
        "ami": "ami-0123456789abcdef0", "arn": arn("ec2", f"instance/i-{int(app[4:]):017x}"), "id": f"i-{int(app[4:]):017x}",
        "associate_public_ip_address": False, "availability_zone": f"{REGION}a", "cpu_core_count": 1, "cpu_threads_per_core": 2,
        "disable_api_termination": False, "ebs_optimized": True, "instance_state": "running", "instance_type": "m7g.large",
        "ipv6_addresses": [], "key_name": "", "monitoring": True, "private_dns": f"ip-10-0-0-1.{REGION}.compute.internal",
        "private_ip": "10.0.0.1", "root_block_device": [disk], "secondary_private_ips": [], "source_dest_check": True,
        "subnet_id": "subnet-0123456789abcdef0", "tenancy": "default", "user_data": None,
        "metadata_options": [{"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1}],
        "vpc_security_group_ids": ["sg-0123456789abcdef0", "sg-0123456789abcdef1"], **tags(app),
    }  # fmt: skip


def _security_group(app: str) -> Json:
    def rule(port: int) -> Json:
        return {
            "cidr_blocks": ["10.0.0.0/8"], "description": f"Port {port}", "from_port": port, "to_port": port, "protocol": "tcp",
            "ipv6_cidr_blocks": [], "prefix_list_ids": [], "security_groups": [], "self": False,
        }  # fmt: skip

    return {
        "arn": arn("ec2", f"security-group/sg-{int(app[4:]):017x}"), "id": f"sg-{int(app[4:]):017x}", "name": app,
        "description": f"Traffic of {app}", "egress": [rule(443)], "ingress": [rule(8080), rule(9600), rule(26500)],
        "owner_id": ACCOUNT, "revoke_rules_on_delete": False, "vpc_id": "vpc-0123456789abcdef0", **tags(app),
    }  # fmt: skip


def _record(app: str) -> Json:
    name = f"{app}.example.com"
    return {
        "id": f"Z0123456789ABCDEFGHIJ_{name}_A", "name": name, "fqdn": name, "type": "A", "ttl": 300, "records": ["10.0.0.1"],
        "zone_id": "Z0123456789ABCDEFGHIJ", "alias": [], "set_identifier": "", "health_check_id": "",
        "weighted_routing_policy": [],
    }  # fmt: skip


def _function(app: str) -> Json:
    variables = {f"SETTING_{number}": f"value-{number}-of-{app}" for number in range(10)}
    return {
        "arn": arn("lambda", f"function:{app}"), "id": app, "function_name": app, "role": role_arn(f"{app}-service"),
        "handler": "app.handler", "runtime": "python3.12", "memory_size": 512, "timeout": 30, "kms_key_arn": "", "layers": [],
        "environment": [{"variables": variables}], "architectures": ["arm64"], "package_type": "Zip", "publish": False,
        "source_code_hash": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=", "tracing_config": [{"mode": "Active"}],
        "vpc_config": [{"subnet_ids": ["subnet-0123456789abcdef0"], "security_group_ids": ["sg-0123456789abcdef0"]}], **tags(app),
    }  # fmt: skip


def _table(app: str) -> Json:
    return {
        "arn": arn("dynamodb", f"table/{app}"), "id": app, "name": app, "billing_mode": "PAY_PER_REQUEST", "hash_key": "id",
        "attribute": [{"name": "id", "type": "S"}, {"name": "at", "type": "N"}], "range_key": "at", "read_capacity": 0,
        "point_in_time_recovery": [{"enabled": True}], "server_side_encryption": [{"enabled": True, "kms_key_arn": key_arn(app)}],
        "global_secondary_index": [], "local_secondary_index": [], "stream_enabled": False, "table_class": "STANDARD",
        "ttl": [{"attribute_name": "", "enabled": False}], "write_capacity": 0, **tags(app),
    }  # fmt: skip


READ_BY_RULES = (
    Kind("aws_kms_key", _key, lambda app: {"policy": key_policy(app, f"{app}-reports"), **_tagged(app)}),
    Kind("aws_kms_alias", _alias, lambda app: {}),
    Kind("aws_kms_grant", _grant, lambda app: {}),
    Kind("aws_s3_bucket", _bucket, _tagged),
    Kind("aws_s3_bucket_policy", _bucket_policy, lambda app: {"policy": bucket_policy(app, f"{app}-reports")}),
    Kind("aws_s3_bucket_versioning", _versioning, lambda app: {}),
    Kind("aws_s3_bucket_server_side_encryption_configuration", _encryption, lambda app: {}),
    Kind("aws_sns_topic", _topic, lambda app: {"policy": send_policy(app, "sns", "sns:Publish", f"{app}-reports")}),
    Kind("aws_sns_topic_subscription", _subscription, lambda app: {}),
    Kind("aws_sqs_queue", _queue, lambda app: {"policy": send_policy(app, "sqs", "sqs:SendMessage", f"{app}-reports")}),
    Kind("aws_cloudwatch_event_rule", _rule, lambda app: {"state": "DISABLED"}),
    Kind("aws_cloudwatch_event_target", _target, lambda app: {}),
    Kind("aws_cloudwatch_log_group", _log_group, lambda app: {"retention_in_days": 30}),
    Kind("aws_cloudwatch_log_metric_filter", _filter, lambda app: {}),
    Kind("aws_cloudwatch_metric_alarm", _alarm, lambda app: {"threshold": 10}),
    Kind("aws_iam_role", _role, lambda app: {"assume_role_policy": trust("ecs-tasks.amazonaws.com", "lambda.amazonaws.com")}),
    Kind("aws_iam_role_policy", _role_policy, lambda app: {}),
)
NOT_READ = (
    Kind("aws_instance", _instance, _tagged),
    Kind("aws_security_group", _security_group, _tagged),
    Kind("aws_route53_record", _record, lambda app: {"ttl": 60}),
    Kind("aws_lambda_function", _function, _tagged),
    Kind("aws_dynamodb_table", _table, _tagged),
)
ALL_READ = READ_BY_RULES
MOSTLY_OTHERS = (*READ_BY_RULES, *(kind for kind in NOT_READ for _ in range(25)))
"""One resource in eight is of a kind that rules read."""
