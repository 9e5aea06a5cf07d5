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

UNSEEN = Unknown("CloudTrail shows no such trail here, and one of another account only where it is the organisation's")


def delivery(of: str, arn: str, clients: Clients, *, account: str) -> Question:
    """Asks what a trail has delivered. of: its address. account: of who asks, which need not be the trail's."""
    region = arns.parts(arn).region
    cloudtrail = clients("cloudtrail", region)
    # By its ARN, since a member of an organisation cannot name the organisation's trail otherwise.
    status = asked("cloudtrail:GetTrailStatus", region, lambda: cloudtrail.get_trail_status(Name=arn))
    return Question(calls={"status": status}, make=partial(_made, of, arn, account))


def _made(of: str, arn: str, account: str, said: Mapping[str, Answer]) -> Iterator[Delivery]:
    trail = arns.parts(arn)
    status = said["status"]
    if status is ABSENT and trail.account != account:
        status = UNSEEN
    yield Delivery(
        address=address(of, "delivery"),
        of=of,
        account=trail.account,
        region=trail.region,
        arn=arn,
        logging=field(status, "IsLogging"),
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
