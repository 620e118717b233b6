"""The functions of lab 09: register, which answers pipelines, and announce, which follows the table."""

import base64
import json
from typing import Any

import boto3
import pytest
from functions_testing import Example, example

REPORT = {"id": "run-9", "service": "shop", "version": "2.0.0"}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Create the table, which the environment names."""
    monkeypatch.setenv("TABLE", "deployments")
    return boto3.resource("dynamodb").create_table(
        TableName="deployments",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


@pytest.fixture
def register(table: Any) -> Example:
    """Load the function behind the API, beside its table."""
    return example("09-api-and-table/register")


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> str:
    """Create the topic, which the environment names, and a queue that is subscribed to it; return its URL."""
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    topic = sns.create_topic(Name="releases")["TopicArn"]
    url = str(sqs.create_queue(QueueName="channel")["QueueUrl"])
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    monkeypatch.setenv("TOPIC_ARN", topic)
    return url


@pytest.fixture
def announce(channel: str) -> Example:
    """Load the function that follows the stream, beside the channel."""
    return example("09-api-and-table/announce")


def ask(register: Example, **changed: Any) -> tuple[int, Any]:
    """Call the function with the event beside it, some fields of which are changed; return what it says."""
    answer = register.handler(register.event | changed, None)
    assert answer["headers"] == {"Content-Type": "application/json"}
    return answer["statusCode"], json.loads(answer["body"])


def news_in(queue: str) -> list[str]:
    """Return the ids that were published to a queue."""
    messages = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    return [json.loads(json.loads(one["Body"])["Message"])["id"] for one in messages.get("Messages", [])]


def test_a_repetition_gets_what_the_table_holds(register: Example, table: Any) -> None:
    """The event beside the function comes for the second time: its answer has the first time."""
    held = json.loads(register.result["body"])
    table.put_item(Item=held)
    answer = register.handler(register.event, None)
    assert answer | {"body": json.loads(answer["body"])} == register.result | {"body": held}


def test_a_new_deployment_is_registered_and_found(register: Example, table: Any) -> None:
    """It is answered with its time, stored as answered, and looked up by its id."""
    status, item = ask(register, body=json.dumps(REPORT | {"more": 1}))
    assert (status, item) == (201, REPORT | {"registered": item["registered"]})
    assert table.scan()["Items"] == [item]
    assert ask(register, httpMethod="GET", pathParameters={"id": "run-9"}) == (200, item)
    assert ask(register, httpMethod="GET", pathParameters={"id": "run-0"})[0] == 404


@pytest.mark.parametrize("field", ["service", "version"])
def test_the_same_id_with_something_else_is_a_conflict(register: Example, table: Any, field: str) -> None:
    """It gets 409, and the table keeps what it holds."""
    _, item = ask(register, body=json.dumps(REPORT))
    assert ask(register, body=json.dumps(REPORT | {field: "other"}))[0] == 409
    assert table.scan()["Items"] == [item]


def test_a_body_in_base64_is_read(register: Example) -> None:
    """What API Gateway takes for binary is registered like any other."""
    encoded = base64.b64encode(json.dumps(REPORT).encode()).decode()
    assert ask(register, body=encoded, isBase64Encoded=True)[0] == 201


@pytest.mark.parametrize(
    "body",
    [None, "run-9", "[]", "null", '{"id": "run-9", "service": "shop"}', json.dumps(REPORT | {"id": 9})],
)
def test_what_is_no_deployment_is_refused_with_a_reason(register: Example, table: Any, body: Any) -> None:
    """It gets 400, the reason, and nothing is stored."""
    status, content = ask(register, body=body)
    assert status == 400
    assert content["error"]
    assert table.scan()["Items"] == []


def test_announce_stops_at_the_bad_record_and_reports_it(announce: Example, channel: str) -> None:
    """What is before it is published, what is behind it is left for the retry."""
    assert announce.handler(announce.event, None) == announce.result
    assert news_in(channel) == ["run-7"]


def test_announce_publishes_each_record(announce: Example, channel: str) -> None:
    """Two good records are two messages and no failure; none are none."""
    first, _, last = announce.event["Records"]
    assert announce.handler({"Records": [first, last]}, None) == {"batchItemFailures": []}
    assert sorted(news_in(channel)) == ["run-7", "run-8"]
    assert announce.handler({"Records": []}, None) == {"batchItemFailures": []}
