"""How things are called: the kit's own names, an organisation's, and what AWS takes. The patterns here are AWS's published ones,
written out again."""

import re
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camunda_byok import limits
from camunda_byok.alarms import EVENT_ALARMS, LOG_ALARMS
from camunda_byok.conventions import Naming
from camunda_byok.errors import InputError
from camunda_byok.name_clashes import first_clash
from camunda_byok.names import Names
from camunda_byok.naming import LONGEST_ALARM, RESOURCES, Convention
from camunda_byok.regions import ALL_REGIONS
from camunda_byok.severity import Severity
from tests.strategies import REGIONS, accounts, environment_names, namings
from tests.synthesized import environment
from tests.test_environment import LEAST, faults

PAGE, NOTICE = Severity.PAGE, Severity.NOTICE
OURS = "111122223333"
ALARM_IDS = [alarm.id for alarm in (*EVENT_ALARMS, *LOG_ALARMS)]
PUBLISHED = {
    "aws_kms_alias": (1, 256, r"alias/[a-zA-Z0-9/_-]+"),  # KMS API Reference, CreateAlias
    "aws_s3_bucket": (3, 63, r"[a-z0-9][a-z0-9.-]*[a-z0-9]"),  # S3 User Guide, bucket naming rules
    "aws_cloudwatch_log_group": (1, 512, r"[\.\-_/#A-Za-z0-9]+"),  # CloudWatch Logs API Reference, CreateLogGroup
    "aws_iam_role": (1, 64, r"[\w+=,.@-]+"),  # IAM API Reference, CreateRole
    "aws_cloudwatch_event_rule": (1, 64, r"[\.\-_A-Za-z0-9]+"),  # EventBridge API Reference, PutRule
    "aws_sns_topic": (1, 256, r"[A-Za-z0-9_-]+"),  # SNS API Reference, CreateTopic
    "aws_sqs_queue": (1, 80, r"[A-Za-z0-9_-]+"),  # SQS API Reference, CreateQueue
    "aws_cloudtrail": (3, 128, r"[A-Za-z0-9](?:[A-Za-z0-9]|[._-](?![._-]))*(?<![._-])"),  # CloudTrail API Reference, CreateTrail
}


def named(region: str = "eu-west-1", **settings: Any) -> Names:
    return Names(environment="prod", account=OURS, region=region, convention=Convention(**settings))


def all_names(names: Names) -> dict[str, tuple[str, str]]:
    """Returns Terraform's type and the name of everything, alarms of the longest id included."""
    found = {field: (resource.kind.type, names.of(field)) for field, resource in RESOURCES.items()}
    return {**found, **{id: ("aws_cloudwatch_event_rule", names.rule(id)) for id in (*ALARM_IDS, LONGEST_ALARM)}}


def taken_by_aws(type: str, name: str) -> bool:
    least, most, pattern = PUBLISHED[type]
    return least <= len(name) <= most and bool(re.fullmatch(pattern, name, re.ASCII))


def test_without_a_convention_names_are_the_kits_own() -> None:
    names = named()
    assert {field: names.of(field) for field in RESOURCES} == {
        "key_alias": "alias/camunda/prod",
        "trail_key_alias": "alias/camunda-byok-prod-trail",
        "trail": "camunda-byok-prod",
        "log_bucket": "byok-logs-prod-111122223333-eu-west-1",
        "access_log_bucket": "byok-access-prod-111122223333-eu-west-1",
        "log_group": "/camunda-byok/prod/cloudtrail",
        "log_delivery_role": "camunda-byok-prod-logs-eu-west-1",
        "page_topic": "camunda-byok-prod-page",
        "page_topic_key_alias": "alias/camunda-byok-prod-page",
        "page_dead_letter_queue": "camunda-byok-prod-page-undelivered",
        "notice_topic": "camunda-byok-prod-notice",
        "notice_topic_key_alias": "alias/camunda-byok-prod-notice",
        "notice_dead_letter_queue": "camunda-byok-prod-notice-undelivered",
        "chat_role": "camunda-byok-prod-chat-eu-west-1",
        "publishing_role": "camunda-byok-prod-publish-eu-west-1",
        "forward_role": "camunda-byok-prod-forward-eu-west-1",
    }
    assert names.rule("key-disabled") == "camunda-byok-prod-key-disabled"


def test_a_severity_has_its_own_topic_key_and_queue() -> None:
    names = named()
    assert names.topic(PAGE) == "camunda-byok-prod-page"
    assert names.topic_key_alias(NOTICE) == "alias/camunda-byok-prod-notice"
    assert names.topic_arn(NOTICE) == f"arn:aws:sns:eu-west-1:{OURS}:camunda-byok-prod-notice"
    assert names.dead_letter_queue_arn(PAGE) == f"arn:aws:sqs:eu-west-1:{OURS}:camunda-byok-prod-page-undelivered"


