"""EventBridge event patterns for what happens to a key and its trail.

Records of CloudTrail name the key in different places: most in `resources`, some only in `requestParameters` by id or ARN, a
refused call sometimes only in its message. A failed call changed nothing, so a pattern about a change asks that there be no
`errorCode`; a pattern about attempts asks for one. Sources: CloudTrail record contents; EventBridge user guide, event patterns.
"""

from dataclasses import dataclass
from typing import Any

from camunda_byok.names import PREFIX

Pattern = dict[str, Any]

API_CALL = "AWS API Call via CloudTrail"
SERVICE_EVENT = "AWS Service Event via CloudTrail"
DRILL_SOURCE = f"{PREFIX}.drill"
DRILL_DETAIL_TYPE = "Alarm drill"
SUCCEEDED: list[Any] = [{"exists": False}]
DENIED: list[Any] = [{"prefix": "AccessDenied"}]


@dataclass(frozen=True, kw_only=True)
class Watched:
    """The one key and the one trail that patterns are about."""

    key_arn: str
    key_id: str
    trail: str
    trail_arn: str


@dataclass(frozen=True)
class KeyChanged:
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
class KeyDenied:
    """Somebody of the key's own account tried something on the key and was refused.

    A refusal of another account's call is recorded in that account alone, so Camunda being refused is never seen here.
    """

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
class KeyDeleted:
    """KMS deleted the key at the end of its waiting period: two kinds of event say so, and either is enough."""

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
class KeyRotated:
    """KMS rotated the key's material, by schedule or on demand."""

    def pattern(self, watched: Watched) -> Pattern:
        return {"source": ["aws.kms"], "detail-type": ["KMS CMK Rotation"], "resources": [watched.key_arn]}


@dataclass(frozen=True)
class TrailChanged:
    """Somebody stopped the trail, or changed what it records and where."""

    operations: tuple[str, ...]

    def pattern(self, watched: Watched) -> Pattern:
        trail = [watched.trail, watched.trail_arn]
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
class Drill:
    """Somebody tries the alarm path: an event of our own source, which nothing else sends."""

    def pattern(self, watched: Watched) -> Pattern:
        del watched
        return {"source": [DRILL_SOURCE], "detail-type": [DRILL_DETAIL_TYPE]}


Event = KeyChanged | KeyDenied | KeyDeleted | KeyRotated | TrailChanged | Drill


def _kms_call(detail: dict[str, Any]) -> Pattern:
    return {
        "source": ["aws.kms"],
        "detail-type": [API_CALL],
        "detail": {"eventSource": ["kms.amazonaws.com"], **detail},
    }
