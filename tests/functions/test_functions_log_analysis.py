"""The functions of lab 06: sign-in, which writes a line a sign-in, and report, which tells of guesses."""

import base64
import gzip
import json
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from functions_testing import Example, example

CONTEXT = SimpleNamespace(aws_request_id="8f507cfc-1")
CONTROL = "CWL CONTROL MESSAGE: Checking health of destination Lambda."


@pytest.fixture
def sign_in() -> Example:
    """Load the function at the door."""
    return example("06-log-analysis/sign-in")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> str:
    """Create the topic, which the environment names, and the queue that hears it; return the queue's URL."""
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    topic = sns.create_topic(Name="guesses")["TopicArn"]
    url = str(sqs.create_queue(QueueName="desk")["QueueUrl"])
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    raw = {"RawMessageDelivery": "true"}
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=raw)
    monkeypatch.setenv("TOPIC_ARN", topic)
    return url


@pytest.fixture
def report(desk: str) -> Example:
    """Load the function that reports, beside its desk."""
    return example("06-log-analysis/report")


def arrived(queue: str) -> list[str]:
    """Return the messages in a queue."""
    found = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    return [message["Body"] for message in found.get("Messages", [])]


def batch(kind: str, *messages: str) -> dict[str, Any]:
    """Return messages as CloudWatch Logs hands them over."""
    sent = {
        "messageType": kind,
        "logEvents": [{"id": "1", "timestamp": 1, "message": one} for one in messages],
    }
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(sent).encode())).decode()}}


def test_a_sign_in_is_one_line(sign_in: Example, capsys: pytest.CaptureFixture[str]) -> None:
    """The line has the request's id, what the directory said, who, from where, by what, and how long."""
    assert sign_in.handler(sign_in.event, CONTEXT) == sign_in.result
    (text,) = capsys.readouterr().out.splitlines()
    line = json.loads(text)
    assert line.pop("ms") >= 20
    wanted = {"request_id": "8f507cfc-1", "outcome": "wrong-password", "user": "ann", "ip": "198.51.100.7"}
    assert line == wanted | {"source": "app"}


@pytest.mark.parametrize(
    ("user", "password", "outcome"),
    [
        ("ann", "tulip-71", "ok"),
        ("ben", "tulip-71", "wrong-password"),
        ('eve", "outcome": "ok', "tulip-71", "unknown-user"),
    ],
)
def test_what_a_stranger_types_stays_in_its_field(
    user: str, password: str, outcome: str, sign_in: Example, capsys: pytest.CaptureFixture[str]
) -> None:
    """The outcome is the directory's, no source is made up, and the password is nowhere."""
    event = {"user": user, "password": password, "ip": "203.0.113.66"}
    assert sign_in.handler(event, CONTEXT) == {"signed_in": outcome == "ok"}
    text = capsys.readouterr().out
    line = json.loads(text)
    assert (line["outcome"], line["user"]) == (outcome, user)
    assert "source" not in line
    assert password not in text


def test_report_tells_a_batch_in_one_message(report: Example, desk: str) -> None:
    """Two log events are two lines of one message."""
    assert report.handler(report.event, None) == report.result
    wanted = "wrong-password: ann from 203.0.113.66\nunknown-user: zoe from 203.0.113.66"
    assert arrived(desk) == [wanted]


@pytest.mark.parametrize("event", [batch("CONTROL_MESSAGE", CONTROL), batch("DATA_MESSAGE")])
def test_report_is_silent_where_there_is_nothing_to_tell(
    event: dict[str, Any], report: Example, desk: str
) -> None:
    """A control message is no guess, and a batch without log events no message: SNS would refuse it."""
    assert report.handler(event, None) == {"reported": 0}
    assert arrived(desk) == []
