"""The trail that records every use and every change of the key."""

from dataclasses import replace

from camunda_byok.bindings import (
    Cloudtrail,
    CloudtrailEventSelector,
    CloudwatchLogGroup,
    Construct,
    TerraformResourceLifecycle,
)
from camunda_byok.constructs.addresses import frozen
from camunda_byok.constructs.existing_bucket import ExistingBucket
from camunda_byok.constructs.log_bucket import LogBucket
from camunda_byok.constructs.service_role import add_service_role, permit
from camunda_byok.constructs.trail_key import TrailKey
from camunda_byok.limits import LOG_GROUP_RETENTION
from camunda_byok.policies.log_delivery import log_delivery_permissions, log_delivery_trust
from camunda_byok.trail_reference import TrailReference


class AuditTrail(Construct):
    """A multi-region trail of management events, reading ones included, delivered to a bucket and to a log group.

    Use of a KMS key is a *reading* management event, so a trail that writes only changes would hold none of it; KMS is never left
    out. Log files are signed, so that a missing or altered one can be shown. The trail waits for the bucket's policy, where that
    is known here.

    Results: `name`, `arn`, `log_group`, `log_delivery_role`, `reference` (for alarms), all composed, none a token.

    Raises InputError when CloudWatch Logs does not offer the retention.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        bucket: LogBucket | ExistingBucket,
        key: TrailKey,
        log_group_days: int = LOG_GROUP_RETENTION.default,
        permissions_boundary: str | None = None,
    ) -> None:
        """Declares the trail, its log group and the role that delivers to it.

        id: becomes the Terraform address, `aws_cloudtrail.<id>`. Changing it replaces the trail: no events meanwhile.
        bucket: receives the log files; the trail has the names of the bucket's environment, whose trail alone it admits.
            Another bucket leaves the older log files where they are.
        key: encrypts log files and log group.
        log_group_days: days for which the log group keeps events, 365 unless given. Shortening it removes the older ones.
        permissions_boundary: ARN of an IAM policy that limits the role whatever else permits; none unless given. One that does
            not permit writing log streams stops the delivery to the log group in silence.
        """
        super().__init__(scope, id)
        LOG_GROUP_RETENTION.check(log_group_days, "log_group_days")
        names = bucket.names
        log_group = frozen(
            self,
            CloudwatchLogGroup(
                self,
                "log_group",
                name=names.log_group,
                retention_in_days=log_group_days,
                kms_key_id=key.arn,
                lifecycle=TerraformResourceLifecycle(prevent_destroy=True),
            ),
            id,
        )
        role = add_service_role(
            self,
            "log_delivery",
            address=f"{id}_log_delivery",
            names=names,
            name=names.log_delivery_role,
            description=f"CloudTrail delivers {names.trail} to {names.log_group}",
            trust=log_delivery_trust(),
            permissions_boundary=permissions_boundary,
        )
        permissions = permit(
            self,
            "log_delivery_permissions",
            role,
            address=f"{id}_log_delivery",
            name="write-log-streams",
            permissions=log_delivery_permissions(names),
        )
        frozen(
            self,
            Cloudtrail(
                self,
                "trail",
                name=names.trail,
                s3_bucket_name=bucket.name,
                kms_key_id=key.arn,
                is_multi_region_trail=True,
                include_global_service_events=True,
                enable_logging=True,
                enable_log_file_validation=True,
                cloud_watch_logs_group_arn=f"{names.log_group_arn}:*",
                cloud_watch_logs_role_arn=role.arn,
                event_selector=[CloudtrailEventSelector(include_management_events=True, read_write_type="All")],
                depends_on=[*([bucket.policy] if bucket.policy else []), log_group, permissions],
            ),
            id,
        )
        self.name = names.trail
        self.arn = names.trail_arn
        self.log_group = names.log_group
        self.log_delivery_role = names.log_delivery_role
        own = TrailReference.of_names(names)
        # Whose an existing bucket is, is not known here, and a rule on one of another account would never fire.
        self.reference = own if isinstance(bucket, LogBucket) else replace(own, bucket=None)
