"""Events that reach a function through another service."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from engine_testing import Account, Function, wait_for

# Each event is put into a queue, so that a test can wait for it.
CODE = """
import json, os
import boto3

sqs = boto3.client("sqs")

def handler(event, context):
    sqs.send_message(QueueUrl=os.environ["SEEN"], MessageBody=json.dumps(event))
"""

type Seen = Callable[[], Any]


@pytest.fixture(scope="module")
def queue(account: Account) -> str:
    """Return the queue into which the function puts its events."""
    url: str = account.client("sqs").create_queue(QueueName="seen")["QueueUrl"]
    return url


@pytest.fixture(scope="module")
def function(account: Account, queue: str) -> Function:
    """Give the module one function."""
    return account.deploy(CODE, Environment={"Variables": {"SEEN": queue}})


@pytest.fixture(scope="module")
def seen(account: Account, queue: str) -> Seen:
    """Return what gives the next event that the function has seen."""
    sqs = account.client("sqs")

    def next_event() -> Any:
        def receive() -> Any:
            return sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=2).get("Messages")

        (message,) = wait_for(receive)
        sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return json.loads(message["Body"])

    return next_event


def arn(function: Function) -> str:
    """Return a function's ARN."""
    found: str = function.api.get_function_configuration(FunctionName=function.name)["FunctionArn"]
    return found


def test_an_asynchronous_invocation_runs(function: Function, seen: Seen) -> None:
    """InvocationType Event runs the function with the payload."""
    function.api.invoke(FunctionName=function.name, InvocationType="Event", Payload='{"n": 7}')
    assert seen() == {"n": 7}


def test_an_object_put_invokes_the_function(account: Account, function: Function, seen: Seen) -> None:
    """S3 → Lambda: the record names the bucket and the key."""
    s3 = account.client("s3")
    bucket = f"bucket-{account.number}"
    s3.create_bucket(Bucket=bucket)
    function.api.add_permission(
        FunctionName=function.name,
        StatementId="uploads",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{bucket}",
        SourceAccount=account.number,
    )
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={
            "LambdaFunctionConfigurations": [
                {"LambdaFunctionArn": arn(function), "Events": ["s3:ObjectCreated:*"]}
            ]
        },
    )
    s3.put_object(Bucket=bucket, Key="a/b.csv", Body=b"1")
    (record,) = seen()["Records"]
    assert record["eventName"] == "ObjectCreated:Put"
    assert (record["s3"]["bucket"]["name"], record["s3"]["object"]["key"]) == (bucket, "a/b.csv")


def test_a_queued_message_invokes_the_function(account: Account, function: Function, seen: Seen) -> None:
    """SQS → Lambda: the record has the message's body."""
    sqs = account.client("sqs")
    url = sqs.create_queue(QueueName="source")["QueueUrl"]
    source = f"arn:aws:sqs:us-east-1:{account.number}:source"
    function.api.create_event_source_mapping(FunctionName=function.name, EventSourceArn=source, BatchSize=1)
    sqs.send_message(QueueUrl=url, MessageBody="hello ☃")
    (record,) = seen()["Records"]
    assert (record["eventSource"], record["body"]) == ("aws:sqs", "hello ☃")


def test_a_written_item_invokes_the_function(account: Account, function: Function, seen: Seen) -> None:
    """DynamoDB stream → Lambda: the record has the item's new image."""
    table = account.client("dynamodb").create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )["TableDescription"]
    function.api.create_event_source_mapping(
        FunctionName=function.name,
        EventSourceArn=table["LatestStreamArn"],
        StartingPosition="TRIM_HORIZON",
        BatchSize=1,
    )
    account.client("dynamodb").put_item(TableName="orders", Item={"id": {"S": "7"}, "n": {"N": "1"}})
    (record,) = seen()["Records"]
    assert record["eventName"] == "INSERT"
    assert record["dynamodb"]["NewImage"] == {"id": {"S": "7"}, "n": {"N": "1"}}
