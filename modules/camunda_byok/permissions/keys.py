"""What is needed of KMS: to find keys, to read all about them, to change their state, and to make them."""

from camunda_byok.guarding import replica_regions
from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.scope import ANY_KEY, Scope

ABOUT_KEYS = (
    "kms:DescribeKey",
    "kms:GetKeyLastUsage",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
)
MULTI_REGION_ROLE = "role/aws-service-role/mrk.kms.amazonaws.com/AWSServiceRoleForKeyManagementServiceMultiRegionKeys"
NEW_KEYS = "AWS gives a key its ARN when it is made; a key's own policy decides first"


def list_keys(*, every: bool = True) -> Permission:
    """To find keys. every: also those that an alias no longer leads to."""
    return Permission(
        sid="ListKeys",
        purpose="find keys by their aliases, or where an alias is lost by what they say of themselves",
        actions=("kms:ListAliases", "kms:ListKeys") if every else ("kms:ListAliases",),
        wide="IAM knows no resource for lists of keys",
    )


def read_any_key(scope: Scope, *actions: str) -> Permission:
    """To read all about the environment's keys, of trail and topics too, and to know them from others."""
    return Permission(sid="ReadKeys", purpose="read keys", actions=actions or ABOUT_KEYS, resources=scope.any_key, wide=ANY_KEY)


def on_cluster_keys(scope: Scope, sid: str, purpose: str, *actions: str) -> Permission:
    """Something on the keys that Camunda uses, and on no other."""
    return Permission(
        sid=sid,
        purpose=purpose,
        actions=actions,
        resources=scope.cluster_keys,
        condition=scope.by_alias,
        wide=scope.wide,
    )


def make_keys(scope: Scope) -> tuple[Permission, ...]:
    """To make, tag and configure the keys of all stacks, and their aliases."""
    aliases = scope.arns("aws_kms_alias")
    return (
        Permission(
            sid="MakeKeys",
            purpose="make keys with their tags",
            actions=("kms:CreateKey", "kms:ListAliases", "kms:TagResource", "kms:UntagResource"),
            wide=NEW_KEYS,
        ),
        Permission(
            sid="Keys",
            purpose="configure keys and compare them with what is declared",
            actions=(
                "kms:DescribeKey",
                "kms:EnableKey",
                "kms:EnableKeyRotation",
                "kms:GetKeyPolicy",
                "kms:GetKeyRotationStatus",
                "kms:ListResourceTags",
                "kms:PutKeyPolicy",
                "kms:UpdateKeyDescription",
            ),
            resources=scope.any_key,
            wide=NEW_KEYS,
        ),
        Permission(
            sid="Aliases",
            purpose="lead aliases to keys: IAM asks for the alias and for the key",
            actions=("kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"),
            resources=(*aliases, *scope.any_key),
            wide=NEW_KEYS,
        ),
        *_replicas(scope),
    )


def _replicas(scope: Scope) -> tuple[Permission, ...]:
    environment = scope.environment
    regions = replica_regions(environment)
    if not regions or environment.managed_key is None:
        return ()
    names = environment.names
    return (
        Permission(
            sid="ReplicateKey",
            purpose="make the replica, asked for on the primary; making it takes kms:CreateKey in its region too",
            actions=("kms:ReplicateKey",),
            resources=scope.known_keys[:1] or (names.arn("kms", "key/mrk-*"),),
            condition={"StringEquals": {"kms:ReplicaRegion": regions[0]}},
            wide="" if scope.known_keys else NEW_KEYS,
        ),
        Permission(
            sid="RoleOfMultiRegionKeys",
            purpose="let KMS make its own role with the account's first multi-Region key",
            actions=("iam:CreateServiceLinkedRole",),
            resources=(names.iam_arn(MULTI_REGION_ROLE),),
            condition={"StringEquals": {"iam:AWSServiceName": "mrk.kms.amazonaws.com"}},
        ),
    )
