"""What was added to the emulator for the operations on a key, twice: it answers as AWS documents, and MiniStack does not.

Each case names its source. The API reference is botocore's documentation of the operation; "Key states" and "Rotate" are chapters
of the KMS Developer Guide. `MISSING` is MiniStack's answer to an operation that it does not know.
"""

import json
import time
from typing import Any

import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from sandbox.people import ADMINISTRATOR, AUDITOR, CUSTOMER_ACCOUNT, DEPLOYER, IAM_ADMINISTRATOR, Person
from tests.aws_models import misshapen
from tests.sandbox.laboratory import (
    ALLOWED,
    DENIED,
    SECOND_REGION,
    Answers,
    Case,
    Laboratory,
    attempt,
    deny,
    iam_policy,
    require_as_aws,
    require_still_needed,
)

MISSING = "InvalidAction"
WRONG_MATERIAL = "IncorrectKeyMaterialException"
INVALID, UNSUPPORTED, DISABLED = "KMSInvalidStateException", "UnsupportedOperationException", "DisabledException"
SECONDS_OF_A_ROTATION = 1.1
FOR_EVER = {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}


def rotated(world: Laboratory, key: str) -> str:
    said = attempt(world.kms(DEPLOYER).rotate_key_on_demand, KeyId=key)
    if said == ALLOWED:
        time.sleep(SECONDS_OF_A_ROTATION)
    return said


def imported(world: Laboratory, key: str, secret: bytes, region: str | None = None, **options: Any) -> str:
    """Wraps the material as a customer does, and imports it."""
    kms = world.kms(DEPLOYER) if region is None else world.emulator.client("kms", world.credentials(DEPLOYER), region)
    given = kms.get_parameters_for_import(KeyId=key, WrappingAlgorithm="RSAES_OAEP_SHA_256", WrappingKeySpec="RSA_2048")
    public = serialization.load_der_public_key(given["PublicKey"])
    assert isinstance(public, rsa.RSAPublicKey)
    wrapped = public.encrypt(secret, padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None))
    asked = {"KeyId": key, "ImportToken": given["ImportToken"], "EncryptedKeyMaterial": wrapped, **options}
    return attempt(kms.import_key_material, **asked)


