"""Who acts in the sandbox: the accounts, the roles and their ARNs, written once."""

from dataclasses import dataclass

CUSTOMER_ACCOUNT = "111122223333"
CAMUNDA_ACCOUNT = "444455556666"


@dataclass(frozen=True)
class Person:
    """A role that somebody assumes. `path` begins and ends with a slash."""

    name: str
    account: str
    path: str
    role: str

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{self.account}:role{self.path}{self.role}"


DEPLOYER = Person("deployer", CUSTOMER_ACCOUNT, "/platform/", "byok-deployer")
ADMINISTRATOR = Person("administrator", CUSTOMER_ACCOUNT, "/platform/", "key-administrator")
AUDITOR = Person("auditor", CUSTOMER_ACCOUNT, "/audit/", "key-auditor")
BREAK_GLASS = Person("break_glass", CUSTOMER_ACCOUNT, "/platform/", "break-glass")
IAM_ADMINISTRATOR = Person("iam_administrator", CUSTOMER_ACCOUNT, "/platform/", "iam-administrator")
STRANGER = Person("stranger", CUSTOMER_ACCOUNT, "/apps/", "stranger")
TENANT = Person("tenant", CAMUNDA_ACCOUNT, "/c8-cluster/", "c8-apps-1234")
TENANT_STRANGER = Person("tenant_stranger", CAMUNDA_ACCOUNT, "/apps/", "other")

PEOPLE = (DEPLOYER, ADMINISTRATOR, AUDITOR, BREAK_GLASS, IAM_ADMINISTRATOR, STRANGER, TENANT, TENANT_STRANGER)
