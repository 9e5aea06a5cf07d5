"""EventBridge event patterns for what happens to a key and its trail.

Records of CloudTrail name the key in different places: most in `resources`, some only in `requestParameters` by id or ARN, a
refused call sometimes only in its message. A failed call changed nothing, so a pattern about a change asks that there be no
`errorCode`; a pattern about attempts asks for one. Sources: CloudTrail record contents; EventBridge user guide, event patterns.
"""

from dataclasses import dataclass
from typing import Any

from camunda_byok.names import PREFIX
from camunda_byok.patterns.event import API_CALL, SERVICE_EVENT, Event, Pattern, Tells
from camunda_byok.patterns.watched import Unwatched, Watched

DRILL_SOURCE = f"{PREFIX}.drill"
DRILL_DETAIL_TYPE = "Alarm drill"
SUCCEEDED: list[Any] = [{"exists": False}]
DENIED: list[Any] = [{"prefix": "AccessDenied"}]


@dataclass(frozen=True)
class KeyChanged(Event):
    """Somebody called one of these KMS operations on the key, and it succeeded."""

    operations: tuple[str, ...]

    def pattern(self, watched: Watched) -> Pattern:
        return _kms_call(
            {
                "eventName": list(self.operations),
                "errorCode": SUCCEEDED,
                "$or": [
                    {"resources": {"ARN": [watched.key_arn]}},
                    {"requestParameters": {"keyId": [watched.key_arn, watched.key_id]}},
                ],
            }
        )


@dataclass(frozen=True)
class KeyDenied(Event):
    """Somebody of the key's own account tried something on the key and was refused.

    A refusal of another account's call is recorded in that account alone, so Camunda being refused is never seen here.
    """

    reads = True
    tells = Tells.REFUSAL

    def pattern(self, watched: Watched) -> Pattern:
        return _kms_call(
            {
                "errorCode": DENIED,
                "$or": [
                    {"resources": {"ARN": [watched.key_arn]}},
                    {"requestParameters": {"keyId": [watched.key_arn, watched.key_id]}},
                    {"errorMessage": [{"wildcard": f"*{watched.key_arn}*"}]},
                ],
            }
        )


@dataclass(frozen=True)
class KeyDeleted(Event):
    """KMS deleted the key at the end of its waiting period: two kinds of event say so, and either is enough."""

    tells = Tells.FACT

    def pattern(self, watched: Watched) -> Pattern:
        return {
            "source": ["aws.kms"],
            "$or": [
                {"detail-type": ["KMS CMK Deletion"], "resources": [watched.key_arn]},
                {
                    "detail-type": [SERVICE_EVENT],
                    "detail": {"eventName": ["DeleteKey"], "resources": {"ARN": [watched.key_arn]}},
                },
                {
                    "detail-type": [SERVICE_EVENT],
                    "detail": {
                        "eventName": ["DeleteKey"],
                        "serviceEventDetails": {"keyId": [watched.key_arn, watched.key_id]},
                    },
                },
            ],
        }


@dataclass(frozen=True)
class KeyRotated(Event):
    """KMS rotated the key's material, by schedule or on demand."""

    tells = Tells.FACT

    def pattern(self, watched: Watched) -> Pattern:
        return {"source": ["aws.kms"], "detail-type": ["KMS CMK Rotation"], "resources": [watched.key_arn]}


@dataclass(frozen=True)
class TrailChanged(Event):
    """Somebody stopped the trail, or changed what it records and where."""

    operations: tuple[str, ...]

    def why_not(self, watched: Watched) -> str | None:
        return watched.trail.reason if isinstance(watched.trail, Unwatched) else None

    def pattern(self, watched: Watched) -> Pattern:
        assert not isinstance(watched.trail, Unwatched)
        trail = [watched.trail.name, watched.trail.arn]
        return {
            "source": ["aws.cloudtrail"],
            "detail-type": [API_CALL],
            "detail": {
                "eventSource": ["cloudtrail.amazonaws.com"],
                "eventName": list(self.operations),
                "errorCode": SUCCEEDED,
                # PutEventSelectors calls it trailName, the others name; each takes a name or an ARN.
                "$or": [{"requestParameters": {"name": trail}}, {"requestParameters": {"trailName": trail}}],
            },
        }


@dataclass(frozen=True)
class Drill(Event):
    """Somebody tries the alarm path: an event of our own source, which nothing else sends."""

    tells = Tells.FACT

    def pattern(self, watched: Watched) -> Pattern:
        del watched
        return {"source": [DRILL_SOURCE], "detail-type": [DRILL_DETAIL_TYPE]}


def _kms_call(detail: dict[str, Any]) -> Pattern:
    return {
        "source": ["aws.kms"],
        "detail-type": [API_CALL],
        "detail": {"eventSource": ["kms.amazonaws.com"], **detail},
    }
