"""The functions of notebook 05: evening and morning, and the backup with its retention."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from functions_testing import AMAZON_LINUX, Example, example

FLEET = {
    "web": {"Night": "off"},
    "db": {"Night": "off"},
    "shop": {"Night": "on"},
    "mail": {"night": "off"},
    "plain": {},
}


def launch(tags: Mapping[str, str]) -> str:
    """Launch an instance with tags and return its id."""
    pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
    settings: dict[str, Any] = {"ImageId": AMAZON_LINUX, "MinCount": 1, "MaxCount": 1}
    if pairs:
        settings["TagSpecifications"] = [{"ResourceType": "instance", "Tags": pairs}]
    instance: str = boto3.client("ec2").run_instances(**settings)["Instances"][0]["InstanceId"]
    return instance


@pytest.fixture
def fleet() -> dict[str, str]:
    """Launch the fleet and return each instance's id by its name."""
    return {name: launch(tags) for name, tags in FLEET.items()}


def in_state(fleet: Mapping[str, str], state: str) -> set[str]:
    """Return the names of those instances that are in a state."""
    found = boto3.client("ec2").describe_instances(InstanceIds=list(fleet.values()))
    each = [one for group in found["Reservations"] for one in group["Instances"]]
    ids = {one["InstanceId"] for one in each if one["State"]["Name"] == state}
    return {name for name, instance in fleet.items() if instance in ids}


def test_evening_stops_those_with_the_tag_and_no_others(fleet: dict[str, str]) -> None:
    """Another value, a key in lower case and no tag at all stay as they are."""
    evening = example("05-automation/night", handler="evening")
    assert evening.handler(evening.event, None) == evening.result
    assert in_state(fleet, "stopped") == {"web", "db"}


def test_morning_starts_those_with_the_tag_and_no_others(fleet: dict[str, str]) -> None:
    """What was stopped by hand and has no such tag stays stopped."""
    boto3.client("ec2").stop_instances(InstanceIds=[fleet["web"], fleet["db"], fleet["mail"]])
    morning = example("05-automation/night", handler="morning")
    assert morning.handler(morning.event, None) == {"started": 2}
    assert in_state(fleet, "stopped") == {"mail"}


def test_what_is_terminated_is_left_alone(fleet: dict[str, str]) -> None:
    """It is still listed with its tags, and stops nobody from stopping the rest."""
    boto3.client("ec2").terminate_instances(InstanceIds=[fleet["db"]])
    evening = example("05-automation/night", handler="evening")
    assert evening.handler(evening.event, None) == {"stopped": 1}
    assert in_state(fleet, "terminated") == {"db"}


def test_a_run_says_when_it_was_due_and_what_it_changed(
    fleet: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The log's line has the time of the schedule, and the ids."""
    evening = example("05-automation/night", handler="evening")
    evening.handler(evening.event, None)
    time, verb, *ids = capsys.readouterr().out.split()
    assert (time, verb, set(ids)) == ("2027-03-30T17:00:00Z", "stopped", {fleet["web"], fleet["db"]})


@pytest.mark.parametrize(("handler", "verb"), [("evening", "stopped"), ("morning", "started")])
def test_with_nothing_to_do_nothing_is_asked_of_ec2(handler: str, verb: str) -> None:
    """EC2 refuses an empty list: the stub, which expects one look and no change, would refuse any."""
    night = example("05-automation/night", handler=handler)
    with Stubber(night.module.ec2) as ec2:
        ec2.add_response("describe_instances", {"Reservations": []})
        assert night.handler(night.event, None) == {verb: 0}


def test_instances_of_every_page_and_reservation_are_found() -> None:
    """The first page has a token, and the second is asked for with it."""
    night = example("05-automation/night", handler="evening")
    pages = [["i-1", "i-2"], ["i-3"]]
    with Stubber(night.module.ec2) as ec2:
        groups = [{"Instances": [{"InstanceId": name}]} for name in pages[0]]
        ec2.add_response("describe_instances", {"Reservations": groups, "NextToken": "more"})
        group = {"Instances": [{"InstanceId": name} for name in pages[1]]}
        asked = {"Filters": ANY, "NextToken": "more"}
        ec2.add_response("describe_instances", {"Reservations": [group]}, asked)
        assert night.module.tagged("running") == ["i-1", "i-2", "i-3"]


@pytest.fixture
def backup() -> Example:
    """Create two volumes to be copied and one that is not, and load the function."""
    ec2 = boto3.client("ec2")
    for tag in ("copy", "copy", "off"):
        marked = {"ResourceType": "volume", "Tags": [{"Key": "Night", "Value": tag}]}
        ec2.create_volume(Size=8, AvailabilityZone="us-east-1a", TagSpecifications=[marked])
    return example("05-automation/backup")


def mine() -> list[str]:
    """Return the ids of all snapshots of the account."""
    found = boto3.client("ec2").describe_snapshots(OwnerIds=["self"])["Snapshots"]
    return [one["SnapshotId"] for one in found if one["OwnerId"] == "123456789012"]


def test_backup_copies_the_volumes_with_the_tag(backup: Example) -> None:
    """Each gets a snapshot, marked as the function's own."""
    assert backup.handler(backup.event, None) == backup.result
    ours = [{"Name": "tag:MadeBy", "Values": ["backup"]}]
    assert len(boto3.client("ec2").describe_snapshots(Filters=ours)["Snapshots"]) == 2


def test_backup_keeps_three_of_each_volume_and_all_that_others_made(backup: Example) -> None:
    """The fourth run is the first with one too many: moto completes a snapshot at once."""
    volume = boto3.client("ec2").describe_volumes()["Volumes"][0]["VolumeId"]
    by_hand = boto3.client("ec2").create_snapshot(VolumeId=volume)["SnapshotId"]
    results = [backup.handler(backup.event, None) for _ in range(5)]
    assert [result["deleted"] for result in results] == [0, 0, 0, 2, 2]
    assert len(mine()) == 7
    assert by_hand in mine()


def snapshot(name: str, volume: str, day: int) -> dict[str, object]:
    """Return a snapshot as EC2 describes it."""
    return {"SnapshotId": name, "VolumeId": volume, "StartTime": datetime(2027, 3, day, 2, 30, tzinfo=UTC)}


def test_the_newest_of_each_volume_are_kept_in_whatever_order_they_come(backup: Example) -> None:
    """Volumes are counted apart: many copies of one leave those of another alone."""
    listed = [snapshot("a2", "a", 2), snapshot("b9", "b", 9), snapshot("a1", "a", 1), snapshot("a3", "a", 3)]
    assert backup.module.expired(listed, keep=2) == ["a1"]
    assert backup.module.expired(listed, keep=1) == ["a2", "a1"]


def test_copies_never_expire_by_age_alone(backup: Example) -> None:
    """After years without a run, the last ones are still there."""
    assert backup.module.expired([snapshot("old", "a", 1)], keep=1) == []
    assert backup.module.expired([], keep=3) == []
