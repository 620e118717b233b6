"""Reads metrics out of log events that are written in the embedded metric format.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from moto.logs.models import LogEvent

from lambdalab_engine.fidelity.metric_filters import Datum

MARK = '"_aws"'
METRICS_LIMIT = 100
DIMENSIONS_LIMIT = 30
VALUES_LIMIT = 100


def embedded(events: Iterable[LogEvent]) -> list[LogEvent]:
    """Return the events that may hold metrics; the others cost no parsing."""
    return [event for event in events if MARK in event.message]


def data(events: Iterable[LogEvent]) -> Iterator[Datum]:
    """Yield each metric's value for each of its dimension sets; what breaks the format gives nothing."""
    for event in events:
        try:
            root = json.loads(event.message)
            second = int(root["_aws"]["Timestamp"]) // 1000
            directives = list(root["_aws"]["CloudWatchMetrics"])
        except (ValueError, KeyError, TypeError):
            continue
        for directive in directives:
            yield from _of_directive(root, directive, second)


def _of_directive(root: dict[str, Any], directive: Any, second: int) -> Iterator[Datum]:
    try:
        namespace, metrics = directive["Namespace"], directive["Metrics"]
        sets = [_dimensions(root, names) for names in directive.get("Dimensions") or [[]]]
        told = [(metric["Name"], metric.get("Unit", "None")) for metric in metrics[:METRICS_LIMIT]]
    except (KeyError, TypeError, AttributeError):
        return
    for name, unit in told:
        for value in _values(root.get(name)):
            yield from (
                Datum(namespace, name, found, unit, second, value) for found in sets if found is not None
            )


def _dimensions(root: dict[str, Any], names: list[str]) -> tuple[tuple[str, str], ...] | None:
    """Return a set's dimensions, None where a value is missing or is no text."""
    pairs = tuple((name, root.get(name)) for name in names)
    if len(pairs) > DIMENSIONS_LIMIT or not all(isinstance(value, str) and value for _, value in pairs):
        return None
    return tuple((name, str(value)) for name, value in pairs)


def _values(given: Any) -> list[float]:
    """Return a metric's value, or its values where it has several."""
    values = given if isinstance(given, list) else [given]
    if len(values) > VALUES_LIMIT:
        return []
    return [
        float(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)
    ]
