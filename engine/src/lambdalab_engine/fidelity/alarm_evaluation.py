"""An alarm looks at the most recent data points, as many as its evaluation periods, and at no older ones.

LocalStack retrieves more, as AWS does, but counts them all: an alarm was OK again two periods late.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable
from typing import Any

from localstack.services.cloudwatch import alarm_scheduler
from localstack.utils.patch import patch


def install() -> None:
    """Put it in force."""
    patch(alarm_scheduler.is_threshold_exceeded)(_judge_most_recent)


def _judge_most_recent(
    is_exceeded: Callable[..., bool], newest_first: list[float | None], alarm: dict[str, Any]
) -> bool:
    return is_exceeded(newest_first[: alarm["EvaluationPeriods"]], alarm)
