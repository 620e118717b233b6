"""Turns log events into CloudWatch metric data, as a log group's metric filters say.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import batched
from typing import Any, NamedTuple

from localstack.aws.api import CommonServiceException
from localstack.aws.connect import connect_to
from moto.logs.models import LogEvent

from lambdalab_engine.fidelity.filter_patterns import InvalidPatternError, Pattern, compile_pattern
from lambdalab_engine.fidelity.filter_patterns.conditions import as_number
from lambdalab_engine.fidelity.filter_patterns.json_events import JsonPattern, selector
from lambdalab_engine.fidelity.filter_patterns.space_delimited import SpaceDelimitedPattern

DIMENSION_LIMIT = 3
_CALL_LIMIT = 1000

type Transformation = dict[str, Any]


class Datum(NamedTuple):
    """A value of a metric at a time in whole seconds since 1970; equal ones are counted."""

    namespace: str
    metric: str
    dimensions: tuple[tuple[str, str], ...]
    unit: str
    second: int
    value: float


def check(pattern: Pattern, transformation: Transformation) -> None:
    """Refuse a transformation that the pattern cannot fill.

    Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
    """
    value = transformation["metricValue"]
    dimensions = transformation.get("dimensions") or {}
    if not value.startswith("$") and as_number(value) is None:
        raise _refused(f"Invalid metric value: {value}")
    if dimensions and not pattern.supports_fields:
        raise _refused("The specified filter pattern does not support dimensions")
    if dimensions and transformation.get("defaultValue") is not None:
        raise _refused(
            "Invalid metric transformation: dimensions and default value are mutually exclusive properties."
        )
    if len(dimensions) > DIMENSION_LIMIT:
        raise _refused(f"A metric filter can have at most {DIMENSION_LIMIT} dimensions.")
    for field in [value, *dimensions.values()]:
        if field.startswith("$") and not _has_field(pattern, field):
            raise _refused(f"Invalid metric field selector: {field}")


def _has_field(pattern: Pattern, field: str) -> bool:
    if isinstance(pattern, SpaceDelimitedPattern):
        return field.removeprefix("$") in pattern.names or field[1:].isdecimal()
    if not isinstance(pattern, JsonPattern):
        return False
    try:
        selector(field)
    except InvalidPatternError:
        return False
    return True


def _refused(message: str) -> CommonServiceException:
    return CommonServiceException("InvalidParameterException", message, sender_fault=True)


def data(metric_filter: dict[str, Any], events: Iterable[LogEvent]) -> Iterable[Datum]:
    """Yield what a metric filter makes of log events.

    An event that does not match gives the default value, where there is one. An event whose value is no
    number, or that lacks a dimension, gives nothing.
    """
    pattern = compile_pattern(metric_filter["filterPattern"])
    for event in events:
        matched = pattern.matches(event.message)
        for transformation in metric_filter["metricTransformations"]:
            datum = _datum(pattern, transformation, event, matched)
            if datum is not None:
                yield datum


def _datum(pattern: Pattern, wanted: Transformation, event: LogEvent, matched: bool) -> Datum | None:
    value = _value(pattern, wanted["metricValue"], event) if matched else wanted.get("defaultValue")
    dimensions = [
        (name, pattern.value(event.message, field))
        for name, field in (wanted.get("dimensions") or {}).items()
    ]
    if value is None or not all(text for _, text in dimensions):
        return None
    return Datum(
        namespace=wanted["metricNamespace"],
        metric=wanted["metricName"],
        dimensions=tuple((name, text) for name, text in dimensions if text),
        unit=wanted.get("unit") or "None",
        second=event.timestamp // 1000,
        value=float(value),
    )


def _value(pattern: Pattern, wanted: str, event: LogEvent) -> float | None:
    text = pattern.value(event.message, wanted) if wanted.startswith("$") else wanted
    number = as_number(text) if text else None
    return None if number is None else float(number)


def publish(account: str, region: str, found: Iterable[Datum]) -> None:
    """Write data to CloudWatch, equal ones together."""
    by_namespace: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for datum, count in Counter(found).items():
        by_namespace[datum.namespace].append(_metric_datum(datum, count))
    for namespace, all_data in by_namespace.items():
        client = connect_to(aws_access_key_id=account, region_name=region).cloudwatch
        for batch in batched(all_data, _CALL_LIMIT, strict=False):
            client.put_metric_data(Namespace=namespace, MetricData=list(batch))


def _metric_datum(datum: Datum, count: int) -> dict[str, Any]:
    return {
        "MetricName": datum.metric,
        "Dimensions": [{"Name": name, "Value": value} for name, value in datum.dimensions],
        "Timestamp": datetime.fromtimestamp(datum.second, UTC),
        "Unit": datum.unit,
        "Values": [datum.value],
        "Counts": [count],
    }
