"""Settings that no alarm can have."""

from typing import Any

import pytest
from ec2_testing import refusal
from engine_testing import Account

SETTINGS = {
    "AlarmName": "lost",
    "Namespace": "Shop",
    "MetricName": "Lost",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 3,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanThreshold",
}
OPERATOR = "1 validation error detected: Value '>=' at 'comparisonOperator' failed to satisfy constraint"
POLICY = (
    "arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:autoScalingGroupName/fleet:policyName/more"
)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ComparisonOperator": ">="}, OPERATOR),
        ({"DatapointsToAlarm": 4}, "DatapointsToAlarm must be less than or equal to EvaluationPeriods"),
        ({"AlarmActions": ["alarms"]}, "Invalid arn syntax: alarms"),
        ({"OKActions": ["arn:aws:sns:alarms"]}, "Invalid arn syntax: arn:aws:sns:alarms"),
        ({"InsufficientDataActions": ["alarms"]}, "Invalid arn syntax: alarms"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_what_cannot_be_is_refused(account: Account, settings: dict[str, Any], words: str) -> None:
    """An unknown operator, more bad datapoints than there are, and actions that are no ARN leave no alarm."""
    cloudwatch = account.client("cloudwatch")
    code, message = refusal(cloudwatch.put_metric_alarm, **SETTINGS | settings)
    assert (code, message[: len(words)]) == ("ValidationError", words)
    assert cloudwatch.describe_alarms(AlarmNames=["lost"])["MetricAlarms"] == []


def test_the_operators_are_named(account: Account) -> None:
    """Who writes a sign reads the names that there are."""
    put = account.client("cloudwatch").put_metric_alarm
    _, message = refusal(put, **SETTINGS | {"ComparisonOperator": ">="})
    assert "GreaterThanOrEqualToThreshold, GreaterThanThreshold, " in message


@pytest.mark.parametrize(
    "settings",
    [
        {"DatapointsToAlarm": 3},
        {"ComparisonOperator": "LessThanOrEqualToThreshold"},
        {"AlarmActions": ["arn:aws:automate:us-east-1:ec2:stop"]},
        {"OKActions": ["arn:aws:sns:us-east-1:000000000000:alarms"], "AlarmActions": [POLICY]},
    ],
    ids="-".join,
)
def test_what_can_be_is_kept(account: Account, settings: dict[str, Any]) -> None:
    """As many bad datapoints as there are, the other operators, and the kinds of ARN that actions have."""
    cloudwatch = account.client("cloudwatch")
    cloudwatch.put_metric_alarm(**SETTINGS | settings | {"AlarmName": "kept"})
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=["kept"])["MetricAlarms"]
    assert alarm.items() >= settings.items()
