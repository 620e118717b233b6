"""The functions of lab 05: checkout, and tell, which makes a line of an alarm's message."""

import json
from typing import Any

import boto3
import pytest
from functions_testing import Example, example


@pytest.fixture
def checkout() -> Example:
    """Load the function that adds up orders."""
    return example("05-cloudwatch-alarms/checkout")


@pytest.fixture
def pager(monkeypatch: pytest.MonkeyPatch) -> str:
    """Create the topic, which the environment names, and a queue that is subscribed to it; return its URL."""
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    topic = sns.create_topic(Name="people")["TopicArn"]
    url = str(sqs.create_queue(QueueName="pager")["QueueUrl"])
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    monkeypatch.setenv("TOPIC_ARN", topic)
    return url


@pytest.fixture
def tell(pager: str) -> Example:
    """Load the function that tells people, beside their pager."""
    return example("05-cloudwatch-alarms/tell")


def lines_on(queue: str) -> list[str]:
    """Return what was published to a queue."""
    messages = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    return [json.loads(message["Body"])["Message"] for message in messages.get("Messages", [])]


def test_checkout_adds_up(checkout: Example) -> None:
    """Each item counts as often as it was ordered."""
    assert checkout.handler(checkout.event, None) == checkout.result


@pytest.mark.parametrize(
    "order", [{"items": []}, {"items": [{"count": 3}]}, {"items": [{"cents": 5}]}, {}], ids=str
)
def test_checkout_fails_on_what_is_no_order(checkout: Example, order: dict[str, Any]) -> None:
    """An order that cannot be added up ends with an error, which Lambda counts."""
    with pytest.raises((ValueError, KeyError)):
        checkout.handler(order, None)


def test_tell_publishes_a_line(tell: Example, pager: str) -> None:
    """The line is returned and arrives."""
    assert tell.handler(tell.event, None) == tell.result
    assert lines_on(pager) == tell.result


def test_tell_publishes_a_line_for_each_record(tell: Example, pager: str) -> None:
    """Two alarms in one event are two lines; one without records is none."""
    (record,) = tell.event["Records"]
    over = json.loads(record["Sns"]["Message"]) | {"NewStateValue": "OK", "OldStateValue": "ALARM"}
    second = {"Sns": record["Sns"] | {"Message": json.dumps(over)}}
    lines = tell.handler({"Records": [record, second]}, None)
    assert lines == [tell.result[0], tell.result[0].replace(" ALARM ", " OK ")]
    assert sorted(lines_on(pager)) == sorted(lines)
    assert tell.handler({"Records": []}, None) == []


def test_tell_fails_on_what_is_no_alarm(tell: Example, pager: str) -> None:
    """A message that is not an alarm's is an error, and nobody is paged for it."""
    with pytest.raises(ValueError, match="Expecting value"):
        tell.handler({"Records": [{"Sns": {"Message": "hello"}}]}, None)
    assert lines_on(pager) == []
