"""How the resources of an environment are called: by the kit's own names, by a template, or each by a name that is given.

A name is always made of a template: `{environment}`, `{region}` and `{account}` stand for what the environment says. Pure: what
an environment's names are is known before anything is synthesized or deployed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Literal

from camunda_byok import limits
from camunda_byok.errors import InputError

Loc = tuple[str | int, ...]
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_KNOWN = ("environment", "region", "account")


class Reach(Enum):
    """Within what a name can be there once. A name that reaches further needs the region, or region and account, in it."""

    REGION = ()
    """The names of one account and region."""
    ACCOUNT = ("region",)
    """IAM's names: one account, all regions."""
    WORLD = ("account", "region")
    """S3's names: all accounts."""


class Origin(Enum):
    """Where a name comes from."""

    DEFAULT = "default"
    TEMPLATE = "template"
    OVERRIDE = "override"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of resource, as far as its name goes."""

    type: str
    """Terraform's type."""
    arn: str
    """The ARN, as a template: beside what a name may hold, of `{partition}`, `{path}` and `{name}`."""
    limit: limits.NameLimit
    reach: Reach = Reach.REGION
    before: str = ""
    """Begins every name of the kind."""
    case_counts: bool = True
    """Whether AWS tells names apart that differ in the case of letters only."""

    def told_apart_by(self, name: str) -> str:
        return name if self.case_counts else name.lower()


ALIAS = Kind(type="aws_kms_alias", arn="arn:{partition}:kms:{region}:{account}:{name}", limit=limits.ALIAS_NAME, before="alias/")
BUCKET = Kind(type="aws_s3_bucket", arn="arn:{partition}:s3:::{name}", limit=limits.BUCKET_NAME, reach=Reach.WORLD)
LOG_GROUP = Kind(
    type="aws_cloudwatch_log_group", arn="arn:{partition}:logs:{region}:{account}:log-group:{name}", limit=limits.LOG_GROUP_NAME
)
QUEUE = Kind(type="aws_sqs_queue", arn="arn:{partition}:sqs:{region}:{account}:{name}", limit=limits.QUEUE_NAME)
ROLE = Kind(
    type="aws_iam_role",
    arn="arn:{partition}:iam::{account}:role{path}{name}",
    limit=limits.ROLE_NAME,
    reach=Reach.ACCOUNT,
    case_counts=False,
)
RULE = Kind(type="aws_cloudwatch_event_rule", arn="arn:{partition}:events:{region}:{account}:rule/{name}", limit=limits.RULE_NAME)
TOPIC = Kind(type="aws_sns_topic", arn="arn:{partition}:sns:{region}:{account}:{name}", limit=limits.TOPIC_NAME)
TRAIL = Kind(type="aws_cloudtrail", arn="arn:{partition}:cloudtrail:{region}:{account}:trail/{name}", limit=limits.TRAIL_NAME)


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource that has a name."""

    kind: Kind
    stack: Literal["key", "trail", "alarms"]
    """The stack that holds it."""
    word: str
    """Stands for `{resource}` in a template."""
    own: str
    """The kit's own name for it, as a template."""


RESOURCES: Mapping[str, Resource] = {
    "key_alias": Resource(kind=ALIAS, stack="key", word="key", own="alias/camunda/{environment}"),
    "trail_key_alias": Resource(kind=ALIAS, stack="trail", word="trail-key", own="alias/camunda-byok-{environment}-trail"),
    "trail": Resource(kind=TRAIL, stack="trail", word="trail", own="camunda-byok-{environment}"),
    "log_bucket": Resource(kind=BUCKET, stack="trail", word="logs", own="byok-logs-{environment}-{account}-{region}"),
    "access_log_bucket": Resource(kind=BUCKET, stack="trail", word="access", own="byok-access-{environment}-{account}-{region}"),
    "log_group": Resource(kind=LOG_GROUP, stack="trail", word="cloudtrail", own="/camunda-byok/{environment}/cloudtrail"),
    "log_delivery_role": Resource(kind=ROLE, stack="trail", word="log-delivery", own="camunda-byok-{environment}-logs-{region}"),
    "page_topic": Resource(kind=TOPIC, stack="alarms", word="page", own="camunda-byok-{environment}-page"),
    "page_topic_key_alias": Resource(kind=ALIAS, stack="alarms", word="page-key", own="alias/camunda-byok-{environment}-page"),
    "page_dead_letter_queue": Resource(
        kind=QUEUE, stack="alarms", word="page-undelivered", own="camunda-byok-{environment}-page-undelivered"
    ),
    "notice_topic": Resource(kind=TOPIC, stack="alarms", word="notice", own="camunda-byok-{environment}-notice"),
    "notice_topic_key_alias": Resource(
        kind=ALIAS, stack="alarms", word="notice-key", own="alias/camunda-byok-{environment}-notice"
    ),
    "notice_dead_letter_queue": Resource(
        kind=QUEUE, stack="alarms", word="notice-undelivered", own="camunda-byok-{environment}-notice-undelivered"
    ),
    "chat_role": Resource(kind=ROLE, stack="alarms", word="chat", own="camunda-byok-{environment}-chat-{region}"),
    "publishing_role": Resource(kind=ROLE, stack="alarms", word="publish", own="camunda-byok-{environment}-publish-{region}"),
    "forward_role": Resource(kind=ROLE, stack="alarms", word="forward", own="camunda-byok-{environment}-forward-{region}"),
}
"""Every resource with a name of its own, by the field that overrides it. Alarms have theirs by their id: `ALARM`."""

