"""The function of notebook 09: notify, in two files of which one needs no AWS."""

import json
from typing import Any

import boto3
import pytest
from functions_testing import Example, example


@pytest.fixture
def topic(monkeypatch: pytest.MonkeyPatch) -> str:
    """Give a topic, which the function finds in its environment."""
    arn = str(boto3.client("sns").create_topic(Name="reports")["TopicArn"])
    monkeypatch.setenv("TOPIC_ARN", arn)
    return arn


@pytest.fixture
def inbox(topic: str) -> Any:
    """Give a queue that gets what is published to the topic."""
    queue = boto3.resource("sqs").create_queue(QueueName="inbox")
    boto3.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.attributes["QueueArn"])
    return queue


def test_each_upload_is_told_as_it_was_called(inbox: Any) -> None:
    """Two records are two messages with decoded keys, one of which is too long for a subject."""
    notify = example("09-testing/notify")
    assert notify.handler(notify.event, None) == notify.result
    envelopes = [json.loads(message.body) for message in inbox.receive_messages(MaxNumberOfMessages=10)]
    assert [json.loads(envelope["Message"])["key"] for envelope in envelopes] == notify.result
    assert [len(envelope["Subject"]) for envelope in envelopes] == [len("New: ") + len(notify.result[0]), 99]


def test_key_of_any_length_is_told(inbox: Any) -> None:
    """A subject of 100 characters and more would be refused."""
    notify = example("09-testing/notify")
    notify.handler(with_key(notify, 1024 * "x"), None)
    assert len(inbox.receive_messages()) == 1


def test_thinking_needs_no_aws() -> None:
    """The file that reads events makes no client."""
    reading = example("09-testing/notify", file="uploads.py", handler="uploads")
    uploads: Any = reading.handler
    assert [upload["key"] for upload in uploads(reading.event)] == reading.result
    assert not hasattr(reading.module, "boto3")


def with_key(notify: Example, key: str) -> dict[str, Any]:
    """Return the example's first record alone, as the upload of another key."""
    record = notify.event["Records"][0]
    return {"Records": [record | {"s3": record["s3"] | {"object": {"key": key}}}]}
