"""What a piece of code asks of AWS, as IAM names it: written down by botocore itself while the code runs."""

from collections.abc import Set
from functools import cached_property
from threading import Lock
from typing import Any

from botocore.awsrequest import AWSResponse

from camunda_byok.aws.clients import Clients

NO_PERMISSION_NEEDED = {"sts:GetCallerIdentity"}
"""Source: AWS STS API, GetCallerIdentity: "No permissions are required to perform this operation"."""
PREFIXES = {"monitoring": "cloudwatch"}
"""How IAM calls a service that signs by another name."""
OTHERWISE = {
    "kms:ReEncrypt": ("kms:ReEncryptFrom", "kms:ReEncryptTo"),
    "s3:GetBucketEncryption": ("s3:GetEncryptionConfiguration",),
    "s3:GetBucketLifecycleConfiguration": ("s3:GetLifecycleConfiguration",),
    "s3:GetObjectLockConfiguration": ("s3:GetBucketObjectLockConfiguration",),
    "s3:GetPublicAccessBlock": ("s3:GetBucketPublicAccessBlock",),
    "s3:HeadBucket": ("s3:ListBucket",),
    "s3:ListObjectsV2": ("s3:ListBucket",),
}
"""The permissions of operations that are not called like them. Source: AWS service authorization reference, S3 and KMS."""


DENIED = {"403", "AccessDenied", "AccessDeniedException", "AuthorizationError", "AccessDeniedFault", "UnauthorizedOperation"}


NOT_IN_THE_EMULATOR = {"account", "organizations", "servicequotas"}
"""Services in whose place the recorder says no, by the name of the action alone."""


class Recorder:
    """Writes down which permissions each client's calls take, and which were denied. May be used from several threads.

    granted: the actions of who makes them.
    """

    def __init__(self, clients: Clients, granted: Set[str]) -> None:
        self._clients, self._granted = clients, granted
        self._lock = Lock()
        self._watched: dict[int, Any] = {}
        self.actions: set[str] = set()
        self.denied: set[str] = set()

    def __call__(self, service: str, region: str) -> Any:
        client = self._clients(service, region)
        with self._lock:
            if id(client) not in self._watched:
                self._watched[id(client)] = client
                for event, note in self._notes.items():
                    client.meta.events.register(event, note)
        return client

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(self, *_: object) -> None:
        """Lets go of the clients, which another one may watch next."""
        for client in self._watched.values():
            for event, note in self._notes.items():
                client.meta.events.unregister(event, note)

    @cached_property
    def _notes(self) -> dict[str, Any]:
        return {
            "provide-client-params.*.*": self._note,
            "before-call.*.*": self._refuse,
            "after-call.*.*": self._note_answer,
        }

    def _note(self, model: Any, **given: Any) -> None:
        self.actions.update(permissions(model))

    def _refuse(self, model: Any, **given: Any) -> Any:
        missing = [action for action in permissions(model) if action not in self._granted]
        if not missing or model.service_model.signing_name not in NOT_IN_THE_EMULATOR:
            return None
        error = {"Error": {"Code": "AccessDeniedException", "Message": f"no policy allows {missing[0]}"}, "ResponseMetadata": {}}
        no_headers: Any = {}
        return AWSResponse("", 400, no_headers, None), error

    def _note_answer(self, model: Any, parsed: Any, **given: Any) -> None:
        if parsed.get("Error", {}).get("Code") in DENIED:
            self.denied.update(permissions(model))


def permissions(operation: Any) -> tuple[str, ...]:
    """Returns what IAM asks for an operation of botocore's model."""
    signing = operation.service_model.signing_name
    action = f"{PREFIXES.get(signing, signing)}:{operation.name}"
    return () if action in NO_PERMISSION_NEEDED else OTHERWISE.get(action, (action,))
