"""Schedule expressions: the examples that AWS documents, and what it refuses."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from lambdalab_engine.fidelity.schedule_expressions import InvalidScheduleError, parse

AFTER = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday


def next_times(
    expression: str, count: int = 3, after: datetime = AFTER, zone: str = "UTC", *, with_at: bool = False
) -> list[str]:
    """Return the next times, in UTC."""
    times = parse(expression, with_at=with_at).times(after, after, ZoneInfo(zone))
    return [time.strftime("%Y-%m-%d %H:%M") for time in islice(times, count)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
        ("cron(0 10 * * ? *)", ["2026-11-24 10:00", "2026-11-25 10:00", "2026-11-26 10:00"]),
        ("cron(15 12 * * ? *)", ["2026-11-23 12:15", "2026-11-24 12:15", "2026-11-25 12:15"]),
        ("cron(0 18 ? * MON-FRI *)", ["2026-11-23 18:00", "2026-11-24 18:00", "2026-11-25 18:00"]),
        ("cron(0 8 1 * ? *)", ["2026-12-01 08:00", "2027-01-01 08:00", "2027-02-01 08:00"]),
        ("cron(0/15 * * * ? *)", ["2026-11-23 12:15", "2026-11-23 12:30", "2026-11-23 12:45"]),
        ("cron(0/10 * ? * MON-FRI *)", ["2026-11-23 12:10", "2026-11-23 12:20", "2026-11-23 12:30"]),
        ("cron(0/5 8-17 ? * MON-FRI *)", ["2026-11-23 12:05", "2026-11-23 12:10", "2026-11-23 12:15"]),
        ("cron(0/30 20-2 ? * MON-FRI *)", ["2026-11-23 20:00", "2026-11-23 20:30", "2026-11-23 21:00"]),
        ("cron(15 10 ? * 6L 2025-2027)", ["2026-11-27 10:15", "2026-12-25 10:15", "2027-01-29 10:15"]),
        # the wildcards, one by one
        ("cron(1/10 12 * * ? *)", ["2026-11-23 12:01", "2026-11-23 12:11", "2026-11-23 12:21"]),
        ("cron(5,35 14 * * ? *)", ["2026-11-23 14:05", "2026-11-23 14:35", "2026-11-24 14:05"]),
        ("cron(0 0 1 JAN,FEB,MAR ? *)", ["2027-01-01 00:00", "2027-02-01 00:00", "2027-03-01 00:00"]),
        ("cron(0 0 1 1/5 ? *)", ["2027-01-01 00:00", "2027-06-01 00:00", "2027-11-01 00:00"]),
        ("cron(0-10/5 13 * * ? *)", ["2026-11-23 13:00", "2026-11-23 13:05", "2026-11-23 13:10"]),
        ("cron(0 9 ? * 3#2 *)", ["2026-12-08 09:00", "2027-01-12 09:00", "2027-02-09 09:00"]),
        ("cron(0 9 ? * MON#5 *)", ["2026-11-30 09:00", "2027-03-29 09:00", "2027-05-31 09:00"]),
        ("cron(0 9 ? * L *)", ["2026-11-28 09:00", "2026-12-05 09:00", "2026-12-12 09:00"]),
        ("cron(0 9 ? * FRIL *)", ["2026-11-27 09:00", "2026-12-25 09:00", "2027-01-29 09:00"]),
        ("cron(0 9 ? * 1 *)", ["2026-11-29 09:00", "2026-12-06 09:00", "2026-12-13 09:00"]),
        ("cron(0 9 ? * FRI-SUN *)", ["2026-11-27 09:00", "2026-11-28 09:00", "2026-11-29 09:00"]),
        ("cron(0 9 L * ? *)", ["2026-11-30 09:00", "2026-12-31 09:00", "2027-01-31 09:00"]),
        ("cron(0 9 LW * ? *)", ["2026-11-30 09:00", "2026-12-31 09:00", "2027-01-29 09:00"]),
        ("cron(0 9 3W * ? *)", ["2026-12-03 09:00", "2027-01-04 09:00", "2027-02-03 09:00"]),
        ("cron(0 9 1W 5 ? *)", ["2027-05-03 09:00", "2028-05-01 09:00", "2029-05-01 09:00"]),
        ("cron(0 9 31 * ? *)", ["2026-12-31 09:00", "2027-01-31 09:00", "2027-03-31 09:00"]),
        ("cron(0 0 29 2 ? *)", ["2028-02-29 00:00", "2032-02-29 00:00", "2036-02-29 00:00"]),
        ("cron(0 12 ? * mon 2027)", ["2027-01-04 12:00", "2027-01-11 12:00", "2027-01-18 12:00"]),
        ("cron(0 0 1 1 ? 2028/2)", ["2028-01-01 00:00", "2030-01-01 00:00", "2032-01-01 00:00"]),
        # never again, or never
        ("cron(15 10 ? * 6L 2002-2005)", []),
        ("cron(0 0 30 2 ? *)", []),
        ("rate(1 minute)", ["2026-11-23 12:01", "2026-11-23 12:02", "2026-11-23 12:03"]),
        ("rate(5 minutes)", ["2026-11-23 12:05", "2026-11-23 12:10", "2026-11-23 12:15"]),
        ("rate(1 hour)", ["2026-11-23 13:00", "2026-11-23 14:00", "2026-11-23 15:00"]),
        ("rate(7 days)", ["2026-11-30 12:00", "2026-12-07 12:00", "2026-12-14 12:00"]),
    ],
)
def test_when_a_schedule_runs(expression: str, expected: list[str]) -> None:
    """The next three times after a Monday noon."""
    assert next_times(expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "rate(1 minutes)",
        "rate(1 days)",
        "rate(5 minute)",
        "rate(2 hour)",
        "rate(0 minutes)",
        "rate(-1 minutes)",
        "rate(1.5 hours)",
        "rate(10 seconds)",
        "rate(1 week)",
        "rate(5 MINUTES)",
        "rate( 5 minutes )",
        "rate(5minutes)",
        "rate(5)",
        "rate()",
        " rate(5 minutes)",
        "rate(5 minutes",
        "every 5 minutes",
        "cron(0 10 * * ?)",
        "cron(0 10 * * * ? *)",
        "cron(0 10 * * * *)",
        "cron(0 10 ? * ? *)",
        "cron(0 10 1 * MON *)",
        "cron(? 10 * * ? *)",
        "cron(60 10 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 10 0 * ? *)",
        "cron(0 10 32 * ? *)",
        "cron(0 10 1 13 ? *)",
        "cron(0 10 ? * 0 *)",
        "cron(0 10 ? * 8 *)",
        "cron(0 10 ? * MON/2 *)",
        "cron(0 10 ? * 3#6 *)",
        "cron(0 10 ? * 3#1,6#3 *)",
        "cron(0 10 ? * NOT *)",
        "cron(0 10 * MON ? *)",
        "cron(0 10 LX * ? *)",
        "cron(0 10 W * ? *)",
        "cron(0 10 1 * ? 1969)",
        "cron(0 10 1 * ? 2200)",
        "cron(*/60 * * * ? *)",
        "cron(*/0 * * * ? *)",
        "cron(L 10 * * ? *)",
        "cron(0, 10 * * ? *)",
        "cron( 0 10 * * ? * )",
        "cron()",
        "CRON(0 10 * * ? *)",
        "at(2026-11-24T10:00:00)",
    ],
)
def test_what_a_rule_refuses(expression: str) -> None:
    """A rule takes no other wording, and no at expression."""
    with pytest.raises(InvalidScheduleError):
        parse(expression)


@pytest.mark.parametrize(
    "expression", ["at(2026-02-30T10:00:00)", "at(2026-11-24 10:00:00)", "at(2026-11-24T10:00)", "at()"]
)
def test_what_scheduler_refuses(expression: str) -> None:
    """A time that does not exist, or is worded otherwise, is none."""
    with pytest.raises(InvalidScheduleError):
        parse(expression, with_at=True)


def test_a_time_once() -> None:
    """An at expression runs once, by the clocks of its zone."""
    expression = "at(2026-11-24T10:00:00)"
    assert next_times(expression, with_at=True, zone="Europe/Berlin") == ["2026-11-24 09:00"]
    assert next_times("at(2026-11-23T10:00:00)", with_at=True) == []


def test_a_rate_counts_from_its_creation() -> None:
    """What was missed is not made up for."""
    since = AFTER - timedelta(minutes=7)
    (following,) = islice(parse("rate(5 minutes)").times(AFTER, since, UTC), 1)
    assert following == since + timedelta(minutes=10)


def test_clocks_put_forward_skip_a_run() -> None:
    """The hour that does not exist has no run."""
    after = datetime(2027, 3, 27, 12, tzinfo=UTC)  # Berlin's clocks go from 2 to 3 on the 28th
    runs = next_times("cron(30 2 * * ? *)", after=after, zone="Europe/Berlin")
    assert runs == ["2027-03-29 00:30", "2027-03-30 00:30", "2027-03-31 00:30"]


def test_clocks_put_back_repeat_no_run() -> None:
    """The hour that comes twice has one run."""
    after = datetime(2027, 10, 30, 12, tzinfo=UTC)  # Berlin's clocks go from 3 to 2 on the 31st
    runs = next_times("cron(30 2 * * ? *)", after=after, zone="Europe/Berlin")
    assert runs == ["2027-10-31 00:30", "2027-11-01 01:30", "2027-11-02 01:30"]
