"""Lambda: concurrency, asynchronous invocations, and where their events go in the end."""

from concurrent.futures import ThreadPoolExecutor

from conformance_testing import (
    FAIL,
    L01,
    L02,
    L07,
    L10,
    N01,
    N03,
    TELL,
    Account,
    group,
    refused,
)

capability = group("Lambda concurrency and asynchronous calls")
ASYNCHRONOUS = "lambda/latest/dg/invocation-async-error-handling.html"
DESTINATIONS = "lambda/latest/dg/invocation-async-retain-records.html"
CONCURRENCY = "lambda/latest/dg/configuration-concurrency.html"


@capability("an environment for each call at a time", "lambda/latest/dg/lambda-concurrency.html", N01)
def test_scaling(cloud: Account) -> None:
    """Calls that come while one is served get environments of their own."""
    code = "import os, time\nNAME = os.environ['AWS_LAMBDA_LOG_STREAM_NAME']\n"
    function = cloud.deploy(code + "def handler(event, context):\n    time.sleep(1)\n    return NAME")
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: cloud.invoke(function).result, range(3)))
    assert len(set(answers)) == 3


@capability("reserved concurrency throttles", CONCURRENCY, N01, N03, L07)
def test_reserved_concurrency(cloud: Account) -> None:
    """With a reserved concurrency of 0, no call is served: 429 TooManyRequestsException."""
    function, api = cloud.deploy(), cloud.client("lambda")
    api.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    refused(api.invoke, "TooManyRequestsException", FunctionName=function)


@capability("an asynchronous call", "lambda/latest/dg/invocation-async.html", L02, N03)
def test_asynchronous_call(cloud: Account) -> None:
    """InvocationType Event answers 202 at once, and the function gets the event."""
    function = cloud.deploy(TELL)
    answer = cloud.client("lambda").invoke(
        FunctionName=function, InvocationType="Event", Payload=b'{"order": 7}'
    )
    assert answer["StatusCode"] == 202
    assert cloud.told(function) == [{"order": 7}]


@capability("retries are limited as configured", ASYNCHRONOUS, N03)
def test_retry_limit(cloud: Account) -> None:
    """With MaximumRetryAttempts 0 a failed event goes to the destination after one invocation."""
    record = _failed(cloud, "OnFailure")
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 1


@capability("a destination for failures", DESTINATIONS, L10, N03)
def test_destination_on_failure(cloud: Account) -> None:
    """The record has the event and the error."""
    record = _failed(cloud, "OnFailure")
    assert record["requestPayload"] == {"order": 7}
    assert record["responseContext"]["functionError"] == "Unhandled"
    assert record["responsePayload"]["errorMessage"] == "no such order"


@capability("a destination for successes", DESTINATIONS, N03)
def test_destination_on_success(cloud: Account) -> None:
    """The record has the event and the result."""
    record = _failed(cloud, "OnSuccess", "def handler(event, context):\n    return 'done'")
    assert record["requestContext"]["condition"] == "Success"
    assert (record["requestPayload"], record["responsePayload"]) == ({"order": 7}, "done")


@capability("a dead-letter queue", "lambda/latest/dg/invocation-async-retain-records.html", L10, N03)
def test_dead_letter_queue(cloud: Account) -> None:
    """The event of a failed call goes to the queue, with RequestID, ErrorCode and ErrorMessage."""
    queue = cloud.queue()
    function = cloud.deploy(FAIL, "sqs:SendMessage", DeadLetterConfig={"TargetArn": queue.arn})
    _call(cloud, function)
    (message,) = queue.raw()
    assert message["Body"] == '{"order": 7}'
    assert message["MessageAttributes"]["ErrorMessage"]["StringValue"] == "no such order"
    assert {"RequestID", "ErrorCode"} <= message["MessageAttributes"].keys()


@capability("a queue that the role may not use is refused", DESTINATIONS, L10)
def test_dead_letter_queue_needs_permission(cloud: Account) -> None:
    """Without sqs:SendMessage, the configuration is refused."""
    function, api = cloud.deploy(), cloud.client("lambda")
    cloud.client("sqs").create_queue(QueueName="closed")
    target = {"TargetArn": cloud.arn("sqs", "closed")}
    refused(
        api.update_function_configuration,
        "InvalidParameterValueException",
        "role does not have permissions to call SendMessage on SQS",
        FunctionName=function,
        DeadLetterConfig=target,
    )


@capability("a function that is not there", "lambda/latest/api/API_Invoke.html", L01, L10)
def test_unknown_function(cloud: Account) -> None:
    """The call gets ResourceNotFoundException with the ARN that was asked for."""
    arn = cloud.function_arn("nobody")
    invoke = cloud.client("lambda").invoke
    refused(invoke, "ResourceNotFoundException", f"Function not found: {arn}", FunctionName="nobody")


def _call(cloud: Account, function: str) -> None:
    """Invoke a function asynchronously, without retries."""
    api = cloud.client("lambda")
    api.put_function_event_invoke_config(FunctionName=function, MaximumRetryAttempts=0)
    api.invoke(FunctionName=function, InvocationType="Event", Payload=b'{"order": 7}')


def _failed(cloud: Account, on: str, code: str = FAIL) -> dict:
    """Invoke a function asynchronously; return the record that its destination gets."""
    queue, function = cloud.queue(), cloud.deploy(code, "sqs:SendMessage")
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName=function, MaximumRetryAttempts=0, DestinationConfig={on: {"Destination": queue.arn}}
    )
    cloud.client("lambda").invoke(FunctionName=function, InvocationType="Event", Payload=b'{"order": 7}')
    return queue.messages()[0]
