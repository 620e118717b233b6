"""The history of alarms: each change with the time at which it happened, found by kind and date.

LocalStack gives a change the time of the one before it, in the machine's time zone, and fails on dates.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from localstack.aws.api import RequestContext
from localstack.services.cloudwatch.provider_v2 import CloudwatchProvider
from localstack.utils.patch import patch

PAGE_ITEMS = 100


def install() -> None:
    """Put it in force."""
    patch(CloudwatchProvider._update_state)(_note_with_its_time)
    vars_of_provider: Any = CloudwatchProvider
    vars_of_provider.describe_alarm_history = describe_alarm_history


def _note_with_its_time(
    update: Callable[..., None], self: CloudwatchProvider, context: RequestContext, alarm: Any, *new: Any
) -> None:
    update(self, context, alarm, *new)
    now = datetime.now(UTC)
    alarm.alarm["StateUpdatedTimestamp"] = now
    self.get_store(context.account_id, context.region).histories[-1]["Timestamp"] = now


def describe_alarm_history(
    self: CloudwatchProvider,
    context: RequestContext,
    alarm_name: str | None = None,
    history_item_type: str | None = None,
    start_date: datetime | None = None,
    end_date: datetime | None = None,
    max_records: int | None = None,
    next_token: str | None = None,
    scan_by: str | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Return a page of the history, the newest item first unless ``scan_by`` says otherwise."""
    histories: list[Any] = self.get_store(context.account_id, context.region).histories
    items = [
        item
        for item in histories
        if alarm_name in (None, item["AlarmName"])
        and history_item_type in (None, item["HistoryItemType"])
        and _utc(start_date or item["Timestamp"]) <= item["Timestamp"] <= _utc(end_date or item["Timestamp"])
    ]
    items.sort(key=lambda item: item["Timestamp"], reverse=scan_by != "TimestampAscending")
    begin = int(next_token or 0)
    end = begin + min(max_records or PAGE_ITEMS, PAGE_ITEMS)
    answer: dict[str, Any] = {"AlarmHistoryItems": items[begin:end]}
    return answer | {"NextToken": str(end)} if end < len(items) else answer


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
