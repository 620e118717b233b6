"""The fields of a log event: those that every event has, those of JSON, and those of Lambda's own lines.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
"""

import base64
import json
import math
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from moto.logs.models import LogEvent, LogStream

from lambdalab_engine.fidelity.insights.values import Record, Time, Value

JSON_FIELDS = 200
"""The fields that are found in one JSON event."""

_LAMBDA_GROUP = "/aws/lambda/"
_PLATFORM_LINE = re.compile(r"(START|END|REPORT) RequestId: ([0-9a-f-]{36})")
_APPLICATION_LINE = re.compile(r"\t([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\t")
_FIGURE = re.compile(
    r"\t(Duration|Billed Duration|Memory Size|Max Memory Used|Init Duration): ([\d.]+) (ms|MB)"
)
_FIGURES = {
    "Duration": "@duration",
    "Billed Duration": "@billedDuration",
    "Memory Size": "@memorySize",
    "Max Memory Used": "@maxMemoryUsed",
    "Init Duration": "@initDuration",
}
_DOUBLE_PLAIN = 10**7
_BYTES = 10**6


def record_of(stream: LogStream, event: LogEvent) -> Record:
    """Return the fields of an event."""
    group = stream.log_group.name
    where = f"{stream.account_id}:{group}:{stream.log_stream_name}:{event.event_id}"
    record: Record = {
        "@timestamp": Time(event.timestamp),
        "@message": event.message,
        "@logStream": stream.log_stream_name,
        "@log": f"{stream.account_id}:{group}",
        "@ingestionTime": Time(event.ingestion_time),
        "@ptr": base64.b64encode(where.encode()).decode(),
    }
    if group.startswith(_LAMBDA_GROUP):
        record |= _of_lambda(event.message)
    found = _flat(_document(event.message, embedded=group.startswith(_LAMBDA_GROUP)), "")
    return record | dict(field for field, _ in zip(found, range(JSON_FIELDS), strict=False))


def _of_lambda(message: str) -> Record:
    """Return what Lambda's own lines tell; memory is in bytes, of which a megabyte has a million."""
    platform = _PLATFORM_LINE.match(message)
    if platform is None:
        application = _APPLICATION_LINE.search(message)
        return {"@requestId": application[1]} if application else {}
    record: Record = {"@type": platform[1], "@requestId": platform[2]}
    for name, figure, unit in _FIGURE.findall(message):
        record[_FIGURES[name]] = double(float(figure) * (_BYTES if unit == "MB" else 1))
    return record


def double(value: float) -> str:
    """Return a number as Java writes a double, which is how Insights gives those of REPORT lines."""
    if value < _DOUBLE_PLAIN:
        return repr(float(value))
    exponent = math.floor(math.log10(value))
    return f"{value / 10**exponent!r}E{exponent}"


def _document(message: str, *, embedded: bool) -> Any:
    """Return the JSON object that a message is; in a Lambda log, the first one that it holds."""
    start = message.find("{")
    if start < 0 or (not embedded and message[:start].strip()):
        return None
    try:
        decoder = json.JSONDecoder(parse_float=Decimal, parse_int=Decimal)
        document, end = decoder.raw_decode(message, start)
    except (ValueError, RecursionError):
        return None
    return document if embedded or not message[end:].strip() else None


def _flat(node: Any, path: str) -> Iterator[tuple[str, Value]]:
    """Yield the fields of a document by their paths, such as ``items.0.id``; null is no value."""
    if isinstance(node, dict | list):
        children = node.items() if isinstance(node, dict) else enumerate(node)
        for name, child in children:
            yield from _flat(child, f"{path}.{name}" if path else str(name).replace("@", "@@", 1))
    elif isinstance(node, bool):
        yield path, str(int(node))
    elif node is not None:
        yield path, str(node)
