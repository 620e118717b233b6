"""EC2 and Auto Scaling: instances, volumes, snapshots, images, fleets."""

import json
from datetime import UTC, datetime
from typing import Any

from conformance_testing import L03, L04, L07, N05, N06, Account, Queue, group, refused, wait_for

capability = group("EC2 and Auto Scaling")
LIFECYCLE = "AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html"
SNAPSHOTS = "ebs/latest/userguide/ebs-snapshots.html"
FLEETS = "autoscaling/ec2/userguide/auto-scaling-groups.html"


def _run(cloud: Account, count: int = 1, **tags: str) -> list[str]:
    """Start instances of the first image there is; return their ids."""
    ec2 = cloud.client("ec2")
    told = [{"Key": key, "Value": value} for key, value in tags.items()]
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    specification = [{"ResourceType": "instance", "Tags": told}] if told else []
    made = ec2.run_instances(
        ImageId=image,
        InstanceType="t3.micro",
        MinCount=count,
        MaxCount=count,
        TagSpecifications=specification,
    )
    ids = [instance["InstanceId"] for instance in made["Instances"]]
    _wait(cloud, ids, "running")
    return ids


def _instances(cloud: Account, **parameters: Any) -> list[dict[str, Any]]:
    pages = cloud.client("ec2").describe_instances(**parameters)["Reservations"]
    return [instance for page in pages for instance in page["Instances"]]


def _wait(cloud: Account, ids: list[str], state: str) -> None:
    def there() -> bool:
        return all(one["State"]["Name"] == state for one in _instances(cloud, InstanceIds=ids))

    wait_for(f"instances {state}", there)


def _states(queue: Queue, count: int) -> list[str]:
    return [event["detail"]["state"] for event in queue.messages(count)]


def _heard(cloud: Account) -> Queue:
    """Return a queue that gets the state changes of instances."""
    queue, events = cloud.queue(), cloud.client("events")
    pattern = {"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"]}
    events.put_rule(Name="states", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="states", Targets=[{"Id": "queue", "Arn": queue.arn}])
    return queue


def _volume(cloud: Account) -> str:
    tags = [{"ResourceType": "volume", "Tags": [{"Key": "backup", "Value": "daily"}]}]
    zone = f"{cloud.region}a"
    made = cloud.client("ec2").create_volume(AvailabilityZone=zone, Size=8, TagSpecifications=tags)
    return str(made["VolumeId"])


def _fleet(cloud: Account) -> Any:
    """Create a group of one to four instances; return the client."""
    scaling, ec2 = cloud.client("autoscaling"), cloud.client("ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    data = {"ImageId": image, "InstanceType": "t3.micro"}
    ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData=data)
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="web",
        LaunchTemplate={"LaunchTemplateName": "web"},
        MinSize=1,
        MaxSize=4,
        DesiredCapacity=1,
        AvailabilityZones=[f"{cloud.region}a"],
    )
    _wait_for_size(scaling, 1)
    return scaling


def _wait_for_size(scaling: Any, size: int) -> list[str]:
    def members() -> list[str]:
        (fleet,) = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=["web"])["AutoScalingGroups"]
        inside = [one for one in fleet["Instances"] if one["LifecycleState"] == "InService"]
        return [one["InstanceId"] for one in inside] if len(inside) == size else []

    return wait_for(f"{size} instances in service", members)


@capability("start and stop", LIFECYCLE, L03, N05)
def test_stop_and_start(cloud: Account) -> None:
    """An instance passes through stopping to stopped, through pending to running."""
    ec2, ids = cloud.client("ec2"), _run(cloud)
    (change,) = ec2.stop_instances(InstanceIds=ids)["StoppingInstances"]
    states = [change["PreviousState"]["Name"], change["CurrentState"]["Name"]]
    _wait(cloud, ids, "stopped")
    (change,) = ec2.start_instances(InstanceIds=ids)["StartingInstances"]
    states += [change["PreviousState"]["Name"], change["CurrentState"]["Name"]]
    assert states == ["running", "stopping", "stopped", "pending"]


@capability("stopping twice changes nothing", "AWSEC2/latest/APIReference/API_StopInstances.html", L03, N05)
def test_stop_twice(cloud: Account) -> None:
    """A stopped instance that is stopped stays stopped, without an error."""
    ec2, ids = cloud.client("ec2"), _run(cloud)
    ec2.stop_instances(InstanceIds=ids)
    _wait(cloud, ids, "stopped")
    (change,) = ec2.stop_instances(InstanceIds=ids)["StoppingInstances"]
    assert (change["PreviousState"]["Name"], change["CurrentState"]["Name"]) == ("stopped", "stopped")


@capability("a terminated instance cannot be started", LIFECYCLE, L03)
def test_terminated(cloud: Account) -> None:
    """The call gets IncorrectInstanceState."""
    ec2, ids = cloud.client("ec2"), _run(cloud)
    ec2.terminate_instances(InstanceIds=ids)
    _wait(cloud, ids, "terminated")
    refused(ec2.start_instances, "IncorrectInstanceState", InstanceIds=ids)