ALARM = Resource(kind=RULE, stack="alarms", word="{alarm}", own="camunda-byok-{environment}-{alarm}")
"""The EventBridge rule, or the metric filter and CloudWatch alarm, of an alarm of the catalog."""

EXAMPLE_TEMPLATE = "acme-{environment}-byok-{resource}"
LONGEST_ALARM = "an-alarm-with-the-longest-name"
"""Stands for every alarm where names are checked: an id has no more than these 30 characters."""


def check_template(text: str) -> str:
    """Returns a template for all names, or raises InputError where it has not the placeholders that it needs."""
    _check_placeholders(text, (*_KNOWN, "resource"))
    missing = [name for name in ("environment", "resource") if f"{{{name}}}" not in text]
    if not missing:
        return text
    why = "two environments would share their names" if "environment" in missing else "all resources would have the same name"
    raise InputError(
        value=text,
        problem=f"the template lacks {' and '.join(f'{{{name}}}' for name in missing)}: {why}",
        allowed=f"a template with {{environment}} and {{resource}}, such as {EXAMPLE_TEMPLATE}",
        remedy=f"Put {' and '.join(f'{{{name}}}' for name in missing)} into it.",
    )


def check_override(text: str) -> str:
    """Returns a name, which may hold placeholders, or raises InputError where it holds other ones."""
    _check_placeholders(text, _KNOWN)
    return text


def _check_placeholders(text: str, known: tuple[str, ...]) -> None:
    unknown = [name for name in _PLACEHOLDER.findall(text) if name not in known]
    if unknown or re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        raise InputError(
            value=text,
            problem=f"{{{unknown[0]}}} stands for nothing" if unknown else "a brace stands alone",
            allowed=", ".join(f"{{{name}}}" for name in known),
            remedy="Write one of these in its braces, and no other braces.",
        )


def filled(text: str, **values: str) -> str:
    """Returns a template with the placeholders filled that values are given for."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def of_generation(alias: str, generation: int) -> str:
    """Returns the alias of a later generation of the key: no environment's name has a slash, so none has this alias already."""
    return alias if generation == 1 else f"{alias}/{generation}"


@dataclass(frozen=True, kw_only=True)
class Convention:
    """An organisation's way of naming. The kit's own names unless given.

    Changing it renames what is deployed, and what AWS cannot rename Terraform replaces: buckets and log groups refuse that.

    Raises InputError where a template or name has other placeholders than it may, or names what there is not.
    """

    template: str | None = None
    """Makes every name that is not given: `{environment}` and `{resource}`, and `{region}` and `{account}` where wanted. What
    must be there once in all regions or in the world gets region, or account and region, at its end unless the template has them;
    an alias begins with `alias/`."""
    names: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    """Names by the fields of `RESOURCES`, instead of those that the template or the kit gives. They may hold placeholders."""
    alarms: Mapping[str, str] = field(default_factory=dict[str, str], hash=False)
    """Names by the ids of alarms, likewise."""
    role_path: str = "/"
    """IAM path of every role, part of its ARN. `/` unless given."""

    def __post_init__(self) -> None:
        if self.template is not None:
            check_template(self.template)
        for name in (*self.names.values(), *self.alarms.values()):
            check_override(name)
        unknown = [name for name in self.names if name not in RESOURCES]
        if unknown:
            raise InputError(
                field="names",
                value=unknown[0],
                problem="there is no resource of this name",
                allowed=", ".join(RESOURCES),
                remedy="Write one of them.",
            )

    def of(self, resource: str) -> tuple[str, Origin]:
        """Returns the template of a resource's name, and where it comes from."""
        return self._of(RESOURCES[resource], self.names.get(resource))

    def of_alarm(self, alarm: str) -> tuple[str, Origin]:
        """Returns the template of the name of an alarm's rule, or metric filter and CloudWatch alarm; `*` covers all."""
        template, origin = self._of(ALARM, self.alarms.get(alarm))
        return filled(template, alarm=alarm), origin

    def _of(self, resource: Resource, override: str | None) -> tuple[str, Origin]:
        if override is not None:
            return override, Origin.OVERRIDE
        if self.template is None:
            return resource.own, Origin.DEFAULT
        named = filled(self.template, resource=resource.word)
        missing = [f"-{{{part}}}" for part in resource.kind.reach.value if f"{{{part}}}" not in named]
        return "".join([resource.kind.before, named, *missing]), Origin.TEMPLATE


