"""What MiniStack's KMS and its enforcement of policies get wrong; `emulator_corrections.py` puts these in their place."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Any

import ministack.core.iam_actions as iam_actions
import ministack.core.iam_evaluator as iam_evaluator
import ministack.services.iam as iam
import ministack.services.kms as kms
from ministack.core.responses import error_response_json, get_account_id, get_region, json_response, request_scope

Request = dict[str, Any]
Key = dict[str, Any]


# --- Who the caller is -------------------------------------------------------------------------------------------------------

resolve_condition_key = iam_evaluator._resolve_condition_key


def role_of(session_arn: str) -> str | None:
    """The ARN, path included, of the role that a session belongs to; None for anybody else."""
    session = re.fullmatch(r"arn:[^:]+:sts::(\d+):assumed-role/([^/]+)/.+", session_arn)
    role = iam._roles.get_scoped(session[1], None, session[2]) if session else None
    return role["Arn"] if role else None


def principal_arn_of_the_role(key: str, context: iam_evaluator.EvalContext) -> Any:
    """AWS gives `aws:PrincipalArn` of a session as the role's ARN; MiniStack gives the session's, so "all but role X" hits X."""
    if key.lower() == "aws:principalarn":
        return role_of(context.principal_arn) or context.principal_arn
    return resolve_condition_key(key, context)


def as_list(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


# --- Which key a request means -----------------------------------------------------------------------------------------------

extract_resource_arn = iam_actions.extract_resource_arn
kms_request: ContextVar[Request] = ContextVar("kms_request")


def find_key(reference: str) -> Key | None:
    """The key behind an id, an alias or an ARN; an ARN may name another account's. Never another region's, as on AWS."""
    account, region, resource = get_account_id(), get_region(), reference
    if reference.startswith("arn:"):
        fields = reference.split(":", 5)
        if len(fields) < 6 or fields[2:4] != ["kms", region]:
            return None
        account, resource = fields[4], fields[5]
    if resource.startswith("alias/"):
        resource = kms._aliases.get_scoped(account, region, f"arn:aws:kms:{region}:{account}:{resource}") or ""
    return kms._keys.get_scoped(account, region, resource.removeprefix("key/"))


def key_of_ciphertext(blob: Any) -> Key | None:
    """The key that encrypted, whoever owns it: MiniStack writes its id into the first 36 bytes."""
    try:
        key_id = base64.b64decode(blob or "")[:36].decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    found = (key for (_, region, id_), key in list(kms._keys._data.items()) if (region, id_) == (get_region(), key_id))
    return next(found, None)


def key_of(request: Request, field: str = "KeyId") -> Key | None:
    if request.get(field):
        return find_key(str(request[field]))
    return key_of_ciphertext(request.get("CiphertextBlob")) if field in ("KeyId", "SourceKeyId") else None


def arn_of_the_key(service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any) -> str:
    """IAM policies are about key ARNs. MiniStack leaves alias ARNs as they are and finds no multi-Region key in a ciphertext."""
    if service != "kms":
        return extract_resource_arn(service, method, path, headers, body, *rest)
    request = json_of(body)
    kms_request.set(request)
    key = key_of(request)
    return key["Arn"] if key else extract_resource_arn(service, method, path, headers, body, *rest)


def key_policy_of_any_account(resource_arn: str) -> tuple[str, str] | None:
    """The policy and the owner, so that across accounts both the key's policy and the caller's IAM policy must allow."""
    key = find_key(resource_arn) if ":key/" in resource_arn else None
    return (key.get("Policy") or "", owner_of(key)) if key else None


def owner_of(key: Key) -> str:
    return key["Arn"].split(":")[4]


def json_of(body: bytes) -> Request:
    try:
        request = json.loads(body or b"{}")
    except ValueError:
        return {}
    return request if isinstance(request, dict) else {}


# --- What a KMS request must be allowed to do --------------------------------------------------------------------------------

enforce = iam_evaluator.enforce

# "Cross-account use: Yes" in the KMS API reference. No key policy can open any other operation to another account.
ACROSS_ACCOUNTS = re.compile(
    r"kms:(Encrypt|Decrypt|ReEncrypt(From|To)|GenerateDataKey.*|GenerateMac|VerifyMac|Sign|Verify|DeriveSharedSecret"
    r"|GetPublicKey|DescribeKey|GetKeyRotationStatus|CreateGrant|ListGrants|RevokeGrant|RetireGrant)"
)


def enforce_kms_as_aws_does(
    access_key: str, action: str, service: str, region: str, resource_arn: str = "*", service_context: Any = None
) -> Any:
    """Every permission that the operation needs, with its condition keys; then grants, and what never crosses accounts."""
    if service != "kms":
        return enforce(access_key, action, service, region, resource_arn, service_context)
    request = kms_request.get({})
    if leads_nowhere(request):
        return None
    for permission, resource, context in permissions(action, request, resource_arn):
        key = find_key(resource) if ":key/" in resource else None
        keys = {**(service_context or {}), **condition_keys(permission, request, key), **context}
        denied = enforce(access_key, permission, service, region, resource, keys)
        if getattr(denied, "decision", "") == "ImplicitDeny" and key and granted(permission, request, key):
            denied = None
        if denied is None and key and owner_of(key) != get_account_id() and not ACROSS_ACCOUNTS.fullmatch(permission):
            denied = iam_evaluator.EvalResult("ImplicitDeny", iam_evaluator.caller_arn(), reason="Never across accounts")
        if denied is not None:
            return denied
    return None


def leads_nowhere(request: Request) -> bool:
    """Whether the key is named by an alias that does not exist: AWS says so to everybody of the account. Source: AWS's resource
    provider for KMS in CloudFormation, pull request 60."""
    named = str(request.get("KeyId", ""))
    return named.startswith("alias/") and find_key(named) is None


def permissions(action: str, request: Request, resource_arn: str) -> Iterator[tuple[str, str, Request]]:
    """Action, resource and condition keys of their own. MiniStack checks the operation's name on KeyId alone: an alias could be
    turned to any key without a word of that key's policy, and ReEncrypt needed a permission that does not exist."""
    operation = action.partition(":")[2]
    if operation == "ReEncrypt":
        same = {"kms:reencryptonsamekey": str(key_of(request, "SourceKeyId") is key_of(request, "DestinationKeyId")).lower()}
        source, destination = request.get("SourceEncryptionContext"), request.get("DestinationEncryptionContext")
        yield "kms:ReEncryptFrom", arn_or_any(key_of(request, "SourceKeyId")), {**same, **encryption_context(source)}
        yield "kms:ReEncryptTo", arn_or_any(key_of(request, "DestinationKeyId")), {**same, **encryption_context(destination)}
    elif operation in ("CreateAlias", "UpdateAlias", "DeleteAlias"):
        alias = str(request.get("AliasName"))
        yield action, f"arn:aws:kms:{get_region()}:{get_account_id()}:{alias}", {}
        for key in (find_key(alias), key_of(request, "TargetKeyId")):
            if key:
                yield action, key["Arn"], {}
    else:
        yield action, resource_arn, {}
        if operation == "ReplicateKey":
            yield "kms:CreateKey", "*", {}
        if operation in ("CreateKey", "ReplicateKey") and request.get("Tags"):
            yield "kms:TagResource", "*", {}


