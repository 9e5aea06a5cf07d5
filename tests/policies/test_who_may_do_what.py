"""Who may do what to a key: a table over every KMS action, judged by an independent evaluator.

Everybody is given every permission that IAM has, so that the key's own policy alone decides. The table says what is allowed;
all else must be refused.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camunda_byok.policies.documents import Document, statement
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.key_policy import key_policy
from sandbox.people import (
    ADMINISTRATOR,
    AUDITOR,
    BREAK_GLASS,
    CAMUNDA_ACCOUNT,
    CUSTOMER_ACCOUNT,
    DEPLOYER,
    IAM_ADMINISTRATOR,
    STRANGER,
    TENANT,
    TENANT_STRANGER,
)
from tests.oracle import ABSENT, Caller, Request, allows
from tests.policies.kms_actions import ACTIONS
from tests.policies.shapes import CAMUNDAS_POLICY, KEY_POLICIES, NAMES

WINDOW = "kms:ScheduleKeyDeletionPendingWindowInDays"
BYPASS = "kms:BypassPolicyLockoutSafetyCheck"
REPLICA = "kms:ReplicaRegion"

Expected = dict[str, set[str]]


def kms(words: str) -> set[str]:
    return {f"kms:{word}" for word in words.split()}


READ = kms("DescribeKey GetKeyLastUsage GetKeyPolicy GetKeyRotationStatus ListKeyPolicies ListKeyRotations ListResourceTags")
CARE = READ | kms(
    "CancelKeyDeletion CreateAlias DeleteAlias DisableKeyRotation EnableKey EnableKeyRotation GetParametersForImport "
    "ImportKeyMaterial RotateKeyOnDemand SynchronizeMultiRegionKey TagResource UntagResource UpdateAlias UpdateKeyDescription"
)
ENDING = kms("DisableKey ScheduleKeyDeletion DeleteImportedKeyMaterial")
REWRITING = kms("PutKeyPolicy UpdatePrimaryRegion")  # ReplicateKey is for nobody while no region is configured
USE = kms(
    "Encrypt Decrypt ReEncryptFrom ReEncryptTo DescribeKey GenerateDataKey GenerateDataKeyPair "
    "GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext"
)
GRANTS = kms("CreateGrant ListGrants RevokeGrant")
LIST, REVOKE = kms("ListGrants"), kms("RevokeGrant")

PEOPLE = (
    Caller(name="tenant", arn=TENANT.arn),
    Caller(name="administrator", arn=ADMINISTRATOR.arn),
    Caller(name="auditor", arn=AUDITOR.arn),
    Caller(name="deployer", arn=DEPLOYER.arn),
    Caller(name="break-glass", arn=BREAK_GLASS.arn),
    Caller(name="IAM administrator", arn=IAM_ADMINISTRATOR.arn),
    Caller(name="stranger without IAM permission", arn=STRANGER.arn, iam=()),
    Caller(name="root user", arn=f"arn:aws:iam::{CUSTOMER_ACCOUNT}:root"),
    Caller(name="unknown of the account", arn=STRANGER.arn, principal_arn=ABSENT),
    Caller(name="deployer's namesake at another path", arn=f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role/byok-deployer"),
    Caller(name="user called as the deployer", arn=f"arn:aws:iam::{CUSTOMER_ACCOUNT}:user/platform/byok-deployer"),
    Caller(name="stranger in the tenant's account", arn=TENANT_STRANGER.arn),
    Caller(name="tenant account's root user", arn=f"arn:aws:iam::{CAMUNDA_ACCOUNT}:root"),
    Caller(name="stranger of a third account", arn="arn:aws:iam::999900001111:role/platform/byok-deployer"),
    *(
        Caller(name=service, service=f"{service}.amazonaws.com")
        for service in ("s3", "ec2", "cloudtrail", "logs.eu-west-1", "events", "sns")
    ),
)

NOBODY_ELSE: Expected = {
    "IAM administrator": CARE,
    "root user": CARE,
    "unknown of the account": CARE,
    "deployer's namesake at another path": CARE,
    "user called as the deployer": CARE,
    "tenant": USE | GRANTS,
}
EVERYBODY: Expected = {
    **NOBODY_ELSE,
    "administrator": CARE | LIST | REVOKE,
    "auditor": CARE | LIST,
    "deployer": CARE | LIST | REWRITING,
    "break-glass": CARE | LIST | REVOKE | ENDING | REWRITING,
}
ALL = set(ACTIONS)
REPLICATE = kms("ReplicateKey")


def delegated(*besides: set[str]) -> set[str]:
    """What `kms:*` opens to the account's IAM: everything but what the Denies hold back."""
    return (ALL - ENDING - REWRITING - REPLICATE).union(*besides)


