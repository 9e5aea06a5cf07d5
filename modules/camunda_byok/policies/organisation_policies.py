"""What the organization above the account can add: samples of service and resource control policies for one environment.

The kit deploys none of them: they belong to whoever runs the organization, and they are read and tried there first, on an
account in which nothing matters. They only forbid; what they leave open is for IAM and the resources' own policies to permit.
Service control policies bind the account's own roles, users and root user; they bind neither service-linked roles nor the
management account. Source: AWS Organizations User Guide, "Service control policies" and "Resource control policies".
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from camunda_byok import arns
from camunda_byok.environment import Environment, S3State
from camunda_byok.errors import InputError
from camunda_byok.limits import DELETION_WINDOW, ORGANISATION_POLICY_CHARACTERS
from camunda_byok.names import Names, partition_of
from camunda_byok.policies.documents import Document, Statement, document
from camunda_byok.regions import IAM_HOME_REGIONS

ROLE_CHANGES = (
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
)
"""Each of them changes what a role may do or who may assume it, or makes another role of the same name."""

USER_CHANGES = (
    "iam:AddUserToGroup",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateUser",
    "iam:DeleteUser",
    "iam:DeleteUserPermissionsBoundary",
    "iam:DeleteUserPolicy",
    "iam:DetachUserPolicy",
    "iam:PutUserPermissionsBoundary",
    "iam:PutUserPolicy",
    "iam:UpdateAccessKey",
    "iam:UpdateLoginProfile",
    "iam:UpdateUser",
)
"""Each of them changes what a user may do or lets somebody else act as that user."""

TRAIL_CHANGES = ("cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors", "cloudtrail:StopLogging", "cloudtrail:UpdateTrail")
LOG_BUCKET_CHANGES = (
    "s3:DeleteBucket",
    "s3:DeleteBucketPolicy",
    "s3:PutBucketObjectLockConfiguration",
    "s3:PutBucketPolicy",
    "s3:PutBucketVersioning",
    "s3:PutEncryptionConfiguration",
    "s3:PutLifecycleConfiguration",
)
LOG_FILE_CHANGES = ("s3:BypassGovernanceRetention", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectRetention")
LOG_GROUP_CHANGES = ("logs:DeleteLogGroup", "logs:DeleteLogStream", "logs:PutRetentionPolicy")

GLOBAL_SERVICES = (
    "a4b:*",
    "aws-marketplace-management:*",
    "aws-marketplace:*",
    "aws-portal:*",
    "budgets:*",
    "ce:*",
    "chime:*",
    "cloudfront:*",
    "config:*",
    "cur:*",
    "directconnect:*",
    "ec2:DescribeRegions",
    "ec2:DescribeTransitGateways",
    "ec2:DescribeVpnGateways",
    "fms:*",
    "globalaccelerator:*",
    "health:*",
    "iam:*",
    "importexport:*",
    "mobileanalytics:*",
    "networkmanager:*",
    "organizations:*",
    "pricing:*",
    "route53:*",
    "route53domains:*",
    "s3:GetAccountPublic*",
    "s3:ListAllMyBuckets",
    "s3:PutAccountPublic*",
    "shield:*",
    "sts:*",
    "support:*",
    "trustedadvisor:*",
    "waf-regional:*",
    "waf:*",
    "wafv2:*",
    "wellarchitected:*",
)
"""What AWS's sample leaves out, because it answers from one region for all, without `kms:*` and `acm:*`: those are regional, and
AWS lists them for CloudFront's sake alone. Source: AWS Organizations User Guide, "General examples", deny access to AWS based on
the requested AWS Region."""


class Kind(Enum):
    """The types of policy, in AWS Organizations' own words."""

    SERVICE = "SERVICE_CONTROL_POLICY"
    RESOURCE = "RESOURCE_CONTROL_POLICY"


