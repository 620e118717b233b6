"""Writes functions' and queues' metrics to where CloudWatch keeps them, all of a function's moment at once.

LocalStack sends two of a function's, with a thread, a call and a transaction for each invocation: a third of
what a warm one costs. For a queue's it makes a call for each value, which costs more than the message.
Sources: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html and
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's helper for patches has no annotations.

import logging
import queue
import re
import sqlite3
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from localstack.aws.api.lambda_ import TooManyRequestsException
from localstack.services.cloudwatch.cloudwatch_database_helper import CloudwatchDatabase
from localstack.services.lambda_.invocation import event_manager, version_manager
from localstack.services.lambda_.invocation.lambda_models import Invocation, InvocationResult
from localstack.services.sqs import provider as sqs
from localstack.utils.patch import Patch

LOG = logging.getLogger(__name__)

_GATHER_SECONDS = 0.25
_REPORTED_DURATION = re.compile(r'(?:\tDuration: |"durationMs": ?)([\d.]+)')
_UNITS = {"Duration": "Milliseconds"}
"""The units other than Count."""


class Target(NamedTuple):
    """What was invoked: ``resource`` is the function's name, with the qualifier where one was given."""

    account: str
    region: str
    function: str
    resource: str
    version: str

    @classmethod
    def of(cls, manager: version_manager.LambdaVersionManager, invoked_arn: str) -> "Target":
        """Return what an ARN invokes; the version is the one that an alias led to, and else empty."""
        ran = manager.function_version.id
        resource = invoked_arn.split(":", 6)[6]
        qualifier = resource.partition(":")[2]
        version = "" if qualifier in ("", ran.qualifier) else ran.qualifier
        return cls(ran.account, ran.region, ran.function_name, resource, version)

    def dimensions(self) -> Iterator[list[dict[str, str]]]:
        """Return every set of dimensions that this is counted under."""
        names = {"FunctionName": self.function, "Resource": self.resource}
        yield []
        yield _pairs({"FunctionName": self.function})
        yield _pairs(names)
        if self.version:
            yield _pairs(names | {"ExecutedVersion": self.version})


class Datum(NamedTuple):
    """One value of a metric, at a time in whole seconds since 1970."""

    target: Target
    metric: str
    second: int
    value: float