def arn_or_any(key: Key | None) -> str:
    return key["Arn"] if key else "*"


def condition_keys(permission: str, request: Request, key: Key | None) -> Request:
    """The `kms:` condition keys, lower case as the evaluator looks them up. MiniStack knows none.

    AWS puts in the default of a parameter that is not sent. The bypass of the lock-out check has no value unless it is sent,
    and `kms:ViaService` none at all, since no AWS service calls here.
    """
    keys: Request = {"kms:calleraccount": get_account_id()}
    if key:
        aliases = [
            arn.split(":", 5)[5]
            for (_, region, arn), id_ in list(kms._aliases._data.items())
            if id_ == key["KeyId"] and region == get_region() and f":{owner_of(key)}:" in arn
        ]
        keys |= {
            "kms:keyspec": key["KeySpec"],
            "kms:keyusage": key["KeyUsage"],
            "kms:keyorigin": key["Origin"],
            "kms:multiregion": str(key["MultiRegion"]).lower(),
            "kms:resourcealiases": aliases or None,
        }
    operation = permission.partition(":")[2]
    if operation == "ScheduleKeyDeletion":
        keys["kms:schedulekeydeletionpendingwindowindays"] = str(request.get("PendingWindowInDays", 30))
    if operation in ("CreateKey", "PutKeyPolicy") and "BypassPolicyLockoutSafetyCheck" in request:
        keys["kms:bypasspolicylockoutsafetycheck"] = str(request["BypassPolicyLockoutSafetyCheck"]).lower()
    if operation == "ReplicateKey":
        keys["kms:replicaregion"] = request.get("ReplicaRegion")
    if operation == "UpdatePrimaryRegion":
        keys["kms:primaryregion"] = request.get("PrimaryRegion")
    if operation == "EnableKeyRotation":
        keys["kms:rotationperiodindays"] = str(request.get("RotationPeriodInDays", 365))
    if operation in ("CreateGrant", "ListGrants", "RevokeGrant"):
        keys["kms:grantisforawsresource"] = "false"
    if operation == "CreateGrant":
        keys |= {
            "kms:grantoperations": request.get("Operations"),
            "kms:granteeprincipal": request.get("GranteePrincipal"),
            "kms:retiringprincipal": request.get("RetiringPrincipal"),
            "kms:grantconstrainttype": next(iter(request.get("Constraints") or {}), None),
        }
    if re.fullmatch("Encrypt|Decrypt|ReEncrypt(From|To)|GenerateDataKey.*", operation):
        keys["kms:encryptionalgorithm"] = request.get("EncryptionAlgorithm", "SYMMETRIC_DEFAULT")
        keys |= encryption_context(request.get("EncryptionContext"))
        if str(request.get("KeyId", "")).partition("alias/")[1]:
            keys["kms:requestalias"] = "alias/" + str(request["KeyId"]).partition("alias/")[2]
    return keys