@dataclass(frozen=True, kw_only=True)
class OrganisationPolicy:
    """One policy to be made in the organization.

    Raises InputError where it is larger than AWS lets it be.
    """

    name: str
    """What to call it; unique among the environments of an organization."""
    kind: Kind
    purpose: str
    """What holds once it is attached."""
    caution: str
    """What to know before it is attached."""
    document: Document

    def __post_init__(self) -> None:
        if self.characters > ORGANISATION_POLICY_CHARACTERS:
            raise InputError(
                field=self.name,
                value=f"{self.characters} characters",
                problem="the policy is larger than AWS lets it be",
                allowed=f"at most {ORGANISATION_POLICY_CHARACTERS} characters",
                remedy="Name fewer roles and users: let people share a role.",
            )

    @property
    def characters(self) -> int:
        """Size as AWS counts it, when the policy is sent without blanks between its parts."""
        return len(self.compact)

    @property
    def compact(self) -> str:
        return json.dumps(self.document, separators=(",", ":"))


def protect_people(people: Iterable[str], *, administrators: tuple[str, ...]) -> Document:
    """Returns the policy that leaves changing the named roles and users to the administrators.

    They are among the protected themselves: else somebody would let himself into one of their roles first.
    """
    named = tuple(dict.fromkeys([*people, *administrators]))
    roles, users = ([arn for arn in named if f":{kind}/" in arn] for kind in ("role", "user"))
    return document(
        *([_deny("NamedRolesAreChangedByAdministrators", ROLE_CHANGES, roles, _but(administrators))] if roles else []),
        *([_deny("NamedUsersAreChangedByAdministrators", USER_CHANGES, users, _but(administrators))] if users else []),
    )


def longest_deletion_window() -> Document:
    """Returns the policy that lets nobody schedule the deletion of any key with less than the longest window."""
    shorter = {"NumericLessThan": {"kms:ScheduleKeyDeletionPendingWindowInDays": str(DELETION_WINDOW.most)}}
    return document(_deny("NoShorterDeletionWindow", ["kms:ScheduleKeyDeletion"], "*", shorter))


def stay_in_regions(regions: Iterable[str], *, administrators: tuple[str, ...]) -> Document:
    """Returns the policy that keeps the account within these regions.

    A key is replicated by a request to the region that it is in, so where the replica goes needs a statement of its own. So do
    EventBridge's rules, one of which passes IAM's events on from IAM's own region.
    """
    ours = sorted(set(regions))
    home = IAM_HOME_REGIONS[partition_of(ours[0])]

    def elsewhere(allowed: Iterable[str]) -> dict[str, Any]:
        return {"StringNotEquals": {"aws:RequestedRegion": sorted(set(allowed))}, **_but(administrators)}

    made = _deny("StayInRegions", (*GLOBAL_SERVICES, "events:*"), "*", elsewhere(ours))
    return document(
        {"NotAction" if key == "Action" else key: value for key, value in made.items()},
        _deny("StayInRegionsWithRules", ["events:*"], "*", elsewhere([*ours, home])),
        _deny("NoReplicaElsewhere", ["kms:ReplicateKey"], "*", {"StringNotEquals": {"kms:ReplicaRegion": ours}}),
    )


def protect_trail(names: Names, *, deployers: tuple[str, ...]) -> Document:
    """Returns the policy that leaves the trail and where it is kept to the deployers, and its log files to nobody."""
    return document(
        _deny("TrailIsChangedByDeployers", TRAIL_CHANGES, names.trail_arn, _but(deployers)),
        _deny("LogBucketIsChangedByDeployers", LOG_BUCKET_CHANGES, names.log_bucket_arn, _but(deployers)),
        _deny("NobodyRemovesLogFiles", LOG_FILE_CHANGES, f"{names.log_bucket_arn}/*"),
        _deny(
            "LogGroupIsChangedByDeployers", LOG_GROUP_CHANGES, [names.log_group_arn, f"{names.log_group_arn}:*"], _but(deployers)
        ),
    )


def keys_for_the_organization(organization: str, *, vendors: tuple[str, ...]) -> Document:
    """Returns AWS's data-perimeter sample for KMS, with the accounts of vendors exempted.

    Without the exemption it cuts Camunda off while the key policy looks perfect, and no record of yours shows it. By account and
    not by role: EBS uses the key as the grantee `assumed-role/aws:ec2-infrastructure/<instance>` of Camunda's account, whom a
    comparison with the tenant role would refuse. It opens nothing by itself: the key policy still lets the tenant role in alone.

    Sources: AWS KMS Developer Guide, "Resource control policies in AWS KMS" and "Examining grants"; the exemption is that of
    aws-samples/data-perimeter-policy-examples, identity_perimeter_rcp.json.
    """
    statement = _deny(
        "KeysForTheOrganization",
        ["kms:*"],
        "*",
        {
            "StringNotEqualsIfExists": {"aws:PrincipalOrgID": organization, "aws:PrincipalAccount": sorted(set(vendors))},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
        },
    )
    return document({"Sid": statement["Sid"], "Effect": statement["Effect"], "Principal": "*", **statement})


