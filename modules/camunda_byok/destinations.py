"""Who hears of alarms, one model a kind of destination: what an environment's YAML names, and what constructs are given."""

from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from camunda_byok import arns, fields
from camunda_byok.errors import InputError
from camunda_byok.settings import Settings
from camunda_byok.severity import Severity


def _demand_kind(schema: dict[str, Any]) -> None:
    """Lets the schema demand the kind, which in Python the class says already, and puts it first and the severity last."""
    fields_of: dict[str, Any] = schema["properties"]
    kind, severity = fields_of.pop("kind"), fields_of.pop("min_severity")
    del kind["default"]
    schema["properties"] = {"kind": kind, **fields_of, "min_severity": severity}
    schema["required"] = ["kind", *schema.get("required", [])]


class _Destination(Settings):
    model_config = ConfigDict(json_schema_extra=_demand_kind)

    min_severity: Literal["page", "notice"] = "notice"
    """The least urgent alarms that it hears: `notice` hears all, `page` only those on which somebody must act at once."""

    def hears(self, severity: Severity) -> bool:
        """Whether alarms of this severity are for this destination."""
        return severity is Severity.PAGE or self.min_severity == "notice"

    @property
    def receiver(self) -> str:
        """What tells it from the other destinations of its kind."""
        raise NotImplementedError

    @property
    def digest(self) -> str:
        """Stands for the receiver in names that are too short for it, and keeps apart what looks alike where only letters fit."""
        return sha256(self.receiver.encode()).hexdigest()[:8]


class Email(_Destination):
    """Somebody's mailbox. Whoever reads it must confirm what SNS sends, once for each topic, before it hears anything."""

    kind: Literal["email"] = "email"
    """An e-mail address."""
    address: fields.EmailAddress
    """The bare address."""

    @property
    def receiver(self) -> str:
        return self.address


class Https(_Destination):
    """A receiver of your own, which must confirm the subscription. SNS signs what it sends: let the receiver check that."""

    kind: Literal["https"] = "https"
    """An HTTPS address."""
    url: fields.HttpsUrl
    """The address. It can be read in Terraform's plan and state and in SNS, so nothing secret may be in it."""

    @property
    def receiver(self) -> str:
        return self.url


class Sqs(_Destination):
    """An SQS standard queue that exists already. Its own policy must let the environment's topics send."""

    kind: Literal["sqs"] = "sqs"
    """A queue."""
    arn: fields.QueueArn
    """The queue's ARN."""

    @property
    def receiver(self) -> str:
        return self.arn


class ExistingTopic(_Destination):
    """An SNS topic that exists already, in the environment's region. Its own policy must let the environment's rules and alarms
    publish: the output `topic_owner_statements` says with which statements."""

    kind: Literal["topic"] = "topic"
    """A topic."""
    arn: fields.TopicArn
    """The topic's ARN, of the environment's account or another."""

    @property
    def region(self) -> str:
        """Where the topic is, and the rules and alarms that can tell it."""
        return arns.parts(self.arn).region

    @property
    def receiver(self) -> str:
        return self.arn


class _SecretUrl(_Destination):
    """A receiver whose HTTPS address holds a key, and so is kept out of YAML."""

    ssm_parameter: fields.SsmParameter | None = None
    """Name or ARN of the SSM parameter, in the environment's region, that holds the address. This or `secret`."""
    secret: fields.Secret | None = None
    """Name or ARN of the secret in Secrets Manager, in the environment's region, that is the address. This or `ssm_parameter`."""

    @model_validator(mode="after")
    def _in_one_place(self) -> "_SecretUrl":
        if (self.ssm_parameter is None) == (self.secret is None):
            raise InputError(
                value="neither" if self.secret is None else "both",
                problem="the address is read from one place, a parameter of SSM or a secret of Secrets Manager",
                allowed="ssm_parameter or secret",
                remedy="Name the one that holds the address, such as ssm_parameter: /byok/pagerduty.",
            )
        return self

    @property
    def receiver(self) -> str:
        return f"ssm:{self.ssm_parameter}" if self.ssm_parameter else f"secret:{self.secret}"


class PagerDuty(_SecretUrl):
    """An integration of PagerDuty that takes messages of SNS, which confirms by itself."""

    kind: Literal["pagerduty"] = "pagerduty"
    """An integration of PagerDuty."""


class Opsgenie(_SecretUrl):
    """A team of Opsgenie with the integration "Amazon SNS", which confirms the subscription."""

    kind: Literal["opsgenie"] = "opsgenie"
    """A team of Opsgenie."""


class ServiceNow(_SecretUrl):
    """An instance of ServiceNow with Event Management, which confirms by itself within minutes."""

    kind: Literal["servicenow"] = "servicenow"
    """An instance of ServiceNow."""


class Slack(_Destination):
    """A channel of Slack, by Amazon Q Developer in chat applications, where the workspace must be authorized first."""

    kind: Literal["slack"] = "slack"
    """A channel of Slack."""
    workspace: fields.SlackWorkspace
    """The workspace's id."""
    channel: fields.SlackChannel
    """The channel's id. A private channel must have invited @Amazon Q."""

    @property
    def receiver(self) -> str:
        return f"{self.workspace}-{self.channel}"


class Teams(_Destination):
    """A channel of Microsoft Teams, by Amazon Q Developer in chat applications, where the team must be authorized first."""

    kind: Literal["teams"] = "teams"
    """A channel of Microsoft Teams."""
    team: fields.Uuid
    """The team's id."""
    tenant: fields.Uuid
    """The id of the Microsoft Entra tenant."""
    channel: fields.TeamsChannel
    """The channel's id as it stands in the channel's link, percent signs included."""

    @property
    def receiver(self) -> str:
        return f"{self.team}-{self.channel}"


SecretUrl = PagerDuty | Opsgenie | ServiceNow
Channel = Slack | Teams
Subscriber = Email | Https | Sqs | PagerDuty | Opsgenie | ServiceNow
"""What is subscribed to the environment's own topics by Terraform. Chat subscribes itself; existing topics are told directly."""
Destination = Annotated[
    Email | Https | Sqs | ExistingTopic | PagerDuty | Opsgenie | ServiceNow | Slack | Teams, Field(discriminator="kind")
]


def address_part(destination: Destination) -> str:
    """Returns a destination as a part of a Terraform address: adding or removing one leaves the others where they are.

    The digest keeps apart what differs only in characters that an address cannot hold, as `on-call@` and `on.call@` do.
    """
    readable = "".join(sign if sign.isalnum() and sign.isascii() else "_" for sign in destination.receiver)
    return f"{destination.kind}_{readable}_{destination.digest}"


def protocol_of(destination: Subscriber) -> Literal["email", "sqs", "https"]:
    """Returns how SNS reaches a subscriber."""
    match destination:
        case Email():
            return "email"
        case Sqs():
            return "sqs"
        case _:
            return "https"
