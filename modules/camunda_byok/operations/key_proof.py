"""Proves by trying who can do what with a deployed key.

Plain AWS clients with real credentials of each person: an emulator or an account, the proof does not know which. A denial alone
proves nothing, for a call can be refused for many reasons; so each trial lets the same call be made by somebody who must succeed,
and only "access denied" counts as a denial; `NOBODY_MAY` says where nobody must. A trial leaves the key as it found it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from camunda_byok import arns

Clients = Callable[[str, str], Any]
"""Gives the client of a person for a service, such as `clients("tenant", "kms")`."""

TENANT = "tenant"
TENANT_STRANGER = "tenant_stranger"
ADMINISTRATOR = "administrator"
AUDITOR = "auditor"
DEPLOYER = "deployer"
BREAK_GLASS = "break_glass"
IAM_ADMINISTRATOR = "iam_administrator"
STRANGER = "stranger"
PEOPLE = (TENANT, ADMINISTRATOR, AUDITOR, DEPLOYER, BREAK_GLASS, IAM_ADMINISTRATOR, STRANGER, TENANT_STRANGER)

DENIALS = frozenset({"AccessDenied", "AccessDeniedException"})
ALLOWED = "allowed"
DENIED = "denied"

PLAINTEXT = b"camunda-byok proof"
NOBODY_MAY = (
    "What nobody may do is denied to everybody, with no success beside it: a deletion after 7 days and a policy without the "
    "lockout check stand beside the same call with other values, and ReplicateKey beside none."
)
"""What the proof leaves open: a call that is refused to everybody could be refused for another reason than the policy."""


@dataclass(frozen=True)
class Attempt:
    """What one person got for one operation."""

    person: str
    expected: str
    got: str
    """`allowed`, `denied`, or the error that was neither."""

    @property
    def holds(self) -> bool:
        return self.got == self.expected


@dataclass(frozen=True)
class Trial:
    """One operation, tried by everybody whom it concerns."""

    operation: str
    attempts: tuple[Attempt, ...]

    @property
    def holds(self) -> bool:
        return all(attempt.holds for attempt in self.attempts)


@dataclass(frozen=True, kw_only=True)
class _Operation:
    name: str
    call: Callable[[Any], Any]
    """Makes the call with a KMS client."""
    allowed: tuple[str, ...]
    denied: tuple[str, ...] | None = None
    """Everybody who is not allowed, unless given."""
    harmless: bool = False
    """Whether nothing changes even where somebody gets through who should not."""
    needs: tuple[str, ...] = ()
    """Who must be there besides: who undoes it, or prepares it."""
    undo: Callable[[], Any] | None = None
    """Run after each successful call, by somebody who may."""


class KeyProof:
    """Tries every operation that matters on one key.

    people: who can act. What cannot be tried without somebody else is left out.
    only_harmless: leaves out what changes something, be it for a moment or because somebody gets through who should not.
    """

    def __init__(self, clients: Clients, key_arn: str, *, people: Sequence[str] = PEOPLE, only_harmless: bool = False) -> None:
        self._clients = clients
        self._key = key_arn
        self._people = people
        self._only_harmless = only_harmless

    def trials(self) -> Iterator[Trial]:
        """Yields each trial as it ends, so that progress can be shown. What cannot be proven has no attempt."""
        for operation in self._operations():
            if self._only_harmless and not operation.harmless:
                continue
            denied = operation.denied or tuple(person for person in PEOPLE if person not in operation.allowed)
            allowed = [person for person in operation.allowed if person in self._people]
            lacking = set(operation.needs) - set(self._people) or (operation.allowed and not allowed)
            # Denials first: what must not happen is tried before anything has changed.
            attempts = [] if lacking else [self._attempt(operation, one, DENIED) for one in denied if one in self._people]
            attempts += [] if lacking else [self._attempt(operation, person, ALLOWED) for person in allowed]
            yield Trial(operation.name, tuple(attempts))

    def _first(self, *people: str) -> str | None:
        return next((person for person in people if person in self._people), None)

    def _attempt(self, operation: _Operation, person: str, expected: str) -> Attempt:
        try:
            operation.call(self._kms(person))
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            return Attempt(person, expected, DENIED if code in DENIALS else f"{code}: {error}")
        if operation.undo:
            operation.undo()
        return Attempt(person, expected, ALLOWED)

    def _kms(self, person: str) -> Any:
        return self._clients(person, "kms")

    def _operations(self) -> Iterator[_Operation]:
        yield from self._use()
        yield from self._grants()
        yield from self._reading()
        yield from self._managing()
        yield from self._ending()

    def _use(self) -> Iterator[_Operation]:
        key = self._key
        if TENANT not in self._people:
            for name in ("Encrypt", "Decrypt", "ReEncrypt", "GenerateDataKey", "GenerateDataKey, ciphertext"):
                yield _Operation(name=name, allowed=(TENANT,), call=lambda kms: None, harmless=True)
            return
        ciphertext = self._kms(TENANT).encrypt(KeyId=key, Plaintext=PLAINTEXT)["CiphertextBlob"]

        def decrypt(kms: Any) -> None:
            if kms.decrypt(KeyId=key, CiphertextBlob=ciphertext)["Plaintext"] != PLAINTEXT:
                raise AssertionError("Decrypt gave back something else than was encrypted")

        tenant = (TENANT,)
        yield _Operation(
            name="Encrypt", allowed=tenant, harmless=True, call=lambda kms: kms.encrypt(KeyId=key, Plaintext=PLAINTEXT)
        )
        yield _Operation(name="Decrypt", allowed=tenant, harmless=True, call=decrypt)
        yield _Operation(
            name="ReEncrypt",
            allowed=tenant,
            harmless=True,
            call=lambda kms: kms.re_encrypt(CiphertextBlob=ciphertext, SourceKeyId=key, DestinationKeyId=key),
        )
        yield _Operation(
            name="GenerateDataKey",
            allowed=tenant,
            harmless=True,
            call=lambda kms: kms.generate_data_key(KeyId=key, KeySpec="AES_256"),
        )
        yield _Operation(
            name="GenerateDataKey, ciphertext",
            allowed=tenant,
            harmless=True,
            call=lambda kms: kms.generate_data_key_without_plaintext(KeyId=key, KeySpec="AES_256"),
        )

    def _grants(self) -> Iterator[_Operation]:
        key = self._key
        # A grant to whoever holds the key's account root: it gives nobody anything that is not revoked at once.
        arn = arns.parts(key)
        grantee = f"arn:{arn.partition}:iam::{arn.account}:root"
        granted: list[str] = []

        def create(kms: Any) -> None:
            grant = kms.create_grant(KeyId=key, GranteePrincipal=grantee, Operations=["DescribeKey"])
            granted.append(grant["GrantId"])

        def revoke_created() -> None:
            while granted:
                self._kms(TENANT).revoke_grant(KeyId=key, GrantId=granted.pop())

        def revoke(kms: Any) -> None:
            if not granted:
                create(self._kms(TENANT))
            kms.revoke_grant(KeyId=key, GrantId=granted[-1])
            granted.pop()

        yield _Operation(name="CreateGrant", allowed=(TENANT,), call=create, undo=revoke_created, needs=(TENANT,))
        yield _Operation(
            name="ListGrants",
            harmless=True,
            allowed=(TENANT, ADMINISTRATOR, AUDITOR, BREAK_GLASS, DEPLOYER),
            call=lambda kms: kms.list_grants(KeyId=key),
        )
        yield _Operation(name="RevokeGrant", allowed=(TENANT, ADMINISTRATOR, BREAK_GLASS), call=revoke, needs=(TENANT,))
        if granted:
            revoke_created()

    def _reading(self) -> Iterator[_Operation]:
        key = self._key
        strangers = (STRANGER, TENANT_STRANGER)
        yield _Operation(
            name="DescribeKey",
            harmless=True,
            allowed=(TENANT, ADMINISTRATOR, AUDITOR, DEPLOYER, BREAK_GLASS, IAM_ADMINISTRATOR),
            denied=strangers,
            call=lambda kms: kms.describe_key(KeyId=key),
        )
        yield _Operation(
            name="GetKeyPolicy",
            harmless=True,
            allowed=(AUDITOR, ADMINISTRATOR, BREAK_GLASS, DEPLOYER),
            denied=(TENANT, *strangers),
            call=lambda kms: kms.get_key_policy(KeyId=key, PolicyName="default"),
        )

    def _managing(self) -> Iterator[_Operation]:
        key = self._key
        reader = self._first(AUDITOR, ADMINISTRATOR, BREAK_GLASS, DEPLOYER)
        if reader is None or self._only_harmless:
            return
        auditor = self._kms(reader)
        policy = auditor.get_key_policy(KeyId=key, PolicyName="default")["Policy"]
        days = auditor.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"]
        yield _Operation(
            name="EnableKeyRotation",
            allowed=(ADMINISTRATOR, IAM_ADMINISTRATOR, DEPLOYER),
            denied=(TENANT, AUDITOR, STRANGER, TENANT_STRANGER),
            call=lambda kms: kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=days),
        )
        yield _Operation(
            name="PutKeyPolicy",
            allowed=(DEPLOYER, BREAK_GLASS),
            call=lambda kms: kms.put_key_policy(KeyId=key, PolicyName="default", Policy=policy),
        )
        yield _Operation(
            name="PutKeyPolicy, check bypassed",
            allowed=(),
            call=lambda kms: kms.put_key_policy(
                KeyId=key, PolicyName="default", Policy=policy, BypassPolicyLockoutSafetyCheck=True
            ),
        )
        region = arns.parts(key).region
        yield _Operation(
            name="ReplicateKey",
            allowed=(),
            call=lambda kms: kms.replicate_key(KeyId=key, ReplicaRegion="us-east-1" if region != "us-east-1" else "us-west-2"),
        )

    def _ending(self) -> Iterator[_Operation]:
        key = self._key

        def enable() -> None:
            self._kms(ADMINISTRATOR).enable_key(KeyId=key)

        def cancel() -> None:
            self._kms(ADMINISTRATOR).cancel_key_deletion(KeyId=key)
            enable()

        yield _Operation(
            name="DisableKey",
            allowed=(BREAK_GLASS,),
            call=lambda kms: kms.disable_key(KeyId=key),
            undo=enable,
            needs=(ADMINISTRATOR,),
        )
        yield _Operation(
            name="ScheduleKeyDeletion, 7 days",
            allowed=(),
            call=lambda kms: kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7),
            undo=cancel,
            needs=(ADMINISTRATOR,),
        )
        yield _Operation(
            name="ScheduleKeyDeletion, 30 days",
            allowed=(BREAK_GLASS,),
            call=lambda kms: kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=30),
            undo=cancel,
            needs=(ADMINISTRATOR,),
        )
