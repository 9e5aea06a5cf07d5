"""Which keys, and which named things, the permissions of an environment are about: real ARNs, as far as they can be known."""

from dataclasses import dataclass
from functools import cached_property

from camunda_byok.environment import Environment
from camunda_byok.key_generations import RegionalKey
from camunda_byok.named_resources import NamedResource, named_resources
from camunda_byok.names import Names
from camunda_byok.permissions.permission import Condition

BY_ALIAS = (
    "AWS gives a key its ARN when it is made, so until then it is meant by its alias, and no longer where that is lost. "
    "Name it by --key as soon as it exists"
)
ANY_KEY = "a key can be found, and told from others, by looking at each only"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """An environment, and what is known of its keys."""

    environment: Environment
    keys: tuple[str, ...] = ()
    """ARNs of the keys that encrypt the cluster. What the environment says unless given."""

    @property
    def names(self) -> tuple[Names, ...]:
        """The environment's names in each of its regions."""
        second = self.environment.second_names
        return (self.environment.names, second) if second else (self.environment.names,)

    @property
    def known_keys(self) -> tuple[str, ...]:
        """ARNs of the cluster's keys, of every generation; without those that AWS has yet to give or nobody said."""
        return self.keys or tuple(key.arn for key in self._cluster_keys if key.arn)

    @property
    def unknown_keys(self) -> tuple[str, ...]:
        """Aliases of the cluster's keys whose ARNs are not known."""
        return () if self.keys else tuple(dict.fromkeys(key.reference for key in self._cluster_keys if not key.arn))

    @property
    def by_alias(self) -> Condition:
        """The condition that means the keys of these aliases, and no other."""
        return {"ForAnyValue:StringEquals": {"kms:ResourceAliases": list(self.unknown_keys)}}

    @cached_property
    def _cluster_keys(self) -> tuple[RegionalKey, ...]:
        return tuple(key for generation in self.environment.key_generations for key in generation.keys)

    @property
    def any_key(self) -> tuple[str, ...]:
        """Every key of the account in the environment's regions."""
        return tuple(names.arn("kms", "key/*") for names in self.names)

    def named(self, type: str) -> tuple[NamedResource, ...]:
        """Returns what the environment makes of one of Terraform's types, but for the state bucket."""
        return tuple(one for one in self._named if one.type == type)

    @cached_property
    def _named(self) -> tuple[NamedResource, ...]:
        return tuple(one for one in named_resources(self.environment) if not one.stack.startswith("state-"))

    def arns(self, type: str) -> tuple[str, ...]:
        """Returns the ARNs of what the environment makes of one of Terraform's types."""
        return tuple(dict.fromkeys(one.arn for one in self.named(type) if one.arn))

    def patterns(self, type: str) -> tuple[str, ...]:
        """Returns patterns that cover the ARNs of all rules or all alarms, of which there are dozens."""
        regions = dict.fromkeys(one.region for one in self.named(type))
        every = [self.environment.names.in_region(region) for region in regions]
        if type == "aws_cloudwatch_event_rule":
            return tuple(arn for names in every for arn in names.rule_arns)
        return tuple(arn for names in every for arn in names.alarm_arns)
