"""Two accounts and the people in them: who could ask for what, before any key policy has its say."""

import json
from typing import Any

from sandbox.emulator import REGION, Credentials, Emulator
from sandbox.people import (
    ADMINISTRATOR,
    AUDITOR,
    BREAK_GLASS,
    DEPLOYER,
    IAM_ADMINISTRATOR,
    STRANGER,
    TENANT,
    TENANT_STRANGER,
    Person,
)

USE_OF_A_KEY = [
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncrypt*",
    "kms:DescribeKey",
    "kms:GenerateDataKey*",
    "kms:CreateGrant",
    "kms:ListGrants",
    "kms:RevokeGrant",
]
KEY_READS = ["kms:DescribeKey", "kms:Get*", "kms:List*"]


def iam_policies() -> dict[Person, dict[str, Any]]:
    """Everybody's own IAM policy.

    The strangers hold what the tenant needs to use a key, so that only the key's own policy can stop them; the IAM administrator
    holds every KMS permission that exists. Describing a key is management, which the policy leaves to the account's IAM, so the
    stranger of the account is not given it.
    """
    return {
        DEPLOYER: _allow(
            "kms:*",
            "s3:*",
            "cloudtrail:*",
            "logs:*",
            "events:*",
            "sns:*",
            "sqs:*",
            "cloudwatch:*",
            "iam:*Role",
            "iam:*RolePolicy",
            "iam:*RolePolicies",
            "iam:UpdateAssumeRolePolicy",
            "iam:ListRoleTags",
            "iam:ListInstanceProfilesForRole",
            "sts:GetCallerIdentity",
        ),
        ADMINISTRATOR: _allow(
            *KEY_READS,
            "kms:EnableKey",
            "kms:EnableKeyRotation",
            "kms:RotateKeyOnDemand",
            "kms:CancelKeyDeletion",
            "kms:UpdateKeyDescription",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:CreateAlias",
            "kms:UpdateAlias",
            "kms:DeleteAlias",
            "kms:RevokeGrant",
        ),
        AUDITOR: _allow(*KEY_READS, "cloudtrail:Describe*", "cloudtrail:Get*", "cloudtrail:List*", "cloudtrail:LookupEvents"),
        BREAK_GLASS: _allow(
            *KEY_READS,
            "kms:DisableKey",
            "kms:EnableKey",
            "kms:ScheduleKeyDeletion",
            "kms:CancelKeyDeletion",
            "kms:PutKeyPolicy",
            "kms:RevokeGrant",
            "kms:TagResource",
            "kms:UntagResource",
        ),
        IAM_ADMINISTRATOR: _allow("kms:*"),
        STRANGER: _allow(*(action for action in USE_OF_A_KEY if action != "kms:DescribeKey")),
        TENANT: _allow("kms:*"),
        TENANT_STRANGER: _allow("kms:*"),
    }


def _allow(*actions: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}


class World:
    """The people of `people.py` in an emulator. Root credentials make them; afterwards everybody acts as a role."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self._credentials: dict[Person, Credentials] = {}

    def prepare(self) -> "World":
        for person, policy in iam_policies().items():
            self.add(person, policy)
        return self

    def add(self, person: Person, policy: dict[str, Any]) -> None:
        """Make the role with its policy. Whoever belongs to its account may assume it."""
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"AWS": f"arn:aws:iam::{person.account}:root"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        self.emulator.root_client("iam", person.account).create_role(
            Path=person.path, RoleName=person.role, AssumeRolePolicyDocument=json.dumps(trust)
        )
        self.permit(person, policy)

    def permit(self, person: Person, policy: dict[str, Any]) -> None:
        """Put this policy in the place of the one that the person's role had."""
        self.emulator.root_client("iam", person.account).put_role_policy(
            RoleName=person.role, PolicyName=f"{person.role}-policy", PolicyDocument=json.dumps(policy)
        )

    def credentials(self, person: Person) -> Credentials:
        """Temporary credentials of a session of the person's role, from STS as on AWS; asked for once an hour at most."""
        if person not in self._credentials:
            sts = self.emulator.root_client("sts", person.account)
            answer = sts.assume_role(RoleArn=person.arn, RoleSessionName=f"{person.role}-session")["Credentials"]
            self._credentials[person] = Credentials(answer["AccessKeyId"], answer["SecretAccessKey"], answer["SessionToken"])
        return self._credentials[person]

    def client(self, service: str, person: Person, region: str = REGION) -> Any:
        return self.emulator.client(service, self.credentials(person), region)

    def environment(self, person: Person, region: str = REGION) -> dict[str, str]:
        return self.emulator.environment(self.credentials(person), region)
