"""What becomes of the batches of a table's stream that a function cannot process."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from engine_testing import Account, Function, wait_for

IDS = "    ids = [r['dynamodb']['Keys']['id']['S'] for r in event['Records']]\n    print('batch', *ids)\n"
RAISE = "def handler(event, context):\n" + IDS + "    assert 'bad' not in ids\n"
REPORT = (
    "def handler(event, context):\n"
    + IDS
    + "    bad = [r for r in event['Records'] if r['dynamodb']['Keys']['id']['S'] in ('bad', 'last')]\n"
    + "    bad = [r['dynamodb']['SequenceNumber'] for r in reversed(bad)]\n"
    + "    return {'batchItemFailures': [{'itemIdentifier': number} for number in bad]}\n"
)
REPORTING = {"FunctionResponseTypes": ["ReportBatchItemFailures"]}
BISECTING = {"BisectBatchOnFunctionError": True}


class Stream:
    """A table's stream that is mapped to a function, and a queue for what is discarded."""

    def __init__(self, account: Account, *ids: str) -> None:
        self.account = account
        self.name = f"t-{secrets.token_hex(4)}"
        self.lambda_, self.sqs = account.client("lambda"), account.client("sqs")
        self.queue = self.sqs.create_queue(QueueName=self.name)["QueueUrl"]
        self.mappings: list[str] = []
        self.arn = self._create_table()
        for one in ids:
            account.client("dynamodb").put_item(TableName=self.name, Item={"id": {"S": one}})
        self.numbers = wait_for(lambda: self._sequence_numbers(len(ids)))

    def _create_table(self) -> str:
        table = self.account.client("dynamodb").create_table(
            TableName=self.name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        )
        return str(table["TableDescription"]["LatestStreamArn"])

    def _sequence_numbers(self, count: int) -> dict[str, str]:
        """Return the records' sequence numbers by their keys, when that many are there: one batch then."""
        api = self.account.client("dynamodbstreams")
        (shard,) = api.describe_stream(StreamArn=self.arn)["StreamDescription"]["Shards"]
        iterator = api.get_shard_iterator(
            StreamArn=self.arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        records = [one["dynamodb"] for one in api.get_records(ShardIterator=iterator)["Records"]]
        return {r["Keys"]["id"]["S"]: r["SequenceNumber"] for r in records} if len(records) >= count else {}

    def map(self, function: Function, **settings: Any) -> None:
        """Map it to a function."""
        queue = f"arn:aws:sqs:us-east-1:{self.account.number}:{self.name}"
        made = self.lambda_.create_event_source_mapping(
            FunctionName=function.name,
            EventSourceArn=self.arn,
            StartingPosition="TRIM_HORIZON",
            DestinationConfig={"OnFailure": {"Destination": queue}},
            **settings,
        )
        self.mappings.append(made["UUID"])

    def discarded(self) -> Any:
        """Wait for what the on-failure destination is told."""
        messages = wait_for(
            lambda: self.sqs.receive_message(QueueUrl=self.queue, WaitTimeSeconds=2).get("Messages")
        )
        self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=messages[0]["ReceiptHandle"])
        return json.loads(messages[0]["Body"])

    def close(self) -> None:
        """End the mappings."""
        for uuid in self.mappings:
            self.lambda_.delete_event_source_mapping(UUID=uuid)


@pytest.fixture
def stream(account: Account) -> Iterator[Stream]:
    """Give a stream of four records, the second of them bad."""
    made = Stream(account, "a", "bad", "b", "c")
    yield made
    made.close()


def _batches(function: Function) -> list[str]:
    messages = [event["message"].split() for event in function.logged()]
    return [" ".join(words[1:]) for words in messages if words[:1] == ["batch"]]


def _wait_for_batches(function: Function, *expected: str) -> None:
    """Wait until the function was given these batches, and no others, in this order."""
    wait_for(lambda: len(_batches(function)) >= len(expected))
    assert _batches(function) == list(expected)


