"""Reads an alarm's datapoints so that they stand at the same place whenever one asks.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

_MOST_DATAPOINTS = 1440
"""CloudWatch gives no more in an answer."""


def read(
    cloudwatch: Any, alarm: Mapping[str, Any], start: datetime, end: datetime
) -> list[tuple[datetime, float]]:
    """Return when the period of each datapoint was over, and its value; the last ends with the last event.

    The engine's periods begin where the question does, and so the second of asking would move events from
    one period to another. On AWS they are the clock's.
    """
    period = alarm["Period"]
    found = _statistics(cloudwatch, alarm, start, end + timedelta(seconds=period), period)
    if not found:
        return []
    newest, fine = found[-1][0], 1 if period <= _MOST_DATAPOINTS else 60
    events = _statistics(cloudwatch, alarm, newest, newest + timedelta(seconds=period), fine)
    over = events[-1][0] + timedelta(seconds=fine)
    periods = max(1, (over - start) // timedelta(seconds=period))
    found = _statistics(cloudwatch, alarm, over - timedelta(seconds=periods * period), over, period)
    return [(begin + timedelta(seconds=period), value) for begin, value in found]


def _statistics(
    cloudwatch: Any, alarm: Mapping[str, Any], start: datetime, end: datetime, period: int
) -> list[tuple[datetime, float]]:
    """Return the statistic that an alarm asks for, and the beginning of each period that has one."""
    statistic = alarm["Statistic"]
    metric = {name: alarm[name] for name in ("Namespace", "MetricName", "Dimensions")}
    answer = cloudwatch.get_metric_statistics(
        **metric, StartTime=start, EndTime=end, Period=period, Statistics=[statistic]
    )
    return sorted((point["Timestamp"], point[statistic]) for point in answer["Datapoints"])