def test_a_template_names_everything_and_keeps_apart_what_is_known_beyond_the_region() -> None:
    names = named(template="acme-{environment}-byok-{resource}")
    assert names.key_alias == "alias/acme-prod-byok-key"
    assert names.trail_key_alias == "alias/acme-prod-byok-trail-key"
    assert names.topic_key_alias(PAGE) == "alias/acme-prod-byok-page-key"
    assert names.log_bucket == "acme-prod-byok-logs-111122223333-eu-west-1"
    assert names.log_delivery_role == "acme-prod-byok-log-delivery-eu-west-1"
    assert names.topic(NOTICE) == "acme-prod-byok-notice"
    assert names.rule("key-disabled") == "acme-prod-byok-key-disabled"
    assert not [name for _, name in all_names(names).values() if "acme-prod-byok-" not in name]


def test_region_and_account_are_added_only_where_the_template_lacks_them() -> None:
    names = named(template="{region}-{environment}-{resource}")
    assert names.log_bucket == "eu-west-1-prod-logs-111122223333"
    assert names.forward_role == "eu-west-1-prod-forward"
    assert named(template="{account}-{environment}-{resource}").log_bucket == "111122223333-prod-logs-eu-west-1"


def test_a_name_that_is_given_goes_before_the_template() -> None:
    names = named(template="acme-{environment}-{resource}", names={"key_alias": "alias/acme/{environment}/{region}"})
    assert names.key_alias == "alias/acme/prod/eu-west-1"
    assert names.trail == "acme-prod-trail"
    assert names.key_alias_arn == f"arn:aws:kms:eu-west-1:{OURS}:alias/acme/prod/eu-west-1"


def test_the_wildcard_of_the_rules_covers_each_of_them_and_names_those_that_it_cannot() -> None:
    own = {"key-disabled": "acme.disabled", "key-deleted": "x-prod-y-too"}
    names = named(template="x-{environment}-y-{resource}", alarms=own)
    assert names.rule("*") == "x-prod-y-*"
    assert names.rule_arns == (
        f"arn:aws:events:eu-west-1:{OURS}:rule/x-prod-y-*",
        f"arn:aws:events:eu-west-1:{OURS}:rule/acme.disabled",
    )
    assert names.alarm_arns == tuple(
        arn.replace(":events:", ":cloudwatch:").replace(":rule/", ":alarm:") for arn in names.rule_arns
    )


@settings(max_examples=100)
@given(namings(), environment_names, st.sampled_from(REGIONS), accounts)
def test_policies_cover_every_rule_and_alarm_whatever_they_are_called(
    naming: dict[str, Any], name: str, region: str, account: str
) -> None:
    convention = Naming.model_validate(naming).convention("/")
    names = Names(environment=name, account=account, region=region, convention=convention)
    for id in ALARM_IDS:
        assert any(fnmatchcase(names.rule_arn(id), arn) for arn in names.rule_arns)
        assert any(fnmatchcase(names.alarm_arn(id), arn) for arn in names.alarm_arns)


def test_names_of_another_region_are_those_of_the_same_environment() -> None:
    names = named(template="acme-{environment}-{resource}", role_path="/acme/")
    assert names.in_region("eu-west-2") == replace(names, region="eu-west-2")
    assert names.in_region("eu-west-2").topic_arn(PAGE) == f"arn:aws:sns:eu-west-2:{OURS}:acme-prod-page"


def test_the_arn_of_a_role_includes_its_path() -> None:
    assert named().chat_role_arn == f"arn:aws:iam::{OURS}:role/camunda-byok-prod-chat-eu-west-1"
    assert named(role_path="/acme/byok/").log_delivery_role_arn == (
        f"arn:aws:iam::{OURS}:role/acme/byok/camunda-byok-prod-logs-eu-west-1"
    )


# What AWS takes.


def test_the_longest_alarm_is_as_long_as_an_id_may_be() -> None:
    assert len(LONGEST_ALARM) == 30 >= max(map(len, ALARM_IDS))


@pytest.mark.parametrize("region", ALL_REGIONS)
def test_the_kits_own_names_fit_the_longest_environment_in_every_region(region: str) -> None:
    names = Names(environment="a" * 20, account=OURS, region=region)
    assert not [name for type, name in all_names(names).values() if not taken_by_aws(type, name)]


literals = st.text(st.sampled_from("aA0-_./#+@ ä:*?"), max_size=20)