@pytest.mark.parametrize("retries", [0, 1])
def test_a_failed_batch_is_halved_until_the_bad_record_is_alone(
    account: Account, stream: Stream, retries: int
) -> None:
    """Splits do not count as retries; good records pass once and in order; the bad one is discarded alone."""
    function = account.deploy(RAISE)
    stream.map(function, MaximumRetryAttempts=retries, **BISECTING)
    _wait_for_batches(function, "a bad b c", "a bad", "a", *["bad"] * (1 + retries), "b c")
    told = stream.discarded()
    assert told["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert told["requestContext"]["approximateInvokeCount"] == 1 + retries
    assert told["responseContext"]["functionError"] == "Unhandled"
    batch = told["DDBStreamBatchInfo"]
    assert (batch["batchSize"], batch["streamArn"]) == (1, stream.arn)
    assert {batch["startSequenceNumber"], batch["endSequenceNumber"]} == {stream.numbers["bad"]}


def test_a_batch_is_retried_whole_unless_it_is_to_be_split(account: Account, stream: Stream) -> None:
    """Without BisectBatchOnFunctionError the good records are discarded with the bad one."""
    function = account.deploy(RAISE)
    stream.map(function, MaximumRetryAttempts=1)
    assert stream.discarded()["DDBStreamBatchInfo"]["batchSize"] == 4
    _wait_for_batches(function, "a bad b c", "a bad b c")


def test_a_reported_record_is_where_the_batch_is_split(account: Account, stream: Stream) -> None:
    """Records before it are not given again; when it stands first, halves set it apart."""
    function = account.deploy(REPORT)
    stream.map(function, MaximumRetryAttempts=0, **REPORTING, **BISECTING)
    _wait_for_batches(function, "a bad b c", "bad b c", "bad", "b c")
    batch = stream.discarded()["DDBStreamBatchInfo"]
    assert (batch["batchSize"], batch["startSequenceNumber"]) == (1, stream.numbers["bad"])


def test_the_lowest_reported_record_is_the_checkpoint(account: Account) -> None:
    """All records from it on are retried, up to the retry limit, and discarded together."""
    stream, function = Stream(account, "a", "bad", "b", "last"), account.deploy(REPORT)
    stream.map(function, MaximumRetryAttempts=1, **REPORTING)
    batch = stream.discarded()["DDBStreamBatchInfo"]
    _wait_for_batches(function, "a bad b last", "bad b last")
    assert (batch["startSequenceNumber"], batch["endSequenceNumber"], batch["batchSize"]) == (
        stream.numbers["bad"],
        stream.numbers["last"],
        3,
    )
    stream.close()


def test_a_report_counts_only_where_it_is_turned_on(account: Account, stream: Stream) -> None:
    """Without ReportBatchItemFailures the function's answer means success."""
    function = account.deploy(REPORT)
    stream.map(function, MaximumRetryAttempts=1, **BISECTING)
    _wait_for_batches(function, "a bad b c")
    account.client("dynamodb").put_item(TableName=stream.name, Item={"id": {"S": "d"}})
    _wait_for_batches(function, "a bad b c", "d")


def test_a_throttle_is_neither_split_nor_counted(account: Account, stream: Stream) -> None:
    """A batch that did not reach the function waits for it, whole, without a retry to spare."""
    function = account.deploy(RAISE.replace("assert 'bad' not in ids", "return"))
    function.api.put_function_concurrency(FunctionName=function.name, ReservedConcurrentExecutions=0)
    stream.map(function, MaximumRetryAttempts=0, **BISECTING)
    wait_for(lambda: _throttles(function))
    function.api.delete_function_concurrency(FunctionName=function.name)
    _wait_for_batches(function, "a bad b c")


def _throttles(function: Function) -> list[Any]:
    """Return the function's throttles, as CloudWatch shows them."""
    answer = function.account.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName="Throttles",
        Dimensions=[{"Name": "FunctionName", "Value": function.name}],
        StartTime="2020-01-01",
        EndTime="2100-01-01",
        Period=3600 * 24 * 365,
        Statistics=["Sum"],
    )
    return [point for point in answer["Datapoints"] if point["Sum"] > 0]