ALLOWED: dict[str, Expected] = {
    "key-complete": EVERYBODY,
    "key-with-replica-region": EVERYBODY,
    "key-replica": EVERYBODY,
    "key-without-break-glass": {**EVERYBODY, "break-glass": CARE},
    "key-minimal": {
        **NOBODY_ELSE,
        "administrator": CARE,
        "auditor": CARE,
        "deployer": CARE | LIST | REWRITING,
        "break-glass": CARE,
    },
    "key-delegating-use": {
        **dict.fromkeys(NOBODY_ELSE, delegated()),
        "tenant": USE | GRANTS,
        "administrator": delegated(),
        "auditor": delegated(),
        "deployer": delegated(REWRITING),
        "break-glass": delegated(REWRITING, ENDING),
    },
}

Special = tuple[Request, set[str]]


def special_requests(shape: str) -> list[Special]:
    """Requests that a condition decides, with the names of those who may."""
    enders = {"key-complete", "key-delegating-use", "key-with-replica-region", "key-replica"}
    may_end = {"break-glass"} if shape in enders else set[str]()
    may_write = {"deployer"} | may_end
    least = 7 if shape == "key-with-replica-region" else 30
    nobody = set[str]()
    elsewhere = {"key-with-replica-region": "eu-west-2", "key-replica": "eu-west-1"}.get(shape)
    return [
        *(
            (Request("kms:ScheduleKeyDeletion", context={WINDOW: str(days)}), may_end if days >= least else nobody)
            for days in (1, 6, 7, 8, 29, 30)
        ),
        (Request("kms:PutKeyPolicy", context={BYPASS: "false"}), may_write),
        (Request("kms:PutKeyPolicy", context={BYPASS: "true"}), nobody),
        *(
            (Request("kms:ReplicateKey", context={REPLICA: region, BYPASS: bypass}), may_write if may else nobody)
            for region in ("eu-west-1", "eu-west-2", "us-east-1")
            for bypass, may in (("false", region == elsewhere), ("true", False))
        ),
        (Request("kms:ReplicateKey"), nobody),
    ]


def wrong(policy: Document, shape: str) -> Iterator[str]:
    """Yields, in words, everything in which the policy differs from the table."""
    special = special_requests(shape)
    for who in PEOPLE:
        expected = ALLOWED[shape].get(who.name, set())
        plain = [(Request(action), action in expected) for action in ACTIONS if action != "kms:ReplicateKey"]
        for request, right in [*plain, *((request, who.name in may) for request, may in special)]:
            if allows(policy, who, request, owner=CUSTOMER_ACCOUNT) != right:
                yield f"{who.name} {'cannot' if right else 'can'} {request}"


@pytest.mark.parametrize("shape", KEY_POLICIES)
def test_everybody_may_do_what_the_table_says_and_nothing_else(shape: str) -> None:
    assert list(wrong(KEY_POLICIES[shape], shape)) == []


def test_the_table_speaks_of_every_shape_and_of_people_that_exist() -> None:
    assert set(ALLOWED) == set(KEY_POLICIES)
    assert set(EVERYBODY) <= {who.name for who in PEOPLE}
    for expected in ALLOWED.values():
        assert set().union(*expected.values()) <= ALL


