"""Writes a function's log to CloudWatch Logs with the time of each line, and to its last line."""

import contextlib
import logging
from typing import Any

from botocore.exceptions import ClientError
from localstack.aws.connect import connect_to
from localstack.services.lambda_.invocation.logs import QUEUE_SHUTDOWN, LogHandler, LogItem
from localstack.utils.aws.client_types import ServicePrincipal

from lambdalab_engine.output import FunctionLog

LOG = logging.getLogger(__name__)


class TimedLogHandler(LogHandler):
    """LocalStack's own gives all lines one time, and drops what waits when a function is updated."""

    def run_log_loop(self, *args: Any, **kwargs: Any) -> None:
        """Write item after item until the handler is stopped."""
        client = connect_to.with_assumed_role(
            region_name=self.region,
            role_arn=self.role_arn,
            service_principal=ServicePrincipal.lambda_,
        ).logs
        for item in iter(self.log_queue.get, QUEUE_SHUTDOWN):
            try:
                _write(client, item)
            except ClientError as error:
                LOG.warning("the log of %s could not be written: %s", item.log_group, error)


def _write(client: Any, item: LogItem) -> None:
    """Put the lines into the item's stream, which is made where it is not there yet."""
    target = {"logGroupName": item.log_group, "logStreamName": item.log_stream}
    assert isinstance(item.logs, FunctionLog)
    events = [{"timestamp": when, "message": f"{text}\n"} for when, text in item.logs.events]
    try:
        client.put_log_events(**target, logEvents=events)
    except client.exceptions.ResourceNotFoundException:
        with contextlib.suppress(client.exceptions.ResourceAlreadyExistsException):
            client.create_log_group(logGroupName=item.log_group)
        client.create_log_stream(**target)
        client.put_log_events(**target, logEvents=events)
