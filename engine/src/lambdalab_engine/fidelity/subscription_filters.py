"""Sends log events to the functions that are subscribed to a log group.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample
"""

import base64
import gzip
import json
from collections.abc import Iterator, Sequence
from typing import Any

from botocore.exceptions import ClientError
from localstack.aws.connect import connect_to
from localstack.utils.aws.client_types import ServicePrincipal
from moto.logs.models import LogEvent, LogGroup, LogStream, SubscriptionFilter

from lambdalab_engine.fidelity.filter_patterns import Pattern, compile_pattern
from lambdalab_engine.fidelity.filter_patterns.space_delimited import SpaceDelimitedPattern

PAYLOAD_BYTES = 250_000
"""A batch is cut in two until it is within the 256 KB of an asynchronous invocation."""


def deliver(stream: LogStream, subscription: SubscriptionFilter, events: Sequence[LogEvent]) -> None:
    """Invoke the destination with the events that match, if any; it is not waited for."""
    pattern = compile_pattern(subscription.filter_pattern or "")
    matched = [log_event(pattern, event) for event in events if pattern.matches(event.message)]
    if not matched:
        return
    for payload in payloads(stream, subscription.name, matched):
        _invoke(stream.log_group, subscription.destination_arn, "Event", payload)


def may_invoke(group: LogGroup, destination: str) -> bool:
    """Tell whether the destination is a function whose policy lets the log group invoke it."""
    try:
        _invoke(group, destination, "DryRun", {})
    except ClientError:
        return False
    return True


def _invoke(group: LogGroup, destination: str, kind: str, payload: dict[str, Any]) -> None:
    """Invoke a function as CloudWatch Logs does for a log group."""
    _, _, _, region, account, *_ = destination.split(":")
    client = connect_to(aws_access_key_id=account, region_name=region).lambda_.request_metadata(
        source_arn=f"{group.arn}:*", service_principal=ServicePrincipal.logs
    )
    client.invoke(FunctionName=destination, InvocationType=kind, Payload=json.dumps(payload))


def log_event(pattern: Pattern, event: LogEvent) -> dict[str, Any]:
    """Return an event as a subscription sends it; a space-delimited pattern adds its fields."""
    sent = {"id": f"{event.event_id:056d}", "timestamp": event.timestamp, "message": event.message}
    if not isinstance(pattern, SpaceDelimitedPattern):
        return sent
    fields = pattern.extracted(event.message)
    return sent | {"extractedFields": {name.removeprefix("$"): value for name, value in fields.items()}}


def payloads(stream: LogStream, name: str, events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the events that a function gets: base64 of gzip of JSON, each of a size that Lambda takes."""
    message = {
        "messageType": "DATA_MESSAGE",
        "owner": stream.account_id,
        "logGroup": stream.log_group.name,
        "logStream": stream.log_stream_name,
        "subscriptionFilters": [name],
        "logEvents": events,
    }
    text = json.dumps(message, separators=(",", ":"), ensure_ascii=False)
    encoded = base64.b64encode(gzip.compress(text.encode())).decode()
    if len(encoded) <= PAYLOAD_BYTES or len(events) == 1:
        yield {"awslogs": {"data": encoded}}
    else:
        half = len(events) // 2
        yield from payloads(stream, name, events[:half])
        yield from payloads(stream, name, events[half:])
