"""The functions of notebook 07: the one that logs, the one that tells people what the log says."""

import base64
import gzip
import json
from typing import Any

import boto3
import pytest
from functions_testing import Example, example

PAYMENT = {"order": "A-1", "bank": "north", "ms": 80}


@pytest.fixture
def pay() -> Example:
    """Load the function that logs a payment."""
    return example("07-log-analysis/pay")


class Telling:
    """The function that tells, its topic, and a queue that hears what is published."""

    def __init__(self) -> None:
        self.topic = boto3.client("sns").create_topic(Name="failed-payments")["TopicArn"]
        self.sqs = boto3.client("sqs")
        self.queue = self.sqs.create_queue(QueueName="on-call")["QueueUrl"]
        asked: Any = {"QueueUrl": self.queue, "AttributeNames": ["QueueArn"]}
        boto3.client("sns").subscribe(
            TopicArn=self.topic,
            Protocol="sqs",
            Endpoint=self.sqs.get_queue_attributes(**asked)["Attributes"]["QueueArn"],
            Attributes={"RawMessageDelivery": "true"},
        )
        self.function = example("07-log-analysis/tell")

    def heard(self) -> list[str]:
        """Return the messages that arrived."""
        found = self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10)
        return [message["Body"] for message in found.get("Messages", [])]


@pytest.fixture
def telling(monkeypatch: pytest.MonkeyPatch) -> Telling:
    """Set up the function beside its topic."""
    telling = Telling()
    monkeypatch.setenv("TOPIC_ARN", telling.topic)
    return telling


def packed(kind: str, *messages: str) -> dict[str, Any]:
    """Return log messages as CloudWatch Logs sends them to a function."""
    events = [{"id": str(number), "timestamp": 0, "message": text} for number, text in enumerate(messages)]
    sent = json.dumps({"messageType": kind, "logEvents": events}).encode()
    return {"awslogs": {"data": base64.b64encode(gzip.compress(sent)).decode()}}


def test_a_failed_payment_is_one_line_of_json(pay: Example, capsys: pytest.CaptureFixture[str]) -> None:
    """The line has the level, the reason, and every value of the payment with its type."""
    assert pay.handler(pay.event, None) == pay.result
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {"level": "ERROR", **pay.event}


def test_a_good_payment_has_no_error(pay: Example, capsys: pytest.CaptureFixture[str]) -> None:
    """A payment without an error is paid, and its line is not at the level of errors."""
    assert pay.handler(PAYMENT, None) == {"paid": True}
    assert json.loads(capsys.readouterr().out) == {"level": "INFO", **PAYMENT}


@pytest.mark.parametrize("field", sorted(PAYMENT))
def test_a_payment_that_lacks_a_field_is_a_crash(
    field: str, pay: Example, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is logged as if it were a payment: Lambda counts the error."""
    with pytest.raises(KeyError, match=field):
        pay.handler({name: value for name, value in PAYMENT.items() if name != field}, None)
    assert capsys.readouterr().out == ""


def test_a_batch_is_told_in_one_message(telling: Telling) -> None:
    """Two lines are one message, a line each; a failure without a reason is told as well."""
    assert telling.function.handler(telling.function.event, None) == telling.function.result
    assert telling.heard() == ["D-3 at east: timeout\nD-4 at east: unknown"]


@pytest.mark.parametrize(
    "message", ["CWL CONTROL MESSAGE: Checking health of destination.", '{"order": "x"}']
)
def test_a_control_message_is_told_to_nobody(message: str, telling: Telling) -> None:
    """What CloudWatch Logs sends to see whether somebody is there is no failed payment."""
    assert telling.function.handler(packed("CONTROL_MESSAGE", message), None) == {"told": 0}
    assert telling.heard() == []


def test_a_batch_without_lines_is_told_to_nobody(telling: Telling) -> None:
    """SNS refuses an empty message; none is published."""
    assert telling.function.handler(packed("DATA_MESSAGE"), None) == {"told": 0}
    assert telling.heard() == []