def encryption_context(context: dict[str, str] | None) -> Request:
    """`kms:EncryptionContext:<name>` and the list of names; without a context neither exists."""
    if not context:
        return {}
    return {f"kms:encryptioncontext:{name}".lower(): value for name, value in context.items()} | {
        "kms:encryptioncontextkeys": list(context)
    }


def granted(permission: str, request: Request, key: Key) -> bool:
    """A grant allows its grantee what it names, without any policy; MiniStack lists grants and never asks them."""
    operation = permission.partition(":")[2]
    caller = iam_evaluator.caller_arn()
    side = {"ReEncryptFrom": "Source", "ReEncryptTo": "Destination"}.get(operation, "")
    context = request.get(f"{side}EncryptionContext") or {}
    return any(
        grant["KeyId"] == key["Arn"]
        and grant["GranteePrincipal"] in (caller, role_of(caller))
        and operation in grant["Operations"]
        and (operation != "CreateGrant" or set(request.get("Operations") or []) <= set(grant["Operations"]))
        and fits(grant.get("Constraints") or {}, context)
        for grant in list(kms._grants._data.values())
    )


def fits(constraints: Request, context: Request) -> bool:
    equal, subset = constraints.get("EncryptionContextEquals"), constraints.get("EncryptionContextSubset")
    return (not equal or equal == context) and (not subset or subset.items() <= context.items())


# --- What KMS itself does ----------------------------------------------------------------------------------------------------

handle_kms_request = kms.handle_request


async def handle_in_the_account_of_the_key(method: str, path: str, headers: Any, body: bytes, query_params: Any) -> Any:
    """Once allowed, an operation happens where the key is; MiniStack looks for it in the caller's account only."""
    operation, request = headers.get("x-amz-target", "").rpartition(".")[2], json_of(body)
    refusal = policy_refusal(operation, request) or wrong_key_refusal(operation, request)
    if refusal:
        return refusal
    if operation == "ReEncrypt":
        return re_encrypt(request)
    if operation == "UpdatePrimaryRegion":
        return update_primary_region(request)
    with account_of(key_of(request)):
        return await handle_kms_request(method, path, headers, body, query_params)


def account_of(key: Key | None) -> AbstractContextManager[None]:
    return request_scope(owner_of(key) if key else get_account_id(), get_region())


