"""The window of "Camunda went silent" is suggested from use that was seen."""

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from camunda_byok.limits import SILENT_HOURS
from camunda_byok.silence import LEAST_DAYS, suggested_window

NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)
minutes_ago = st.integers(min_value=0, max_value=14 * 24 * 60)


def uses(*hours_ago: float) -> list[datetime]:
    return [NOW - timedelta(hours=hours) for hours in hours_ago]


def every(hours: int, days: int = 8) -> list[datetime]:
    return uses(*range(0, days * 24 + 1, hours))


def test_twice_the_longest_silence_is_suggested() -> None:
    assert suggested_window(every(3), now=NOW).hours == 7


def test_busy_use_suggests_little_and_never_less_than_an_alarm_can() -> None:
    assert suggested_window(every(1), now=NOW).hours == 3
    assert (
        suggested_window([NOW - timedelta(minutes=10 * each) for each in range(8 * 24 * 6)], now=NOW).hours == SILENT_HOURS.least
    )


def test_a_rest_at_the_weekend_counts() -> None:
    rest = [use for use in every(2, 10) if not timedelta(hours=100) < NOW - use < timedelta(hours=150)]

    found = suggested_window(rest, now=NOW)

    assert found.longest_hours == 50
    assert found.hours == 101


def test_the_silence_since_the_last_use_counts() -> None:
    assert suggested_window([use for use in every(1) if use <= NOW - timedelta(hours=20)], now=NOW).hours == 41


def test_days_without_use_before_the_first_one_are_no_silence() -> None:
    assert suggested_window(every(3), now=NOW).first == NOW - timedelta(days=8)


def test_a_few_days_are_too_early() -> None:
    found = suggested_window(every(1, LEAST_DAYS - 1), now=NOW)

    assert found.hours is None
    assert "a suggestion needs 7 days of use, and the first was seen 6 days ago" in found.why_not
    assert suggested_window(every(1, LEAST_DAYS), now=NOW).hours


def test_no_use_at_all_suggests_nothing() -> None:
    assert suggested_window([], now=NOW).why_not == "no use was seen yet"


def test_a_cluster_that_rests_longer_than_alarms_look_back_gets_none() -> None:
    found = suggested_window(uses(0, 170, 200), now=NOW)

    assert found.hours is None
    assert "168 hours" in found.why_not


@given(st.sets(minutes_ago, min_size=1))
def test_the_suggestion_would_not_have_raised_the_alarm(ago: set[int]) -> None:
    times = [NOW - timedelta(minutes=each) for each in ago]
    found = suggested_window(times, now=NOW)

    if found.hours is None:
        assert found.why_not
    else:
        assert SILENT_HOURS.least <= found.hours <= SILENT_HOURS.most
        assert not raised(times, found.hours)


@given(st.sets(minutes_ago, min_size=1))
def test_order_and_later_uses_change_nothing(ago: set[int]) -> None:
    times = [NOW - timedelta(minutes=each) for each in ago]

    assert suggested_window([*reversed(times), NOW + timedelta(hours=1)], now=NOW) == suggested_window(times, now=NOW)


def raised(times: list[datetime], hours: int) -> bool:
    """Whether the alarm was raised: that many hours of the clock in a row without any use, between the first use and now."""
    begin = min(times).replace(minute=0)
    number = int((NOW - begin) / timedelta(hours=1))
    used = {int((time - begin) / timedelta(hours=1)) for time in times}
    silent = 0
    for hour in range(number):
        silent = 0 if hour in used else silent + 1
        if silent >= hours:
            return True
    return False
