"""Event source mappings: Lambda polls queues and streams."""

import json
from typing import Any

from conformance_testing import ECHO, L09, L10, N03, TELL, Account, Queue, group, refused, wait_for

capability = group("Lambda with SQS and DynamoDB streams")
SQS = "lambda/latest/dg/with-sqs.html"
DYNAMODB = "lambda/latest/dg/with-ddb.html"
SQS_ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
STREAM_ACTIONS = (
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "sqs:SendMessage",
)
KEPT = "import json\ndef handler(event, context):\n    for record in event['Records']:\n"


def _map(cloud: Account, function: str, source: str, **settings: Any) -> None:
    """Map a source to a function, and wait until the mapping works."""
    api = cloud.client("lambda")
    made = api.create_event_source_mapping(FunctionName=function, EventSourceArn=source, **settings)
    wait_for(
        "the mapping",
        lambda: api.get_event_source_mapping(UUID=made["UUID"])["State"] == "Enabled",
    )


def _table(cloud: Account) -> tuple[str, str]:
    """Create a table with a stream; return its name and the stream's ARN."""
    made = cloud.client("dynamodb").create_table(
        TableName="orders",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )["TableDescription"]
    return made["TableName"], made["LatestStreamArn"]


def _put(cloud: Account, *ids: str) -> None:
    for one in ids:
        cloud.client("dynamodb").put_item(TableName="orders", Item={"id": {"S": one}})


@capability("a queue's messages come in batches", SQS, N03, L10)
def test_queue(cloud: Account) -> None:
    """The function gets Records with body, attributes and the queue's ARN; done, they leave the queue."""
    queue, function = cloud.queue(), cloud.deploy(TELL, *SQS_ACTIONS)
    queue.send({"order": 7})
    _map(cloud, function, queue.arn)
    (record,) = cloud.told(function)[0]["Records"]
    assert (record["body"], record["eventSource"]) == ('{"order": 7}', "aws:sqs")
    assert record["eventSourceARN"] == queue.arn
    assert record["attributes"]["ApproximateReceiveCount"] == "1"


@capability("partial batch responses", "lambda/latest/dg/services-sqs-errorhandling.html", L09, N03)
def test_partial_batch(cloud: Account) -> None:
    """Only messages named in batchItemFailures come back, and in the end go to the dead-letter queue."""
    dead = cloud.queue()
    redrive = json.dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 1})
    queue = cloud.queue(RedrivePolicy=redrive, VisibilityTimeout="1")
    code = "def handler(event, context):\n    return {'batchItemFailures': [\n"
    code += "        {'itemIdentifier': r['messageId']} for r in event['Records'] if r['body'] == 'bad']}"
    for body in ("good", "bad", "good"):
        queue.send(body)
    function = cloud.deploy(code, *SQS_ACTIONS, Timeout=1)
    _map(cloud, function, queue.arn, FunctionResponseTypes=["ReportBatchItemFailures"])
    assert [message["Body"] for message in dead.raw()] == ["bad"]


@capability("event filters", "lambda/latest/dg/invocation-eventfiltering.html", N03, L09)
def test_filter(cloud: Account) -> None:
    """A mapping's filter keeps what does not match from the function."""
    queue, function = cloud.queue(), cloud.deploy(TELL, *SQS_ACTIONS)
    _send_all(queue, {"state": "paid", "n": 1}, {"state": "open", "n": 2}, {"state": "paid", "n": 9})
    pattern = json.dumps({"body": {"state": ["paid"], "n": [{"numeric": [">", 5]}]}})
    _map(cloud, function, queue.arn, FilterCriteria={"Filters": [{"Pattern": pattern}]})
    records = [record for event in cloud.told(function) for record in event["Records"]]
    assert [json.loads(record["body"])["n"] for record in records] == [9]


