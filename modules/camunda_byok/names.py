"""Names and ARNs of everything that an environment makes, composed and never read back, plus the frozen addresses.

Constructs and operations both need them: a policy is whole in a plan only when it holds no token, and a command finds a
resource without a state file. The one thing that cannot be composed is the key's ARN, which AWS gives.
"""

import re
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from camunda_byok.errors import InputError
from camunda_byok.naming import OWN_NAMES, RESOURCES, Convention, faults_of_names, filled, of_generation
from camunda_byok.severity import Severity

PREFIX = "camunda-byok"
ENVIRONMENT_NAME = re.compile(r"(?!.*--)[a-z][a-z0-9-]{0,18}[a-z0-9]")
"""At most 20 characters: the longest name made of it, that of a rule, then stays within EventBridge's 64. Never two hyphens
together, which a trail's name cannot have."""


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


def address_of(name: str, generation: int) -> str:
    """Returns the frozen name of a key in Terraform addresses: `key`, and `key_2` of the second generation."""
    return name if generation == 1 else f"{name}_{generation}"


def check_environment_name(name: str) -> str:
    """Returns the name, or raises InputError where it could not be part of every AWS name made of it."""
    if ENVIRONMENT_NAME.fullmatch(name):
        return name
    raise InputError(
        field="name",
        value=name,
        problem="an environment's name becomes part of AWS names and cannot be this",
        allowed="2 to 20 lower-case letters, digits and hyphens, beginning with a letter, not ending with a hyphen, "
        "never two hyphens together",
        remedy="Choose a short name such as prod.",
    )