def policy_refusal(operation: str, request: Request) -> Any:
    """AWS refuses a policy that names nobody, and one under which its author could not write the next; MiniStack takes any."""
    text = request.get("Policy")
    if operation not in ("CreateKey", "PutKeyPolicy", "ReplicateKey") or not text:
        return None
    policy = json_of(text.encode())
    if iam_evaluator.validate_policy_document(policy):
        return malformed("The policy is not a valid key policy document.")
    principals = [statement.get("Principal") for statement in as_list(policy["Statement"])]
    if not all(principals) or not all(exists(arn) for principal in principals for arn in aws_principals(principal)):
        return malformed("Policy contains a statement with one or more invalid principals.")
    caller, key = iam_evaluator.caller_arn(), key_of(request)
    put_again = iam_evaluator.EvalContext(
        principal_arn=caller,
        principal_type="Root" if caller.endswith(":root") else "AssumedRole",
        principal_account=get_account_id(),
        action="kms:PutKeyPolicy",
        resource_arn=key["Arn"] if key else f"arn:aws:kms:{get_region()}:{get_account_id()}:key/new",
        region=get_region(),
        service_context=condition_keys("kms:PutKeyPolicy", {}, key),
    )
    allowed = iam_evaluator.evaluate_resource_policy(policy, put_again).decision == "Allow"
    if allowed or request.get("BypassPolicyLockoutSafetyCheck"):
        return None
    return malformed("The new key policy will not allow you to update the key policy in the future.")


def malformed(message: str) -> Any:
    return error_response_json("MalformedPolicyDocumentException", message, 400)


def aws_principals(principal: Any) -> Iterable[str]:
    return as_list(principal.get("AWS")) if isinstance(principal, dict) else [principal]


def exists(principal: str) -> bool:
    """Whether KMS would know the principal. Of accounts in which nobody was ever made, anything is believed."""
    if "*" in principal:
        return principal == "*"
    named = re.fullmatch(r"arn:[^:]+:iam::(\d{12}):(role|user)/(?:.*/)?([^/]+)", principal)
    if not named:
        return bool(re.fullmatch(r"\d{12}|arn:[^:]+:(iam::\d{12}:root|sts::\d{12}:assumed-role/[^/]+/.+)", principal))
    known = any(account == named[1] for store in (iam._roles, iam._users) for account, _ in list(store._data))
    entity = {"role": iam._roles, "user": iam._users}[named[2]].get_scoped(named[1], None, named[3])
    return not known or bool(entity and entity["Arn"] == principal)


def wrong_key_refusal(operation: str, request: Request) -> Any:
    """Decrypt with another key than the one that encrypted is refused by AWS; MiniStack returns noise as plaintext."""
    named = {"Decrypt": "KeyId", "ReEncrypt": "SourceKeyId"}.get(operation)
    if named and request.get(named):
        key, encrypted_by = key_of(request, named), key_of_ciphertext(request.get("CiphertextBlob"))
        if key and encrypted_by and key["KeyId"] != encrypted_by["KeyId"]:
            return error_response_json("IncorrectKeyException", "The key ID in the request does not identify the key.", 400)
    return None


def re_encrypt(request: Request) -> Any:
    """MiniStack lacks ReEncrypt, one of the operations that the tenant role is granted."""
    source, destination = key_of(request, "SourceKeyId"), key_of(request, "DestinationKeyId")
    with account_of(source):
        status, headers, body = kms._decrypt(
            {
                "CiphertextBlob": request.get("CiphertextBlob"),
                "KeyId": source["KeyId"] if source else "",
                "EncryptionContext": request.get("SourceEncryptionContext") or {},
            }
        )
    if status != 200:
        return status, headers, body
    with account_of(destination):
        status, headers, written = kms._encrypt(
            {
                "KeyId": request.get("DestinationKeyId"),
                "Plaintext": json.loads(body)["Plaintext"],
                "EncryptionContext": request.get("DestinationEncryptionContext") or {},
            }
        )
    if status != 200:
        return status, headers, written
    return json_response({**json.loads(written), "SourceKeyId": json.loads(body)["KeyId"]})


def update_primary_region(request: Request) -> Any:
    """MiniStack lacks UpdatePrimaryRegion; a denial proves nothing where nobody can be allowed."""
    key, region = key_of(request), request.get("PrimaryRegion")
    if not key or not key.get("MultiRegion") or region not in key["_mrk_regions"]:
        return error_response_json("UnsupportedOperationException", "Not a multi-Region key with a replica there.", 400)
    for home, member in kms._mrk_members(key):
        member["_mrk_primary_region"] = region
        member["_mrk_type"] = "PRIMARY" if home == region else "REPLICA"
    return json_response({})


def apply() -> None:
    iam_evaluator._resolve_condition_key = principal_arn_of_the_role
    iam_evaluator.enforce = enforce_kms_as_aws_does
    iam_actions.extract_resource_arn = arn_of_the_key
    kms.key_policy_for_arn = key_policy_of_any_account
    kms.handle_request = handle_in_the_account_of_the_key
