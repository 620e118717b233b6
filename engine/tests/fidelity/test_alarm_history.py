"""The history of alarms."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from engine_testing import Account

STATES = ("ALARM", "OK", "ALARM")


@pytest.fixture(scope="module")
def changed(account: Account) -> list[tuple[datetime, datetime]]:
    """Set an alarm's state three times; return the times before and after each."""
    cloudwatch = account.client("cloudwatch")
    cloudwatch.put_metric_alarm(
        AlarmName="load",
        Namespace="Shop",
        MetricName="load",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        Statistic="Sum",
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="ignore",
    )
    times = []
    for state in STATES:
        before = datetime.now(UTC)
        cloudwatch.set_alarm_state(AlarmName="load", StateValue=state, StateReason="a test")
        times.append((before, datetime.now(UTC)))
    return times


def history(account: Account, **wanted: Any) -> list[dict[str, Any]]:
    """Return the items of the alarm's history."""
    pages = account.client("cloudwatch").get_paginator("describe_alarm_history")
    return [item for page in pages.paginate(AlarmName="load", **wanted) for item in page["AlarmHistoryItems"]]


def summaries(items: list[dict[str, Any]]) -> list[str]:
    """Return the states that were entered."""
    return [item["HistorySummary"].rsplit(" ", 1)[1] for item in items]


def test_each_change_has_the_time_at_which_it_happened(
    account: Account, changed: list[tuple[datetime, datetime]]
) -> None:
    """The times are those of the calls, to the second."""
    items = history(account, ScanBy="TimestampAscending")
    assert summaries(items) == list(STATES)
    for item, (before, after) in zip(items, changed, strict=True):
        assert before - timedelta(seconds=1) <= item["Timestamp"] <= after + timedelta(seconds=1)


def test_the_newest_comes_first(account: Account, changed: list[tuple[datetime, datetime]]) -> None:
    """Pages of one item give them all, in the same order."""
    whole = history(account)
    assert whole == sorted(whole, key=lambda item: item["Timestamp"], reverse=True)
    paged = history(account, PaginationConfig={"PageSize": 1})
    assert summaries(paged) == summaries(whole) == ["ALARM", "OK", "ALARM"]


def test_dates_and_kinds_are_honoured(account: Account, changed: list[tuple[datetime, datetime]]) -> None:
    """What is outside of them is left out."""
    later = datetime.now(UTC) + timedelta(hours=1)
    assert history(account, StartDate=later) == []
    assert history(account, EndDate=later - timedelta(hours=2)) == []
    assert len(history(account, StartDate=later - timedelta(hours=2), EndDate=later)) == len(STATES)
    assert history(account, HistoryItemType="Action") == []
    assert len(history(account, HistoryItemType="StateUpdate")) == len(STATES)
