"""Another vendor than Camunda: what its role may do is data, and everything around it stays."""

from fnmatch import fnmatchcase

import pytest

from camunda_byok.errors import InputError
from camunda_byok.policies.guardians import denies
from camunda_byok.policies.key_policy import key_policy
from camunda_byok.policies.vendor import CAMUNDA, CRYPTOGRAPHIC_ACTIONS, GRANT_ACTIONS, Vendor
from sandbox.people import CUSTOMER_ACCOUNT, IAM_ADMINISTRATOR, TENANT, TENANT_STRANGER
from tests.oracle import Caller, Request, allows
from tests.policies.kms_actions import ACTIONS
from tests.policies.shapes import EVERYBODY, NAMES

READER = Vendor(
    name="Reader",
    product="Reader Cloud",
    cryptographic_actions=("kms:Decrypt", "kms:GenerateDataKey*"),
    source="https://docs.example.com/reader/byok",
)


def allowed(vendor: Vendor, arn: str) -> set[str]:
    policy = key_policy(NAMES, tenant_role=TENANT.arn, guardians=EVERYBODY, vendor=vendor)
    caller = Caller(name="caller", arn=arn)
    return {action for action in ACTIONS if allows(policy, caller, Request(action), owner=CUSTOMER_ACCOUNT)}


def test_camunda_s_list_is_the_one_that_camunda_publishes() -> None:
    # As the page "AWS KMS setup" of Camunda's documentation has it.
    published = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:DescribeKey", "kms:GenerateDataKey*"]

    assert list(CAMUNDA.cryptographic_actions) == published
    assert list(CAMUNDA.grant_actions) == ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]


def test_a_vendor_s_role_may_do_what_its_list_says_and_nothing_else() -> None:
    generating = {action for action in ACTIONS if action.startswith("kms:GenerateDataKey")}

    assert len(generating) == 4
    assert allowed(READER, TENANT.arn) == {"kms:Decrypt"} | generating
    assert allowed(READER, TENANT_STRANGER.arn) == set()


def test_another_vendor_changes_nothing_for_the_customer_s_own_people() -> None:
    assert allowed(READER, IAM_ADMINISTRATOR.arn) == allowed(CAMUNDA, IAM_ADMINISTRATOR.arn)
    assert "kms:DescribeKey" in allowed(READER, IAM_ADMINISTRATOR.arn)


def test_only_the_vendor_s_statements_differ() -> None:
    def sids(vendor: Vendor) -> list[str]:
        made = key_policy(NAMES, tenant_role=TENANT.arn, guardians=EVERYBODY, vendor=vendor)
        return [each["Sid"] for each in made["Statement"] if not each["Sid"].startswith(vendor.name)]

    with_grants = Vendor(
        name="Lender", product="Lender", cryptographic_actions=("kms:Decrypt",), grant_actions=("kms:CreateGrant",), source="none"
    )
    assert sids(READER) == sids(with_grants) == sids(CAMUNDA)


def test_no_deny_of_the_policy_reaches_anything_that_a_vendor_can_be_given() -> None:
    denied = {action for each in denies(EVERYBODY, deletion_window_days=30) for action in each["Action"]}

    assert denied
    possible = (*CRYPTOGRAPHIC_ACTIONS, *GRANT_ACTIONS)
    assert not [action for action in denied for given in possible if fnmatchcase(action, given)]


@pytest.mark.parametrize(
    ("field", "actions"),
    [
        ("cryptographic_actions", ("kms:*",)),
        ("cryptographic_actions", ("kms:Decrypt", "kms:ScheduleKeyDeletion")),
        ("cryptographic_actions", ("kms:Decrypt", "kms:CreateGrant")),
        ("cryptographic_actions", ("Decrypt",)),
        ("cryptographic_actions", ()),
        ("grant_actions", ("kms:PutKeyPolicy",)),
    ],
    ids=str,
)
def test_what_no_other_account_can_do_is_refused(field: str, actions: tuple[str, ...]) -> None:
    settings = {"cryptographic_actions": ("kms:Decrypt",), field: actions}
    with pytest.raises(InputError) as raised:
        Vendor(name="Reader", product="Reader", source="none", **settings)

    assert raised.value.field == field


@pytest.mark.parametrize("name", ["", "Reader Cloud", "9lives", "Leser-Ä"])
def test_a_name_that_no_sid_can_hold_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="begins the Sids"):
        Vendor(name=name, product="Reader", source="none", cryptographic_actions=("kms:Decrypt",))
