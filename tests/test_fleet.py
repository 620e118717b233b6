"""A lab ages snapshots and drives the load of instances."""

import os
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lambdalab import fleet
from lambdalab.aws import Cloud
from lambdalab.errors import NotReady, SteeringError


@pytest.fixture
def cloud() -> Cloud:
    """Return an empty account on the engine that the suite runs over."""
    return Cloud(os.environ["AWS_ENDPOINT_URL"], str(10**11 + secrets.randbelow(9 * 10**11)))


def test_a_snapshot_looks_old(cloud: Cloud) -> None:
    """A snapshot that was taken a moment ago is described as ten days old."""
    ec2 = cloud.client("ec2")
    volume = ec2.create_volume(Size=1, AvailabilityZone="us-east-1a")["VolumeId"]
    snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
    fleet.age_snapshot(cloud, snapshot, days=10)
    (described,) = ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]
    assert datetime.now(UTC) - described["StartTime"] >= timedelta(days=10)


def test_instances_that_run_publish_their_load(cloud: Cloud) -> None:
    """The load of an instance that runs is in CloudWatch; one that is stopped publishes nothing."""
    ec2 = cloud.client("ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    launched = ec2.run_instances(ImageId=image, MinCount=2, MaxCount=2)["Instances"]
    runs, stops = (instance["InstanceId"] for instance in launched)
    ec2.get_waiter("instance_running").wait(InstanceIds=[runs, stops])
    ec2.stop_instances(InstanceIds=[stops])
    assert fleet.set_load(cloud, {runs: 75, stops: 75}) == [runs]
    metrics = cloud.client("cloudwatch").list_metrics(Namespace="AWS/EC2")["Metrics"]
    assert [metric["Dimensions"] for metric in metrics] == [[{"Name": "InstanceId", "Value": runs}]]


def test_pages_are_short_for_a_while(cloud: Cloud) -> None:
    """Within the block an answer holds two instances and a token, even where nobody asks for pages."""
    ec2 = cloud.client("ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    ec2.run_instances(ImageId=image, MinCount=3, MaxCount=3)
    with fleet.short_pages(cloud, 2):
        answer = ec2.describe_instances()
        assert len(answer["Reservations"][0]["Instances"]) == 2
        rest = ec2.describe_instances(NextToken=answer["NextToken"])
        assert len(rest["Reservations"][0]["Instances"]) == 1
        assert "NextToken" not in rest
    assert "NextToken" not in ec2.describe_instances()


def test_instances_are_slow_for_a_while(cloud: Cloud) -> None:
    """Within the block an instance that is launched stays pending; when the block ends, it runs."""
    ec2 = cloud.client("ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    with fleet.slow_instances(cloud):
        launched = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
        volume = ec2.create_volume(Size=1, AvailabilityZone="us-east-1a")["VolumeId"]
        snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
        ec2.get_waiter("snapshot_completed").wait(SnapshotIds=[snapshot])  # which takes as long
        assert _state(ec2, launched) == "pending"
    ec2.get_waiter("instance_running").wait(InstanceIds=[launched])
    assert _state(ec2, launched) == "running"


def _state(ec2: Any, instance: str) -> str:
    told = ec2.describe_instance_status(InstanceIds=[instance], IncludeAllInstances=True)
    return str(told["InstanceStatuses"][0]["InstanceState"]["Name"])


def test_snapshots_are_slow_for_a_while(cloud: Cloud) -> None:
    """Within the block a snapshot is pending, afterwards it is completed."""
    ec2 = cloud.client("ec2")
    volume = ec2.create_volume(Size=1, AvailabilityZone="us-east-1a")["VolumeId"]
    with fleet.slow_snapshots(cloud):
        snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
    (described,) = ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"]
    assert described["State"] == "completed"


def test_terminated_instances_are_forgotten(cloud: Cloud) -> None:
    """They vanish from the list, and one that runs is refused."""
    ec2 = cloud.client("ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    (launched,) = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"]
    with pytest.raises(SteeringError, match="terminate it first"):
        fleet.forget_instances(cloud, [launched["InstanceId"]])
    ec2.terminate_instances(InstanceIds=[launched["InstanceId"]])
    fleet.forget_instances(cloud, [launched["InstanceId"]])
    assert ec2.describe_instances()["Reservations"] == []


def test_what_does_not_exist_is_named(cloud: Cloud) -> None:
    """The error names the snapshot or the instance that there isn't."""
    with pytest.raises(SteeringError, match=r"'snap-0' does not exist\."):
        fleet.age_snapshot(cloud, "snap-0", days=1)
    with pytest.raises(SteeringError, match=r"'i-0' does not exist\."):
        fleet.set_load(cloud, {"i-0": 50})


def test_without_an_engine_the_command_is_named() -> None:
    """Where nothing answers, the error says how to start the engine."""
    with pytest.raises(NotReady, match=r"\./lab"):
        fleet.set_load(Cloud("http://127.0.0.1:9", "123456789012"), {"i-0": 50})
