"""The audit trail and where it is kept."""

from camunda_byok.bindings import Construct
from camunda_byok.constructs.access_log_bucket import AccessLogBucket
from camunda_byok.constructs.audit_trail import AuditTrail
from camunda_byok.constructs.existing_bucket import ExistingBucket
from camunda_byok.constructs.log_bucket import LogBucket, Retention
from camunda_byok.constructs.trail_key import TrailKey
from camunda_byok.environment import Environment
from camunda_byok.guarding import guardians_of, trail_key_window
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.log_bucket_policy import archive_bucket_policy
from camunda_byok.trail_settings import Archive, ArchivedTrail, OwnTrail
from stacks.environment_stack import EnvironmentStack


class TrailStack(EnvironmentStack):
    """The trail of an environment, its key, its log group and, unless it delivers to an archive, its buckets."""

    def __init__(self, scope: Construct, *, environment: Environment, settings: OwnTrail | ArchivedTrail) -> None:
        super().__init__(scope, "trail", environment=environment)
        if isinstance(settings, ArchivedTrail):
            key = self._key(environment, archive_readers=settings.archive.readers)
            bucket = ExistingBucket(names=environment.names, name=settings.archive.bucket)
        else:
            key = self._key(environment)
            bucket = self._bucket(environment, settings, key)
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
        if isinstance(settings, ArchivedTrail):
            self._ask_for_policy(environment, settings.archive)
        self.output(
            "next_step",
            f"See that files arrive: aws s3 ls s3://{bucket.name}/{environment.log_location.prefix}CloudTrail/",
            "What to do now",
        )

    def _key(self, environment: Environment, archive_readers: tuple[str, ...] = ()) -> TrailKey:
        return TrailKey(
            self,
            "trail_key",
            names=environment.names,
            guardians=guardians_of(environment),
            deletion_window_days=trail_key_window(environment),
            archive_readers=archive_readers,
        )

    def _bucket(self, environment: Environment, settings: OwnTrail, key: TrailKey) -> LogBucket:
        names, lock = environment.names, settings.object_lock
        access_logs = AccessLogBucket(self, "access_log_bucket", names=names, retention_days=settings.retention_days)
        return LogBucket(
            self,
            "log_bucket",
            names=names,
            key=key,
            access_logs=access_logs,
            retention_days=settings.retention_days,
            object_lock=Retention(mode=lock.mode, days=lock.days) if lock else None,
        )

    def _ask_for_policy(self, environment: Environment, archive: Archive) -> None:
        self.output(
            "archive_bucket_policy",
            to_json(archive_bucket_policy(environment.names, archive.bucket)),
            f"What account {archive.account} adds to the policy of {archive.bucket} before the trail can be made",
        )
