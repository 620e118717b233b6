"""Snapshots complete after a moment, belong to their account, are kept by images, and can be aged."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from ec2_testing import described, launch, post, refusal, status
from engine_testing import Account, wait_for

HOLD = "/_lambdalab/hold-snapshots"


@pytest.fixture
def account(endpoint: str) -> Account:
    """Give each test an empty account of its own."""
    return Account(endpoint)


def take_snapshot(ec2: Any, **settings: Any) -> dict[str, Any]:
    """Create a volume and a snapshot of it."""
    volume = ec2.create_volume(Size=8, AvailabilityZone="us-east-1a")["VolumeId"]
    answer: dict[str, Any] = ec2.create_snapshot(VolumeId=volume, **settings)
    return answer


def own(ec2: Any, **question: Any) -> list[dict[str, Any]]:
    """Return the account's own snapshots."""
    pages = ec2.get_paginator("describe_snapshots").paginate(OwnerIds=["self"], **question)
    return [snapshot for page in pages for snapshot in page["Snapshots"]]


def test_pending_then_completed(account: Account) -> None:
    """A snapshot is pending at first; the waiter returns when it is completed; tags are there at once."""
    ec2 = account.client("ec2")
    tags = [{"ResourceType": "snapshot", "Tags": [{"Key": "CreatedBy", "Value": "backup"}]}]
    post(account, HOLD, held=True)
    snapshot = take_snapshot(ec2, Description="nightly", TagSpecifications=tags)
    assert (snapshot["State"], snapshot["Progress"]) == ("pending", "")
    assert own(ec2)[0]["State"] == "pending"
    post(account, HOLD, held=False)
    ec2.get_waiter("snapshot_completed").wait(SnapshotIds=[snapshot["SnapshotId"]])
    (completed,) = own(ec2, Filters=[{"Name": "tag:CreatedBy", "Values": ["backup"]}])
    assert (completed["State"], completed["Progress"]) == ("completed", "100%")
    assert completed["Description"] == "nightly"


def test_self_is_the_account_alone(account: Account) -> None:
    """With ``self``, neither Amazon's snapshots nor another account's are listed."""
    ec2 = account.client("ec2")
    mine = take_snapshot(ec2)["SnapshotId"]
    take_snapshot(Account(account.endpoint).client("ec2"))
    assert [snapshot["SnapshotId"] for snapshot in own(ec2)] == [mine]
    assert len(ec2.describe_snapshots()["Snapshots"]) > 1


def test_shared_snapshots_are_seen_and_kept(account: Account) -> None:
    """A snapshot that another account shares is listed, without its tags, and cannot be deleted."""
    other = Account(account.endpoint)
    tags = [{"ResourceType": "snapshot", "Tags": [{"Key": "CreatedBy", "Value": "backup"}]}]
    theirs = take_snapshot(other.client("ec2"), TagSpecifications=tags)["SnapshotId"]
    ec2 = account.client("ec2")
    unknown = ("InvalidSnapshot.NotFound", f"The snapshot '{theirs}' does not exist.")
    assert refusal(ec2.describe_snapshots, SnapshotIds=[theirs]) == unknown
    other.client("ec2").modify_snapshot_attribute(
        SnapshotId=theirs,
        Attribute="createVolumePermission",
        OperationType="add",
        UserIds=[account.number],
    )
    (shared,) = ec2.describe_snapshots(SnapshotIds=[theirs])["Snapshots"]
    assert shared["OwnerId"] == other.number
    assert not shared.get("Tags")
    assert own(ec2) == []
    assert refusal(ec2.delete_snapshot, SnapshotId=theirs)[0] == "InvalidSnapshot.NotFound"


def test_pages(account: Account) -> None:
    """DescribeSnapshots keeps to MaxResults."""
    ec2 = account.client("ec2")
    for _ in range(6):
        take_snapshot(ec2)
    first = ec2.describe_snapshots(OwnerIds=["self"], MaxResults=5)
    assert len(first["Snapshots"]) == 5
    assert len(own(ec2, PaginationConfig={"PageSize": 5})) == 6


def test_snapshot_of_an_image_is_kept(account: Account) -> None:
    """A snapshot that an image needs is deleted only after the image."""
    ec2 = account.client("ec2")
    image = ec2.create_image(InstanceId=launch(ec2)[0], Name="golden")["ImageId"]
    (known,) = ec2.describe_images(Owners=["self"])["Images"]
    snapshot = known["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"]
    assert refusal(ec2.delete_snapshot, SnapshotId=snapshot) == (
        "InvalidSnapshot.InUse",
        f"The snapshot {snapshot} is currently in use by {image}",
    )
    ec2.deregister_image(ImageId=image)
    ec2.delete_snapshot(SnapshotId=snapshot)
    assert own(ec2) == []


def test_an_image_can_be_registered_from_a_snapshot(account: Account) -> None:
    """The image needs that very snapshot, and no other is made; two images need it twice."""
    ec2 = account.client("ec2")
    snapshot = take_snapshot(ec2)["SnapshotId"]
    root = {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot}}
    settings = {"RootDeviceName": "/dev/xvda", "Architecture": "arm64", "BlockDeviceMappings": [root]}
    images = [ec2.register_image(Name=name, **settings)["ImageId"] for name in ("golden", "silver")]
    described = ec2.describe_images(ImageIds=images)["Images"]
    assert [image["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"] for image in described] == [snapshot] * 2
    assert {(image["RootDeviceName"], image["Architecture"]) for image in described} == {
        ("/dev/xvda", "arm64")
    }
    assert [one["SnapshotId"] for one in own(ec2)] == [snapshot]
    for image in images:
        assert refusal(ec2.delete_snapshot, SnapshotId=snapshot)[0] == "InvalidSnapshot.InUse"
        ec2.deregister_image(ImageId=image)
    ec2.delete_snapshot(SnapshotId=snapshot)


