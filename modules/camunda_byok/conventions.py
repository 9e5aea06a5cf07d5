"""What an organisation lays down once for many environments: how things are named and tagged, and what its roles look like."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from camunda_byok import fields
from camunda_byok.naming import RESOURCES, Convention
from camunda_byok.settings import Settings, false_is_none


def _say_false(schema: dict[str, Any]) -> None:
    schema["anyOf"] = [{"const": False} if choice == {"type": "null"} else choice for choice in schema["anyOf"]]


class Naming(Settings):
    """How AWS knows what is made. The kit's own names unless given.

    A name may hold `{environment}`, `{region}` and `{account}`. Naming what is deployed already differently makes it anew.
    """

    template: Annotated[
        fields.NameTemplate | None,
        BeforeValidator(false_is_none),
        Field(json_schema_extra=_say_false),
    ] = None
    """Makes every name that is not given, such as `acme-{environment}-byok-{resource}`. Buckets get account and region at their
    end and roles the region, unless it has them; aliases begin with `alias/`. The kit's own names unless given; `false` says so
    where `conventions.yaml` has a template."""
    key_alias: fields.GivenName | None = None
    """Alias of the key that Camunda uses. Changing it changes the alias alone."""
    trail_key_alias: fields.GivenName | None = None
    """Alias of the trail's key. Changing it changes the alias alone."""
    trail: fields.GivenName | None = None
    """Name of the trail. Changing it makes the trail anew: nothing is recorded meanwhile."""
    log_bucket: fields.GivenName | None = None
    """Name of the bucket of log files. Terraform refuses to change it, for the log files would be lost."""
    access_log_bucket: fields.GivenName | None = None
    """Name of the bucket that records who read the log files. Terraform refuses to change it."""
    log_group: fields.GivenName | None = None
    """Name of the trail's log group. Terraform refuses to change it."""
    log_delivery_role: fields.GivenName | None = None
    """Name of the role with which CloudTrail writes to the log group, without its path. Changing it makes the role anew."""
    page_topic: fields.GivenName | None = None
    """Name of the topic of alarms that wake somebody. Changing it makes the topic anew: subscribers must confirm again."""
    page_topic_key_alias: fields.GivenName | None = None
    """Alias of that topic's key. Changing it changes the alias alone."""
    page_dead_letter_queue: fields.GivenName | None = None
    """Name of the queue for what that topic could not deliver. Changing it makes the queue anew: what is in it is lost."""
    notice_topic: fields.GivenName | None = None
    """Name of the topic of all other alarms. Changing it makes the topic anew: subscribers must confirm again."""
    notice_topic_key_alias: fields.GivenName | None = None
    """Alias of that topic's key. Changing it changes the alias alone."""
    notice_dead_letter_queue: fields.GivenName | None = None
    """Name of the queue for what that topic could not deliver. Changing it makes the queue anew: what is in it is lost."""
    chat_role: fields.GivenName | None = None
    """Name of the role of chat configurations, without its path. Changing it makes the role anew."""
    publishing_role: fields.GivenName | None = None
    """Name of the role with which rules tell topics of other accounts, without its path. Changing it makes the role anew, and
    the topics' owners must name the new one."""
    forward_role: fields.GivenName | None = None
    """Name of the role that passes IAM's events on to the region, without its path. Changing it makes the role anew."""
    alarms: dict[str, fields.GivenName] = {}
    """Names of single alarms by their id, such as `key-disabled`: of the EventBridge rule, or of the metric filter and the
    CloudWatch alarm. Changing one makes the rule or alarm anew."""

    def convention(self, role_path: str) -> Convention:
        """Returns the convention by which names are composed."""
        names = {name: given for name in RESOURCES if (given := getattr(self, name)) is not None}
        return Convention(template=self.template, names=names, alarms=self.alarms, role_path=role_path)


class Iam(Settings):
    """What every IAM role has that is made."""

    path: fields.RolePath = "/"
    """IAM path, part of a role's ARN. `/` unless given. Changing it makes the roles anew."""
    permissions_boundary: Annotated[
        fields.PolicyArn | None,
        BeforeValidator(false_is_none),
        Field(json_schema_extra=_say_false),
    ] = None
    """ARN of the IAM policy that limits what a role may do whatever else permits; `{account}` in it stands for the environment's.
    It must permit what the role is for, or deliveries fail in silence. None unless given; `false` says so where
    `conventions.yaml` has one."""


class IgnoredTags(Settings):
    """Tags that somebody else puts on what is made: Terraform leaves them alone. Without it every plan takes them away."""

    keys: Annotated[tuple[fields.OtherTagKey, ...], Field(strict=False)] = ()
    """Keys of such tags. None unless given."""
    key_prefixes: Annotated[tuple[fields.OtherTagKey, ...], Field(strict=False)] = ()
    """What keys of such tags begin with. None unless given."""


class Conventions(Settings):
    """The file `conventions.yaml`, which holds for every environment of its folder."""

    naming: Naming = Naming()
    """How AWS knows what is made. The kit's own names unless given; an environment's own field goes first."""
    iam: Iam = Iam()
    """What every IAM role has that is made. An environment's own field goes first."""
    ignored_tags: IgnoredTags = IgnoredTags()
    """Tags that somebody else puts on what is made: Terraform leaves them alone. An environment's own field goes first."""
    required_tags: Annotated[tuple[fields.OtherTagKey, ...], Field(strict=False)] = ()
    """Tags that every environment must give a value in `tags`. None unless given."""
