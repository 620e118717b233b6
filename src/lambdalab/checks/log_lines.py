"""Lines of a check's own in a log group, and what filter patterns and metrics make of them.

Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
and https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
"""

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.results import Unmet
from lambdalab.waiting import wait_for

_COUNT_SECONDS = 5
_WINDOW = timedelta(minutes=2)


@dataclass(frozen=True)
class Line:
    """A line by what it is, in words; ``matches`` tells whether a pattern must find it."""

    words: str
    text: str
    matches: bool


def require_pattern(cloud: Cloud, pattern: str, lines: Sequence[Line], wanted: str) -> None:
    """Raise Unmet at the first line that a pattern misses, or finds although it must not."""
    texts = [line.text for line in lines]
    answer = cloud.client("logs").test_metric_filter(filterPattern=pattern, logEventMessages=texts)
    found = {match["eventMessage"] for match in answer["matches"]}
    for line in lines:
        if (line.text in found) != line.matches:
            raise Unmet(
                "mismatch",
                expected=wanted,
                found=f"{pattern or 'an empty pattern'} {_verb(line)} {line.words}: {line.text}",
                look_at=_where_it_errs(pattern, line),
            )


def _verb(line: Line) -> str:
    return "misses" if line.matches else "also matches"


def _where_it_errs(pattern: str, line: Line) -> str:
    if not pattern.strip().startswith("{"):
        return "a pattern on fields, { $.field ... }: a word is looked for anywhere in a line"
    if line.matches:
        return "a field that is not there, or a value that nobody thought of: what does = or != say then?"
    return "which field tells this line from those that you want, and with which value?"


@contextmanager
def written(cloud: Cloud, group: str, texts: Sequence[str]) -> Iterator[None]:
    """Write lines into a log stream of their own, which is gone afterwards."""
    logs = cloud.client("logs")
    where = {"logGroupName": group, "logStreamName": f"check-{secrets.token_hex(4)}"}
    now = int(time.time() * 1000)
    logs.create_log_stream(**where)
    try:
        logs.put_log_events(**where, logEvents=[{"timestamp": now, "message": text} for text in texts])
        yield
    finally:
        logs.delete_log_stream(**where)


def metric_of(cloud: Cloud, namespace: str, metric: str, **dimensions: str) -> tuple[int, float]:
    """Return how many values a metric got in the last two minutes, and their sum."""
    now = datetime.now(UTC)
    points = cloud.client("cloudwatch").get_metric_statistics(
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=now - _WINDOW,
        EndTime=now + _WINDOW,
        Period=60,
        Statistics=["SampleCount", "Sum"],
    )["Datapoints"]
    return int(sum(point["SampleCount"] for point in points)), sum(point["Sum"] for point in points)


def wait_for_values(
    cloud: Cloud, namespace: str, metric: str, values: int, **dimensions: str
) -> tuple[int, float]:
    """Wait until a metric got so many values within two minutes, and return them as ``metric_of`` does."""

    def enough() -> bool | None:
        return metric_of(cloud, namespace, metric, **dimensions)[0] >= values or None

    wait_for(enough, _COUNT_SECONDS)
    return metric_of(cloud, namespace, metric, **dimensions)


def wait_for_total(cloud: Cloud, namespace: str, metric: str, total: float) -> None:
    """Wait until a metric's sum within two minutes is so much; it may well be less, or more, in the end."""
    wait_for(lambda: metric_of(cloud, namespace, metric)[1] >= total or None, _COUNT_SECONDS)


def get_counter(
    cloud: Cloud, group: str, namespace: str, metric: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the one metric filter that writes a metric, and how. Raises Unmet where it is not just one."""
    expected = f"one metric filter on {group} for the metric {metric} in the namespace {namespace}"
    pages = cloud.client("logs").get_paginator("describe_metric_filters").paginate()
    pairs = [
        (one, how) for page in pages for one in page["metricFilters"] for how in one["metricTransformations"]
    ]
    named = [pair for pair in pairs if _target(pair[1]) == (namespace, metric)]
    ours = [pair for pair in named if pair[0]["logGroupName"] == group]
    if len(named) == len(ours) == 1:
        return ours[0]
    if not pairs:
        found = "the account has no metric filter"
    elif not named:
        found = f"metrics are written to {', '.join('/'.join(_target(how)) for _, how in pairs)}"
    elif not ours:
        found = f"it is on {named[0][0]['logGroupName']}"
    else:
        found = f"there are {len(named)}: {', '.join(one['filterName'] for one, _ in named)}"
    raise Unmet(
        "mismatch" if named else "missing",
        expected=expected,
        found=found,
        look_at="delete_metric_filter(logGroupName=..., filterName=...)"
        if len(named) > 1
        else "put_metric_filter: logGroupName, metricNamespace and metricName, letter by letter",
    )


def _target(how: dict[str, Any]) -> tuple[str, str]:
    return how["metricNamespace"], how["metricName"]
