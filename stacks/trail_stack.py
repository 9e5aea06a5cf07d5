"""The audit trail and where it is kept."""

from camunda_byok.bindings import Construct
from camunda_byok.constructs.access_log_bucket import AccessLogBucket
from camunda_byok.constructs.audit_trail import AuditTrail
from camunda_byok.constructs.log_bucket import LogBucket, Retention
from camunda_byok.constructs.trail_key import TrailKey
from camunda_byok.environment import Environment
from stacks.environment_stack import EnvironmentStack, guardians_of


class TrailStack(EnvironmentStack):
    """The trail of an environment, its key, its log group and its buckets."""

    def __init__(self, scope: Construct, *, environment: Environment) -> None:
        super().__init__(scope, "trail", environment=environment)
        names, settings = environment.names, environment.trail
        lock = settings.object_lock
        key = TrailKey(
            self,
            "trail_key",
            names=names,
            guardians=guardians_of(environment),
            **({"deletion_window_days": environment.managed_key.deletion_window_days} if environment.managed_key else {}),
        )
        access_logs = AccessLogBucket(self, "access_log_bucket", names=names, retention_days=settings.retention_days)
        bucket = LogBucket(
            self,
            "log_bucket",
            names=names,
            key=key,
            access_logs=access_logs,
            retention_days=settings.retention_days,
            object_lock=Retention(mode=lock.mode, days=lock.days) if lock else None,
        )
        trail = AuditTrail(
            self,
            "trail",
            bucket=bucket,
            key=key,
            log_group_days=settings.log_group_days,
            permissions_boundary=environment.permissions_boundary,
        )
        self.output("trail_arn", trail.arn, "The trail")
        self.output("log_bucket", bucket.name, "Where the log files are kept")
        self.output("log_group", trail.log_group, "Where metric filters and queries read")
        self.output(
            "next_step",
            f"See that files arrive: aws s3 ls s3://{bucket.name}/AWSLogs/{environment.account}/CloudTrail/",
            "What to do now",
        )
