"""What happens to the record of the key's use: the trail, its log bucket and its key."""

from dataclasses import dataclass

from camunda_byok.patterns.calls import SUCCEEDED, call, names_key
from camunda_byok.patterns.event import Event, Pattern
from camunda_byok.patterns.watched import Unwatched, Watched


@dataclass(frozen=True)
class TrailChanged(Event):
    """Somebody stopped the trail, or changed what it records and where."""

    operations: tuple[str, ...]

    def why_not(self, watched: Watched) -> str | None:
        return watched.trail.reason if isinstance(watched.trail, Unwatched) else None

    def pattern(self, watched: Watched) -> Pattern:
        assert not isinstance(watched.trail, Unwatched)
        trail = [watched.trail.name, watched.trail.arn]
        return call(
            "cloudtrail",
            {
                "eventName": list(self.operations),
                "errorCode": SUCCEEDED,
                # PutEventSelectors calls it trailName, the others name; each takes a name or an ARN.
                "$or": [{"requestParameters": {"name": trail}}, {"requestParameters": {"trailName": trail}}],
            },
        )


@dataclass(frozen=True)
class LogBucketChanged(Event):
    """Somebody changed a setting of the log bucket, or deleted the bucket.

    CloudTrail's names differ from those of the API, so both stand in the catalog. Source: S3 user guide, Amazon S3 CloudTrail
    events.
    """

    operations: tuple[str, ...]

    def why_not(self, watched: Watched) -> str | None:
        return watched.bucket.reason if isinstance(watched.bucket, Unwatched) else None

    def pattern(self, watched: Watched) -> Pattern:
        return call(
            "s3",
            {
                "eventName": list(self.operations),
                "errorCode": SUCCEEDED,
                "requestParameters": {"bucketName": [watched.bucket]},
            },
        )


@dataclass(frozen=True)
class TrailKeyEndangered(Event):
    """Somebody disabled the trail's key, scheduled its deletion or replaced its policy."""

    def why_not(self, watched: Watched) -> str | None:
        return watched.trail_key.reason if isinstance(watched.trail_key, Unwatched) else None

    def pattern(self, watched: Watched) -> Pattern:
        assert not isinstance(watched.trail_key, Unwatched)
        return call("kms", {"eventName": list(ENDANGERING), "errorCode": SUCCEEDED, "$or": names_key((watched.trail_key,))})


ENDANGERING = ("DisableKey", "ScheduleKeyDeletion", "PutKeyPolicy")
"""KMS operations after which a key may no longer serve those whom it serves."""
