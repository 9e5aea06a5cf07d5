"""Names and ARNs of everything that an environment makes, composed and never read back, plus the frozen addresses.

Constructs and operations both need them: a policy is whole in a plan only when it holds no token, and a command finds a
resource without a state file. The one thing that cannot be composed is the key's ARN, which AWS gives.
"""

import re
from dataclasses import dataclass, replace

from camunda_byok.errors import InputError

PREFIX = "camunda-byok"
ENVIRONMENT_NAME = re.compile(r"[a-z][a-z0-9-]{0,18}[a-z0-9]")
"""At most 20 characters: the longest name made of it, that of a rule, then stays within EventBridge's 64."""


def partition_of(region: str) -> str:
    """Returns the AWS partition that a region belongs to, `aws` for every commercial one.

    It goes by the region's prefix, so that a region that is newer than `regions.py` has its partition too.
    """
    if region.startswith("cn-"):
        return "aws-cn"
    if region.startswith("us-gov-"):
        return "aws-us-gov"
    if region.startswith("eusc-"):
        return "aws-eusc"
    return "aws"


def check_environment_name(name: str) -> str:
    """Returns the name, or raises InputError where it could not be part of every AWS name made of it."""
    if ENVIRONMENT_NAME.fullmatch(name):
        return name
    raise InputError(
        field="name",
        value=name,
        problem="an environment's name becomes part of AWS names and cannot be this",
        allowed="2 to 20 lower-case letters, digits and hyphens, beginning with a letter, not ending with a hyphen",
        remedy="Choose a short name such as prod.",
    )


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names and ARNs of one environment in one account and region.

    Raises InputError where the name could not be part of every AWS name made of it.
    """

    environment: str
    """Lower-case letters, digits and hyphens, 2 to 20 characters. Changing it renames, and so replaces, everything."""
    account: str
    """Twelve digits: the account that owns the key."""
    region: str
    """The Camunda cluster's region, where the key must be."""

    def __post_init__(self) -> None:
        check_environment_name(self.environment)

    @property
    def partition(self) -> str:
        return partition_of(self.region)

    @property
    def prefix(self) -> str:
        """Begins every name that needs to be unique in the account and region."""
        return f"{PREFIX}-{self.environment}"

    def in_region(self, region: str) -> "Names":
        """Returns the names that the same environment has in another region."""
        return replace(self, region=region)

    def arn(self, service: str, resource: str) -> str:
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    def iam_arn(self, resource: str) -> str:
        return f"arn:{self.partition}:iam::{self.account}:{resource}"

    @property
    def account_root(self) -> str:
        """The principal that stands for the account: its IAM decides who of the account."""
        return self.iam_arn("root")

    @property
    def key_alias(self) -> str:
        return f"alias/camunda/{self.environment}"

    @property
    def key_alias_arn(self) -> str:
        return self.arn("kms", self.key_alias)

    @property
    def trail_key_alias(self) -> str:
        return f"alias/{self.prefix}-trail"

    @property
    def topic_key_alias(self) -> str:
        return f"alias/{self.prefix}-alarms"

    @property
    def trail(self) -> str:
        return self.prefix

    @property
    def trail_arn(self) -> str:
        return self.arn("cloudtrail", f"trail/{self.trail}")

    @property
    def log_bucket(self) -> str:
        """At most 58 of S3's 63 characters; the account and region keep it unique in the world."""
        return f"byok-logs-{self.environment}-{self.account}-{self.region}"

    @property
    def log_bucket_arn(self) -> str:
        return f"arn:{self.partition}:s3:::{self.log_bucket}"

    @property
    def access_log_bucket(self) -> str:
        return f"byok-access-{self.environment}-{self.account}-{self.region}"

    @property
    def access_log_bucket_arn(self) -> str:
        return f"arn:{self.partition}:s3:::{self.access_log_bucket}"

    @property
    def log_group(self) -> str:
        return f"/{PREFIX}/{self.environment}/cloudtrail"

    @property
    def log_group_arn(self) -> str:
        return self.arn("logs", f"log-group:{self.log_group}")

    @property
    def log_delivery_role(self) -> str:
        """IAM names are one for all regions, so the region is in it."""
        return f"{self.prefix}-logs-{self.region}"

    @property
    def topic(self) -> str:
        return f"{self.prefix}-alarms"

    @property
    def topic_arn(self) -> str:
        return self.arn("sns", self.topic)

    @property
    def dead_letter_queue(self) -> str:
        return f"{self.prefix}-undelivered"

    @property
    def dead_letter_queue_arn(self) -> str:
        return self.arn("sqs", self.dead_letter_queue)

    def rule(self, alarm: str) -> str:
        """Name of the EventBridge rule, or of the CloudWatch alarm and metric filter, of an alarm of the catalog."""
        return f"{self.prefix}-{alarm}"

    def rule_arn(self, alarm: str) -> str:
        return self.arn("events", f"rule/{self.rule(alarm)}")
