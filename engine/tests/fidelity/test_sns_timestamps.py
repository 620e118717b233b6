"""The time that SNS puts beside a message."""

import json
from datetime import UTC, datetime

from engine_testing import Account
from permissions_testing import TELLS, Queue, let_invoke


def now() -> str:
    """Return the time as SNS writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def test_every_subscriber_is_told_when_a_message_was_published(account: Account) -> None:
    """The time lies within the call, and is the same in each queue and function, whenever it gets there."""
    sns = account.client("sns")
    topic = sns.create_topic(Name="times")["TopicArn"]
    queues = [Queue(account, f"times-{number}") for number in range(8)]
    for queue in queues:
        queue.let("sns")
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    seen = Queue(account, "seen")
    function = account.deploy(TELLS, Environment={"Variables": {"SEEN": seen.url}})
    let_invoke(function, "sns")
    arn = f"arn:aws:lambda:us-east-1:{account.number}:function:{function.name}"
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=arn)
    for publish in (
        lambda: sns.publish(TopicArn=topic, Message="m"),
        lambda: sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[{"Id": "1", "Message": "m"}]),
    ):
        before = now()
        publish()
        after = now()
        told = {json.loads(queue.next()["Body"])["Timestamp"] for queue in queues}
        told.add(json.loads(seen.next()["Body"])["Records"][0]["Sns"]["Timestamp"])
        assert len(told) == 1
        assert before <= told.pop() <= after
