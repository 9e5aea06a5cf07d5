"""The bucket that keeps Terraform's state."""

from camunda_byok.bindings import Construct
from camunda_byok.constructs.private_bucket import PrivateBucket
from camunda_byok.errors import InputError
from camunda_byok.limits import STATE_VERSIONS
from camunda_byok.policies.state_bucket_policy import state_bucket_policy


class StateBucket(Construct):
    """A bucket for states and their lock files. States never expire, replaced versions do.

    Results: `name`, `arn`.

    Raises InputError where nobody is named who may use it, or who may change its policy.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        partition: str,
        users: tuple[str, ...],
        owners: tuple[str, ...],
        kms_key_arn: str | None = None,
        version_days: int = STATE_VERSIONS.default,
    ) -> None:
        """Declares the bucket.

        id: becomes the Terraform address, `aws_s3_bucket.<id>`. Changing it plans to replace the bucket, which is refused.
        name: the bucket's name, unique in the world. Changing it does the same.
        partition: AWS partition of the bucket's region, such as `aws`.
        users: ARNs of the roles and users who read, write and lock states. Whoever is left out is shut out at once.
        owners: ARNs of those who may change the bucket's policy or delete the bucket.
        kms_key_arn: key that encrypts the states, in the bucket's region. S3's own unless given. A change holds for what is
            written after it.
        version_days: days after which replaced versions are removed, a year unless given. Shortening it removes older ones.
        """
        super().__init__(scope, id)
        STATE_VERSIONS.check(version_days, "version_days")
        for field, people in (("users", users), ("owners", owners)):
            if not people:
                raise InputError(
                    field=field,
                    problem="nobody is named, and the bucket's policy would shut everybody out",
                    remedy="Name the role that runs Terraform, path included.",
                )
        self.arn = f"arn:{partition}:s3:::{name}"
        self.name = PrivateBucket(
            self,
            "private",
            address=id,
            name=name,
            policy=state_bucket_policy(self.arn, users=users, owners=owners),
            kms_key_arn=kms_key_arn,
            retention_days=None,
            object_lock=False,
            noncurrent_days=version_days,
        ).name
