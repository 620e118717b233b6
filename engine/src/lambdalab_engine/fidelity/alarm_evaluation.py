"""An alarm looks at the most recent data points, as many as its evaluation periods, and at no older ones.

LocalStack retrieves more, as AWS does, but counts them all: an alarm was OK again two periods late. It asks
for them one by one; here a single question answers for all, and takes the running second in, so that what was
just measured counts. Settings and data are read where they stand; LocalStack asks itself as a client.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from localstack.services.cloudwatch import alarm_scheduler
from localstack.services.cloudwatch.models import LocalStackMetricAlarm, cloudwatch_stores
from localstack.utils.patch import patch

from lambdalab_engine.fidelity import metric_store


def install() -> None:
    """Put it in force."""
    patch(alarm_scheduler.is_threshold_exceeded)(_judge_most_recent)
    ours = {"collect_metric_data": _data_points, "get_metric_alarm_details_for_alarm_arn": _settings}
    vars(alarm_scheduler).update(ours)


def _settings(arn: str) -> dict[str, Any] | None:
    """Return what an alarm on a metric is and in which state, None where there is no such alarm."""
    account, region = _place(arn)
    found: Any = cloudwatch_stores[account][region].alarms.get(arn)
    return dict(found.alarm) if isinstance(found, LocalStackMetricAlarm) else None


def _place(arn: str) -> tuple[str, str]:
    """Return the account and the region of an ARN."""
    region, account = arn.split(":")[3:5]
    return account, region


def _judge_most_recent(
    is_exceeded: Callable[..., bool], newest_first: list[float | None], alarm: dict[str, Any]
) -> bool:
    return is_exceeded(newest_first[: alarm["EvaluationPeriods"]], alarm)


def _data_points(alarm: Any, client: Any) -> list[float | None]:
    """Return the statistic of each period, the oldest first, None where nothing was measured."""
    periods = alarm["EvaluationPeriods"] + max(alarm["EvaluationPeriods"] // 3, 2)
    end = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    begin = end - periods * timedelta(seconds=alarm["Period"])
    wanted = alarm_scheduler.generate_metric_query(alarm)["MetricStat"]
    measured = dict(metric_store.statistic(*_place(alarm["AlarmArn"]), wanted, begin, end))
    seconds = range(int(begin.timestamp()), int(end.timestamp()), alarm["Period"])
    return [measured.get(second) for second in seconds]
