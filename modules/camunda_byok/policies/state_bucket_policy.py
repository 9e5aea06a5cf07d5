"""The policy of the bucket that keeps Terraform's state."""

from camunda_byok.policies.documents import Document, document, refuse_plain_http, statement

CONTENT_ACTIONS = ("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject")
"""What can be done with the state and its lock file. A state says everything of what it describes, e-mail addresses included."""

POLICY_ACTIONS = ("s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:DeleteBucket")
"""Each of them takes this policy away."""


def state_bucket_policy(bucket_arn: str, *, users: tuple[str, ...], owners: tuple[str, ...]) -> Document:
    """Returns the policy. It allows nothing: whoever is spared here needs an IAM policy of the bucket's account as well.

    users: ARNs of who reads, writes and locks the state.
    owners: ARNs of who may change this policy. The account's root user always can: that is the way back.
    """
    objects = f"{bucket_arn}/*"
    return document(
        refuse_plain_http("NoPlainHttp", ["s3:*"], [bucket_arn, objects]),
        statement(
            "OnlyUsersOfState",
            "Deny",
            "*",
            CONTENT_ACTIONS,
            resources=objects,
            condition={"ArnNotLike": {"aws:PrincipalArn": list(users)}},
        ),
        # The way back to an earlier state. They expire by the bucket's lifecycle, which asks no policy.
        statement("NoVersionIsRemoved", "Deny", "*", ["s3:DeleteObjectVersion"], resources=objects),
        statement(
            "OnlyOwnersChangePolicy",
            "Deny",
            "*",
            POLICY_ACTIONS,
            resources=bucket_arn,
            condition={"ArnNotLike": {"aws:PrincipalArn": list(owners)}},
        ),
    )
