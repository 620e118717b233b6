"""The messages of alarms: as CloudWatch publishes them, as SNS hands them to a function, as they arrive.

Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
and https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from lambdalab.aws import Cloud
from lambdalab.checks import mailbox

type Alarm = dict[str, Any]

PARTS = ("StateChangeTime", "NewStateValue", "AlarmName", "AlarmDescription")
"""The fields of an alarm's message that people are to read, in their order."""


def message(cloud: Cloud, name: str, description: str, old: str, new: str) -> Alarm:
    """Return what CloudWatch publishes when an alarm goes from one state to another."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
    return {
        "AlarmName": name,
        "AlarmDescription": description,
        "AWSAccountId": cloud.account,
        "NewStateValue": new,
        "NewStateReason": "Threshold Crossed: 1 out of the last 1 datapoints",
        "StateChangeTime": f"{now}+0000",
        "Region": "US East (N. Virginia)",
        "AlarmArn": cloud.arn("cloudwatch", f"alarm:{name}"),
        "OldStateValue": old,
        "Trigger": {"MetricName": "Errors", "Namespace": "AWS/Lambda", "Period": 60, "Threshold": 1.0},
    }


def handed_over(alarms: Sequence[Alarm], topic: str) -> dict[str, Any]:
    """Return the event by which SNS hands messages of alarms to a function."""
    return {
        "Records": [
            {
                "EventSource": "aws:sns",
                "EventVersion": "1.0",
                "EventSubscriptionArn": f"{topic}:0",
                "Sns": {
                    "Type": "Notification",
                    "MessageId": str(uuid4()),
                    "TopicArn": topic,
                    "Subject": f'{alarm["NewStateValue"]}: "{alarm["AlarmName"]}" in {alarm["Region"]}',
                    "Message": json.dumps(alarm, ensure_ascii=False),
                    "Timestamp": alarm["StateChangeTime"],
                    "MessageAttributes": {},
                },
            }
            for alarm in alarms
        ]
    }


def line(alarm: Alarm) -> str:
    """Return the line that people are to read."""
    return "{} {} {}: {}".format(*(alarm[part] for part in PARTS))


def collect(cloud: Cloud, queue: str, name: str, since: datetime) -> list[Alarm]:
    """Take an alarm's two messages since a moment out of a queue, and return them in their order."""

    def is_ours(published: str) -> bool:
        alarm = _read(published)
        return alarm.get("AlarmName") == name and _time(alarm) >= since

    found = [_read(published) for published in mailbox.collect(cloud, queue, is_ours, at_least=2)]
    return sorted(found, key=_time)


def collect_lines(
    cloud: Cloud, queue: str, marks: Sequence[str], at_least: int, *, and_duplicates: bool = True
) -> list[str]:
    """Take out of a queue whatever holds one of these marks, and return it."""

    def is_ours(published: str) -> bool:
        return any(mark in published for mark in marks)

    return mailbox.collect(cloud, queue, is_ours, at_least, and_duplicates)


def _read(published: str) -> Alarm:
    try:
        alarm = json.loads(published)
    except ValueError:
        return {}
    return alarm if isinstance(alarm, dict) else {}


def _time(alarm: Alarm) -> datetime:
    return datetime.fromisoformat(alarm["StateChangeTime"])
