"""Keeps log events and filters where moto keeps them, and has the filters look at each event that comes.

That is done in a thread of its own: whoever writes a log does not wait, and pays nothing where there is no
filter.
"""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from localstack.services.logs.models import get_moto_logs_backend
from moto.logs.exceptions import LimitExceededException, ResourceAlreadyExistsException
from moto.logs.metric_filters import MetricFilters
from moto.logs.models import LogEvent, LogGroup, LogsBackend, LogStream, SubscriptionFilter

from lambdalab_engine.fidelity import embedded_metrics, metric_filters, subscription_filters

LOG = logging.getLogger(__name__)

SUBSCRIPTION_LIMIT = 2

_FILTERING = ThreadPoolExecutor(1, thread_name_prefix="log-filters")
_storing = threading.Lock()


def create_stream(self: LogGroup, log_stream_name: str) -> None:
    """Add a stream; LocalStack ends in an error where the group has a subscription filter."""
    if log_stream_name in self.streams:
        raise ResourceAlreadyExistsException
    self.streams[log_stream_name] = LogStream(log_group=self, name=log_stream_name)


def store(self: LogStream, log_events: list[dict[str, Any]]) -> str:
    """Store events in a stream, and have its group's filters look at them."""
    with _storing:
        now = int(time.time() * 1000)
        events = [LogEvent(now, event) for event in log_events]
        self.last_ingestion_time = now
        self.stored_bytes += sum(len(event.message) for event in events)
        self.events += events
        self.upload_sequence_token += 1
    backend = get_moto_logs_backend(self.account_id, self.region)
    metrics = metric_filters_of(backend, self.log_group)
    subscriptions = list(self.log_group.subscription_filters.values())
    if events and (metrics or subscriptions):
        _FILTERING.submit(_apply, self, events, metrics, subscriptions)
    if telling := embedded_metrics.embedded(events):
        _FILTERING.submit(_publish_embedded, self, telling)
    return f"{self.upload_sequence_token:056d}"


def _apply(
    stream: LogStream,
    events: list[LogEvent],
    metrics: list[dict[str, Any]],
    subscriptions: list[SubscriptionFilter],
) -> None:
    """Let events pass the filters; one that fails does not hinder the others."""
    for metric_filter in metrics:
        try:
            metric_filters.publish(
                stream.account_id, stream.region, metric_filters.data(metric_filter, events)
            )
        except Exception as error:  # the thread serves all groups and must live on
            LOG.warning("the metric filter %s failed: %s", metric_filter["filterName"], error)
    for subscription in subscriptions:
        try:
            subscription_filters.deliver(stream, subscription, events)
        except Exception as error:  # as above
            LOG.warning("the subscription filter %s failed: %s", subscription.name, error)


def _publish_embedded(stream: LogStream, events: list[LogEvent]) -> None:
    try:
        metric_filters.publish(stream.account_id, stream.region, embedded_metrics.data(events))
    except Exception as error:  # as above
        LOG.warning("the metrics in %s could not be published: %s", stream.log_group.name, error)


def metric_filters_of(backend: LogsBackend, group: LogGroup) -> list[dict[str, Any]]:
    """Return a log group's metric filters."""
    return [item for item in backend.filters.metric_filters if item["logGroupName"] == group.name]


def add_metric_filter(
    self: MetricFilters,
    filter_name: str,
    filter_pattern: str,
    log_group_name: str,
    metric_transformations: list[dict[str, Any]],
) -> None:
    """Keep a metric filter in the place of one with its name."""
    self.delete_filter(filter_name, log_group_name)
    self.metric_filters.append(
        {
            "filterName": filter_name,
            "filterPattern": filter_pattern,
            "metricTransformations": metric_transformations,
            "creationTime": int(time.time() * 1000),
            "logGroupName": log_group_name,
        }
    )
    self.metric_filters.sort(key=lambda item: str(item["filterName"]))


def add_subscription_filter(
    self: LogGroup, filter_name: str, filter_pattern: str, destination_arn: str, role_arn: Any = None
) -> None:
    """Keep a subscription filter in the place of one with its name, or as one of two."""
    if len(self.subscription_filters.keys() | {filter_name}) > SUBSCRIPTION_LIMIT:
        raise LimitExceededException
    self.subscription_filters[filter_name] = SubscriptionFilter(
        filter_name, self.name, filter_pattern, destination_arn, role_arn
    )


def delete_with_filters(target: Callable[..., None], self: LogsBackend, log_group_name: str) -> None:
    """Delete a group and its metric filters, which moto would keep for the next group of that name."""
    target(self, log_group_name)
    kept = [item for item in self.filters.metric_filters if item["logGroupName"] != log_group_name]
    self.filters.metric_filters = kept


def describe_group(self: LogGroup) -> dict[str, Any]:
    """Describe a group, with the number of its metric filters."""
    backend = get_moto_logs_backend(self.account_id, self.region)
    described = {
        "logGroupName": self.name,
        "creationTime": self.creation_time,
        "retentionInDays": self.retention_in_days,
        "metricFilterCount": len(metric_filters_of(backend, self)),
        "arn": f"{self.arn}:*",
        "storedBytes": sum(stream.stored_bytes for stream in list(self.streams.values())),
        "kmsKeyId": self.kms_key_id,
        "logGroupClass": "STANDARD",
        "logGroupArn": self.arn,
    }
    return {name: value for name, value in described.items() if value is not None}