def states(world: Laboratory, key: str) -> list[str]:
    """The states of the key's materials, the first one's first."""
    try:
        listed = world.kms(DEPLOYER).list_key_rotations(KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL")["Rotations"]
    except ClientError as error:
        return [error.response.get("Error", {}).get("Code", "")]
    return [one["KeyMaterialState"] for one in listed]


def decrypts(world: Laboratory, blob: bytes) -> bool:
    """To what was encrypted: without integrity, MiniStack makes noise of a ciphertext of another material."""
    try:
        return bool(world.kms(DEPLOYER).decrypt(CiphertextBlob=blob)["Plaintext"] == b"secret")
    except ClientError:
        return False


# --- Rotation ----------------------------------------------------------------------------------------------------------------


def rotation_on_demand(world: Laboratory) -> Answers:
    """RotateKeyOnDemand; GetKeyRotationStatus: `OnDemandRotationStartDate` while it is in progress."""
    key, kms = world.key(), world.kms(DEPLOYER)
    first = attempt(kms.rotate_key_on_demand, KeyId=key)
    second = attempt(kms.rotate_key_on_demand, KeyId=key)
    meanwhile = "OnDemandRotationStartDate" in kms.get_key_rotation_status(KeyId=key)
    time.sleep(SECONDS_OF_A_ROTATION)
    afterwards = "OnDemandRotationStartDate" in kms.get_key_rotation_status(KeyId=key)
    third = attempt(kms.rotate_key_on_demand, KeyId=key)
    return {"answers": [first, second, third], "in progress": [meanwhile, afterwards]}


def ciphertext_of_before(world: Laboratory) -> Answers:
    """Rotate: "KMS retains the previous key material"; Decrypt: `KeyMaterialId`; DescribeKey: `CurrentKeyMaterialId`."""
    key, kms = world.key(), world.kms(DEPLOYER)
    before = kms.describe_key(KeyId=key)["KeyMetadata"]["CurrentKeyMaterialId"]
    old = world.blob(key)
    rotated(world, key)
    now = kms.describe_key(KeyId=key)["KeyMetadata"]["CurrentKeyMaterialId"]
    answers = {name: kms.decrypt(CiphertextBlob=blob) for name, blob in (("old", old), ("new", world.blob(key)))}
    return {
        "current changed": now != before,
        "old": (answers["old"]["Plaintext"], answers["old"]["KeyMaterialId"] == before),
        "new": (answers["new"]["Plaintext"], answers["new"]["KeyMaterialId"] == now),
        "states": states(world, key),
    }


def rotations_of_what_cannot_be_rotated(world: Laboratory) -> Answers:
    """RotateKeyOnDemand, "Errors"; Key states."""
    kms = world.kms(DEPLOYER)
    disabled, deleted, shared = world.key(), world.key(), world.key(MultiRegion=True)
    kms.disable_key(KeyId=disabled)
    kms.schedule_key_deletion(KeyId=deleted)
    kms.replicate_key(KeyId=shared, ReplicaRegion=SECOND_REGION)
    second = world.emulator.client("kms", world.credentials(DEPLOYER), SECOND_REGION)
    keys = {"disabled": disabled, "to be deleted": deleted, "RSA": world.key(KeySpec="RSA_2048"), "primary": shared}
    replica = attempt(second.rotate_key_on_demand, KeyId=shared.replace("eu-west-1", SECOND_REGION))
    return {name: attempt(kms.rotate_key_on_demand, KeyId=key) for name, key in keys.items()} | {"replica": replica}


def rotation_of_a_replica_by_its_primary(world: Laboratory) -> Answers:
    """Rotate: "AWS KMS copies that key material to all replica keys"."""
    shared = world.key(MultiRegion=True)
    world.kms(DEPLOYER).replicate_key(KeyId=shared, ReplicaRegion=SECOND_REGION)
    old = world.blob(shared)
    rotated(world, shared)
    second = world.emulator.client("kms", world.credentials(DEPLOYER), SECOND_REGION)
    return {
        name: second.decrypt(CiphertextBlob=blob)["Plaintext"] for name, blob in (("old", old), ("new", world.blob(shared)))
    } | {"same material": states(world, shared)}


def rotations_in_pages(world: Laboratory) -> Answers:
    """ListKeyRotations: the first material is listed only when asked for, and has no date."""
    key, kms = world.key(), world.kms(DEPLOYER)
    for _ in range(2):
        if rotated(world, key) == MISSING:
            return {"missing": True}
    first = kms.list_key_rotations(KeyId=key, Limit=1)
    rest = kms.list_key_rotations(KeyId=key, Limit=1, Marker=first["NextMarker"])
    everything = kms.list_key_rotations(KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL")["Rotations"]
    return {
        "truncated": [first["Truncated"], rest["Truncated"]],
        "kinds": [one["RotationType"] for one in first["Rotations"] + rest["Rotations"]],
        "dates": ["RotationDate" in one for one in everything],
        "a bad marker": attempt(kms.list_key_rotations, KeyId=key, Marker="nonsense"),
    }


def rotation_status(world: Laboratory) -> Answers:
    """GetKeyRotationStatus; EnableKeyRotation: not of imported material."""
    key, kms = world.key(), world.kms(DEPLOYER)
    before = set(kms.get_key_rotation_status(KeyId=key)) - {"ResponseMetadata"}
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
    status = kms.get_key_rotation_status(KeyId=key)
    days = (status["NextRotationDate"].timestamp() - time.time()) / 86400 if "NextRotationDate" in status else None
    kms.schedule_key_deletion(KeyId=key)
    return {
        "before": before,
        "days": days and round(days),
        "key": status.get("KeyId") == key,
        "to be deleted": kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"],
        "imported": attempt(kms.enable_key_rotation, KeyId=world.key(Origin="EXTERNAL")),
    }


def rotation_without_permission(world: Laboratory) -> Answers:
    key = world.key(deny("kms:RotateKeyOnDemand", "kms:ListKeyRotations", ArnNotLike={"aws:PrincipalArn": ADMINISTRATOR.arn}))
    people = (ADMINISTRATOR, IAM_ADMINISTRATOR)
    return {
        person.name: [
            attempt(getattr(world.kms(person), call), KeyId=key) for call in ("rotate_key_on_demand", "list_key_rotations")
        ]
        for person in people
    }


# --- Imported material -------------------------------------------------------------------------------------------------------


def second_material(world: Laboratory) -> Answers:
    """ImportKeyMaterial: `ImportType`; RotateKeyOnDemand: the new material's state should be PENDING_ROTATION."""
    key = world.key(Origin="EXTERNAL")
    said = [imported(world, key, b"1" * 32, **FOR_EVER)]
    old = world.blob(key)
    said.append(attempt(world.kms(DEPLOYER).rotate_key_on_demand, KeyId=key))
    said.append(imported(world, key, b"2" * 32, **FOR_EVER))
    said.append(imported(world, key, b"1" * 32, ImportType="NEW_KEY_MATERIAL", **FOR_EVER))
    said.append(imported(world, key, b"2" * 32, ImportType="NEW_KEY_MATERIAL", **FOR_EVER))
    waiting = states(world, key)
    said.append(rotated(world, key))
    return {"said": said, "waiting": waiting, "rotated": states(world, key), "old": decrypts(world, old)}


def deleted_material(world: Laboratory) -> Answers:
    """DeleteImportedKeyMaterial: `KeyMaterialId`. Import the same material again, and everything decrypts again."""
    key, kms = world.key(Origin="EXTERNAL"), world.kms(DEPLOYER)
    imported(world, key, b"1" * 32, **FOR_EVER)
    first = kms.describe_key(KeyId=key)["KeyMetadata"]["CurrentKeyMaterialId"]
    old = world.blob(key)
    imported(world, key, b"2" * 32, ImportType="NEW_KEY_MATERIAL", **FOR_EVER)
    rotated(world, key)
    kms.delete_imported_key_material(KeyId=key, KeyMaterialId=first)
    without = kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"], decrypts(world, old)
    other = imported(world, key, b"3" * 32, **FOR_EVER)
    same = imported(world, key, b"1" * 32, **FOR_EVER)
    return {"without": without, "other": other, "same": same, "again": decrypts(world, old)}


def material_that_expires(world: Laboratory) -> Answers:
    """ImportKeyMaterial: `ValidTo`, "the maximum value is 365 days from the request date"."""
    key, kms = world.key(Origin="EXTERNAL"), world.kms(DEPLOYER)
    said = [imported(world, key, b"1" * 32, ValidTo=time.time() + seconds) for seconds in (-60, 366 * 86400, 2)]
    valid = kms.describe_key(KeyId=key)["KeyMetadata"]
    time.sleep(2.1)
    expired = kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"]
    return {"said": said, "has a date": "ValidTo" in valid, "states": [valid["KeyState"], expired]}


def material_in_two_regions(world: Laboratory) -> Answers:
    """`KeyMaterialState`: PENDING_MULTI_REGION_IMPORT_AND_ROTATION until every replica has the material."""
    key = world.key(Origin="EXTERNAL", MultiRegion=True)
    imported(world, key, b"1" * 32, **FOR_EVER)
    world.kms(DEPLOYER).replicate_key(KeyId=key, ReplicaRegion=SECOND_REGION)
    replica = key.replace("eu-west-1", SECOND_REGION)
    said = [imported(world, replica, b"1" * 32, SECOND_REGION, **FOR_EVER)]
    imported(world, key, b"2" * 32, ImportType="NEW_KEY_MATERIAL", **FOR_EVER)
    waiting = states(world, key)
    too_early = attempt(world.kms(DEPLOYER).rotate_key_on_demand, KeyId=key)
    said.append(imported(world, replica, b"2" * 32, SECOND_REGION, ImportType="EXISTING_KEY_MATERIAL", **FOR_EVER))
    return {
        "said": said,
        "waiting": waiting,
        "too early": too_early,
        "everywhere": states(world, key),
        "last": rotated(world, key),
    }


# --- States and use ----------------------------------------------------------------------------------------------------------


def operations_by_state(world: Laboratory) -> Answers:
    """Key states. Each operation succeeds on an enabled key."""
    kms = world.kms(DEPLOYER)
    calls: dict[str, dict[str, Any]] = {
        "encrypt": {"Plaintext": b"x"},
        "create_grant": {"GranteePrincipal": AUDITOR.arn, "Operations": ["Decrypt"]},
        "enable_key_rotation": {},
        "tag_resource": {"Tags": [{"TagKey": "a", "TagValue": "b"}]},
        "update_key_description": {"Description": "x"},
        "describe_key": {},
        "put_key_policy": {"Policy": kms.get_key_policy(KeyId=world.key())["Policy"]},
        "disable_key": {},
    }
    disabled, deleted = world.key(), world.key()
    kms.disable_key(KeyId=disabled)
    kms.schedule_key_deletion(KeyId=deleted)
    keys = {"enabled": world.key(), "disabled": disabled, "to be deleted": deleted}
    return {
        state: {call: attempt(getattr(kms, call), KeyId=key, **values) for call, values in calls.items()}
        for state, key in keys.items()
    }


def cancelled_deletions(world: Laboratory) -> Answers:
    """CancelKeyDeletion: the key is disabled afterwards, or waits for the material that it never had."""
    kms = world.kms(DEPLOYER)
    keys = {"made here": world.key(), "imported": world.key(Origin="EXTERNAL")}
    for key in keys.values():
        kms.schedule_key_deletion(KeyId=key)
        kms.cancel_key_deletion(KeyId=key)
    found = {name: kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] for name, key in keys.items()}
    return found | {"of nothing": attempt(kms.cancel_key_deletion, KeyId=world.key())}


def last_usage(world: Laboratory) -> Answers:
    """GetKeyLastUsage: empty without a successful cryptographic operation; reading the key is none."""
    key, kms = world.key(), world.kms(DEPLOYER)
    said = attempt(kms.get_key_last_usage, KeyId=key)
    if said != ALLOWED:
        return {"said": said}
    kms.describe_key(KeyId=key)
    attempt(kms.decrypt, KeyId=key, CiphertextBlob=b"x" * 100)
    before = kms.get_key_last_usage(KeyId=key).get("KeyLastUsage")
    kms.re_encrypt(CiphertextBlob=world.blob(world.key()), DestinationKeyId=key)
    after = kms.get_key_last_usage(KeyId=key)
    return {"said": said, "before": before, "after": after["KeyLastUsage"]["Operation"], "dates": "TrackingStartDate" in after}


# --- Other services ----------------------------------------------------------------------------------------------------------


def simulation(world: Laboratory) -> Answers:
    """SimulatePrincipalPolicy of a role with a path, for every action and resource."""
    iam = world.emulator.root_client("iam", CUSTOMER_ACCOUNT)
    asked = {
        "PolicySourceArn": AUDITOR.arn,
        "ActionNames": ["kms:DescribeKey", "kms:DisableKey"],
        "ResourceArns": ["*", world.key()],
    }
    answer = iam.simulate_principal_policy(**asked)["EvaluationResults"]
    return {
        "decisions": [one["EvalDecision"] for one in answer],
        "nobody": attempt(iam.simulate_principal_policy, **{**asked, "PolicySourceArn": AUDITOR.arn + "x"}),
    }


def subscription_by_email(world: Laboratory) -> Answers:
    """Subscribe, "ReturnSubscriptionArn"; ListSubscriptionsByTopic of one that nobody confirmed."""
    sns = world.client("sns", DEPLOYER)
    topic = sns.create_topic(Name=world.name("topic"))["TopicArn"]
    made = sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="a@example.com", ReturnSubscriptionArn=True)[
        "SubscriptionArn"
    ]
    listed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    pending = sns.get_subscription_attributes(SubscriptionArn=made)["Attributes"]["PendingConfirmation"]
    return {
        "given": made.startswith(topic),
        "listed": [one["SubscriptionArn"] == "PendingConfirmation" for one in listed],
        "is": pending,
    }


