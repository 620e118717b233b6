"""``FilterLogEvents``: the events of a log group that match, all streams' in the order of their times.

Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
"""

import base64
import json
from collections.abc import Collection, Iterator
from heapq import nsmallest
from typing import Any

from moto.logs.exceptions import InvalidParameterException, ResourceNotFoundException
from moto.logs.models import LogEvent, LogGroup, LogStream

from lambdalab_engine.fidelity.filter_patterns import Pattern

PAGE_EVENTS = 10_000
PAGE_BYTES = 1_048_576

type Place = tuple[int, int, int]
"""Where an event stands in the order: its time, when it came, its number."""


def place(event: LogEvent) -> Place:
    """Return where an event stands in the order of a log group's events."""
    return event.timestamp, event.ingestion_time, event.event_id


def streams(group: LogGroup, names: Collection[str] | None, prefix: str | None) -> list[LogStream]:
    """Return the streams to search; raise where one of ``names`` is not there."""
    if names and prefix:
        raise InvalidParameterException("logStreamNamePrefix and logStreamNames are mutually exclusive.")
    if names and not set(names) <= set(group.streams):
        raise ResourceNotFoundException("The specified log stream does not exist.")
    return [
        stream
        for name, stream in list(group.streams.items())
        if (name in names if names else name.startswith(prefix or ""))
    ]


def page(
    searched: list[LogStream],
    pattern: Pattern,
    between: tuple[int, int],
    limit: int,
    token: str | None,
) -> tuple[list[dict[str, Any]], str | None]:
    """Return one page of the matching events, and the token of the next page if there is one."""
    after = _place_of(token) if token else (-1, -1, -1)
    found = [
        (place(event), stream, event)
        for stream in searched
        for event in list(stream.events)
        if between[0] <= event.timestamp <= between[1]
        and place(event) > after
        and pattern.matches(event.message)
    ]
    first = nsmallest(limit, found, key=lambda item: item[0])
    shown = list(_within_bytes(first))
    last = shown[-1][0] if shown and len(shown) < len(found) else None
    return [_filtered(stream, event) for _, stream, event in shown], _token_of(last) if last else None


def _within_bytes(
    found: list[tuple[Place, LogStream, LogEvent]],
) -> Iterator[tuple[Place, LogStream, LogEvent]]:
    size = 0
    for number, item in enumerate(found):
        size += len(item[2].message)
        if number and size > PAGE_BYTES:
            return
        yield item


def _filtered(stream: LogStream, event: LogEvent) -> dict[str, Any]:
    return {
        "logStreamName": stream.log_stream_name,
        "timestamp": event.timestamp,
        "message": event.message,
        "ingestionTime": event.ingestion_time,
        "eventId": f"{event.event_id:056d}",
    }


def _token_of(where: Place) -> str:
    return base64.urlsafe_b64encode(json.dumps(where).encode()).decode()


def _place_of(token: str) -> Place:
    try:
        time, ingestion, number = json.loads(base64.urlsafe_b64decode(token))
        return int(time), int(ingestion), int(number)
    except (ValueError, TypeError):
        raise InvalidParameterException("The specified nextToken is invalid.") from None
