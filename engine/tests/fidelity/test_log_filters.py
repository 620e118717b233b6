"""Metric filters, subscription filters and searches use their patterns, on a function's own log too.

Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
and https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
"""

import base64
import gzip
import json
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account, Function, wait_for

KEEPER = """
import json
def handler(event, context):
    print("GOT " + json.dumps(event))
"""
TALKER = """
def handler(event, context):
    for line in event:
        print(line)
"""


@dataclass(frozen=True)
class Group:
    """A log group with one stream."""

    account: Account
    name: str = field(default_factory=lambda: f"group-{secrets.token_hex(4)}")

    def create(self) -> "Group":
        """Create the group and its stream."""
        self.logs.create_log_group(logGroupName=self.name)
        self.logs.create_log_stream(logGroupName=self.name, logStreamName="s")
        return self

    @cached_property
    def logs(self) -> Any:
        """Return a client of CloudWatch Logs."""
        return self.account.client("logs")

    def write(self, *messages: str, stream: str = "s") -> int:
        """Write messages of now, and return the time in milliseconds."""
        now = int(time.time() * 1000)
        events = [{"timestamp": now, "message": message} for message in messages]
        self.logs.put_log_events(logGroupName=self.name, logStreamName=stream, logEvents=events)
        return now

    def measure(self, pattern: str, value: str, **options: Any) -> str:
        """Create a metric filter, and return its metric's name."""
        metric = f"m-{secrets.token_hex(4)}"
        transformation = {"metricName": metric, "metricNamespace": "Lab", "metricValue": value} | options
        self.logs.put_metric_filter(
            logGroupName=self.name,
            filterName=metric,
            filterPattern=pattern,
            metricTransformations=[transformation],
        )
        return metric

    def statistics(self, metric: str, count: float, **options: Any) -> dict[str, float]:
        """Wait until a metric has so many samples, and return its statistics."""
        now = datetime.now(UTC)
        asked = {
            "Namespace": "Lab",
            "MetricName": metric,
            "StartTime": now - timedelta(hours=1),
            "EndTime": now + timedelta(minutes=1),
            "Period": 7200,
            "Statistics": ["SampleCount", "Sum"],
        } | options
        cloudwatch = self.account.client("cloudwatch")

        def found() -> dict[str, float]:
            points = cloudwatch.get_metric_statistics(**asked)["Datapoints"]
            samples = sum(point["SampleCount"] for point in points)
            total = sum(point["Sum"] for point in points)
            return {"SampleCount": samples, "Sum": total} if samples >= count else {}

        return wait_for(found)


@pytest.fixture
def group(account: Account) -> Group:
    """Give the test a log group."""
    return Group(account).create()


def allow(group: Group, function: Function) -> str:
    """Let CloudWatch Logs invoke the function for the group, and return the function's ARN."""
    arn = f"arn:aws:logs:us-east-1:{group.account.number}:log-group:{group.name}:*"
    function.api.add_permission(
        FunctionName=function.name,
        StatementId="logs",
        Action="lambda:InvokeFunction",
        Principal="logs.amazonaws.com",
        SourceArn=arn,
    )
    return str(function.api.get_function(FunctionName=function.name)["Configuration"]["FunctionArn"])


