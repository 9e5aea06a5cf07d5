"""What happens to the key itself: its state, policy, grants, rotation, alias and regions, and who uses it."""

from dataclasses import dataclass

from camunda_byok.patterns.calls import (
    SUCCEEDED,
    USE,
    Detail,
    Keys,
    arns_of,
    call,
    failed_on,
    names_key,
    not_a_deployer,
    not_camunda,
    words_for,
)
from camunda_byok.patterns.event import API_CALL, SERVICE_EVENT, Event, Pattern, Tells
from camunda_byok.patterns.watched import Watched


@dataclass(frozen=True)
class KeyChanged(Event):
    """Somebody called one of these KMS operations on the key, and it succeeded."""

    operations: tuple[str, ...]

    def pattern(self, watched: Watched) -> Pattern:
        return _changed(self.operations, watched.keys)


@dataclass(frozen=True)
class KeyDeleted(Event):
    """KMS deleted the key at the end of its waiting period: two kinds of event say so, and either is enough."""

    tells = Tells.FACT

    def pattern(self, watched: Watched) -> Pattern:
        return {
            "source": ["aws.kms"],
            "$or": [_notice("KMS CMK Deletion", watched.keys), *_by_kms_itself("DeleteKey", watched.keys)],
        }


@dataclass(frozen=True)
class KeyMaterialLost(Event):
    """Imported key material was deleted by somebody, or expired: a key whose material AWS makes cannot lose it."""

    def pattern(self, watched: Watched) -> Pattern:
        keys = watched.keys
        deleted: Detail = {"eventName": ["DeleteImportedKeyMaterial"], "errorCode": SUCCEEDED}
        return {
            "source": ["aws.kms"],
            "$or": [
                _notice("KMS Imported Key Material Expiration", keys),
                *_by_kms_itself("DeleteExpiredKeyMaterial", keys),
                *({"detail-type": [API_CALL], "detail": {**deleted, **way}} for way in names_key(keys)),
            ],
        }


@dataclass(frozen=True)
class UnavailableKeyUsed(Event):
    """Somebody tried to use the key while it was disabled or about to be deleted, and failed for that reason.

    Of Camunda's calls it is not certain that they are recorded here. Source: KMS API reference, Decrypt, errors.
    """

    reads = True
    tells = Tells.REFUSAL

    def pattern(self, watched: Watched) -> Pattern:
        return call(
            "kms",
            {
                "eventName": [*USE, "CreateGrant"],
                "errorCode": ["DisabledException", "KMSInvalidStateException"],
                "$or": failed_on(watched.keys),
            },
        )


@dataclass(frozen=True)
class KeyUsedByOther(Event):
    """Somebody encrypted or decrypted with the key who is neither of Camunda's account nor an AWS service."""

    reads = True

    def why_not(self, watched: Watched) -> str | None:
        return "others than Camunda may use the key" if watched.others_may_use else None

    def pattern(self, watched: Watched) -> Pattern:
        return call(
            "kms",
            {
                "eventName": USE,
                "errorCode": SUCCEEDED,
                "userIdentity": not_camunda(watched.camunda_accounts),
                "resources": {"ARN": arns_of(watched.keys)},
            },
        )


@dataclass(frozen=True)
class CamundaUsesKey(Event):
    """Camunda's account encrypted or decrypted with the key: itself, or an AWS service for it by a grant."""

    reads = True

    def pattern(self, watched: Watched) -> Pattern:
        return call(
            "kms",
            {
                "eventName": USE,
                "errorCode": SUCCEEDED,
                "userIdentity": {"accountId": list(watched.camunda_accounts)},
                "resources": {"ARN": arns_of(watched.keys)},
            },
        )


@dataclass(frozen=True)
class PolicyChangedByOther(Event):
    """Somebody who is no deployer replaced the key's policy."""

    grows_with = "deployers"

    def pattern(self, watched: Watched) -> Pattern:
        changed = _changed(("PutKeyPolicy",), watched.keys)
        return {**changed, "detail": {**changed["detail"], "userIdentity": not_a_deployer(watched.deployers)}}


