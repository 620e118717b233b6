"""An alarm looks at the most recent data points, as many as its evaluation periods, and at no older ones.

LocalStack retrieves more, as AWS does, but counts them all: an alarm was OK again two periods late. It asks
for them one by one; here a single question answers for all, and takes the running second in, so that what was
just measured counts.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from localstack.services.cloudwatch import alarm_scheduler
from localstack.utils.patch import patch


def install() -> None:
    """Put it in force."""
    patch(alarm_scheduler.is_threshold_exceeded)(_judge_most_recent)
    vars(alarm_scheduler)["collect_metric_data"] = _data_points


def _judge_most_recent(
    is_exceeded: Callable[..., bool], newest_first: list[float | None], alarm: dict[str, Any]
) -> bool:
    return is_exceeded(newest_first[: alarm["EvaluationPeriods"]], alarm)


def _data_points(alarm: Any, client: Any) -> list[float | None]:
    """Return the statistic of each period, the oldest first, None where nothing was measured."""
    periods = alarm["EvaluationPeriods"] + max(alarm["EvaluationPeriods"] // 3, 2)
    period = timedelta(seconds=alarm["Period"])
    end = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    begins = [end - number * period for number in range(periods, 0, -1)]
    (result,) = client.get_metric_data(
        MetricDataQueries=[alarm_scheduler.generate_metric_query(alarm)], StartTime=begins[0], EndTime=end
    )["MetricDataResults"]
    measured = dict(zip(result["Timestamps"], result["Values"], strict=True))
    return [measured.get(begin) for begin in begins]