@dataclass(frozen=True, kw_only=True)
class Names:
    """Names and ARNs of one environment in one account and region.

    Every name is composed by the convention. Raises InputError where a name comes out that AWS does not take.
    """

    environment: str
    """Lower-case letters, digits and hyphens, 2 to 20 characters. Changing it renames, and so replaces, everything."""
    account: str
    """Twelve digits: the account that owns the key."""
    region: str
    """The Camunda cluster's region, where the key must be."""
    convention: Convention = OWN_NAMES
    """How resources are named; the kit's own names unless given. Changing it renames, and so replaces, what is deployed."""

    def __post_init__(self) -> None:
        check_environment_name(self.environment)
        for loc, fault in faults_of_names(
            self.convention, environment=self.environment, account=self.account, region=self.region
        ):
            raise replace(fault, field=".".join(map(str, loc)))

    @property
    def partition(self) -> str:
        return partition_of(self.region)

    def arn(self, service: str, resource: str) -> str:
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    def iam_arn(self, resource: str) -> str:
        return f"arn:{self.partition}:iam::{self.account}:{resource}"

    def of(self, resource: str) -> str:
        """Returns the name of a resource of `naming.RESOURCES`."""
        return self._filled(self.convention.of(resource)[0])

    def arn_of(self, resource: str) -> str:
        """Returns the ARN of a resource of `naming.RESOURCES`, path included."""
        arn = RESOURCES[resource].kind.arn
        return self._filled(filled(arn, partition=self.partition, path=self.role_path, name=self.of(resource)))

    @property
    def account_root(self) -> str:
        """The principal that stands for the account: its IAM decides who of the account."""
        return self.iam_arn("root")

    @property
    def key_alias(self) -> str:
        return self.of("key_alias")

    def key_alias_of(self, generation: int) -> str:
        """Returns the alias of a generation of the key, such as `alias/camunda/prod/2`; the first has `key_alias`."""
        return of_generation(self.key_alias, generation)

    @property
    def key_alias_arn(self) -> str:
        return self.arn_of("key_alias")

    @property
    def trail_key_alias(self) -> str:
        return self.of("trail_key_alias")

    @property
    def trail(self) -> str:
        return self.of("trail")

    @property
    def trail_arn(self) -> str:
        return self.arn_of("trail")

    @property
    def log_bucket(self) -> str:
        """Unique in the world by the account and region in it, unless it was named otherwise."""
        return self.of("log_bucket")

    @property
    def log_bucket_arn(self) -> str:
        return self.arn_of("log_bucket")

    @property
    def access_log_bucket(self) -> str:
        return self.of("access_log_bucket")

    @property
    def access_log_bucket_arn(self) -> str:
        return self.arn_of("access_log_bucket")

    @property
    def log_group(self) -> str:
        return self.of("log_group")

    @property
    def log_group_arn(self) -> str:
        return self.arn_of("log_group")

    @property
    def role_path(self) -> str:
        """The IAM path of every role that the environment makes."""
        return self.convention.role_path

    @property
    def log_delivery_role(self) -> str:
        """IAM names are one for all regions, so the region is in it."""
        return self.of("log_delivery_role")

    @property
    def log_delivery_role_arn(self) -> str:
        return self.arn_of("log_delivery_role")

    @property
    def chat_role(self) -> str:
        """Of the chat channels; names their policy as well, and begins the names of their configurations."""
        return self.of("chat_role")

    @property
    def chat_role_arn(self) -> str:
        return self.arn_of("chat_role")

    @property
    def forward_role(self) -> str:
        """Of the rule that passes IAM's events on to the region."""
        return self.of("forward_role")

    def topic(self, severity: Severity) -> str:
        return self.of(f"{severity.value.lower()}_topic")

    def topic_arn(self, severity: Severity) -> str:
        return self.arn_of(f"{severity.value.lower()}_topic")

    def topic_key_alias(self, severity: Severity) -> str:
        return self.of(f"{severity.value.lower()}_topic_key_alias")

    def dead_letter_queue(self, severity: Severity) -> str:
        return self.of(f"{severity.value.lower()}_dead_letter_queue")

    def dead_letter_queue_arn(self, severity: Severity) -> str:
        return self.arn_of(f"{severity.value.lower()}_dead_letter_queue")

    @property
    def publishing_role(self) -> str:
        """Of the rules that tell topics of other accounts, one a region."""
        return self.of("publishing_role")

    @property
    def publishing_role_arn(self) -> str:
        return self.arn_of("publishing_role")

    def rule(self, alarm: str) -> str:
        """Name of the EventBridge rule, or of the CloudWatch alarm and metric filter, of an alarm of the catalog.

        `rule("*")` is a wildcard for all of them but those that have a name of their own: policies take `rule_arns`.
        """
        return self._filled(self.convention.of_alarm(alarm)[0])

    def rule_arn(self, alarm: str) -> str:
        return self.arn("events", f"rule/{self.rule(alarm)}")

    def alarm_arn(self, alarm: str) -> str:
        return self.arn("cloudwatch", f"alarm:{self.rule(alarm)}")

    @property
    def rule_names(self) -> tuple[str, ...]:
        """Names of every rule, metric filter and CloudWatch alarm of the environment, where `*` stands for anything."""
        return tuple(map(self.rule, self._alarms()))

    @property
    def rule_arns(self) -> tuple[str, ...]:
        """Patterns that cover every rule of the environment, for `ArnLike`."""
        return tuple(map(self.rule_arn, self._alarms()))

    @property
    def alarm_arns(self) -> tuple[str, ...]:
        """Patterns that cover every CloudWatch alarm of the environment, for `ArnLike`."""
        return tuple(map(self.alarm_arn, self._alarms()))

    def in_region(self, region: str) -> "Names":
        """Returns the names of the same environment in another region."""
        return replace(self, region=region)

    def _alarms(self) -> tuple[str, ...]:
        named = (alarm for alarm in self.convention.alarms if not fnmatchcase(self.rule(alarm), self.rule("*")))
        return ("*", *named)

    def _filled(self, template: str) -> str:
        return filled(template, environment=self.environment, account=self.account, region=self.region)