@settings(max_examples=300)
@given(literals, literals, literals, st.permutations(["{environment}", "{resource}"]), environment_names)
def test_any_template_makes_names_that_aws_takes_or_is_refused_by_its_field(
    first: str, middle: str, last: str, placeholders: list[str], name: str
) -> None:
    template = f"{first}{placeholders[0]}{middle}{placeholders[1]}{last}"
    found = faults({**LEAST, "name": name, "region": "eu-west-1", "naming": {"template": template}})
    assert set(found) <= {"naming.template"}
    if found:
        with pytest.raises(InputError) as refused:
            Names(environment=name, account=OURS, region="eu-west-1", convention=Convention(template=template))
        assert refused.value.field == "template"
        return
    names = Names(environment=name, account=OURS, region="eu-west-1", convention=Convention(template=template))
    made = all_names(names).values()
    assert not [each for each in made if not taken_by_aws(*each)]
    assert len({(type, text.lower()) for type, text in made}) == len(made)


@settings(max_examples=200)
@given(st.sampled_from(sorted(RESOURCES)), st.text(st.sampled_from("aA0-_./#+@ ä:*?"), max_size=70))
def test_any_given_name_is_taken_by_aws_or_refused_by_its_field(field: str, text: str) -> None:
    text = f"alias/{text}" if field.endswith("alias") and len(text) % 2 else text
    found = faults({**LEAST, "naming": {field: text}})
    assert set(found) <= {f"naming.{field}"}
    if not found:
        assert taken_by_aws(RESOURCES[field].kind.type, text)


KINDS = {resource.kind.type: resource.kind.limit for resource in RESOURCES.values()} | {
    "aws_cloudwatch_event_rule": limits.RULE_NAME
}


@pytest.mark.parametrize("type", PUBLISHED)
def test_both_ends_of_a_length_are_those_that_aws_publishes(type: str) -> None:
    least, most, _ = PUBLISHED[type]
    before = "alias/" if type == "aws_kms_alias" else ""
    for length in (max(least, len(before) + 1), most):
        assert KINDS[type].problem(before + "a" * (length - len(before))) == ""
    assert f"has {most + 1} characters, 1 more" in KINDS[type].problem(before + "a" * (most + 1 - len(before)))
    assert KINDS[type].problem("a" * (least - 1))


