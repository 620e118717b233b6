"""The functions of notebook 06: the one that books, the one that adds an instance, the one that follows."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from functions_testing import AMAZON_LINUX, Example, example


def a_fleet(stopped: int) -> None:
    """Launch stopped instances of the role that is scaled, and one of another role."""
    ec2 = boto3.client("ec2")
    for role, count in (("database", 1), ("web", stopped)):
        tags: Any = [{"ResourceType": "instance", "Tags": [{"Key": "role", "Value": role}]}]
        made = ec2.run_instances(ImageId=AMAZON_LINUX, MinCount=count, MaxCount=count, TagSpecifications=tags)
        ec2.stop_instances(InstanceIds=[one["InstanceId"] for one in made["Instances"]])


def states() -> Counter[str]:
    """Count the instances of the account by role and state: "web running"."""
    found = boto3.client("ec2").describe_instances()["Reservations"]
    instances = [one for group in found for one in group["Instances"]]
    return Counter(f"{one['Tags'][0]['Value']} {one['State']['Name']}" for one in instances)


def in_state(event: dict[str, Any], state: str) -> dict[str, Any]:
    """Return an alarm's event with another new state."""
    (record,) = event["Records"]
    alarm = json.loads(record["Sns"]["Message"]) | {"NewStateValue": state}
    return {"Records": [record | {"Sns": record["Sns"] | {"Message": json.dumps(alarm)}}]}


def publish(*loads: float) -> None:
    """Publish loads, the last of them now and each one 5 seconds after the one before."""
    now = datetime.now(UTC)
    for age, load in enumerate(reversed(loads)):
        datum: Any = {"MetricName": "Requests", "Value": load, "Timestamp": now - timedelta(seconds=5 * age)}
        boto3.client("cloudwatch").put_metric_data(Namespace="Shop", MetricData=[datum])


def size() -> int:
    """Return how many instances the group wants."""
    (group,) = boto3.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    return group["DesiredCapacity"]


@pytest.fixture
def follow() -> Example:
    """Load the function, beside a group of 1 that may have 1 to 4."""
    kind: Any = {"ImageId": AMAZON_LINUX, "InstanceType": "t3.micro"}
    boto3.client("ec2").create_launch_template(LaunchTemplateName="web", LaunchTemplateData=kind)
    boto3.client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName="web",
        MinSize=1,
        MaxSize=4,
        LaunchTemplate={"LaunchTemplateName": "web"},
        AvailabilityZones=["us-east-1a"],
    )
    return example("06-event-driven-architecture/follow")


def test_book_books_each_message_of_a_batch(capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each order, in the order of the batch."""
    book = example("06-event-driven-architecture/book")
    assert book.handler(book.event, None) == book.result
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines == [{"booked": "rush-0"}, {"booked": "rush-1"}]


def test_start_one_starts_one_and_again_for_a_duplicate() -> None:
    """The same message twice gives two instances: what the notebook shows as the wrong way."""
    a_fleet(stopped=3)
    start_one = example("06-event-driven-architecture/start-one")
    assert start_one.handler(start_one.event, None) == start_one.result
    assert states()["web running"] == 1
    start_one.handler(start_one.event, None)
    assert states() == {"web running": 2, "web stopped": 1, "database stopped": 1}


def test_start_one_leaves_the_fleet_when_the_alarm_is_over() -> None:
    """A message that says OK starts nothing."""
    a_fleet(stopped=1)
    start_one = example("06-event-driven-architecture/start-one")
    start_one.handler(in_state(start_one.event, "OK"), None)
    assert states()["web running"] == 0


@pytest.mark.parametrize(("load", "expected"), [(0, 1), (100, 1), (101, 2), (250, 3), (400, 4), (650, 4)])
def test_follow_sets_the_size_that_the_load_needs(follow: Example, load: float, expected: int) -> None:
    """One instance serves 100 requests a second, and the group's bounds hold at both ends."""
    publish(load)
    assert follow.handler(follow.event, None) == follow.result
    assert size() == expected


def test_follow_looks_at_the_latest_load(follow: Example) -> None:
    """A higher load that is over does not count."""
    publish(390, 120)
    follow.handler(follow.event, None)
    assert size() == 2


def test_follow_bears_duplicates_and_any_state(follow: Example) -> None:
    """The event is only a bell: a second one, or one that says OK, sets the same size."""
    publish(250)
    for event in (follow.event, follow.event, in_state(follow.event, "OK")):
        follow.handler(event, None)
    assert size() == 3