class MetricsWriter:
    """Takes values, and writes them from a thread of its own, which starts with the first one."""

    def __init__(self) -> None:
        self._recorded: queue.SimpleQueue[Datum | threading.Event] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._hurry = threading.Event()

    def record(self, target: Target, began: float, **values: float) -> None:
        """Take metrics' values by their names; ``began`` is when the function was invoked."""
        for metric, value in values.items():
            self._recorded.put(Datum(target, metric, int(began), value))
        if self._thread is None:
            with self._lock:
                self._thread = self._thread or self._start()

    def flush(self, seconds: float) -> bool:
        """Have what was recorded so far written at once; wait ``seconds`` at most, and tell whether it is."""
        if self._thread is None:
            return True
        written = threading.Event()
        self._recorded.put(written)
        self._hurry.set()
        return written.wait(seconds)

    def _start(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, name="function-metrics", daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        while True:
            recorded = [self._recorded.get()]
            self._hurry.wait(_GATHER_SECONDS)
            self._hurry.clear()
            while not self._recorded.empty():
                recorded.append(self._recorded.get())
            self._write([item for item in recorded if isinstance(item, Datum)])
            for item in recorded:
                if isinstance(item, threading.Event):
                    item.set()

    def _write(self, recorded: list[Datum]) -> None:
        for (account, region), data in by_account(recorded).items():
            _put(account, region, "AWS/Lambda", data)


WRITER = MetricsWriter()
"""The engine's one writer."""


@cache
def _database() -> CloudwatchDatabase:
    """Return what leads to the one database; LocalStack's CloudWatch has an object of its own."""
    return CloudwatchDatabase()


def _put(account: str, region: str, namespace: str, data: list[Any]) -> None:
    try:
        _database().add_metric_data(account, region, namespace, data)
    except sqlite3.Error as error:
        LOG.warning("the metrics of account %s could not be written: %s", account, error)


def record_of_queue(
    account_id: str, region: str, queue_name: str, metric: str, value: float = 1, unit: str = "Count"
) -> None:
    """Write a value of a queue's metric. The names are LocalStack's, in whose place this stands."""
    datum = {"MetricName": metric, "Dimensions": _pairs({"QueueName": queue_name})}
    _put(account_id, region, "AWS/SQS", [datum | {"Value": value, "Unit": unit}])


class Gauge:
    """Counts the executions that run now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: Counter[tuple[str, str, str]] = Counter()

    @contextmanager
    def one_more(self, target: Target) -> Iterator[int]:
        """Count an execution of a function while it runs, and give how many run with it."""
        key = target.account, target.region, target.function
        with self._lock:
            self._running[key] += 1
            now = self._running[key]
        try:
            yield now
        finally:
            with self._lock:
                self._running[key] -= 1
                if not self._running[key]:
                    del self._running[key]


class InvocationWatch:
    """Records what becomes of each invocation and of each asynchronous event."""

    def __init__(self, writer: MetricsWriter) -> None:
        self._writer = writer
        self._gauge = Gauge()

    def install(self) -> None:
        """Watch LocalStack's invocations, in place of its own metrics and of their threads."""
        Patch.function(version_manager.LambdaVersionManager.invoke, self._invoke).apply()
        Patch.function(event_manager.LambdaEventManager.enqueue_event, self._receive).apply()
        Patch.function(event_manager.Poller.process_dead_letter_queue, self._drop).apply()
        vars(sqs)["publish_sqs_metric"] = record_of_queue
        module = vars(version_manager)
        module["start_thread"] = _start_unless_metric(module["start_thread"])

    def _invoke(self, fn: Any, manager: Any, *, invocation: Invocation) -> InvocationResult:
        target = Target.of(manager, invocation.invoked_arn)
        began = time.time()
        with self._gauge.one_more(target) as running:
            try:
                result: InvocationResult = fn(manager, invocation=invocation)
            except TooManyRequestsException:
                self._writer.record(target, began, Throttles=1)
                raise
        self._writer.record(
            target,
            began,
            Invocations=1,
            Errors=int(result.is_error),
            Throttles=0,
            Duration=reported_duration(result.logs) or (time.time() - began) * 1000,
            ConcurrentExecutions=running,
        )
        return result

    def _receive(self, fn: Any, manager: Any, invocation: Invocation) -> None:
        fn(manager, invocation)
        target = Target.of(manager.version_manager, invocation.invoked_arn)
        self._writer.record(target, time.time(), AsyncEventsReceived=1)

    def _drop(self, fn: Any, poller: Any, sqs_invocation: Any, *args: Any, **options: Any) -> None:
        fn(poller, sqs_invocation, *args, **options)
        target = Target.of(poller.version_manager, sqs_invocation.invocation.invoked_arn)
        self._writer.record(target, time.time(), AsyncEventsDropped=1)


def reported_duration(log: str | None) -> float | None:
    """Return the milliseconds of the REPORT line that ends a log, None where there is none."""
    found = _REPORTED_DURATION.search((log or "").rstrip("\r\n").rpartition("\n")[2])
    return float(found[1]) if found else None


def by_account(recorded: list[Datum]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Return the metric data of each account and region, the values of one second summed up."""
    values = defaultdict(list)
    for datum in recorded:
        values[datum[:3]].append(datum.value)
    data: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for (target, metric, second), found in values.items():
        statistics = {
            "SampleCount": len(found),
            "Sum": sum(found),
            "Minimum": min(found),
            "Maximum": max(found),
        }
        data[target.account, target.region] += [
            {
                "MetricName": metric,
                "Dimensions": dimensions,
                "Timestamp": datetime.fromtimestamp(second, UTC),
                "StatisticValues": statistics,
                "Unit": _UNITS.get(metric, "Count"),
            }
            for dimensions in target.dimensions()
        ]
    return dict(data)


def _pairs(dimensions: dict[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in dimensions.items()]


def _start_unless_metric(start_thread: Any) -> Any:
    """Return what starts LocalStack's threads, but for the one that records an invocation's metric."""

    def start(method: Any, *args: Any, **options: Any) -> Any:
        if not str(options.get("name")).startswith("record-cloudwatch-metric"):
            return start_thread(method, *args, **options)
        return None

    return start