def test_a_snapshot_can_be_aged(account: Account) -> None:
    """The engine lets a snapshot look as old as a lab wants, by days or by its time."""
    ec2 = account.client("ec2")
    snapshot = take_snapshot(ec2)["SnapshotId"]
    path = "/_lambdalab/age-snapshot"
    post(account, path, snapshot=snapshot, days=10)
    age = datetime.now(UTC) - own(ec2)[0]["StartTime"]
    assert timedelta(days=10) <= age < timedelta(days=10, hours=1)
    post(account, path, snapshot=snapshot, start_time="2026-01-02T03:04:05Z")
    assert own(ec2)[0]["StartTime"] == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert status(account, path, snapshot="snap-0", days=1) == 404
    assert status(account, path, snapshot=snapshot, days="old") == 400
    assert status(account, path, snapshot=snapshot, days=1, region="mars") == 400
    assert status(account, path, snapshot=snapshot, days=1, account="me") == 400


def test_snapshots_can_be_held(account: Account) -> None:
    """Held snapshots stay pending after their moment, and complete when they are let go."""
    ec2 = account.client("ec2")
    post(account, HOLD, held=True)
    held = take_snapshot(ec2)["SnapshotId"]
    other = Account(account.endpoint).client("ec2")
    passed = take_snapshot(other)["SnapshotId"]
    other.get_waiter("snapshot_completed").wait(SnapshotIds=[passed])
    assert own(ec2)[0]["State"] == "pending"
    post(account, HOLD, held=False)
    assert [(snapshot["SnapshotId"], snapshot["State"]) for snapshot in own(ec2)] == [(held, "completed")]
    assert status(account, HOLD, held="yes") == 400


def test_load_is_published_for_what_runs(account: Account) -> None:
    """A lab gives instances their CPU load; those that do not run publish nothing."""
    ec2, cloudwatch = account.client("ec2"), account.client("cloudwatch")
    runs, stops = launch(ec2, 2)
    ec2.stop_instances(InstanceIds=[stops])
    path = "/_lambdalab/load"
    assert post(account, path, instances={runs: 80, stops: 90}) == {"published": [runs]}
    question: dict[str, Any] = {
        "Namespace": "AWS/EC2",
        "MetricName": "CPUUtilization",
        "Period": 60,
        "Statistics": ["Average"],
        "Unit": "Percent",
        "StartTime": datetime.now(UTC) - timedelta(minutes=5),
        "EndTime": datetime.now(UTC) + timedelta(minutes=5),
    }

    def average(instance: str) -> list[float]:
        dimensions = [{"Name": "InstanceId", "Value": instance}]
        points = cloudwatch.get_metric_statistics(Dimensions=dimensions, **question)["Datapoints"]
        return [point["Average"] for point in points]

    assert set(wait_for(lambda: average(runs))) == {80}
    assert average(stops) == []
    assert status(account, path, instances={"i-0": 1}) == 404
    assert status(account, path, instances={runs: 101}) == 400
    assert status(account, path, instances=[runs]) == 400


def test_namespaces_of_aws_are_closed(account: Account) -> None:
    """PutMetricData takes nobody's metrics into a namespace of AWS."""
    data = [{"MetricName": "CPUUtilization", "Value": 80}]
    put = account.client("cloudwatch").put_metric_data
    assert refusal(put, Namespace="AWS/EC2", MetricData=data) == (
        "InvalidParameterValue",
        "The value AWS/ for parameter Namespace is invalid.",
    )
    put(Namespace="Fleet/EC2", MetricData=data)


def test_what_was_terminated_can_be_forgotten(account: Account) -> None:
    """A lab lets a terminated instance vanish at once, and no other one."""
    ec2 = account.client("ec2")
    path = "/_lambdalab/forget-instances"
    ended, runs = launch(ec2, 2)
    ec2.terminate_instances(InstanceIds=[ended])
    assert status(account, path, instances=[ended, runs]) == 400
    assert post(account, path, instances=[ended]) == {"forgotten": [ended]}
    assert [one["InstanceId"] for one in described(ec2)] == [runs]
    assert status(account, path, instances=[ended]) == 404
    assert status(account, path, instances=ended) == 400


def test_pages_can_be_made_short(account: Account) -> None:
    """A lab lets an answer hold less than AWS's 1,000, so that a short list has several pages."""
    ec2 = account.client("ec2")
    path = "/_lambdalab/page-size"
    ids = launch(ec2, 3)
    assert post(account, path, size=2) == {"size": 2}
    assert "NextToken" not in ec2.describe_instances(InstanceIds=ids)
    pages = list(ec2.get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": 100}))
    assert [len(page["Reservations"][0]["Instances"]) for page in pages] == [2, 1]
    assert "NextToken" in ec2.describe_instances()
    assert post(account, path, size=None) == {"size": 1000}
    assert "NextToken" not in ec2.describe_instances()
    assert [status(account, path, size=wrong) for wrong in (0, 1001, "2", True)] == [400] * 4


def test_an_unknown_filter_is_refused(account: Account) -> None:
    """A filter that there is not is refused in AWS's words."""
    ec2 = account.client("ec2")
    take_snapshot(ec2)
    invalid = ("InvalidParameterValue", "The filter 'state' is invalid")
    unknown = [{"Name": "state", "Values": ["completed"]}]
    assert refusal(ec2.describe_snapshots, OwnerIds=["self"], Filters=unknown) == invalid
    launch(ec2)
    assert refusal(ec2.describe_instances, Filters=unknown) == invalid
