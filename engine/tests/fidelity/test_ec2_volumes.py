"""Volumes come in pages, and are made from completed snapshots alone."""

import pytest
from ec2_testing import post, refusal
from engine_testing import Account


@pytest.fixture
def account(endpoint: str) -> Account:
    """Give each test an empty account of its own."""
    return Account(endpoint)


def create(account: Account, count: int) -> list[str]:
    """Create volumes; return their ids."""
    make = account.client("ec2").create_volume
    return [make(Size=8, AvailabilityZone="us-east-1a")["VolumeId"] for _ in range(count)]


def test_pages(account: Account) -> None:
    """DescribeVolumes keeps to MaxResults; ids and MaxResults do not go together."""
    ec2, ids = account.client("ec2"), create(account, 6)
    first = ec2.describe_volumes(MaxResults=5)
    rest = ec2.describe_volumes(MaxResults=5, NextToken=first["NextToken"])
    assert "NextToken" not in rest
    assert [volume["VolumeId"] for page in (first, rest) for volume in page["Volumes"]] == ids
    assert refusal(ec2.describe_volumes, MaxResults=4)[0] == "InvalidParameterValue"
    assert refusal(ec2.describe_volumes, MaxResults=5, VolumeIds=ids)[0] == "InvalidParameterCombination"


def test_pages_of_what_a_filter_leaves(account: Account) -> None:
    """Pages are made of the volumes that match; those asked for by their ids come all at once."""
    ec2, ids = account.client("ec2"), create(account, 4)
    ec2.create_tags(Resources=ids[1:], Tags=[{"Key": "Backup", "Value": "daily"}])
    post(account, "/_lambdalab/page-size", size=2)
    filters = [{"Name": "tag:Backup", "Values": ["daily"]}]
    pages = list(ec2.get_paginator("describe_volumes").paginate(Filters=filters))
    assert [[volume["VolumeId"] for volume in page["Volumes"]] for page in pages] == [ids[1:3], ids[3:]]
    assert len(ec2.describe_volumes(VolumeIds=ids)["Volumes"]) == 4


def test_a_pending_snapshot_makes_no_volume(account: Account) -> None:
    """A volume is made from a snapshot when that is completed, and has its size."""
    ec2, (volume,) = account.client("ec2"), create(account, 1)
    post(account, "/_lambdalab/hold-snapshots", held=True)
    snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
    where = {"SnapshotId": snapshot, "AvailabilityZone": "us-east-1a"}
    pending = ("IncorrectState", "Snapshot is in invalid state - pending")
    assert refusal(ec2.create_volume, **where) == pending
    post(account, "/_lambdalab/hold-snapshots", held=False)
    restored = ec2.create_volume(**where)
    assert (restored["Size"], restored["SnapshotId"]) == (8, snapshot)
