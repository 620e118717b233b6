"""The function of lab 04: backup."""

from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber
from functions_testing import Example, example

TAGS = {
    "db-1": {"Backup": "daily"},
    "web-1": {"Backup": "daily"},
    "shop-1": {"Backup": "weekly"},
    "shop-2": {"Backup": "Daily"},
    "test-1": {"backup": "daily"},
    "tmp-1": {},
}
NOW = datetime(2027, 3, 30, 2, 30, tzinfo=UTC)


class Vault:
    """Volumes by their names, and the function; moto completes a snapshot at once."""

    def __init__(self) -> None:
        self.ec2 = boto3.client("ec2")
        self.ids = {name: self._create(tags) for name, tags in TAGS.items()}
        self.function = example("04-backups/backup", RETENTION_DAYS="3")

    def _create(self, tags: dict[str, str]) -> str:
        volume = str(self.ec2.create_volume(Size=8, AvailabilityZone="us-east-1a")["VolumeId"])
        if tags:
            pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
            self.ec2.create_tags(Resources=[volume], Tags=pairs)
        return volume

    def snapshots(self) -> dict[str, str]:
        """Return the names of the volumes of this account's snapshots, by the snapshots' ids."""
        names = {volume: name for name, volume in self.ids.items()}
        listed = self.ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]
        ours = (one for one in listed if one["VolumeId"] in names)  # moto lists Amazon's as well
        return {one["SnapshotId"]: names[one["VolumeId"]] for one in ours}

    def run(self) -> dict[str, list[str]]:
        """Return the function's result, with the volumes' names in place of ids."""
        before = self.snapshots()
        result = self.function.handler(self.function.event, None)
        names = {volume: name for name, volume in self.ids.items()} | before | self.snapshots()
        return {key: sorted(names[one] for one in ids) for key, ids in result.items()}

    def three_weeks_later(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the function's clock show a later time."""

        class Later(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
                return datetime.now(tz) + timedelta(days=21)

        monkeypatch.setattr(self.function.module, "datetime", Later)


@pytest.fixture
def vault() -> Vault:
    """Return six volumes in moto's AWS, two of which are backed up."""
    return Vault()


@pytest.fixture
def backup() -> Example:
    """Return the function, with which nothing is asked of AWS."""
    return example("04-backups/backup", RETENTION_DAYS="3")


def test_daily_volumes_get_a_snapshot(vault: Vault) -> None:
    """The event beside the function gives the result beside it."""
    assert vault.run() == vault.function.result
    assert sorted(vault.snapshots().values()) == ["db-1", "web-1"]


def test_what_is_created_carries_the_tag(vault: Vault) -> None:
    """It is there in the call that creates, not in one that follows."""
    with Stubber(vault.function.module.volumes.ec2) as ec2:
        tags = [{"Key": "CreatedBy", "Value": "backup"}]
        marks = [{"ResourceType": "snapshot", "Tags": tags}]
        asked = {"VolumeId": "vol-1", "TagSpecifications": marks}
        ec2.add_response("create_snapshot", {"SnapshotId": "snap-1"}, asked)
        assert vault.function.module.create.each(["vol-1"]) == ["snap-1"]


def test_after_three_weeks_all_but_the_newest_go(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two are there of each volume, and one more is created; older than three days are all of them."""
    vault.run()
    vault.run()
    vault.three_weeks_later(monkeypatch)
    result = vault.run()
    assert result["deleted"] == ["db-1", "db-1", "web-1", "web-1"]
    assert sorted(vault.snapshots().values()) == ["db-1", "web-1"]


def test_snapshots_of_others_stay(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """One without a tag, and one that somebody else tagged, are as they were."""
    foreign = [vault.ec2.create_snapshot(VolumeId=vault.ids["db-1"])["SnapshotId"] for _ in range(2)]
    vault.ec2.create_tags(Resources=foreign[:1], Tags=[{"Key": "CreatedBy", "Value": "ops"}])
    vault.run()
    vault.three_weeks_later(monkeypatch)
    vault.run()
    assert set(foreign) <= vault.snapshots().keys()


def test_one_that_an_image_needs_does_not_keep_the_others(backup: Example) -> None:
    """What AWS refuses is named as failed, and the one after it is deleted."""
    with Stubber(backup.module.volumes.ec2) as ec2:
        ec2.add_client_error("delete_snapshot", "InvalidSnapshot.InUse")
        ec2.add_response("delete_snapshot", {}, {"SnapshotId": "snap-2"})
        assert backup.module.delete.each(["snap-1", "snap-2"]) == (["snap-2"], ["snap-1"])


def test_every_page_is_read(backup: Example) -> None:
    """The first page has a token, and the second is asked for with it."""
    with Stubber(backup.module.volumes.ec2) as ec2:
        for kind, name in (("volumes", "VolumeId"), ("snapshots", "SnapshotId")):
            asked = {"Filters": ANY} | ({"OwnerIds": ["self"]} if kind == "snapshots" else {})
            page = {kind.title(): [{name: "one"}], "NextToken": "more"}
            ec2.add_response(f"describe_{kind}", page, asked)
            ec2.add_response(
                f"describe_{kind}", {kind.title(): [{name: "two"}]}, asked | {"NextToken": "more"}
            )
        assert backup.module.volumes.find() == ["one", "two"]
        assert [one["SnapshotId"] for one in backup.module.snapshots.find()] == ["one", "two"]


def snapshot(name: str, volume: str, days: float) -> dict[str, object]:
    """Return a snapshot of an age as EC2 describes it."""
    return {"SnapshotId": name, "VolumeId": volume, "StartTime": NOW - timedelta(days=days)}


@pytest.mark.parametrize(
    ("ages", "expired"),
    [
        ({"a1": 1, "a2": 2}, []),
        ({"a1": 1, "a3": 3, "a4": 3.1}, ["a4"]),
        ({"a30": 30, "a40": 40, "a35": 35}, ["a35", "a40"]),
        ({"a40": 40}, []),
        ({"a40": 40, "b1": 1, "b50": 50}, ["b50"]),
        ({"a9": 9, "a1": 1, "b9": 9}, ["a9"]),
        ({}, []),
    ],
)
def test_old_ones_expire_but_the_newest_of_each_volume(
    backup: Example, ages: dict[str, float], expired: list[str]
) -> None:
    """A snapshot's name here is its volume's and its age; the list comes in any order."""
    listed = [snapshot(name, name[0], days) for name, days in ages.items()]
    assert sorted(backup.module.retention.expired(listed, NOW, 3)) == expired
    assert sorted(backup.module.retention.expired(listed[::-1], NOW, 3)) == expired