def analyzers(world: Laboratory) -> Answers:
    """ListAnalyzers, by somebody whose IAM policy allows it and by somebody whose does not."""
    person = Person("analyst", CUSTOMER_ACCOUNT, "/audit/", world.name("analyst"))
    world.add(person, iam_policy("access-analyzer:ListAnalyzers"))
    return {one.name: attempt(world.client("accessanalyzer", one).list_analyzers) for one in (person, DEPLOYER)}


NOT_KNOWN_THERE: Answers = dict.fromkeys(("RSA", "disabled", "primary", "replica", "to be deleted"), MISSING)
EVERYTHING = (
    "encrypt",
    "create_grant",
    "enable_key_rotation",
    "tag_resource",
    "update_key_description",
    "describe_key",
    "put_key_policy",
    "disable_key",
)
ALL_ALLOWED = dict.fromkeys(EVERYTHING, ALLOWED)

CASES = {
    "a rotation on demand": Case(
        "rotate_key_on_demand",
        rotation_on_demand,
        {"answers": [ALLOWED, "ConflictException", ALLOWED], "in progress": [True, False]},
        {"answers": [MISSING] * 3, "in progress": [False, False]},
    ),
    "a ciphertext of before a rotation": Case(
        "decrypt_and_name_the_material",
        ciphertext_of_before,
        {"current changed": True, "old": (b"secret", True), "new": (b"secret", True), "states": ["NON_CURRENT", "CURRENT"]},
        {"current changed": False, "old": (b"secret", True), "new": (b"secret", True), "states": [MISSING]},
    ),
    "what cannot be rotated": Case(
        "rotate_key_on_demand",
        rotations_of_what_cannot_be_rotated,
        {"RSA": UNSUPPORTED, "disabled": DISABLED, "primary": ALLOWED, "replica": UNSUPPORTED, "to be deleted": INVALID},
        NOT_KNOWN_THERE,
    ),
    "a replica": Case(
        "rotate",
        rotation_of_a_replica_by_its_primary,
        {"old": b"secret", "new": b"secret", "same material": ["NON_CURRENT", "CURRENT"]},
        {"old": b"secret", "new": b"secret", "same material": [MISSING]},
    ),
    "rotations in pages": Case(
        "list_key_rotations",
        rotations_in_pages,
        {
            "truncated": [True, False],
            "kinds": ["ON_DEMAND"] * 2,
            "dates": [False, True, True],
            "a bad marker": "InvalidMarkerException",
        },
        {"missing": True},
    ),
    "the status of the rotation": Case(
        "rotation_status_in_full",
        rotation_status,
        {"before": {"KeyId", "KeyRotationEnabled"}, "days": 90, "key": True, "to be deleted": False, "imported": UNSUPPORTED},
        {
            "before": {"KeyRotationEnabled", "RotationPeriodInDays"},
            "days": None,
            "key": False,
            "to be deleted": True,
            "imported": ALLOWED,
        },
    ),
    "permissions to rotate": Case(
        "handle_in_the_state_of_the_key",
        rotation_without_permission,
        {"administrator": [ALLOWED, ALLOWED], "iam_administrator": [DENIED, DENIED]},
        {"administrator": [DENIED, DENIED], "iam_administrator": [DENIED, DENIED]},
    ),
    "a second material": Case(
        "import_as_new_or_existing",
        second_material,
        {
            "said": [ALLOWED, INVALID, WRONG_MATERIAL, WRONG_MATERIAL, ALLOWED, ALLOWED],
            "waiting": ["CURRENT", "PENDING_ROTATION"],
            "rotated": ["NON_CURRENT", "CURRENT"],
            "old": True,
        },
        {
            "said": [ALLOWED, MISSING, ALLOWED, ALLOWED, ALLOWED, MISSING],
            "waiting": [MISSING],
            "rotated": [MISSING],
            "old": False,
        },
    ),
    "deleted material": Case(
        "delete_by_identity",
        deleted_material,
        {"without": ("PendingImport", False), "other": WRONG_MATERIAL, "same": ALLOWED, "again": True},
        {"without": ("PendingImport", False), "other": ALLOWED, "same": ALLOWED, "again": True},
    ),
    "material that expires": Case(
        "expire",
        material_that_expires,
        {
            "said": ["ValidationException", "ValidationException", ALLOWED],
            "has a date": True,
            "states": ["Enabled", "PendingImport"],
        },
        {"said": [ALLOWED] * 3, "has a date": True, "states": ["Enabled", "Enabled"]},
    ),
    "material in two regions": Case(
        "set_pending",
        material_in_two_regions,
        {
            "said": [ALLOWED, ALLOWED],
            "waiting": ["CURRENT", "PENDING_MULTI_REGION_IMPORT_AND_ROTATION"],
            "too early": INVALID,
            "everywhere": ["CURRENT", "PENDING_ROTATION"],
            "last": ALLOWED,
        },
        {"said": [ALLOWED, ALLOWED], "waiting": [MISSING], "too early": MISSING, "everywhere": [MISSING], "last": MISSING},
    ),
    "the states of keys": Case(
        "state_refusal",
        operations_by_state,
        {
            "enabled": ALL_ALLOWED,
            "disabled": {**ALL_ALLOWED, **dict.fromkeys(("encrypt", "create_grant", "enable_key_rotation"), DISABLED)},
            "to be deleted": {**dict.fromkeys(EVERYTHING, INVALID), "describe_key": ALLOWED, "put_key_policy": ALLOWED},
        },
        {
            "enabled": ALL_ALLOWED,
            "disabled": {**ALL_ALLOWED, **dict.fromkeys(("encrypt", "create_grant"), DISABLED)},
            "to be deleted": {**ALL_ALLOWED, **dict.fromkeys(("encrypt", "create_grant"), INVALID)},
        },
    ),
    "cancelled deletions": Case(
        "cancel_to_the_state_of_the_material",
        cancelled_deletions,
        {"made here": "Disabled", "imported": "PendingImport", "of nothing": INVALID},
        {"made here": "Disabled", "imported": "Disabled", "of nothing": ALLOWED},
    ),
    "the last use": Case(
        "get_key_last_usage",
        last_usage,
        {"said": ALLOWED, "before": None, "after": "ReEncrypt", "dates": True},
        {"said": MISSING},
    ),
    "the simulation of IAM": Case(
        "simulate",
        simulation,
        {"decisions": ["allowed", "allowed", "implicitDeny", "implicitDeny"], "nobody": "NoSuchEntity"},
        {"decisions": ["implicitDeny"] * 2, "nobody": ALLOWED},
    ),
    "a subscription by e-mail": Case(
        "subscribe_until_confirmed",
        subscription_by_email,
        {"given": True, "listed": [True], "is": "true"},
        {"given": True, "listed": [False], "is": "false"},
    ),
    "Access Analyzer": Case(
        "access_analyzer", analyzers, {"analyst": ALLOWED, "deployer": DENIED}, {"analyst": "400", "deployer": "400"}
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_emulator_answers_as_aws_documents(corrected: Laboratory, name: str) -> None:
    require_as_aws(CASES[name], corrected)


@pytest.mark.parametrize("name", CASES)
def test_ministack_still_lacks_it(uncorrected: Laboratory, name: str) -> None:
    require_still_needed(CASES[name], uncorrected)


def test_a_key_is_rotated_on_demand_25_times_at_most(corrected: Laboratory) -> None:
    key, kms = corrected.key(), corrected.kms(DEPLOYER)
    made = [attempt(kms.rotate_key_on_demand, KeyId=key)]
    while made[-1] == ALLOWED:
        corrected.control("key", arn=key, fields={"_rotation_started": 0})
        made.append(attempt(kms.rotate_key_on_demand, KeyId=key))
    assert made == [ALLOWED] * 25 + ["LimitExceededException"]


def test_the_answers_have_the_shapes_of_aws(corrected: Laboratory) -> None:
    """Unparsed: boto3 drops fields that its model does not know."""
    kms = corrected.kms(DEPLOYER)
    seen: dict[str, Any] = {}

    def keep(operation_model: Any, response_dict: Any, **_: Any) -> None:
        seen[operation_model.name] = json.loads(response_dict["body"])

    kms.meta.events.register("before-parse.kms", keep)
    key, external = corrected.key(), corrected.key(Origin="EXTERNAL")
    kms.enable_key_rotation(KeyId=key)
    kms.encrypt(KeyId=key, Plaintext=b"x")
    kms.rotate_key_on_demand(KeyId=key)
    kms.get_key_rotation_status(KeyId=key)
    kms.get_key_last_usage(KeyId=key)
    imported(corrected, external, b"1" * 32, KeyMaterialDescription="first", ValidTo=time.time() + 3600)
    kms.list_key_rotations(KeyId=external, IncludeKeyMaterial="ALL_KEY_MATERIAL")
    kms.describe_key(KeyId=external)
    kms.delete_imported_key_material(KeyId=external)
    kms.meta.events.unregister("before-parse.kms", keep)
    assert {"RotateKeyOnDemand", "ListKeyRotations", "GetKeyLastUsage", "GetKeyRotationStatus", "ImportKeyMaterial"} < set(seen)
    assert [problem for name, answer in seen.items() for problem in misshapen("kms", name, answer) if answer] == []
