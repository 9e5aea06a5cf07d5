"""What is needed of KMS: to find keys, to read all about them, to change their state, and to make them."""

from camunda_byok.guarding import replica_regions
from camunda_byok.permissions.permission import Permission
from camunda_byok.permissions.scope import ANY_KEY, BY_ALIAS, Scope

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


def on_cluster_keys(scope: Scope, sid: str, purpose: str, *actions: str) -> tuple[Permission, ...]:
    """Something on the keys that Camunda uses, and on no other: by their ARNs as far as they are known, else by their aliases."""
    known = Permission(sid=sid, purpose=purpose, actions=actions, resources=scope.known_keys)
    unknown = Permission(
        sid=f"{sid}ByAlias" if scope.known_keys else sid,
        purpose=purpose,
        actions=actions,
        resources=scope.any_key,
        condition=scope.by_alias,
        wide=BY_ALIAS,
    )
    return (*([known] if scope.known_keys else []), *([unknown] if scope.unknown_keys else []))


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
    made = [each for each in environment.key_generations if each.is_managed]
    regions = tuple(dict.fromkeys(region for each in made for region in replica_regions(environment, each)))
    if not regions:
        return ()
    names = environment.names
    known = tuple(arn for arn in scope.known_keys if ":key/mrk-" in arn)
    return (
        Permission(
            sid="ReplicateKey",
            purpose="make the replica, asked for on the primary; making it takes kms:CreateKey in its region too",
            actions=("kms:ReplicateKey",),
            resources=known if known and not scope.unknown_keys else (names.arn("kms", "key/mrk-*"),),
            condition={"StringEquals": {"kms:ReplicaRegion": regions[0]}},
            wide="" if known and not scope.unknown_keys else NEW_KEYS,
        ),
        Permission(
            sid="RoleOfMultiRegionKeys",
            purpose="let KMS make its own role with the account's first multi-Region key",
            actions=("iam:CreateServiceLinkedRole",),
            resources=(names.iam_arn(MULTI_REGION_ROLE),),
            condition={"StringEquals": {"iam:AWSServiceName": "mrk.kms.amazonaws.com"}},
        ),
    )