REFUSED: list[tuple[dict[str, Any], str, str, str]] = [
    ({"template": "acme-{resource}"}, "naming.template", "lacks {environment}", "acme-{resource}"),
    ({"template": "acme-{environment}"}, "naming.template", "lacks {resource}", "acme-{environment}"),
    ({"template": "acme"}, "naming.template", "lacks {environment} and {resource}", "acme"),
    ({"template": "{e}-{environment}-{resource}"}, "naming.template", "{e} stands for nothing", "{e}-{environment}-{resource}"),
    ({"template": "{{environment}}-{resource}"}, "naming.template", "brace stands alone", "{{environment}}-{resource}"),
    ({"template": "Acme-{environment}-{resource}"}, "naming.template", "an S3 bucket", "Acme-prod-logs-111122223333-eu-west-1"),
    ({"template": "acme--{environment}-{resource}"}, "naming.template", "a trail", "acme--prod-trail"),
    ({"key_alias": "acme/camunda"}, "naming.key_alias", "a KMS alias", "acme/camunda"),
    ({"key_alias": "alias/aws/camunda"}, "naming.key_alias", "a KMS alias", "alias/aws/camunda"),
    ({"key_alias": "alias/{resource}"}, "naming.key_alias", "{resource} stands for nothing", "alias/{resource}"),
    ({"log_bucket": "acme.logs"}, "naming.log_bucket", "an S3 bucket", "acme.logs"),
    ({"log_bucket": "l" * 54 + "-{region}"}, "naming.log_bucket", "has 64 characters, 1 more", "l" * 54 + "-eu-west-1"),
    ({"trail": "192.168.5.4"}, "naming.trail", "a trail", "192.168.5.4"),
    ({"log_group": "aws/byok"}, "naming.log_group", "a log group", "aws/byok"),
    ({"chat_role": "acme/chat"}, "naming.chat_role", "an IAM role", "acme/chat"),
    ({"alarms": {"key-disabled": "a" * 65}}, "naming.alarms.key-disabled", "has 65 characters, 1 more", "a" * 65),
    ({"alarms": {"key-disabled": "a*"}}, "naming.alarms.key-disabled", "an EventBridge rule", "a*"),
    ({"alarms": {"key-disbled": "a"}}, "naming.alarms.key-disbled", "no alarm of this id", "key-disbled"),
    ({"page_topic": "x", "notice_topic": "x"}, "naming.notice_topic", "page_topic and notice_topic", "x"),
    ({"chat_role": "acme-x", "forward_role": "ACME-X"}, "naming.forward_role", "chat_role and forward_role", "ACME-X"),
    (
        {"alarms": {"key-disabled": "camunda-byok-prod-key-deleted"}},
        "naming.alarms.key-disabled",
        "key-deleted and key-disabled",
        "camunda-byok-prod-key-deleted",
    ),
    (
        {"alarms": {"key-disabled": "x", "key-deleted": "x"}},
        "naming.alarms.key-deleted",
        "key-disabled and key-deleted would have the same name",
        "x",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("naming", "field", "problem", "value"), REFUSED)
def test_a_wrong_name_is_refused_by_its_field_with_what_would_come_out(
    naming: dict[str, Any], field: str, problem: str, value: str
) -> None:
    found = faults({**LEAST, "naming": naming})
    assert list(found) == [field]
    assert problem in found[field].problem
    assert found[field].value == value
    assert found[field].remedy


def test_a_template_that_is_too_long_says_by_how_much_for_whom_and_who_set_the_limit() -> None:
    naming = {"template": "acme-{environment}-byok-{resource}"}
    found = faults({**LEAST, "name": "production-europe-01", "region": "ap-southeast-4", "naming": naming})
    fault = found["naming.template"]
    assert list(found) == ["naming.template"]
    assert fault.value == "acme-production-europe-01-byok-access-111122223333-ap-southeast-4"
    assert fault.problem == "the name of access_log_bucket has 65 characters, 2 more than an S3 bucket can have"
    assert fault.allowed.startswith("3 to 63 lower-case letters")
    assert "Amazon S3 user guide" in fault.allowed
    assert "or give access_log_bucket a name of its own" in fault.remedy


def test_a_role_with_one_name_for_two_regions_is_refused() -> None:
    data = {**LEAST, "second_region": "eu-west-2", "naming": {"chat_role": "acme-{environment}"}}
    assert "naming.chat_role" in faults(data)
    data["naming"] = {"chat_role": "acme-{environment}-{region}"}
    assert "naming.chat_role" not in faults(data)


def test_two_hyphens_together_are_no_environment_for_no_trail_could_have_them() -> None:
    assert list(faults({**LEAST, "name": "eu--prod"})) == ["name"]


def test_every_resource_can_be_given_a_name_in_a_file() -> None:
    assert set(Naming.model_fields) == {"template", "alarms", *RESOURCES}


def test_a_library_user_is_told_at_once() -> None:
    with pytest.raises(InputError, match="an S3 bucket"):
        named(names={"log_bucket": "Logs"})
    with pytest.raises(InputError, match="no resource of this name"):
        named(names={"bucket": "logs"})


# Two environments.


@pytest.mark.parametrize(
    ("naming", "elsewhere", "shared"),
    [
        ({"key_alias": "alias/camunda/ours"}, {}, "key_alias"),
        ({"page_topic": "alarms"}, {}, "page_topic"),
        ({"alarms": {"key-disabled": "disabled"}}, {}, "key-disabled"),
        ({"log_bucket": "our-logs"}, {"account": "555566667777"}, "log_bucket"),
        ({"log_delivery_role": "delivery"}, {"region": "eu-west-2"}, "log_delivery_role"),
        ({"key_alias": "alias/camunda/ours"}, {"region": "eu-west-2"}, None),
        ({"log_delivery_role": "delivery"}, {"account": "555566667777"}, None),
    ],
)
def test_two_environments_cannot_share_a_name_where_aws_gives_it_once(
    naming: dict[str, Any], elsewhere: dict[str, Any], shared: str | None
) -> None:
    if "account" in elsewhere:
        elsewhere = {**elsewhere, "deployers": ["arn:aws:iam::555566667777:role/x"]}
    one = environment(name="prod", naming=naming)
    other = environment(**{"name": "dev", "naming": naming, **elsewhere})
    clash = first_clash(other, one)
    assert (clash and clash[1].problem.split("the same ")[1].split(":")[0]) == shared


def test_a_wildcard_may_not_cover_another_environments_rules() -> None:
    naming = {"template": "{resource}-{environment}"}
    clash = first_clash(environment(name="eu-prod", naming=naming), environment(name="prod", naming=naming))
    assert clash
    assert "*-prod" in clash[1].problem
    assert clash[0] == ("naming", "template")
    elsewhere = environment(name="eu-prod", naming=naming, region="eu-west-2")
    assert first_clash(elsewhere, environment(name="prod", naming=naming)) is None
    assert first_clash(environment(name="eu-prod"), environment(name="prod")) is None
