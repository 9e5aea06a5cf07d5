"""The figures here are AWS's published ones, written out again: a slip in limits.py must not be able to hide in its own test."""

import pytest

from camunda_byok import limits
from camunda_byok.errors import InputError
from camunda_byok.limits import Choice, Limit

PUBLISHED = {
    "ROTATION": (90, 2560),  # KMS API Reference, EnableKeyRotation, RotationPeriodInDays
    "DELETION_WINDOW": (7, 30),  # KMS API Reference, ScheduleKeyDeletion, PendingWindowInDays
    "OBJECT_LOCK": (1, 36500),  # S3 User Guide, Object Lock: at most 100 years
    "TRAIL_RETENTION": (1, 36500),
    "STATE_VERSIONS": (1, 36500),
}
DEFAULTS = {
    "ROTATION": 365,
    "DELETION_WINDOW": 30,
    "OBJECT_LOCK": 365,
    "TRAIL_RETENTION": 2555,
    "LOG_GROUP_RETENTION": 365,
    "SILENT_HOURS": 24,
    "STATE_VERSIONS": 365,
    "GENERATION": 1,
    "IDLE_DAYS": 30,
    "QUARANTINE_DAYS": 14,
}
RETENTION_IN_DAYS = {1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
"""CloudWatch Logs API Reference, PutRetentionPolicy."""


def limit(name: str) -> Limit:
    return getattr(limits, name)


@pytest.mark.parametrize("name", PUBLISHED)
def test_both_bounds_are_accepted_and_what_lies_beyond_them_is_refused(name: str) -> None:
    least, most = PUBLISHED[name]
    assert [limit(name).check(value) for value in (least, most)] == [least, most]
    for beyond in (least - 1, most + 1, -least, 10**30):
        with pytest.raises(InputError) as caught:
            limit(name).check(beyond, "some.field")
        assert caught.value.value == str(beyond)
        assert caught.value.field == "some.field"
        assert caught.value.allowed == f"{least} to {most} {limit(name).unit}"


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_value_that_is_too_small_is_not_called_too_large(name: str) -> None:
    least, most = PUBLISHED[name]
    for beyond, word in ((least - 1, "less"), (most + 1, "more")):
        with pytest.raises(InputError, match=f"is {word} than"):
            limit(name).check(beyond)


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_default_is_the_promised_one_and_keeps_its_own_limit(name: str) -> None:
    subject: Limit | Choice = getattr(limits, name)
    assert subject.check(subject.default) == DEFAULTS[name]


def test_the_log_group_keeps_exactly_what_cloudwatch_offers() -> None:
    def accepted(days: int) -> bool:
        try:
            return limits.LOG_GROUP_RETENTION.check(days) == days
        except InputError:
            return False

    assert {days for days in range(-1, 4000) if accepted(days)} == RETENTION_IN_DAYS


def test_the_nearest_longer_retention_is_proposed() -> None:
    for given, proposed in ((8, 14), (366, 400), (4000, 3653)):
        with pytest.raises(InputError) as caught:
            limits.LOG_GROUP_RETENTION.check(given)
        assert caught.value.remedy.startswith(f"Choose {proposed},")


def test_four_existing_topics_fit_beside_our_own() -> None:
    assert limits.RULE_TARGETS == 5  # EventBridge quotas
    assert limits.ALARM_ACTIONS == 5  # CloudWatch API Reference, PutMetricAlarm
    assert limits.EXISTING_TOPICS == 4


def test_a_limit_of_what_is_off_unless_given_does_not_call_leaving_it_out_the_default() -> None:
    with pytest.raises(InputError, match="leave the field out for no such alarm"):
        limits.SILENT_HOURS.check(0)


def test_the_other_published_figures() -> None:
    assert (limits.SSM_LEVELS, limits.SSM_NAME_LENGTH) == (15, 1011)  # Systems Manager API Reference, PutParameter
    assert limits.ON_DEMAND_ROTATIONS == 25  # KMS API Reference, RotateKeyOnDemand
    assert (limits.TAG_KEY_LENGTH, limits.TAG_VALUE_LENGTH) == (128, 256)  # Tagging Best Practices
    assert limits.EXTERNAL_ID_LENGTH == (2, 1224)  # STS API Reference, AssumeRole
    assert limits.ORGANISATION_POLICY_CHARACTERS == 5120  # Organizations User Guide, quotas: the same for an SCP and an RCP
    assert limits.TAGS + 2 <= 50  # our own two beside those of an environment
    assert (limits.SILENT_HOURS.least, limits.SILENT_HOURS.most) == (1, 7 * 24)  # CloudWatch user guide, alarm evaluation
    assert (limits.EVENT_PATTERN, limits.PATTERN_COMBINATIONS, limits.RULES_WITH_WILDCARDS) == (
        2048,
        1000,
        30,
    )  # EventBridge quotas
    assert (limits.INPUT_PATHS, limits.INPUT_TEMPLATE) == (100, 8192)  # EventBridge API Reference, InputTransformer
    assert (limits.RULE_NAME.most, limits.RULE_DESCRIPTION) == (64, 512)  # EventBridge API Reference, PutRule
    assert limits.ALARM_DESCRIPTION == 1024  # CloudWatch API Reference, PutMetricAlarm


def test_a_silent_time_that_is_too_long_can_be_left_out_for_no_alarm() -> None:
    with pytest.raises(InputError, match="leave the field out for no such alarm"):
        limits.SILENT_HOURS.check(169)


def test_every_limit_names_its_source() -> None:
    subjects = [value for value in vars(limits).values() if isinstance(value, (Limit, Choice))]
    assert len(subjects) == len(DEFAULTS)
    assert all(subject.source and subject.of[0].isupper() for subject in subjects)
