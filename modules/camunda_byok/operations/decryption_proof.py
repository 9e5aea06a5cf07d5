"""Shows that what was encrypted before a rotation can be read after it, where whoever runs the command may use the key.

Usually nobody but Camunda may, and that is as it should be: then nothing is tried, for a refused attempt raises an alarm. Nothing
is ever changed in order to be able to prove it.
"""

import json
from dataclasses import dataclass
from typing import Any

from camunda_byok.authorization.decision import decide, of_arn
from camunda_byok.authorization.model import Level, Request, Undecided
from camunda_byok.aws.answers import Absence, Asked, answer
from camunda_byok.errors import InputError
from camunda_byok.inventory.values import Unknown
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.found_keys import FoundKey
from camunda_byok.operations.key_requests import about
from camunda_byok.operations.steps import Check

PLAINTEXT = b"camunda-byok: this text is no secret"
CONTEXT = {"purpose": "camunda-byok rotation proof"}
"""Stands in CloudTrail's record of both calls, so that a reader knows what they were for."""
USE = ("kms:Encrypt", "kms:Decrypt")


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A step that proves it, or a sentence that says why none does."""

    steps: tuple[Check, ...] = ()
    cautions: tuple[str, ...] = ()


def proof_of(acting: Acting, arn: str, key: FoundKey, where: str) -> Proof:
    """Encrypts a text that is no secret, and returns the step that decrypts it again. The key is changed by neither.

    where: the key in words. Raises InputError where no call can succeed.
    """
    kms = acting.clients("kms", key.region)
    if refusal := _surely_refused(acting, kms, arn, key.region):
        return _unproven(where, refusal)
    encrypted: Any = answer(
        lambda: kms.encrypt(KeyId=arn, Plaintext=PLAINTEXT, EncryptionContext=CONTEXT)["CiphertextBlob"],
        Asked(action="kms:Encrypt", region=key.region),
    )
    if not isinstance(encrypted, bytes):
        return _unproven(where, encrypted.reason if isinstance(encrypted, Unknown) else "there is no such key")
    assert isinstance(key.metadata, dict)
    material = key.metadata.get("CurrentKeyMaterialId")
    return Proof(
        steps=(
            Check(
                says=f"See that {where} decrypts what it encrypted before",
                **about(key, "Decrypt", CiphertextBlob=encrypted, EncryptionContext=CONTEXT),
                # Decrypt fails unless it gives back exactly what was encrypted: the ciphertext is authenticated.
                holds=f"KeyMaterialId == '{material}'" if material else f"KeyId == '{arn}'",
                otherwise="It was decrypted, but not with the material that encrypted it.",
            ),
        ),
        cautions=("A text that is no secret was encrypted with the key for the proof; CloudTrail has the record.",),
    )


def _unproven(where: str, reason: str) -> Proof:
    sentence = f"That {where} decrypts what it encrypted before could not be proven, because {reason}. AWS guarantees it."
    return Proof(cautions=(sentence,))


def _surely_refused(acting: Acting, kms: Any, arn: str, region: str) -> str:
    """Returns why whoever runs the command cannot use the key, as far as its policy says it; empty where he perhaps can."""
    policy: str | Absence | Unknown = answer(
        lambda: kms.get_key_policy(KeyId=arn, PolicyName="default")["Policy"], Asked(action="kms:GetKeyPolicy", region=region)
    )
    if isinstance(policy, Unknown):
        return policy.reason
    if isinstance(policy, Absence):
        return "there is no such key"
    for action in USE:
        request = Request(of_arn(acting.identity.arn), action, arn)
        try:
            level = decide(json.loads(policy), request, owner=acting.environment.account)
        except InputError as fault:
            return f"the key policy cannot be read: {fault.problem}"
        if not isinstance(level, Undecided) and level is Level.DENIED:
            return f"the key policy denies {action} to whoever runs the command, and it was not tried"
    return ""
