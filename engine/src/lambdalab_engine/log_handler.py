"""Writes a function's log to CloudWatch Logs with the time of each line, and to its last line."""

import contextlib
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError
from localstack.aws.connect import connect_to
from localstack.services.lambda_.invocation.logs import LogHandler, LogItem

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
        # One client an account, not one a function: each takes about a megabyte.
        account = self.role_arn.split(":")[4]
        client = connect_to(aws_access_key_id=account, region_name=self.region).logs
        try:
            for batch in batches(item.logs):
                _put(client, {"logGroupName": item.log_group, "logStreamName": item.log_stream}, batch)
        except ClientError as error:
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


def _put(client: Any, stream: dict[str, str], events: list[dict[str, Any]]) -> None:
    """Put the events into the stream, which is made where it is not there yet."""
    try:
        client.put_log_events(**stream, logEvents=events)
    except client.exceptions.ResourceNotFoundException:
        with contextlib.suppress(client.exceptions.ResourceAlreadyExistsException):
            client.create_log_group(logGroupName=stream["logGroupName"])
        with contextlib.suppress(client.exceptions.ResourceAlreadyExistsException):
            client.create_log_stream(**stream)
        client.put_log_events(**stream, logEvents=events)
