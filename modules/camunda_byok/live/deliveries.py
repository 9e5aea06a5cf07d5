"""What a trail has delivered, as CloudTrail says it."""

from collections.abc import Iterator, Mapping
from functools import partial

from camunda_byok import arns
from camunda_byok.aws.answers import ABSENT
from camunda_byok.aws.clients import Clients
from camunda_byok.inventory.live_kinds import Delivery, address
from camunda_byok.inventory.model import MaybeText
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.questions import Answer, Question, asked, field


def delivery(of: str, arn: str, clients: Clients) -> Question:
    """Asks what a trail has delivered. of: its address."""
    region = arns.parts(arn).region
    cloudtrail = clients("cloudtrail", region)
    # By its ARN, since a member of an organisation cannot name the organisation's trail otherwise.
    status = asked("cloudtrail:GetTrailStatus", region, lambda: cloudtrail.get_trail_status(Name=arn))
    return Question(calls={"status": status}, make=partial(_made, of, arn))


def _made(of: str, arn: str, said: Mapping[str, Answer]) -> Iterator[Delivery]:
    trail = arns.parts(arn)
    status = said["status"]
    if status is ABSENT:
        return  # the picture of what is live says that the trail is gone
    yield Delivery(
        address=address(of, "delivery"),
        of=of,
        account=trail.account,
        region=trail.region,
        arn=arn,
        logging=field(status, "IsLogging", absent=Unknown("cloudtrail:GetTrailStatus does not say it")),
        started=field(status, "StartLoggingTime"),
        last_delivery=field(status, "LatestDeliveryTime"),
        delivery_error=_error(field(status, "LatestDeliveryError")),
        last_digest=field(status, "LatestDigestDeliveryTime"),
        digest_error=_error(field(status, "LatestDigestDeliveryError")),
        last_logs_delivery=field(status, "LatestCloudWatchLogsDeliveryTime"),
        logs_error=_error(field(status, "LatestCloudWatchLogsDeliveryError")),
    )


def _error(said: MaybeText) -> MaybeText:
    """Returns the error; CloudTrail also writes an empty one where there is none."""
    return said or None
