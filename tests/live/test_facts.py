"""What is read of an environment that exists only live, from answers that are said."""

import time
from datetime import datetime, timezone
from typing import Any

from camunda_byok.environment import Environment
from camunda_byok.inventory.live_kinds import Confirmation, Delivery, KeyLife, NamedPerson
from camunda_byok.inventory.model import Inventory, Thing
from camunda_byok.inventory.values import Unknown
from camunda_byok.live.facts import read_facts
from camunda_byok.rules.case import Case, Source
from camunda_byok.rules.catalog import findings
from tests.live.answering import Answering, Said, refused

ACCOUNT, REGION = "111122223333", "eu-west-1"
DEPLOYER = f"arn:aws:iam::{ACCOUNT}:role/platform/deployer"
SSO = f"arn:aws:iam::{ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_KeyAdmin_*"
TENANT = "arn:aws:iam::444455556666:role/c8-cluster/c8-apps"
BREAKER = f"arn:aws:iam::{ACCOUNT}:user/ops/breaker"
NOW = datetime(2027, 3, 1, tzinfo=timezone.utc)


def environment(**fields: Any) -> Environment:
    return Environment.model_validate(
        {
            "name": "prod",
            "account": ACCOUNT,
            "region": REGION,
            "deployers": [DEPLOYER],
            "camunda": {"tenant_role": TENANT},
            "key": {"administrators": [SSO], "break_glass": [BREAKER]},
            "alarms": {"destinations": [{"kind": "email", "address": "on-call@example.com"}]},
            **fields,
        }
    )


def one(things: Any, kind: type[Thing], of: str) -> Any:
    (found,) = [each for each in things.all(kind) if each.of == of]
    return found


def answered(environment: Environment, **answers: Said) -> Inventory:
    """The facts where every call is refused but these: `cloudtrail_GetTrailStatus={...}`."""
    return read_facts(environment, {}, Answering({name.replace("_", ".", 1): said for name, said in answers.items()}))


def test_a_trail_says_what_it_delivered_and_what_was_refused() -> None:
    status = {
        "IsLogging": True,
        "StartLoggingTime": NOW,
        "LatestDeliveryTime": NOW,
        "LatestDeliveryError": "AccessDenied",
        "LatestDigestDeliveryTime": NOW,
        "LatestDigestDeliveryError": "",
        "LatestCloudWatchLogsDeliveryTime": NOW,
    }
    delivery = one(answered(environment(), cloudtrail_GetTrailStatus=status), Delivery, "aws_cloudtrail.trail")

    assert (delivery.logging, delivery.started, delivery.last_delivery) == (True, NOW, NOW)
    assert (delivery.delivery_error, delivery.digest_error, delivery.logs_error) == ("AccessDenied", None, None)
    assert (delivery.last_digest, delivery.last_logs_delivery) == (NOW, NOW)


def test_a_trail_of_somebody_else_is_asked_for_by_its_arn_where_it_is() -> None:
    arn = "arn:aws:cloudtrail:us-east-1:444455556666:trail/organization"
    clients = Answering({"cloudtrail.GetTrailStatus": {"IsLogging": True}})
    theirs = environment(trail={"arn": arn, "bucket": "their-logs", "organization": "o-exampleorgid"})

    assert one(read_facts(theirs, {}, clients), Delivery, f"trail {arn}").logging is True
    assert ("us-east-1", "cloudtrail.GetTrailStatus", {"Name": arn}) in clients.asked


def test_a_trail_that_is_gone_has_no_fact_and_one_that_may_not_be_read_an_unknown_one() -> None:
    gone = answered(environment(), cloudtrail_GetTrailStatus=refused("TrailNotFoundException"))
    denied = one(answered(environment()), Delivery, "aws_cloudtrail.trail")

    assert not list(gone.all(Delivery))
    assert isinstance(denied.logging, Unknown)
    assert isinstance(denied.delivery_error, Unknown)


def people(**answers: Said) -> dict[str, object]:
    return {each.of: each.found for each in answered(environment(), **answers).all(NamedPerson) if not each.elsewhere}


def role(arn: str) -> dict[str, Any]:
    path, _, name = arn.partition(":role")[2].rpartition("/")
    return {"Path": f"{path}/", "RoleName": name, "RoleId": "AROAEXAMPLEEXAMPLE", "Arn": arn, "CreateDate": NOW}


def test_roles_and_users_are_looked_up_and_their_whole_arn_is_known() -> None:
    elsewhere = f"arn:aws:iam::{ACCOUNT}:role/other/deployer"
    roles = {"Roles": [role(SSO.replace("*", "12"))]}
    user = {"Path": "/ops/", "UserName": "breaker", "UserId": "AIDAEXAMPLEEXAMPLE", "Arn": BREAKER, "CreateDate": NOW}
    found = people(iam_GetRole={"Role": role(elsewhere)}, iam_GetUser={"User": user}, iam_ListRoles=roles)

    assert found == {DEPLOYER: elsewhere, BREAKER: BREAKER, SSO: SSO}


def test_who_is_not_there_is_known_not_to_be() -> None:
    gone = refused("NoSuchEntity")
    others = {"Roles": [role(SSO.replace("KeyAdmin_*", "Other_12"))]}

    assert people(iam_GetRole=gone, iam_GetUser=gone, iam_ListRoles=others) == {DEPLOYER: None, BREAKER: None, SSO: None}


def test_who_may_not_be_looked_up_is_not_gone() -> None:
    assert all(isinstance(found, Unknown) for found in people().values())


