"""Listens to a topic for a while with a queue of a check's own, whoever else is subscribed."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lambdalab.aws import Cloud
from lambdalab.checks.chain import require_topic
from lambdalab.checks.logs import group_of
from lambdalab.waiting import wait_for

_ARRIVE_SECONDS = 8


@dataclass
class Tap:
    """A queue that gets whatever is published to a topic."""

    cloud: Cloud
    url: str
    heard: list[str] = field(default_factory=list)

    def hear(self, mark: str, at_least: int, function: str, *, since: float) -> list[str]:
        """Return what was published and holds ``mark``, once it is so much and a second went by in silence.

        It waits 8 s at the most, and no longer where the log of the function that publishes shows an error.
        ``since`` is a time, in seconds of the epoch.
        """

        def enough() -> bool | None:
            self._receive(mark, seconds=0)
            return len(self.heard) >= at_least or _has_failed(self.cloud, function, since) or None

        wait_for(enough, _ARRIVE_SECONDS)
        while self.heard and self._receive(mark, seconds=1):
            pass  # one more that is late, or should not be there
        return self.heard

    def _receive(self, mark: str, seconds: int) -> bool:
        """Take what is there, and tell whether anything of it was ours."""
        sqs = self.cloud.client("sqs")
        before = len(self.heard)
        answer = sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10, WaitTimeSeconds=seconds)
        for message in answer.get("Messages", []):
            sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
            published = json.loads(message["Body"])["Message"]
            if mark in published:
                self.heard.append(published)
        return len(self.heard) > before


@contextmanager
def tapped(cloud: Cloud, topic: str) -> Iterator[Tap]:
    """Yield a tap on a topic; queue and subscription are gone afterwards. Raises Unmet without the topic."""
    sqs, sns, arn = cloud.client("sqs"), cloud.client("sns"), require_topic(cloud, topic)
    name = f"check-{secrets.token_hex(4)}"
    may_send = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": cloud.arn("sqs", name),
        "Condition": {"ArnEquals": {"aws:SourceArn": arn}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [may_send]})
    url = sqs.create_queue(QueueName=name, Attributes={"Policy": policy})["QueueUrl"]
    subscription = sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=cloud.arn("sqs", name))
    try:
        yield Tap(cloud, url)
    finally:
        sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
        sqs.delete_queue(QueueUrl=url)


def _has_failed(cloud: Cloud, function: str, since: float) -> bool:
    logs = cloud.client("logs")
    try:
        found = logs.filter_log_events(
            logGroupName=group_of(function), startTime=int(since * 1000), filterPattern="?ERROR ?timed"
        )
    except logs.exceptions.ResourceNotFoundException:
        return False
    return bool(found["events"])
