"""What an alarm hands to a function that it invokes, and what it publishes to a topic."""

import json
import re

from engine_testing import Account
from permissions_testing import TELLS, Queue, let_invoke


def test_a_function_is_told_of_the_metric_with_its_dimensions_by_name(account: Account) -> None:
    """The event's metric is that of AWS's example, and an alarm without dimensions has none."""
    cloudwatch, seen = account.client("cloudwatch"), Queue(account, "seen")
    function = account.deploy(TELLS, Environment={"Variables": {"SEEN": seen.url}})
    let_invoke(function, "lambda.alarms.cloudwatch", SourceAccount=account.number)
    arn = f"arn:aws:lambda:us-east-1:{account.number}:function:{function.name}"
    all_dimensions: dict[str, dict[str, str]] = {
        "errors": {"FunctionName": "orders", "Resource": "orders:live"},
        "all-errors": {},
    }
    for alarm, dimensions in all_dimensions.items():
        cloudwatch.put_metric_alarm(
            AlarmName=alarm,
            Namespace="AWS/Lambda",
            MetricName="Errors",
            Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
            AlarmActions=[arn],
        )
        cloudwatch.set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="a test")
        configuration = json.loads(seen.next()["Body"])["alarmData"]["configuration"]
        told = configuration["metrics"][0]["metricStat"]
        assert told["metric"] == {"namespace": "AWS/Lambda", "name": "Errors", "dimensions": dimensions}
        assert (told["period"], told["stat"]) == (60, "Sum")


def test_a_topic_is_told_with_times_and_region_as_aws_writes_them(account: Account) -> None:
    """The times end in +0000, and the region has its long name in the message and the subject."""
    cloudwatch, sns, seen = account.client("cloudwatch"), account.client("sns"), Queue(account, "told")
    topic = sns.create_topic(Name="people")["TopicArn"]
    seen.let("sns")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=seen.arn)
    metric = {"Namespace": "Shop", "MetricName": "Failed", "Statistic": "Sum", "Period": 60}
    asked = {"EvaluationPeriods": 1, "Threshold": 1, "ComparisonOperator": "GreaterThanThreshold"}
    cloudwatch.put_metric_alarm(AlarmName="über", AlarmActions=[topic], **metric, **asked)
    cloudwatch.set_alarm_state(AlarmName="über", StateValue="ALARM", StateReason="a test")
    envelope = json.loads(seen.next()["Body"])
    message = json.loads(envelope["Message"])
    assert envelope["Subject"] == 'ALARM: "über" in US East (N. Virginia)'
    assert message["Region"] == "US East (N. Virginia)"
    for name in ("StateChangeTime", "AlarmConfigurationUpdatedTimestamp"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000", message[name])