@capability("a role without permission for the queue is refused", SQS, L10)
def test_queue_needs_permission(cloud: Account) -> None:
    """Without sqs:ReceiveMessage the mapping cannot be made."""
    refused(
        cloud.client("lambda").create_event_source_mapping,
        "InvalidParameterValueException",
        "execution role does not have permissions to call ReceiveMessage on SQS",
        FunctionName=cloud.deploy(ECHO),
        EventSourceArn=cloud.queue().arn,
    )


@capability("a table's stream", DYNAMODB, L09, N03)
def test_stream(cloud: Account) -> None:
    """The function gets INSERT, MODIFY and REMOVE with the item's images, in order."""
    name, stream = _table(cloud)
    function, table = cloud.deploy(TELL, *STREAM_ACTIONS), cloud.client("dynamodb")
    _map(cloud, function, stream, StartingPosition="TRIM_HORIZON", MaximumBatchingWindowInSeconds=1)
    _put(cloud, "a")
    table.put_item(TableName=name, Item={"id": {"S": "a"}, "n": {"N": "1"}})
    table.delete_item(TableName=name, Key={"id": {"S": "a"}})
    records = _records(cloud, function, 3)
    assert [record["eventName"] for record in records] == ["INSERT", "MODIFY", "REMOVE"]
    assert records[1]["dynamodb"]["NewImage"] == {"id": {"S": "a"}, "n": {"N": "1"}}
    assert records[1]["dynamodb"]["OldImage"] == {"id": {"S": "a"}}


@capability(
    "one bad record in a stream's batch", "lambda/latest/dg/services-ddb-batchfailurereporting.html", L09
)
def test_bisect(cloud: Account) -> None:
    """Bisecting a failed batch, and few retries, let the good records pass; the bad one is reported."""
    _, stream = _table(cloud)
    code = (
        KEPT + "        assert record['dynamodb']['Keys']['id']['S'] != 'bad'\n    print(json.dumps(event))"
    )
    function, failures = cloud.deploy(code, *STREAM_ACTIONS), cloud.queue()
    _put(cloud, "a", "bad", "b")
    _map(
        cloud,
        function,
        stream,
        StartingPosition="TRIM_HORIZON",
        BisectBatchOnFunctionError=True,
        MaximumRetryAttempts=2,
        DestinationConfig={"OnFailure": {"Destination": failures.arn}},
    )
    ids = [record["dynamodb"]["Keys"]["id"]["S"] for record in _records(cloud, function, 2)]
    assert ids == ["a", "b"]
    assert failures.messages()[0]["DDBStreamBatchInfo"]["batchSize"] == 1


@capability("filters on a stream", "lambda/latest/dg/with-ddb-filtering.html", L09, N03)
def test_stream_filter(cloud: Account) -> None:
    """A filter on eventName and images keeps other changes from the function."""
    _, stream = _table(cloud)
    function = cloud.deploy(TELL, *STREAM_ACTIONS)
    _put(cloud, "a", "b")
    pattern = json.dumps({"eventName": ["INSERT"], "dynamodb": {"Keys": {"id": {"S": ["b"]}}}})
    criteria = {"Filters": [{"Pattern": pattern}]}
    _map(cloud, function, stream, StartingPosition="TRIM_HORIZON", FilterCriteria=criteria)
    ids = [record["dynamodb"]["Keys"]["id"]["S"] for record in _records(cloud, function, 1)]
    assert ids == ["b"]


def _send_all(queue: Queue, *bodies: dict[str, Any]) -> None:
    for body in bodies:
        queue.send(body)


def _records(cloud: Account, function: str, count: int) -> list[Any]:
    """Wait for this many records in the function's log, however they were batched."""

    def found() -> list[Any]:
        lines = [line for line in cloud.logged(function) if line.startswith("{")]
        records = [record for line in lines for record in json.loads(line)["Records"]]
        return records if len(records) >= count else []

    return wait_for(f"{count} of the stream's records", found)
