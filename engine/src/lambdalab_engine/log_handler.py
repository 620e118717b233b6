"""Writes a function's log to CloudWatch Logs with the time of each line, and to its last line."""

import contextlib
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from botocore.exceptions import ClientError
from localstack.aws.connect import connect_to
from localstack.services.lambda_.invocation.logs import LogHandler, LogItem
from localstack.services.logs.models import get_moto_logs_backend
from moto.logs.exceptions import LogsClientError, ResourceNotFoundException

from lambdalab_engine.output import FunctionLog

LOG = logging.getLogger(__name__)

BATCH_EVENTS = 10_000
BATCH_BYTES = 1_048_576
EVENT_OVERHEAD_BYTES = 26
EVENT_BYTES = 262_144 - EVENT_OVERHEAD_BYTES
"""The limits of one call.
Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
"""

_WRITER = ThreadPoolExecutor(1, thread_name_prefix="function-logs")


class Place(NamedTuple):
    """A log stream."""

    account: str
    region: str
    group: str
    stream: str


class TimedLogHandler(LogHandler):
    """One writer for all functions, in the order of their invocations.

    LocalStack's own starts a thread for each version, gives all lines one time, and drops what waits when a
    function is updated.
    """

    def start_subscriber(self) -> None:
        """Do nothing: the writer starts with its first log."""

    def stop(self) -> None:
        """Do nothing: what was logged is written, even when the function is gone."""

    def add_logs(self, log_item: LogItem) -> None:
        """Have an invocation's log written soon."""
        _WRITER.submit(self._write, log_item)

    def _write(self, item: LogItem) -> None:
        assert isinstance(item.logs, FunctionLog)
        place = Place(self.role_arn.split(":")[4], self.region, item.log_group, item.log_stream)
        try:
            for batch in batches(item.logs):
                _put(place, batch)
        except (ClientError, LogsClientError) as error:
            LOG.warning("the log of %s could not be written: %s", item.log_group, error)


def batches(log: FunctionLog) -> Iterator[list[dict[str, Any]]]:
    """Cut a log into calls of the size that CloudWatch Logs takes."""
    batch: list[dict[str, Any]] = []
    size = 0
    for when, text in log.events:
        message = _shortened(text) + "\n"
        length = len(message.encode()) + EVENT_OVERHEAD_BYTES
        if batch and (len(batch) == BATCH_EVENTS or size + length > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append({"timestamp": when, "message": message})
        size += length
    if batch:
        yield batch


def _shortened(text: str) -> str:
    if len(text) * 4 < EVENT_BYTES:
        return text
    return text.encode()[: EVENT_BYTES - 1].decode(errors="ignore")


def _put(place: Place, events: list[dict[str, Any]]) -> None:
    """Put the events into the stream, which is made where it is not there yet."""
    backend = get_moto_logs_backend(place.account, place.region)
    try:
        backend.put_log_events(place.group, place.stream, events)
    except ResourceNotFoundException:
        _create(place)
        backend.put_log_events(place.group, place.stream, events)


def _create(place: Place) -> None:
    """Make a stream, and its group, as a client would: CloudWatch Logs is told of both."""
    client = connect_to(aws_access_key_id=place.account, region_name=place.region).logs
    with contextlib.suppress(client.exceptions.ResourceAlreadyExistsException):
        client.create_log_group(logGroupName=place.group)
    with contextlib.suppress(client.exceptions.ResourceAlreadyExistsException):
        client.create_log_stream(logGroupName=place.group, logStreamName=place.stream)