OWN_NAMES = Convention()
"""The kit's own names."""


@dataclass(frozen=True, kw_only=True)
class Name:
    """One name, as it comes out, with the place in `naming` that it comes from."""

    resource: str
    """The field of `RESOURCES`, or an alarm's id."""
    kind: Kind
    text: str
    origin: Origin
    loc: Loc


def names_of(
    convention: Convention, *, environment: str, account: str, region: str, generations: Iterable[int] = ()
) -> Iterator[Name]:
    """Yields the name of every resource, and of every alarm that has a name of its own.

    generations: of the key, which have an alias each.
    """
    values = {"environment": environment, "account": account, "region": region}
    for name, resource in RESOURCES.items():
        text, origin = convention.of(name)
        loc = (name,) if origin is Origin.OVERRIDE else ("template",)
        made = Name(resource=name, kind=resource.kind, text=filled(text, **values), origin=origin, loc=loc)
        yield made
        if name == "key_alias":
            for number in generations:
                if number > 1:
                    yield replace(made, resource=f"{name} of generation {number}", text=of_generation(made.text, number))
    for alarm, text in convention.alarms.items():
        yield Name(resource=alarm, kind=RULE, text=filled(text, **values), origin=Origin.OVERRIDE, loc=("alarms", alarm))


def faults_of_names(
    convention: Convention,
    *,
    environment: str,
    account: str,
    region: str,
    alarms: Iterable[str] = (),
    generations: Iterable[int] = (),
) -> Iterator[tuple[Loc, InputError]]:
    """Yields what AWS would refuse, with the place in `naming` that is to be changed; of a template one fault for each kind.

    alarms: ids of alarms; no name that is given may be that of another of them.
    generations: of the key, which have an alias each.
    """
    values = {"environment": environment, "account": account, "region": region}
    composed: list[Name] = []
    for alarm in (LONGEST_ALARM, *alarms):
        text, origin = convention.of_alarm(alarm)
        if origin is not Origin.OVERRIDE:
            shown = "an alarm" if alarm == LONGEST_ALARM else alarm
            composed.append(Name(resource=shown, kind=RULE, text=filled(text, **values), origin=origin, loc=("template",)))
    said: set[tuple[Loc, str]] = set()
    taken: dict[tuple[str, str], Name] = {}
    for name in (*composed, *names_of(convention, generations=generations, **values)):
        limit = name.kind.limit
        problem = limit.problem(name.text)
        if problem and (name.loc, limit.of) not in said:
            said.add((name.loc, limit.of))
            yield name.loc, _refused(name, problem)
        other = taken.setdefault((limit.of, name.kind.told_apart_by(name.text)), name)
        if other is not name and not problem:
            yield (
                (other if name.origin is not Origin.OVERRIDE else name).loc,
                InputError(
                    value=name.text,
                    problem=f"{other.resource} and {name.resource} would have the same name",
                    remedy="Give each a name of its own.",
                ),
            )


def _refused(name: Name, problem: str) -> InputError:
    by_template = name.origin is Origin.TEMPLATE
    instead = "" if name.resource == "an alarm" else f", or give {name.resource} a name of its own"
    return InputError(
        value=name.text,
        problem=f"the name of {name.resource} {problem}" if by_template else f"this name {problem}",
        allowed=f"{name.kind.limit.allowed} ({name.kind.limit.source})",
        remedy=f"Change the template{instead}." if by_template else "Give it another name.",
    )
