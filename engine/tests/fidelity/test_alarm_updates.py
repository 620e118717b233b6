"""An alarm that is set again."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account
from permissions_testing import Queue

SETTINGS = {
    "AlarmName": "lost",
    "Namespace": "Shop",
    "MetricName": "Lost",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanThreshold",
    "TreatMissingData": "ignore",
}


def described(account: Account) -> dict[str, Any]:
    """Return the account's alarm."""
    (alarm,) = account.client("cloudwatch").describe_alarms(AlarmNames=["lost"])["MetricAlarms"]
    return dict(alarm)


def test_it_keeps_its_state_and_nothing_else(account: Account) -> None:
    """State, reason and time stay; settings that are not given again are gone, and nobody is told."""
    cloudwatch, inbox = account.client("cloudwatch"), Queue(account, "inbox")
    inbox.let("sns")
    topic = account.client("sns").create_topic(Name="alerts")["TopicArn"]
    account.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=inbox.arn)
    cloudwatch.put_metric_alarm(**SETTINGS, AlarmDescription="orders", AlarmActions=[topic])
    assert described(account)["StateValue"] == "INSUFFICIENT_DATA"
    cloudwatch.set_alarm_state(AlarmName="lost", StateValue="ALARM", StateReason="a test")
    assert "a test" in inbox.next()["Body"]
    before = described(account)
    cloudwatch.put_metric_alarm(**SETTINGS | {"Threshold": 2}, AlarmActions=[topic])
    after = described(account)
    for name in ("StateValue", "StateReason", "StateUpdatedTimestamp"):
        assert after[name] == before[name]
    assert (after["StateReason"], after["Threshold"], "AlarmDescription" in after) == ("a test", 2, False)
    assert inbox.is_empty()


def test_its_metric_is_to_be_given_again(account: Account) -> None:
    """Settings are replaced as a whole: one of them alone is refused, and the alarm stays as it was."""
    cloudwatch = account.client("cloudwatch")
    cloudwatch.put_metric_alarm(**SETTINGS)
    with pytest.raises(ClientError, match="MetricName must not be null"):
        cloudwatch.put_metric_alarm(AlarmName="lost", TreatMissingData="notBreaching")
    assert described(account)["TreatMissingData"] == "ignore"
