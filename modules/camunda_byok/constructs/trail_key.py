"""The key under the audit trail."""

from camunda_byok.bindings import Construct, KmsAlias, KmsKey, TerraformResourceLifecycle
from camunda_byok.constructs.addresses import frozen
from camunda_byok.key_descriptions import trail_key_description
from camunda_byok.limits import DELETION_WINDOW
from camunda_byok.names import Names
from camunda_byok.policies.documents import to_json
from camunda_byok.policies.guardians import Guardians
from camunda_byok.policies.trail_key_policy import trail_key_policy


class TrailKey(Construct):
    """The KMS key that encrypts log files and log group: never the one that Camunda uses, and guarded as well as that one.

    Object Lock keeps the log files; without this key they cannot be read. Results: `arn`, `key_id`.

    Raises InputError when the deletion window is outside AWS's limits or the stack already holds a key at this address.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        names: Names,
        guardians: Guardians,
        deletion_window_days: int = DELETION_WINDOW.default,
        archive_readers: tuple[str, ...] = (),
    ) -> None:
        """Declares the key.

        id: becomes the Terraform address, `aws_kms_key.<id>`. Changing it plans to replace the key, which is refused.
        names: the environment's names; its trail and its log group alone are encrypted with the key.
        guardians: the customer's own people; auditors, administrators and break-glass may read the logs.
        deletion_window_days: days in which a scheduled deletion can be cancelled, 30 unless given; nobody may choose fewer.
        archive_readers: ARNs of roles of other accounts that decrypt the log files, nobody unless given. AWS refuses the policy
            where one of them does not exist.
        """
        super().__init__(scope, id)
        DELETION_WINDOW.check(deletion_window_days, "deletion_window_days")
        key = frozen(
            self,
            KmsKey(
                self,
                "key",
                description=trail_key_description(names),
                enable_key_rotation=True,
                deletion_window_in_days=deletion_window_days,
                bypass_policy_lockout_safety_check=False,
                policy=to_json(
                    trail_key_policy(
                        names,
                        guardians=guardians,
                        deletion_window_days=deletion_window_days,
                        archive_readers=archive_readers,
                    )
                ),
                lifecycle=TerraformResourceLifecycle(prevent_destroy=True),
            ),
            id,
        )
        frozen(self, KmsAlias(self, "alias", name=names.trail_key_alias, target_key_id=key.key_id), id)
        self.arn = key.arn
        self.key_id = key.key_id