def policies_for(environment: Environment) -> tuple[OrganisationPolicy, ...]:
    """Returns the policies for an environment. Raises InputError where it names no organization, or one would be too large."""
    organization = environment.organization
    if organization is None:
        raise InputError(
            field="organization",
            problem=f"{environment.name} names no organization, for which policies could be written",
            remedy="Add organization: with id: and administrators: to its file.",
        )
    key, administrators = environment.managed_key, organization.administrators
    guardians = (*key.administrators, *key.auditors, *key.break_glass) if key else ()
    vendors = tuple(dict.fromkeys(arns.parts(role).account for role in environment.tenant_roles))
    return (
        OrganisationPolicy(
            name=f"camunda-byok-{environment.name}-people",
            kind=Kind.SERVICE,
            purpose="Only the organization's administrators change the roles and users whom the key policy names: what they "
            "may do, and who may act as them. An administrator of the account's IAM cannot make himself one of them.",
            caution="Roles of IAM Identity Center are changed by a service-linked role, which no such policy binds.",
            document=protect_people([*environment.deployers, *guardians], administrators=administrators),
        ),
        OrganisationPolicy(
            name=f"camunda-byok-{environment.name}-deletion-window",
            kind=Kind.SERVICE,
            purpose=f"Every scheduled deletion of a key of the account can be cancelled for {DELETION_WINDOW.most} days.",
            caution="It binds every key of the account, also where a short window was meant.",
            document=longest_deletion_window(),
        ),
        OrganisationPolicy(
            name=f"camunda-byok-{environment.name}-regions",
            kind=Kind.SERVICE,
            purpose="Nothing is made, and no key replicated, outside the environment's regions.",
            caution="It binds everything in the account. Add the regions that others use there, and us-east-1 with kms and acm "
            "for CloudFront.",
            document=stay_in_regions(_regions(environment), administrators=administrators),
        ),
        *_of_trail(environment),
        OrganisationPolicy(
            name=f"camunda-byok-{environment.name}-keys",
            kind=Kind.RESOURCE,
            purpose="Nobody outside the organization uses a key of the account, but Camunda's account, as far as a key policy "
            "lets it.",
            caution=f"An organization that has such a policy needs only the exemption: "
            f"{' and '.join(vendors)} in aws:PrincipalAccount. Other "
            "vendors' accounts and AWS's own must be added too.",
            document=keys_for_the_organization(organization.id, vendors=vendors),
        ),
    )


def _of_trail(environment: Environment) -> list[OrganisationPolicy]:
    """Returns the policy for a trail of the environment's own; another's trail is its owner's to protect."""
    if not environment.own_trail:
        return []
    return [
        OrganisationPolicy(
            name=f"camunda-byok-{environment.name}-trail",
            kind=Kind.SERVICE,
            purpose="Only deployers change the trail, its log group and its bucket, and nobody removes a log file or its lock.",
            caution="A log file that must go has to wait for its expiry, or for this policy to be detached.",
            document=protect_trail(environment.names, deployers=environment.deployers),
        ),
    ]


def _regions(environment: Environment) -> set[str]:
    state = environment.state
    ours = partition_of(environment.region)
    beside = {state.region} if isinstance(state, S3State) and partition_of(state.region) == ours else set[str]()
    second = {environment.second_region} if environment.second_region else set[str]()
    return {environment.region, *second, *beside}


def _but(people: tuple[str, ...]) -> dict[str, Any]:
    return {"ArnNotLike": {"aws:PrincipalArn": list(people)}}


def _deny(sid: str, actions: Iterable[str], resources: str | list[str], condition: dict[str, Any] | None = None) -> Statement:
    """Returns a Deny without a principal, which a service control policy must not have."""
    made: Statement = {"Sid": sid, "Effect": "Deny", "Action": list(actions), "Resource": resources}
    return {**made, "Condition": condition} if condition else made
