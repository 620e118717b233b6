"""Alarms look when they are told to, and minutes pass at once."""

import os
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdalab.alarms import evaluate_now, pass_time
from lambdalab.aws import Cloud
from lambdalab.errors import SteeringError


@pytest.fixture
def cloud() -> Cloud:
    """Return an empty account on the engine that the suite runs over."""
    return Cloud(os.environ["AWS_ENDPOINT_URL"], str(10**11 + secrets.randbelow(9 * 10**11)))


def watch(cloud: Cloud, missing: str = "notBreaching", **actions: Any) -> None:
    """Set an alarm that waits for one error in a minute."""
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName="errors", Namespace="Shop", MetricName="errors", Statistic="Sum", Period=60,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData=missing, **actions,
    )  # fmt: skip


def put(cloud: Cloud, value: float) -> None:
    """Send one data point."""
    data = [{"MetricName": "errors", "Value": value}]
    cloud.client("cloudwatch").put_metric_data(Namespace="Shop", MetricData=data)


def test_an_alarm_looks_at_what_was_just_measured(cloud: Cloud) -> None:
    """It goes off at once, and is OK again when the bad minute is over."""
    watch(cloud)
    assert evaluate_now(cloud=cloud) == {"errors": "OK"}
    put(cloud, 2)
    assert evaluate_now(cloud=cloud) == {"errors": "ALARM"}
    pass_time(120, cloud=cloud)
    put(cloud, 0)
    assert evaluate_now(cloud=cloud) == {"errors": "OK"}


def test_its_message_is_sent_when_the_answer_comes(cloud: Cloud) -> None:
    """The topic's queue holds the change of state."""
    sns, sqs = cloud.client("sns"), cloud.client("sqs")
    topic = sns.create_topic(Name="alerts")["TopicArn"]
    queue = sqs.create_queue(QueueName="inbox")["QueueUrl"]
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*"}
    policy = f'{{"Version": "2012-10-17", "Statement": [{statement}]}}'.replace("'", '"')
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=cloud.arn("sqs", "inbox"))
    watch(cloud, AlarmActions=[topic])
    put(cloud, 1)
    evaluate_now(cloud=cloud)
    (message,) = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]
    assert "ALARM" in message["Body"]


def test_what_was_measured_grows_old(cloud: Cloud) -> None:
    """A data point and the history lie as far back as time has passed; another account's do not."""
    other = Cloud(cloud.endpoint, str(int(cloud.account) ^ 1))
    for one in (cloud, other):
        watch(one)
        put(one, 1)
        evaluate_now(cloud=one)
    pass_time(7200, cloud=cloud)
    assert [age_of_point(one) > timedelta(hours=1) for one in (cloud, other)] == [True, False]
    assert [age_of_change(one) > timedelta(hours=1) for one in (cloud, other)] == [True, False]


def test_time_does_not_run_backwards(cloud: Cloud) -> None:
    """What cannot be is refused in a sentence."""
    with pytest.raises(SteeringError, match="seconds must be between 0"):
        pass_time(-1, cloud=cloud)


def age_of_point(cloud: Cloud) -> timedelta:
    """Return how long ago the account's one data point was measured."""
    now = datetime.now(UTC)
    found = cloud.client("cloudwatch").get_metric_statistics(
        Namespace="Shop", MetricName="errors", Statistics=["Sum"], Period=60,
        StartTime=now - timedelta(hours=5), EndTime=now + timedelta(minutes=1),
    )  # fmt: skip
    (point,) = found["Datapoints"]
    return now - point["Timestamp"]


def age_of_change(cloud: Cloud) -> timedelta:
    """Return how long ago the alarm last changed."""
    items = cloud.client("cloudwatch").describe_alarm_history(AlarmName="errors")["AlarmHistoryItems"]
    return datetime.now(UTC) - items[0]["Timestamp"]
