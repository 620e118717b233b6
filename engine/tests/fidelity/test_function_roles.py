"""What Lambda is set up with, the execution role must allow when it is set up."""

from pathlib import Path
from typing import Any

import pytest
from engine_testing import Account, Function, own_engine, package, wait_for
from permissions_testing import CALLS, LOGS, Worker, allow, refusal


@pytest.fixture(scope="module")
def function(account: Account) -> Function:
    """Give the module a function whose role may do nothing but what a test puts into its policy."""
    return account.deploy(CALLS, Role=account.create_role("work"))


@pytest.fixture
def worker(account: Account, function: Function) -> Worker:
    """Give the test the function with a role that may do nothing but log."""
    worker = Worker(account, function)
    worker.may()
    return worker


def refused(call: Any, **parameters: Any) -> tuple[str, str]:
    """Return the code and the message with which a call is refused."""
    error = refusal(call, **parameters)
    return error["Code"], error["Message"]


NOT_ASSUMED = (
    "InvalidParameterValueException",
    "The role defined for the function cannot be assumed by Lambda.",
)


def test_a_function_needs_a_role_that_trusts_lambda(account: Account, function: Function) -> None:
    """A role that is not there, or trusts another service, is refused, for a new function and an old one."""
    settings = {"Runtime": "python3.13", "Handler": "a.b", "Code": {"ZipFile": package("")}}
    for role in (
        f"arn:aws:iam::{account.number}:role/missing",
        account.create_role("of-another", trusted="ec2"),
    ):
        create = function.api.create_function
        assert refused(create, FunctionName="new", Role=role, **settings) == NOT_ASSUMED
        update = function.api.update_function_configuration
        assert refused(update, FunctionName=function.name, Role=role) == NOT_ASSUMED


def test_a_mapping_needs_to_read_its_source(worker: Worker) -> None:
    """SQS: each of the three actions is asked for, in AWS's words; then messages come."""
    sqs = worker.account.client("sqs")
    url = sqs.create_queue(QueueName="source")["QueueUrl"]
    arn = f"arn:aws:sqs:us-east-1:{worker.account.number}:source"
    create, name = worker.function.api.create_event_source_mapping, worker.function.name
    actions = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"]
    for number, action in enumerate(actions):
        worker.may(LOGS, *[allow(f"sqs:{given}", on=arn) for given in actions[:number]])
        message = f"The provided execution role does not have permissions to call {action} on SQS"
        expected = ("InvalidParameterValueException", message)
        assert refused(create, FunctionName=name, EventSourceArn=arn) == expected
    worker.may(LOGS, *[allow(f"sqs:{given}", on=arn) for given in actions])
    mapping = create(FunctionName=name, EventSourceArn=arn)
    sqs.send_message(QueueUrl=url, MessageBody="m")

    def counts() -> dict[str, str]:
        wanted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told: dict[str, str] = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
        return told

    wait_for(lambda: counts()["ApproximateNumberOfMessages"] == "0")
    worker.function.api.delete_event_source_mapping(UUID=mapping["UUID"])


def test_a_stream_needs_to_be_read(worker: Worker) -> None:
    """DynamoDB: without the actions on the stream the mapping is refused in AWS's words."""
    table = worker.account.client("dynamodb").create_table(
        TableName="stream",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )["TableDescription"]
    stream = table["LatestStreamArn"]
    create = worker.function.api.create_event_source_mapping
    source = {"FunctionName": worker.function.name, "EventSourceArn": stream, "StartingPosition": "LATEST"}
    expected = (
        f"Cannot access stream {stream}. Please ensure the role can perform the GetRecords, "
        "GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM."
    )
    assert refused(create, **source) == ("InvalidParameterValueException", expected)
    actions = ("GetRecords", "GetShardIterator", "DescribeStream", "ListStreams")
    worker.may(LOGS, allow(*[f"dynamodb:{action}" for action in actions], on=stream))
    mapping = create(**source)
    worker.function.api.delete_event_source_mapping(UUID=mapping["UUID"])


def test_dead_letter_queues_and_destinations_need_to_be_written(worker: Worker) -> None:
    """The role must be let send or publish, for a dead-letter queue and for a destination."""
    api, name = worker.function.api, worker.function.name
    queue = f"arn:aws:sqs:us-east-1:{worker.account.number}:queue"
    topic = f"arn:aws:sns:us-east-1:{worker.account.number}:topic"
    text = "The provided execution role does not have permissions to call {}"
    for target, operation, action in (
        (queue, "SendMessage on SQS", "sqs:SendMessage"),
        (topic, "Publish on SNS", "sns:Publish"),
    ):
        worker.may(LOGS)
        expected = ("InvalidParameterValueException", text.format(operation))
        dead_letter = {"FunctionName": name, "DeadLetterConfig": {"TargetArn": target}}
        assert refused(api.update_function_configuration, **dead_letter) == expected
        destination = {"FunctionName": name, "DestinationConfig": {"OnFailure": {"Destination": target}}}
        assert refused(api.put_function_event_invoke_config, **destination) == expected
        worker.may(LOGS, allow(action, on=target))
        api.put_function_event_invoke_config(**destination)
        api.update_function_configuration(**dead_letter)
        worker.function.wait()


def test_it_can_be_switched_off(tmp_path: Path, free_port: int) -> None:
    """With LAMBDALAB_IAM=off a role that may do nothing does everything, and need not be there."""
    with own_engine(tmp_path, free_port, LAMBDALAB_IAM="off") as engine:
        account = engine.account
        function = account.deploy(CALLS, Role=f"arn:aws:iam::{account.number}:role/missing")
        assert function.invoke({"service": "s3", "call": "list_buckets"}).result == "done"
