"""Alarms are evaluated at once, and minutes pass at once: the engine's own addresses."""

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from engine_testing import Account, Function
from permissions_testing import Queue

DIVIDES = """
def handler(event, context):
    return 1 / event
"""


@pytest.fixture
def own(account: Account) -> Account:
    """Return an account whose alarms no other test sets."""
    return Account(account.endpoint)


def post(own: Account, path: str, /, **asked: Any) -> dict[str, Any]:
    """Ask an address of the engine for an account; ``status`` is in what a refusal tells."""
    body = json.dumps({"account": own.number, "region": "us-east-1"} | asked).encode()
    try:
        with urllib.request.urlopen(f"{own.endpoint}/_lambdalab/{path}", body) as response:
            told: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            told = json.load(error) | {"status": error.code}
    return told


def watch(account: Account, function: Function, **settings: Any) -> None:
    """Set an alarm on a function's errors in a minute."""
    account.client("cloudwatch").put_metric_alarm(
        **{
            "AlarmName": "errors",
            "Namespace": "AWS/Lambda",
            "MetricName": "Errors",
            "Dimensions": [{"Name": "FunctionName", "Value": function.name}],
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "TreatMissingData": "notBreaching",
        }
        | settings
    )


def run(function: Function, event: int) -> None:
    """Invoke a function; 0 makes it fail."""
    function.api.invoke(FunctionName=function.name, Payload=json.dumps(event))


def state(account: Account) -> str:
    """Let the account's alarm look, and return its state."""
    return str(post(account, "evaluate-alarms")["states"]["errors"])


def test_an_invocation_that_just_ended_counts(own: Account) -> None:
    """Its metrics are waited for; the minute after it, a good invocation ends the alarm."""
    function = own.deploy(DIVIDES)
    watch(own, function)
    run(function, 1)
    assert state(own) == "OK"
    run(function, 0)
    assert state(own) == "ALARM"
    post(own, "pass-time", seconds=60)
    run(function, 1)
    assert state(own) == "OK"


def test_silence_is_what_the_alarm_says_it_is(own: Account) -> None:
    """When nothing is measured any more, each way to treat it leads where AWS says."""
    function = own.deploy(DIVIDES)
    seen = {}
    for way in ("missing", "notBreaching", "ignore", "breaching"):
        watch(own, function, TreatMissingData=way)
        run(function, 0)
        assert state(own) == "ALARM"
        post(own, "pass-time", seconds=3600)
        seen[way] = state(own)
    assert seen == {
        "missing": "INSUFFICIENT_DATA",
        "notBreaching": "OK",
        "ignore": "ALARM",
        "breaching": "ALARM",
    }


def test_a_change_is_in_the_history_and_told_once(own: Account) -> None:
    """Looking again changes nothing and tells nobody."""
    function, inbox = own.deploy(DIVIDES), Queue(own, "inbox")
    inbox.let("sns")
    topic = own.client("sns").create_topic(Name="alerts")["TopicArn"]
    own.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=inbox.arn)
    watch(own, function, AlarmActions=[topic])
    run(function, 0)
    assert [state(own), state(own)] == ["ALARM", "ALARM"]
    assert "ALARM" in inbox.next()["Body"]
    assert inbox.is_empty()
    items = own.client("cloudwatch").describe_alarm_history(AlarmName="errors")["AlarmHistoryItems"]
    assert sum(item["HistorySummary"].endswith("to ALARM") for item in items) == 1


def test_time_passes_in_one_account_alone(own: Account) -> None:
    """Datapoints, history and the alarm's last change grow older, and those of another account do not."""
    other = Account(own.endpoint)
    for each in (own, other):
        function = each.deploy(DIVIDES)
        watch(each, function)
        run(function, 0)
        assert state(each) == "ALARM"
    post(own, "pass-time", seconds=7200)
    for each, hours in ((own, 2), (other, 0)):
        assert [age // timedelta(hours=1) for age in ages(each)] == [hours] * 3


def ages(account: Account) -> list[timedelta]:
    """Return how old a datapoint, the history's newest item and the alarm's last change are."""
    cloudwatch, now = account.client("cloudwatch"), datetime.now(UTC)
    (alarm,) = cloudwatch.describe_alarms()["MetricAlarms"]
    (point,) = cloudwatch.get_metric_statistics(
        Namespace=alarm["Namespace"],
        MetricName=alarm["MetricName"],
        Dimensions=alarm["Dimensions"],
        StartTime=now - timedelta(hours=9),
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=["Sum"],
    )["Datapoints"]
    history = cloudwatch.describe_alarm_history(AlarmName="errors")["AlarmHistoryItems"]
    times = (point["Timestamp"], history[0]["Timestamp"], alarm["StateUpdatedTimestamp"])
    return [now - time for time in times]


def test_what_cannot_be_is_told(own: Account) -> None:
    """A number of seconds that is none, a region that is none, no account: each is 400, with a sentence."""
    for told in (
        post(own, "pass-time", seconds=-1),
        post(own, "pass-time", seconds="many"),
        post(own, "pass-time"),
        post(own, "pass-time", seconds=1, region="nowhere"),
        post(own, "evaluate-alarms", region="nowhere"),
        post(own, "evaluate-alarms", account="me"),
    ):
        assert told["status"] == 400
        assert told["message"]
