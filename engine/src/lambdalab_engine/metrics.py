"""Writes functions' metrics to CloudWatch, all of a moment in one call.

LocalStack makes a call, with a transaction of its own, for each invocation: a third of what a warm one costs.
"""

import logging
import queue
import threading
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import Any, NamedTuple

from botocore.exceptions import ClientError
from localstack.aws.connect import connect_to

LOG = logging.getLogger(__name__)

_GATHER_SECONDS = 0.25


class Datum(NamedTuple):
    """One event to count: a metric of a function, at a time in whole seconds since 1970."""

    account: str
    region: str
    function: str
    metric: str
    second: int


class MetricsWriter:
    """Counts what is recorded, and writes it from a thread of its own, which starts with the first event."""

    def __init__(self) -> None:
        self._recorded: queue.SimpleQueue[Datum] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def record_invocation(self, function_name: str, account_id: str, region_name: str) -> None:
        """Count an invocation that gave a result."""
        self._record(account_id, region_name, function_name, "Invocations")

    def record_error(self, function_name: str, account_id: str, region_name: str) -> None:
        """Count an invocation that failed."""
        self._record(account_id, region_name, function_name, "Invocations")
        self._record(account_id, region_name, function_name, "Errors")

    def _record(self, account: str, region: str, function: str, metric: str) -> None:
        self._recorded.put(Datum(account, region, function, metric, int(time.time())))
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="function-metrics", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            recorded = [self._recorded.get()]
            time.sleep(_GATHER_SECONDS)
            while not self._recorded.empty():
                recorded.append(self._recorded.get())
            for (account, region), data in by_account(recorded).items():
                try:
                    client = connect_to(aws_access_key_id=account, region_name=region).cloudwatch
                    client.put_metric_data(Namespace="AWS/Lambda", MetricData=data)
                except ClientError as error:
                    LOG.warning("the metrics of account %s could not be written: %s", account, error)


def by_account(recorded: list[Datum]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the metric data of each account and region, equal events counted."""
    data = defaultdict(list)
    for datum, count in Counter(recorded).items():
        data[datum.account, datum.region].append(
            {
                "MetricName": datum.metric,
                "Dimensions": [{"Name": "FunctionName", "Value": datum.function}],
                "Timestamp": datetime.fromtimestamp(datum.second, UTC),
                "Values": [1],
                "Counts": [count],
            }
        )
    return dict(data)