@pytest.mark.parametrize(
    "shape", ["key-complete", "key-without-break-glass", "key-with-replica-region", "key-replica", "key-minimal"]
)
def test_nobody_but_the_tenant_can_decrypt(shape: str) -> None:
    decrypt = Request("kms:Decrypt")
    able = [who.name for who in PEOPLE if allows(KEY_POLICIES[shape], who, decrypt, owner=CUSTOMER_ACCOUNT)]

    assert able == ["tenant"]


def test_camunda_s_wording_lets_an_iam_administrator_decrypt() -> None:
    administrator = next(who for who in PEOPLE if who.name == "IAM administrator")

    assert allows(KEY_POLICIES["key-delegating-use"], administrator, Request("kms:Decrypt"), owner=CUSTOMER_ACCOUNT)


def test_under_camunda_s_policy_the_account_s_iam_decides_everything() -> None:
    ours = {who.name for who in PEOPLE if who.account == CUSTOMER_ACCOUNT and who.iam}
    for action in ACTIONS:
        able = {who.name for who in PEOPLE if allows(CAMUNDAS_POLICY, who, Request(action), owner=CUSTOMER_ACCOUNT)}
        assert able == ours | ({"tenant"} if action in USE | GRANTS else set())


def without(sid: str) -> Callable[[Document], None]:
    def mutate(policy: Document) -> None:
        kept = [made for made in policy["Statement"] if made["Sid"] != sid]
        assert len(kept) == len(policy["Statement"]) - 1, f"there is no {sid}"
        policy["Statement"] = kept

    return mutate


def changed(sid: str, change: Callable[[dict[str, Any]], Any]) -> Callable[[Document], None]:
    def mutate(policy: Document) -> None:
        change(next(made for made in policy["Statement"] if made["Sid"] == sid))

    return mutate


def added(made: dict[str, Any]) -> Callable[[Document], None]:
    return lambda policy: policy["Statement"].append(made)


