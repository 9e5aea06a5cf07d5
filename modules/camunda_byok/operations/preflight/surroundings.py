"""Whether the regions can be used and whether the account has room."""

from botocore.exceptions import BotoCoreError, ClientError

from camunda_byok.aws.answers import NOBODY, Absence, Asked, answer, code_of, pages, why
from camunda_byok.aws.clients import Clients
from camunda_byok.environment import Environment
from camunda_byok.inventory.values import Unknown
from camunda_byok.limits import TRAILS
from camunda_byok.operations.acting import Acting
from camunda_byok.operations.checks import CheckResult, cannot_tell, failed, passed
from camunda_byok.regions import IAM_HOME_REGIONS, forwards_events
from camunda_byok.severity import Severity

ENABLED = ("ENABLED", "ENABLED_BY_DEFAULT")
KEYS_QUOTA = "L-C2F1777E"
"""Customer managed keys of an account in a region. Source: Service Quotas, AWS KMS."""
NOT_ENABLED = frozenset({*NOBODY, "RegionDisabledException", "AuthFailure", "OptInRequired"})
"""What STS answers in a region that the account has not enabled: it does not know the credentials there."""


def regions_of(environment: Environment) -> tuple[str, ...]:
    """Returns every region in which something is made."""
    partition = environment.names.partition
    home = (IAM_HOME_REGIONS[partition],) if forwards_events(partition) else ()
    second = (environment.second_region,) if environment.second_region else ()
    return tuple(dict.fromkeys([environment.region, *second, *home]))


def region_enabled(acting: Acting, region: str) -> CheckResult:
    """Whether the account has a region switched on."""
    account = acting.clients("account", acting.environment.region)
    status = answer(
        lambda: str(account.get_region_opt_status(RegionName=region)["RegionOptStatus"]),
        Asked(action="account:GetRegionOptStatus", region=acting.environment.region),
    )
    if isinstance(status, str):
        if status in ENABLED:
            return passed("region", f"{region} is enabled.")
        return _not_enabled(region, f"its status is {status}")
    return _answers(acting.clients, region)


def _answers(clients: Clients, region: str) -> CheckResult:
    """Asks STS in the region itself, which anybody may."""
    try:
        clients("sts", region).get_caller_identity()
    except ClientError as error:
        if code_of(error) in NOT_ENABLED:
            return _not_enabled(region, f"STS there answers {code_of(error)}")
        return cannot_tell("region", why(error, Asked(action="sts:GetCallerIdentity", region=region)), _ASK_REGION)
    except BotoCoreError as error:
        return cannot_tell("region", why(error, Asked(action="sts:GetCallerIdentity", region=region)), _ASK_REGION)
    return passed("region", f"{region} answers.")


_ASK_REGION = "Allow account:GetRegionOptStatus, or see in the AWS console whether the account has the region enabled."


def _not_enabled(region: str, because: str) -> CheckResult:
    return failed(
        "region",
        f"{region} is not enabled in the account: {because}.",
        f"Let an administrator of the account enable {region}; it can take hours.",
    )


def room_for_trail(acting: Acting, region: str) -> CheckResult:
    """Whether the trail finds room in a region. Trails of other regions and of the organization count too."""
    names = acting.environment.names
    trails = acting.clients("cloudtrail", region)
    asked = Asked(action="cloudtrail:DescribeTrails", region=region)
    found: list[str] | Absence | Unknown = answer(
        lambda: [trail["TrailARN"] for trail in trails.describe_trails(includeShadowTrails=True)["trailList"]], asked
    )
    if not isinstance(found, list):
        reason = found.reason if isinstance(found, Unknown) else "CloudTrail names no trails"
        return cannot_tell("room-for-trail", reason, "Allow cloudtrail:DescribeTrails.")
    others = sorted(arn for arn in found if arn != names.trail_arn)
    if len(others) < TRAILS:
        return passed("room-for-trail", f"{len(others)} of {TRAILS} trails record {region}, besides the environment's own.")
    return failed(
        "room-for-trail",
        f"{len(others)} trails record {region} already, and AWS allows {TRAILS}.",
        "Use one of them (trail: with arn:, see docs/trails.md), or let its owner delete one. AWS does not raise this quota.",
        details=others,
    )


def room_for_keys(acting: Acting, region: str) -> CheckResult:
    """Whether the account may have as many more keys in a region as a deployment makes."""
    environment = acting.environment
    needed = 1 + len(Severity) + (1 if environment.own_trail and region == environment.region else 0)
    kms, quotas = acting.clients("kms", region), acting.clients("service-quotas", region)
    count = answer(lambda: len(pages(kms, "list_keys", "Keys")), Asked(action="kms:ListKeys", region=region))
    most = answer(
        lambda: int(quotas.get_service_quota(ServiceCode="kms", QuotaCode=KEYS_QUOTA)["Quota"]["Value"]),
        Asked(action="servicequotas:GetServiceQuota", region=region),
    )
    for value, ask in ((count, "Allow kms:ListKeys."), (most, "Allow servicequotas:GetServiceQuota.")):
        if not isinstance(value, int):
            reason = value.reason if isinstance(value, Unknown) else "Service Quotas does not know the quota of KMS keys"
            return cannot_tell("room-for-keys", reason, f"{ask} Unless lowered, it is 100000 keys a region.")
    assert isinstance(count, int)
    assert isinstance(most, int)
    said = f"{count} keys of {most} are in {region}, AWS's own among them; a deployment makes {needed}."
    if count + needed <= most:
        return passed("room-for-keys", said)
    return failed("room-for-keys", said, "Ask AWS for a larger quota: Service Quotas, AWS KMS, customer managed keys.")