@capability("instances by tag and state", "AWSEC2/latest/UserGuide/Using_Filtering.html", L03, N05, L07)
def test_filters(cloud: Account) -> None:
    """Filters choose by tag and by state; several must all hold."""
    (wanted,), (other,), _ = _run(cloud, office="yes"), _run(cloud, office="yes"), _run(cloud, office="no")
    cloud.client("ec2").stop_instances(InstanceIds=[other])
    _wait(cloud, [other], "stopped")
    filters = [
        {"Name": "tag:office", "Values": ["yes"]},
        {"Name": "instance-state-name", "Values": ["running"]},
    ]
    assert [one["InstanceId"] for one in _instances(cloud, Filters=filters)] == [wanted]


@capability(
    "changes of state are events",
    "AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html",
    L03,
    L07,
    N05,
    N06,
)
def test_events(cloud: Account) -> None:
    """EventBridge gets each state that an instance passes."""
    queue = _heard(cloud)
    ids = _run(cloud)
    cloud.client("ec2").stop_instances(InstanceIds=ids)
    assert set(_states(queue, 4)) == {"pending", "running", "stopping", "stopped"}


@capability("images", "AWSEC2/latest/APIReference/API_DescribeImages.html", L03, L07, N05)
def test_images(cloud: Account) -> None:
    """There are Amazon's images to start, and an unknown one is refused."""
    ec2 = cloud.client("ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]
    assert image["State"] == "available"
    refused(
        ec2.run_instances, r"InvalidAMIID\.NotFound", ImageId="ami-0123456789abcdef0", MinCount=1, MaxCount=1
    )


@capability("snapshots of volumes", SNAPSHOTS, L04, N05)
def test_snapshots(cloud: Account) -> None:
    """A snapshot tells its volume, time, state and tags; owner self gives one's own alone."""
    ec2, volume = cloud.client("ec2"), _volume(cloud)
    tags = [{"ResourceType": "snapshot", "Tags": [{"Key": "made-by", "Value": "backup"}]}]
    made = ec2.create_snapshot(VolumeId=volume, TagSpecifications=tags)["SnapshotId"]
    filters = [{"Name": "tag:made-by", "Values": ["backup"]}]
    (told,) = ec2.describe_snapshots(OwnerIds=["self"], Filters=filters)["Snapshots"]
    assert (told["SnapshotId"], told["VolumeId"]) == (made, volume)
    assert abs((datetime.now(UTC) - told["StartTime"]).total_seconds()) < 60
    assert [one["SnapshotId"] for one in ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]] == [made]


@capability("snapshots are deleted", SNAPSHOTS, L04)
def test_delete_snapshot(cloud: Account) -> None:
    """A deleted snapshot is gone; deleting it again gives InvalidSnapshot.NotFound."""
    ec2 = cloud.client("ec2")
    made = ec2.create_snapshot(VolumeId=_volume(cloud))["SnapshotId"]
    ec2.delete_snapshot(SnapshotId=made)
    refused(ec2.delete_snapshot, r"InvalidSnapshot\.NotFound", SnapshotId=made)


@capability("a fleet of the desired size", FLEETS, L07, N06)
def test_fleet(cloud: Account) -> None:
    """Instances follow the desired capacity, up and down, and carry the group's name as a tag."""
    scaling = _fleet(cloud)
    scaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=3)
    ids = _wait_for_size(scaling, 3)
    tags = [{tag["Key"]: tag["Value"] for tag in one["Tags"]} for one in _instances(cloud, InstanceIds=ids)]
    assert all(tag["aws:autoscaling:groupName"] == "web" for tag in tags)
    scaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=1)
    _wait_for_size(scaling, 1)


@capability("a fleet's bounds", "autoscaling/ec2/APIReference/API_SetDesiredCapacity.html", L07, N06)
def test_bounds(cloud: Account) -> None:
    """A desired capacity beyond the maximum is refused."""
    call = _fleet(cloud).set_desired_capacity
    refused(call, "ValidationError", "above max value", AutoScalingGroupName="web", DesiredCapacity=5)


@capability(
    "a fleet's cooldown", "autoscaling/ec2/userguide/ec2-auto-scaling-scaling-cooldowns.html", L07, N06
)
def test_cooldown(cloud: Account) -> None:
    """With HonorCooldown a second change in the cooldown is refused: ScalingActivityInProgress."""
    call = _fleet(cloud).set_desired_capacity
    call(AutoScalingGroupName="web", DesiredCapacity=2, HonorCooldown=True)
    refused(
        call, "ScalingActivityInProgress", AutoScalingGroupName="web", DesiredCapacity=3, HonorCooldown=True
    )


@capability(
    "a fleet's activities", "autoscaling/ec2/APIReference/API_DescribeScalingActivities.html", L07, N06
)
def test_activities(cloud: Account) -> None:
    """Each launch and end of an instance is an activity with its cause."""
    activities = _fleet(cloud).describe_scaling_activities(AutoScalingGroupName="web")["Activities"]
    assert activities[0]["Description"].startswith("Launching a new EC2 instance")
    assert activities[0]["Cause"]
