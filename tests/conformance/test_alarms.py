"""CloudWatch alarms, which react after some ten seconds: all but one are set up at once, in one account."""

import json
import os
from dataclasses import dataclass, field
from typing import Any

import pytest
from conformance_testing import L05, L07, L08, L10, N04, N06, TELL, Account, Queue, group, wait_for

capability = group("CloudWatch alarms")
ALARMS = "AmazonCloudWatch/latest/monitoring/alarm-evaluation.html"
ACTIONS = "AmazonCloudWatch/latest/monitoring/alarm-actions.html"
MISSING = "AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html"
_REACTS = 40
"""Seconds: in an alarm's first period there may be no data, and it looks only every 10 s."""


@dataclass(frozen=True)
class Watched:
    """An account with alarms, whose topic's messages are in a queue."""

    cloud: Account
    messages: Queue
    changes: Queue
    function: str
    received: list[Any] = field(default_factory=list)

    def told(self, state: str) -> Any:
        """Wait for the topic's message of an alarm that changed to this state."""

        def found() -> Any:
            self.received.extend(json.loads(message["Body"]) for message in self.messages.poll())
            return next((told for told in self.received if told["NewStateValue"] == state), None)

        return wait_for(f"the message of {state}", found)

    def state(self, alarm: str) -> str:
        """Return an alarm's state."""
        (told,) = self.cloud.client("cloudwatch").describe_alarms(AlarmNames=[alarm])["MetricAlarms"]
        return str(told["StateValue"])

    def calms_down(self) -> None:
        """Keep the load low until its alarm is OK."""

        def is_calm() -> bool:
            self.cloud.measure("load", 10)
            return self.state("load") == "OK"

        wait_for("load in OK", is_calm, _REACTS)

    def becomes(self, alarm: str, state: str) -> None:
        """Wait for an alarm's state."""
        wait_for(f"{alarm} in {state}", lambda: self.state(alarm) == state, _REACTS)


@pytest.fixture(scope="module")
def watched() -> Watched:
    """Return an account with an alarm that came to ALARM, and others that look at metrics without data."""
    cloud = Account(os.environ["AWS_ENDPOINT_URL"])
    (topic, messages), changes, function = cloud.heard(), cloud.queue(), cloud.deploy(TELL)
    cloud.permit(function, "lambda.alarms.cloudwatch", cloud.arn("cloudwatch", "alarm:*"))
    events = cloud.client("events")
    events.put_rule(Name="alarms", EventPattern='{"source": ["aws.cloudwatch"]}')
    events.put_targets(Rule="alarms", Targets=[{"Id": "queue", "Arn": changes.arn}])
    to = {"AlarmActions": [topic, cloud.function_arn(function)], "OKActions": [topic]}
    _alarm(cloud, "load", "load", TreatMissingData="notBreaching", **to)
    _alarm(cloud, "silent", "load", ActionsEnabled=False, AlarmActions=[topic])
    for treatment in ("breaching", "notBreaching", "missing"):
        _alarm(cloud, treatment, f"nothing-{treatment}", TreatMissingData=treatment)
    watched = Watched(cloud, messages, changes, function)

    def in_alarm() -> bool:
        cloud.measure("load", 90)
        return {watched.state("load"), watched.state("silent")} == {"ALARM"}

    wait_for("load in ALARM", in_alarm, _REACTS)
    return watched


def _alarm(cloud: Account, name: str, metric: str, **settings: object) -> None:
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Namespace="Shop",
        MetricName=metric,
        Statistic="Maximum",
        Period=10,
        EvaluationPeriods=1,
        Threshold=50,
        ComparisonOperator="GreaterThanThreshold",
        **settings,
    )


@capability("to ALARM, with a message to a topic", ALARMS, L05, L07, L08, L10, N04, N06)
def test_alarm(watched: Watched) -> None:
    """Above the threshold the alarm's state is ALARM, and its topic gets old and new state and the reason."""
    message = watched.told("ALARM")
    assert message["AlarmName"] == "load"
    assert message["Trigger"]["MetricName"] == "load"
    assert "Threshold Crossed" in message["NewStateReason"]


@capability("back to OK, with a message", ALARMS, L05, L07, N04)
def test_recovery(watched: Watched) -> None:
    """When the metric is below the threshold again, the state is OK, and the topic is told."""
    assert watched.told("ALARM")["OldStateValue"] != "ALARM"
    watched.calms_down()
    assert watched.told("OK")["AlarmName"] == "load"


@capability(
    "the history of an alarm", "AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html", L05, N04
)
def test_history(watched: Watched) -> None:
    """The history has every change of state, with old and new state."""
    watched.calms_down()
    items = watched.cloud.client("cloudwatch").describe_alarm_history(
        AlarmName="load", HistoryItemType="StateUpdate"
    )["AlarmHistoryItems"]
    states = {json.loads(item["HistoryData"])["newState"]["stateValue"] for item in items}
    assert {"ALARM", "OK"} <= states


@capability(
    "an alarm invokes a function",
    "AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html",
    L07,
    N04,
)
def test_function_action(watched: Watched) -> None:
    """The function gets the alarm's name, its state and its configuration."""
    event = watched.cloud.told(watched.function)[0]
    assert (event["source"], event["alarmData"]["alarmName"]) == ("aws.cloudwatch", "load")
    assert event["alarmData"]["state"]["value"] == "ALARM"


@capability(
    "a change of state is an event", "AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html", N06
)
def test_state_change_event(watched: Watched) -> None:
    """EventBridge gets CloudWatch Alarm State Change."""
    event = watched.changes.messages()[0]
    assert event["detail-type"] == "CloudWatch Alarm State Change"
    assert event["detail"]["alarmName"]


@capability("actions can be disabled", ACTIONS, L05, L10)
def test_disabled_actions(watched: Watched) -> None:
    """An alarm whose actions are disabled changes its state in silence."""
    history = watched.cloud.client("cloudwatch").describe_alarm_history(AlarmName="silent")
    changes = [item["HistorySummary"] for item in history["AlarmHistoryItems"]]
    assert any("to ALARM" in change for change in changes)
    assert "silent" not in {message["AlarmName"] for message in watched.received}


@capability("missing data", MISSING, L05, N04)
def test_missing_data(watched: Watched) -> None:
    """Silence is bad (breaching), good (notBreaching), or INSUFFICIENT_DATA (missing), as the alarm says."""
    watched.becomes("breaching", "ALARM")
    watched.becomes("notBreaching", "OK")
    assert watched.state("missing") == "INSUFFICIENT_DATA"


@capability(
    "a state can be set for a test",
    "AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html",
    L05,
    L07,
    N04,
)
def test_set_state(cloud: Account) -> None:
    """SetAlarmState changes the state at once, and the actions follow."""
    topic, queue = cloud.heard()
    _alarm(cloud, "load", "load", AlarmActions=[topic])
    cloud.client("cloudwatch").set_alarm_state(AlarmName="load", StateValue="ALARM", StateReason="a test")
    assert queue.messages()[0]["NewStateReason"] == "a test"