def received(function: Function) -> list[dict[str, Any]]:
    """Return the messages that CloudWatch Logs sent to a keeper."""
    lines = [event["message"] for event in function.logged() if event["message"].startswith("GOT ")]
    sent = [json.loads(line.removeprefix("GOT ")) for line in lines]
    return [json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"]))) for event in sent]


def test_literal_value_counts_matches(group: Group) -> None:
    """Only events that match count, in the filter's unit."""
    metric = group.measure("ERROR -ignored", "2", unit="Bytes")
    group.write("ERROR one", "fine", "ERROR ignored", "ERROR two")
    assert group.statistics(metric, 2, Unit="Bytes") == {"SampleCount": 2, "Sum": 4}


def test_value_of_json_field(group: Group) -> None:
    """The metric's value is the field's; an event where it is no number gives none."""
    metric = group.measure("{ $.latency = * }", "$.latency")
    group.write('{"latency": 12.5}', '{"latency": "slow"}', '{"other": 1}', "latency", '{"latency": 7}')
    group.write('{"latency": 1e2}')
    assert group.statistics(metric, 3) == {"SampleCount": 3, "Sum": 119.5}


def test_value_of_named_field_and_default_value(group: Group) -> None:
    """A space-delimited field gives the value; each event that does not match gives the default value."""
    metric = group.measure("[method, path, size > 100]", "$size", defaultValue=0.5)
    group.write("GET /a 50", "GET /b 200", "odd")
    assert group.statistics(metric, 3) == {"SampleCount": 3, "Sum": 201}


def test_dimensions_from_fields(group: Group) -> None:
    """Each value of the dimensions' fields is a metric of its own; an event without one gives none."""
    metric = group.measure("{ $.level = * }", "1", dimensions={"Level": "$.level", "Code": "$.error.code"})
    line = '{"level": "%s", "error": {"code": %s}}'
    group.write(line % ("WARN", 1), line % ("ERROR", 2), line % ("ERROR", 2), '{"level": "ERROR"}')
    wanted = [{"Name": "Level", "Value": "ERROR"}, {"Name": "Code", "Value": "2"}]
    assert group.statistics(metric, 2, Dimensions=wanted) == {"SampleCount": 2, "Sum": 2}
    metrics = group.account.client("cloudwatch").list_metrics(Namespace="Lab", MetricName=metric)["Metrics"]
    assert len(metrics) == 2


@pytest.mark.parametrize(
    ("pattern", "options", "message"),
    [
        (
            "ERROR",
            {"dimensions": {"Level": "$.level"}},
            "The specified filter pattern does not support dimensions",
        ),
        (
            "{ $.a = * }",
            {"dimensions": {"Level": "$.a"}, "defaultValue": 0},
            "Invalid metric transformation: dimensions and default value are mutually exclusive properties.",
        ),
        ("{ $.a = * }", {"metricValue": "many"}, "Invalid metric value: many"),
        ("[a, b]", {"metricValue": "$c"}, "Invalid metric field selector: $c"),
    ],
)
def test_refused_transformations(group: Group, pattern: str, options: dict[str, Any], message: str) -> None:
    """A transformation that the pattern cannot fill is refused."""
    with pytest.raises(ClientError, match="InvalidParameterException") as refusal:
        group.measure(pattern, "1", **options)
    assert refusal.value.response["Error"]["Message"] == message


def test_metric_filter_is_replaced_and_goes_with_its_group(group: Group) -> None:
    """A filter of the same name takes the other's place; a new group of the name starts without filters."""
    transformation = {"metricName": "m", "metricNamespace": "Lab", "metricValue": "1"}
    for pattern in ("one", "two"):
        group.logs.put_metric_filter(
            logGroupName=group.name,
            filterName="f",
            filterPattern=pattern,
            metricTransformations=[transformation],
        )
    (found,) = group.logs.describe_metric_filters(logGroupName=group.name)["metricFilters"]
    assert (found["filterPattern"], found["metricTransformations"]) == ("two", [transformation])
    (described,) = group.logs.describe_log_groups(logGroupNamePrefix=group.name)["logGroups"]
    assert described["metricFilterCount"] == 1
    group.logs.delete_log_group(logGroupName=group.name)
    group.create()
    assert group.logs.describe_metric_filters(logGroupName=group.name)["metricFilters"] == []


def test_filters_with_regular_expressions_are_few(group: Group) -> None:
    """A log group takes five filters with a regular expression; replacing one needs no more."""
    for _ in range(5):
        metric = group.measure("%E.ROR%", "1")
    with pytest.raises(group.logs.exceptions.LimitExceededException):
        group.measure("{ $.a = %x% }", "1")
    group.measure("ERROR", "1")
    group.logs.put_metric_filter(
        logGroupName=group.name,
        filterName=metric,
        filterPattern="%WARN%",
        metricTransformations=[{"metricName": "m", "metricNamespace": "Lab", "metricValue": "1"}],
    )


def test_filters_need_their_group(account: Account) -> None:
    """A filter for a log group that is not there is refused."""
    with pytest.raises(ClientError, match="The specified log group does not exist"):
        Group(account).measure("ERROR", "1")


def test_functions_log_passes_the_filters(account: Account) -> None:
    """What a function prints is measured and sent on, what does not match is not."""
    talker, keeper = account.deploy(TALKER), account.deploy(KEEPER)
    talker.invoke([])
    group = Group(account, f"/aws/lambda/{talker.name}")
    wait_for(talker.logged)
    metric = group.measure("{ $.level = ERROR }", "1")
    group.logs.put_subscription_filter(
        logGroupName=group.name,
        filterName="errors",
        filterPattern="{ $.level = ERROR }",
        destinationArn=allow(group, keeper),
    )
    talker.invoke(["plain", '{"level": "INFO"}', '{"level": "ERROR", "n": 1}', '{"level": "ERROR", "n": 2}'])
    assert group.statistics(metric, 2) == {"SampleCount": 2, "Sum": 2}
    (message,) = wait_for(lambda: received(keeper))
    events = message.pop("logEvents")
    assert [event["message"] for event in events] == [
        '{"level": "ERROR", "n": 1}\n',
        '{"level": "ERROR", "n": 2}\n',
    ]
    assert {len(event["id"]) for event in events} == {56}
    (stream,) = group.logs.describe_log_streams(logGroupName=group.name)["logStreams"]
    assert message == {
        "messageType": "DATA_MESSAGE",
        "owner": account.number,
        "logGroup": group.name,
        "logStream": stream["logStreamName"],
        "subscriptionFilters": ["errors"],
    }


def test_subscription_sends_the_fields_of_a_space_delimited_pattern(group: Group) -> None:
    """The events carry ``extractedFields``; two filters send each on its own, and a third is refused."""
    keeper = group.account.deploy(KEEPER)
    arn = allow(group, keeper)

    def subscribe(name: str, pattern: str) -> None:
        group.logs.put_subscription_filter(
            logGroupName=group.name, filterName=name, filterPattern=pattern, destinationArn=arn
        )

    subscribe("fields", "[level = WARN, text]")
    subscribe("nothing", "something else")
    subscribe("nothing", "nothing")
    with pytest.raises(group.logs.exceptions.LimitExceededException):
        subscribe("third", "")
    when = group.write("[INFO] fine", "[WARN] disk is full")
    (message,) = wait_for(lambda: received(keeper))
    (event,) = message["logEvents"]
    assert event["extractedFields"] == {"level": "WARN", "text": "disk is full"}
    assert (event["timestamp"], event["message"]) == (when, "[WARN] disk is full")


def test_large_batches_arrive_whole(group: Group) -> None:
    """More than an asynchronous invocation takes comes in several invocations."""
    keeper = group.account.deploy(
        "import base64, gzip, json\n"
        "def handler(event, context):\n"
        "    data = json.loads(gzip.decompress(base64.b64decode(event['awslogs']['data'])))\n"
        "    print('COUNT', len(data['logEvents']))\n"
    )
    group.logs.put_subscription_filter(
        logGroupName=group.name, filterName="all", filterPattern="", destinationArn=allow(group, keeper)
    )
    group.write(*(secrets.token_hex(5000) for _ in range(90)))

    def counts() -> list[int]:
        lines = [event["message"] for event in keeper.logged() if event["message"].startswith("COUNT")]
        return [int(line.split()[1]) for line in lines]

    wait_for(lambda: sum(counts()) == 90)
    assert len(counts()) > 1


def test_subscription_needs_a_function_that_may_be_invoked(group: Group) -> None:
    """A destination that is not there, or whose policy does not let the log group in, is refused."""
    keeper = group.account.deploy(KEEPER)
    arn = f"arn:aws:lambda:us-east-1:{group.account.number}:function"
    allow(Group(group.account, "another"), keeper)
    for name in ("missing", keeper.name):
        with pytest.raises(group.logs.exceptions.InvalidParameterException) as refusal:
            group.logs.put_subscription_filter(
                logGroupName=group.name,
                filterName="f",
                filterPattern="",
                destinationArn=f"{arn}:{name}",
            )
        assert refusal.value.response["Error"]["Message"] == (
            "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to"
            " execute your function."
        )


def test_subscription_needs_an_arn(group: Group) -> None:
    """A function's bare name is refused, and told back."""
    with pytest.raises(group.logs.exceptions.InvalidParameterException, match="keeper"):
        group.logs.put_subscription_filter(
            logGroupName=group.name, filterName="f", filterPattern="", destinationArn="keeper"
        )


def test_search_is_by_pattern_time_and_stream(group: Group) -> None:
    """Events of all streams come in the order of their times, within the range, both ends included."""
    now = int(time.time() * 1000)
    for number, stream in enumerate(["a1", "a2", "b"]):
        group.logs.create_log_stream(logGroupName=group.name, logStreamName=stream)
        events = [
            {"timestamp": now + 10 * step + number, "message": f"{stream} step{step}"} for step in range(3)
        ]
        group.logs.put_log_events(logGroupName=group.name, logStreamName=stream, logEvents=events)

    def found(**options: Any) -> list[str]:
        answer = group.logs.filter_log_events(logGroupName=group.name, **options)
        assert answer["searchedLogStreams"] == []
        return [event["message"] for event in answer["events"]]

    everything = [f"{stream} step{step}" for step in range(3) for stream in ("a1", "a2", "b")]
    assert found() == everything
    assert found(filterPattern="?step0 ?step2") == everything[:3] + everything[6:]
    assert found(startTime=now + 2, endTime=now + 11) == everything[2:5]
    assert found(logStreamNamePrefix="a", filterPattern="step1") == ["a1 step1", "a2 step1"]
    assert found(logStreamNames=["b", "a2"], filterPattern="step0") == ["a2 step0", "b step0"]


def test_search_comes_in_pages(group: Group) -> None:
    """Pages hold at most ``limit`` events, together all of them, once each."""
    group.write(*(f"line {number} {'odd' if number % 2 else 'even'}" for number in range(25)))
    pages = group.logs.get_paginator("filter_log_events").paginate(
        logGroupName=group.name, filterPattern="odd", PaginationConfig={"PageSize": 5}
    )
    sizes, texts = [], []
    for page in pages:
        sizes.append(len(page["events"]))
        texts += [event["message"] for event in page["events"]]
    assert sizes == [5, 5, 2]
    assert texts == [f"line {number} odd" for number in range(1, 25, 2)]


def test_log_groups_come_in_pages(endpoint: str) -> None:
    """A page holds 50 log groups at most, by name, of a prefix or with a part."""
    logs = Account(endpoint).client("logs")
    for number in range(52):
        logs.create_log_group(logGroupName=f"{'even' if number % 2 == 0 else 'odd'}/{number:02}")
    first = logs.describe_log_groups()
    second = logs.describe_log_groups(nextToken=first["nextToken"])
    names = [group["logGroupName"] for page in (first, second) for group in page["logGroups"]]
    assert (len(first["logGroups"]), names) == (50, sorted(names))
    assert len(set(names)) == 52
    assert "nextToken" not in second
    assert len(logs.describe_log_groups(logGroupNamePrefix="odd/1")["logGroups"]) == 5
    assert len(logs.describe_log_groups(logGroupNamePattern="/1")["logGroups"]) == 10


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"logGroupName": "missing"}, "ResourceNotFoundException"),
        ({"logStreamNames": ["missing"]}, "ResourceNotFoundException"),
        ({"logStreamNames": ["s"], "logStreamNamePrefix": "s"}, "InvalidParameterException"),
        ({"nextToken": "x"}, "InvalidParameterException"),
        ({"limit": 10_001}, "InvalidParameterException"),
    ],
)
def test_refused_searches(group: Group, options: dict[str, Any], code: str) -> None:
    """What AWS refuses to search is refused."""
    with pytest.raises(ClientError, match=code):
        group.logs.filter_log_events(**({"logGroupName": group.name} | options))
