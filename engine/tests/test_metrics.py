"""What of a function reaches CloudWatch's metrics."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from engine_testing import Account, Function, wait_for

FAILING = "def handler(event, context): return 1 / event"


def statistics(
    account: Account, metric: str, unit: str, namespace: str = "AWS/Lambda", **dimensions: str
) -> dict[str, float]:
    """Return a metric's statistics over the last minutes, zeros where there is no data."""
    now = datetime.now(UTC)
    points = account.client("cloudwatch").get_metric_statistics(
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=now - timedelta(minutes=10),
        EndTime=now + timedelta(minutes=50),
        Period=3600,
        Statistics=["SampleCount", "Sum", "Minimum", "Maximum"],
        Unit=unit,
    )["Datapoints"]
    names = ("SampleCount", "Sum", "Minimum", "Maximum")
    return dict.fromkeys(names, 0.0) if not points else {name: points[0][name] for name in names}


def count(function: Function, metric: str, **dimensions: str) -> tuple[float, float]:
    """Return how often a metric of a function was sent, and the sum of what was sent."""
    found = statistics(function.account, metric, "Count", FunctionName=function.name, **dimensions)
    return found["SampleCount"], found["Sum"]


@pytest.fixture(scope="module")
def function(account: Account) -> Function:
    """Give the module a function that was invoked five times, twice with an error."""
    made = account.deploy(FAILING)
    for event in (1, 0, 1, 0, 1):
        made.invoke(event)
    wait_for(lambda: count(made, "Invocations")[0] == 5)
    return made


@pytest.mark.parametrize(("metric", "total"), [("Invocations", 5), ("Errors", 2), ("Throttles", 0)])
def test_every_invocation_sends_each_metric(function: Function, metric: str, total: int) -> None:
    """A success sends a zero as its error, so that an alarm has data."""
    assert count(function, metric) == (5, total)


def test_the_duration_is_that_of_the_report(account: Account) -> None:
    """Duration is in milliseconds, without the init phase."""
    function = account.deploy("import time\ntime.sleep(0.3)\ndef handler(event, context): time.sleep(0.02)")
    reported = function.invoke().figure("Duration")
    wait_for(lambda: count(function, "Invocations")[0] == 1)
    found = statistics(account, "Duration", "Milliseconds", FunctionName=function.name)
    assert found == {"SampleCount": 1, "Sum": reported, "Minimum": reported, "Maximum": reported}


def test_a_throttled_invocation_counts_as_nothing_else(account: Account) -> None:
    """Throttles counts it; Invocations and Errors do not."""
    function = account.deploy(FAILING)
    function.api.put_function_concurrency(FunctionName=function.name, ReservedConcurrentExecutions=0)
    for _ in range(3):
        with pytest.raises(function.api.exceptions.TooManyRequestsException):
            function.invoke(1)
    wait_for(lambda: count(function, "Throttles") == (3, 3))
    assert count(function, "Invocations") == (0, 0)
    assert count(function, "Errors") == (0, 0)


def test_executions_at_one_time_are_counted(account: Account) -> None:
    """ConcurrentExecutions reaches the number of those that run together."""
    function = account.deploy("import time\ndef handler(event, context): time.sleep(1)")
    together = [threading.Thread(target=function.invoke) for _ in range(3)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    wait_for(lambda: count(function, "ConcurrentExecutions")[0] == 3)
    dimensions = {"FunctionName": function.name}
    assert statistics(account, "ConcurrentExecutions", "Count", **dimensions)["Maximum"] == 3


def test_an_alias_and_the_version_behind_it_are_told_apart(account: Account) -> None:
    """Resource is the alias, ExecutedVersion what it led to; FunctionName alone counts all of them."""
    function = account.deploy(FAILING)
    version = function.api.publish_version(FunctionName=function.name)["Version"]
    function.api.create_alias(FunctionName=function.name, Name="live", FunctionVersion=version)
    function.api.get_waiter("published_version_active").wait(
        FunctionName=function.name, Qualifier=version, WaiterConfig={"Delay": 1}
    )
    for qualifier in ("live", version, "$LATEST"):
        function.api.invoke(FunctionName=function.name, Qualifier=qualifier, Payload="1")
    function.invoke(1)
    wait_for(lambda: count(function, "Invocations")[0] == 4)
    name = function.name
    for resource in (f"{name}:live", f"{name}:{version}", f"{name}:$LATEST", name):
        assert count(function, "Invocations", Resource=resource) == (1, 1), resource
    by_alias = {"Resource": f"{name}:live", "ExecutedVersion": version}
    assert count(function, "Invocations", **by_alias) == (1, 1)


def test_without_dimensions_all_functions_count(endpoint: str) -> None:
    """The account's own figures are the sum of its functions', and of nobody else's."""
    account = Account(endpoint)
    for function in (account.deploy(FAILING), account.deploy(FAILING)):
        function.invoke(0)
    wait_for(lambda: statistics(account, "Errors", "Count")["Sum"] == 2)


def test_asynchronous_events_are_counted(account: Account) -> None:
    """An event is received once and dropped once, however often the function was tried."""
    function = account.deploy(FAILING)
    function.api.put_function_event_invoke_config(FunctionName=function.name, MaximumRetryAttempts=1)
    function.api.invoke(FunctionName=function.name, InvocationType="Event", Payload="0")
    wait_for(lambda: count(function, "AsyncEventsDropped") == (1, 1))
    wait_for(lambda: count(function, "Errors") == (2, 2))
    assert count(function, "AsyncEventsReceived") == (1, 1)


def test_the_time_is_that_of_the_invocation(account: Account) -> None:
    """A metric carries the time when the function was invoked, not when it was done."""
    function = account.deploy("import time\ndef handler(event, context): time.sleep(3)")
    before = datetime.now(UTC).replace(microsecond=0)
    function.invoke()
    after = datetime.now(UTC)
    wait_for(lambda: count(function, "Invocations")[0] == 1)
    points: list[Any] = function.account.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName="Invocations",
        Dimensions=[{"Name": "FunctionName", "Value": function.name}],
        StartTime=before,
        EndTime=after - timedelta(seconds=2),
        Period=60,
        Statistics=["Sum"],
    )["Datapoints"]
    assert [point["Sum"] for point in points] == [1]


def test_a_queue_counts_its_messages_and_their_bytes(account: Account) -> None:
    """Two are sent, one of them is received and deleted."""
    sqs = account.client("sqs")
    url = sqs.create_queue(QueueName="counted")["QueueUrl"]
    for text in ("four", "seven77"):
        sqs.send_message(QueueUrl=url, MessageBody=text)
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def found(metric: str, unit: str = "Count") -> dict[str, float]:
        return statistics(account, metric, unit, namespace="AWS/SQS", QueueName="counted")

    counted = {"NumberOfMessagesSent": 2, "NumberOfMessagesReceived": 1, "NumberOfMessagesDeleted": 1}
    wait_for(lambda: {metric: found(metric)["Sum"] for metric in counted} == counted)
    sizes = {"SampleCount": 2, "Sum": 11, "Minimum": 4, "Maximum": 7}
    wait_for(lambda: found("SentMessageSize", "Bytes") == sizes)