def test_the_tenant_role_is_another_accounts_and_never_asked_for() -> None:
    clients = Answering({})
    tenant = one(read_facts(environment(), {}, clients), NamedPerson, TENANT)

    assert tenant.elsewhere
    assert isinstance(tenant.found, Unknown)
    assert not [asked for _, operation, asked in clients.asked if "c8-apps" in str(asked)]
    assert [asked for _, operation, asked in clients.asked if operation == "iam.GetRole"] == [{"RoleName": "deployer"}]


def test_who_is_named_twice_is_asked_for_once_and_says_both_fields() -> None:
    clients = Answering({})
    twice = environment(access={"deploy_role": DEPLOYER})
    person = one(read_facts(twice, {}, clients), NamedPerson, DEPLOYER)

    assert person.named_by == ("deployers", "access.deploy_role")
    assert isinstance(person.found, Unknown)
    assert "iam:GetRole is denied" in person.found.reason
    assert sum(operation == "iam.GetRole" for _, operation, _ in clients.asked) == 1


def listed(*subscriptions: tuple[str, str, str]) -> Said:
    def answer(asked: dict[str, Any]) -> dict[str, Any]:
        mine = [each for each in subscriptions if asked["TopicArn"].endswith("page")]
        return {"Subscriptions": [{"Protocol": a, "Endpoint": b, "SubscriptionArn": c} for a, b, c in mine]}

    return answer


def confirmations(environment: Environment, said: Said) -> dict[str, Confirmation]:
    facts = read_facts(environment, {}, Answering({"sns.ListSubscriptionsByTopic": said}))
    return {each.of: each for each in facts.all(Confirmation)}


def test_a_subscription_waits_until_its_owner_has_confirmed() -> None:
    (waiting,) = confirmations(environment(), listed(("email", "on-call@example.com", "PendingConfirmation"))).values()
    (confirmed,) = confirmations(environment(), listed(("email", "on-call@example.com", "arn:aws:sns:eu-west-1:1:t:1"))).values()

    assert waiting.of.startswith("aws_sns_topic_subscription.")
    assert (waiting.pending, confirmed.pending) == (True, False)
    assert waiting.address == confirmed.address


def test_a_subscription_that_was_deleted_has_confirmed_nothing() -> None:
    assert confirmations(environment(), listed(("email", "on-call@example.com", "Deleted"))) == {}


def test_an_address_that_is_a_secret_is_never_shown() -> None:
    secret = environment(alarms={"destinations": [{"kind": "pagerduty", "ssm_parameter": "/byok/pagerduty"}]})
    https = "https://events.pagerduty.com/integration/TOPSECRET/enqueue"
    found = confirmations(
        secret,
        listed(("https", https, "PendingConfirmation"), ("https", "https://x.example.com/TOPSECRET", "PendingConfirmation")),
    )

    assert "TOPSECRET" not in repr(found)
    assert {of.startswith("aws_sns_topic_subscription.") for of in found} == {True, False}
    assert all(each.pending for each in found.values())


def test_that_subscriptions_may_not_be_listed_is_not_that_all_have_confirmed() -> None:
    found = confirmations(environment(), refused("AuthorizationError"))

    assert found
    assert all(isinstance(each.pending, Unknown) for each in found.values())


def test_all_keys_and_both_regions_are_asked_side_by_side() -> None:
    clients = _Slow(Answering({}), seconds=0.1)
    two = environment(second_region="eu-west-2")
    keys = {
        f"key{number}": f"arn:aws:kms:{region}:{ACCOUNT}:key/{number}" for number, region in enumerate([REGION, "eu-west-2"] * 3)
    }

    for service in ("kms", "sns", "accessanalyzer", "cloudtrail", "iam"):
        for region in (REGION, "eu-west-2"):
            clients(service, region)  # to make a client takes its time too

    began = time.monotonic()
    facts = read_facts(two, keys, clients)

    assert time.monotonic() - began < 2  # one after the other they take five seconds
    assert len(clients.answering.asked) > 40
    assert {each.region for each in facts.all(KeyLife)} == {REGION, "eu-west-2"}


class _Slow:
    def __init__(self, answering: Answering, *, seconds: float) -> None:
        self.answering, self._seconds = answering, seconds
        self._made: set[int] = set()

    def __call__(self, service: str, region: str) -> Any:
        client = self.answering(service, region)
        if id(client) not in self._made:
            self._made.add(id(client))
            client.meta.events.register_first("before-call.*.*", lambda **_: time.sleep(self._seconds))
        return client


def test_what_hangs_is_unknown_after_the_time_that_all_may_take() -> None:
    clients = _Slow(Answering({}), seconds=3)
    life = one(read_facts(environment(), {"key": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"}, clients, seconds=0.3), KeyLife, "key")

    assert isinstance(life.state, Unknown)
    assert "not answered within" in life.state.reason


def test_where_nothing_may_be_read_every_rule_that_needs_it_says_that_it_cannot_tell() -> None:
    """Nothing counts as fine."""
    facts = read_facts(environment(), {"aws_kms_key.key": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"}, Answering({}))
    found = findings(Case(after=facts, source=Source.LIVE, now=NOW, silent_hours=24))

    assert found
    assert all(each.cannot_tell for each in found)
    assert {each.rule for each in found} == {
        "access-analyzer-missing",
        "camunda-silent",
        "key-unavailable",
        "named-person-gone",
        "on-demand-rotations-used-up",
        "rotation-overdue",
        "second-key-policy",
        "subscription-unconfirmed",
        "trail-delivery-failing",
    }