@dataclass(frozen=True)
class GrantChanged(Event):
    """Somebody made or ended a grant who is neither of Camunda's account nor an AWS service.

    RetireGrant may name the grant by a token, and the key in `resources` alone. Source: KMS developer guide, CloudTrail log
    entry for RetireGrant.
    """

    operations: tuple[str, ...]

    def pattern(self, watched: Watched) -> Pattern:
        changed = _changed(self.operations, watched.keys)
        return {**changed, "detail": {**changed["detail"], "userIdentity": not_camunda(watched.camunda_accounts)}}


@dataclass(frozen=True)
class KeyDenied(Event):
    """Somebody of the key's own account tried something on the key and was refused.

    A refusal of another account's call is recorded in that account alone, so Camunda being refused is never seen here.
    """

    reads = True
    tells = Tells.REFUSAL

    def pattern(self, watched: Watched) -> Pattern:
        return call("kms", {"errorCode": [{"prefix": "AccessDenied"}], "$or": failed_on(watched.keys)})


@dataclass(frozen=True)
class KeyRotated(Event):
    """KMS rotated the key's material, by schedule or on demand."""

    tells = Tells.FACT

    def pattern(self, watched: Watched) -> Pattern:
        return {"source": ["aws.kms"], **_notice("KMS CMK Rotation", watched.keys)}


@dataclass(frozen=True)
class AliasChanged(Event):
    """Somebody made, moved or deleted an alias that the key is found by, or pointed another alias at the key.

    DeleteAlias names the key in `resources` alone, and the alias before it. Source: KMS developer guide, CloudTrail log entry
    for DeleteAlias.
    """

    def why_not(self, watched: Watched) -> str | None:
        return None if watched.aliases else "no alias of the key is known"

    def pattern(self, watched: Watched) -> Pattern:
        return call(
            "kms",
            {
                "eventName": ["CreateAlias", "UpdateAlias", "DeleteAlias"],
                "errorCode": SUCCEEDED,
                "$or": [
                    {"requestParameters": {"aliasName": list(watched.aliases)}},
                    {"requestParameters": {"targetKeyId": words_for(watched.keys)}},
                    {"resources": {"ARN": arns_of(watched.keys)}},
                ],
            },
        )


@dataclass(frozen=True)
class KeyReplicated(Event):
    """Somebody made a replica of the key: in a region that the configuration names, or in any other."""

    elsewhere: bool

    def pattern(self, watched: Watched) -> Pattern:
        regions = list(watched.regions)
        to = {"replicaRegion": [{"anything-but": regions}] if self.elsewhere else regions}
        return call(
            "kms",
            {
                "eventName": ["ReplicateKey"],
                "errorCode": SUCCEEDED,
                "$or": [
                    {"resources": {"ARN": arns_of(watched.keys)}, "requestParameters": to},
                    {"requestParameters": {"keyId": words_for(watched.keys), **to}},
                ],
            },
        )


def _changed(operations: tuple[str, ...], keys: Keys) -> Pattern:
    return call("kms", {"eventName": list(operations), "errorCode": SUCCEEDED, "$or": names_key(keys)})


def _notice(detail_type: str, keys: Keys) -> Pattern:
    """What KMS tells EventBridge itself, without CloudTrail. Source: EventBridge event reference, AWS KMS."""
    return {"detail-type": [detail_type], "resources": arns_of(keys)}


def _by_kms_itself(operation: str, keys: Keys) -> list[Pattern]:
    """What KMS did of its own accord, as CloudTrail records it: without `requestParameters`, and often without `resources`."""
    ways: list[Detail] = [{"resources": {"ARN": arns_of(keys)}}, {"serviceEventDetails": {"keyId": words_for(keys)}}]
    return [{"detail-type": [SERVICE_EVENT], "detail": {"eventName": [operation], **way}} for way in ways]