ROOT = {"AWS": NAMES.account_root}
BREAKS: dict[str, Callable[[Document], None]] = {
    **{
        f"without {sid}": without(sid)
        for sid in (
            "AccountManagesKey",
            "CamundaUsesKey",
            "CamundaManagesGrants",
            "GuardiansRead",
            "AdministratorsRevokeGrants",
            "OnlyBreakGlassEndsKey",
            "NoShorterDeletionWindow",
            "OnlyDeployersChangePolicy",
            "NoReplicaElsewhere",
            "NoLockoutCheckBypass",
        )
    },
    "the account manages everything": changed("AccountManagesKey", lambda made: made.update(Action=["kms:*"])),
    "the account may grant": changed("AccountManagesKey", lambda made: made["Action"].append("kms:CreateGrant")),
    "everybody is the tenant": changed("CamundaUsesKey", lambda made: made.update(Principal="*")),
    "the tenant's whole account": changed(
        "CamundaUsesKey", lambda made: made.update(Principal={"AWS": f"arn:aws:iam::{CAMUNDA_ACCOUNT}:root"})
    ),
    "the tenant only through S3": changed(
        "CamundaUsesKey", lambda made: made.update(Condition={"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}})
    ),
    "the tenant without ReEncrypt": changed("CamundaUsesKey", lambda made: made["Action"].remove("kms:ReEncrypt*")),
    "a wildcard for break-glass": changed(
        "OnlyBreakGlassEndsKey",
        lambda made: made["Condition"]["ArnNotLike"]["aws:PrincipalArn"].append(f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role/*"),
    ),
    "an unknown principal spared": changed(
        "OnlyBreakGlassEndsKey",
        lambda made: made.update(Condition={"ArnNotLikeIfExists": {"aws:PrincipalArn": "*"}}),
    ),
    "a window of 29 days": changed(
        "NoShorterDeletionWindow", lambda made: made["Condition"]["NumericLessThan"].update({WINDOW: "29"})
    ),
    "a window that spares its limit": changed(
        "NoShorterDeletionWindow",
        lambda made: made.update(Condition={"NumericLessThanEquals": made["Condition"]["NumericLessThan"]}),
    ),
    "a Deny on using the key": added(
        statement("OnlyTls", "Deny", "*", ["kms:Decrypt"], condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-example"}})
    ),
    "a service may decrypt": added(statement("S3", "Allow", {"Service": "s3.amazonaws.com"}, ["kms:Decrypt"])),
    "deployers may end the key": changed(
        "OnlyBreakGlassEndsKey", lambda made: made["Condition"]["ArnNotLike"]["aws:PrincipalArn"].append(DEPLOYER.arn)
    ),
    "auditors may revoke": changed(
        "AdministratorsRevokeGrants", lambda made: made["Condition"]["ArnLike"]["aws:PrincipalArn"].append(AUDITOR.arn)
    ),
    "everybody may read, by no condition": changed("GuardiansRead", lambda made: made.pop("Condition")),
    "the Camunda statement for the account": added(statement("Delegates", "Allow", ROOT, ["kms:*"])),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_the_table_notices_a_policy_that_was_broken_on_purpose(broken: str) -> None:
    policy = deepcopy(KEY_POLICIES["key-complete"])
    BREAKS[broken](policy)

    assert list(wrong(policy, "key-complete"))


ROLE_NAMES = st.from_regex(r"[A-Za-z0-9+=,.@_-]{1,12}", fullmatch=True)
PATHS = st.sampled_from(["", "platform/", "a/b/c/"])
ROLES = st.builds(lambda path, name: f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role/{path}{name}", PATHS, ROLE_NAMES)
SOME = st.lists(ROLES, max_size=3).map(tuple)
GUARDIANS = st.builds(
    Guardians,
    deployers=st.lists(ROLES, min_size=1, max_size=3).map(tuple),
    administrators=SOME,
    auditors=SOME,
    break_glass=SOME,
)


@given(
    guardians=GUARDIANS,
    days=st.integers(7, 30),
    delegate=st.booleans(),
    replicas=st.sampled_from([(), ("eu-west-2",), ("eu-west-2", "eu-central-1")]),
)
def test_whoever_is_named_every_deployer_can_always_mend_the_policy_and_camunda_use_the_key(
    guardians: Guardians, days: int, delegate: bool, replicas: tuple[str, ...]
) -> None:
    policy = key_policy(
        NAMES,
        tenant_role=TENANT.arn,
        guardians=guardians,
        deletion_window_days=days,
        delegate_use_to_iam=delegate,
        replica_regions=replicas,
    )

    for arn in guardians.deployers:
        put = Request("kms:PutKeyPolicy", context={BYPASS: "false"})
        assert allows(policy, Caller(name="deployer", arn=arn), put, owner=CUSTOMER_ACCOUNT)
    for action in USE | GRANTS:
        assert allows(policy, Caller(name="tenant", arn=TENANT.arn), Request(action), owner=CUSTOMER_ACCOUNT)


def test_a_role_of_identity_center_is_known_whatever_suffix_it_gets() -> None:
    folder = f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/"
    guardians = Guardians(deployers=(DEPLOYER.arn,), break_glass=(f"{folder}AWSReservedSSO_BreakGlass_*",))
    policy = key_policy(NAMES, tenant_role=TENANT.arn, guardians=guardians)
    disable = Request("kms:DisableKey")

    def may(arn: str) -> bool:
        return allows(policy, Caller(name=arn, arn=arn), disable, owner=CUSTOMER_ACCOUNT)

    assert may(f"{folder}AWSReservedSSO_BreakGlass_0123456789abcdef")
    assert not may(f"{folder}AWSReservedSSO_ReadOnly_0123456789abcdef")
    assert not may(f"arn:aws:iam::{CUSTOMER_ACCOUNT}:role/AWSReservedSSO_BreakGlass_0123456789abcdef")
