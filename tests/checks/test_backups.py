"""Lab 04's checks, as far as the answers beside its master cannot show them (./lab author check)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from lambdalab import replay
from lambdalab.aws import Cloud
from lambdalab.checks.backups import LAB
from lambdalab.checks.registry import find, judge_lab
from lambdalab.checks.results import Unmet
from lambdalab.checks.vaults import vault


class Account:
    """What the master built in an account of its own."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud, self.ec2 = cloud, cloud.client("ec2")

    def holds(self) -> dict[str, Any]:
        """Return the tags of every volume, snapshot, image and instance, and the functions there are."""
        instances = self.ec2.get_paginator("describe_instances").paginate()
        found = {
            "VolumeId": self.ec2.describe_volumes()["Volumes"],
            "SnapshotId": self.ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"],
            "ImageId": self.ec2.describe_images(Owners=["self"])["Images"],
            "InstanceId": list(instances.search("Reservations[].Instances[]")),
            "FunctionName": self.cloud.client("lambda").list_functions()["Functions"],
        }
        return {one[key]: _tags(one) for key, each in found.items() for one in each}

    def delete_one_of_mail(self) -> str:
        """Delete a snapshot of mail-1, of which no image was made; return its id."""
        mail = self.ec2.describe_volumes(Filters=[{"Name": "tag:Name", "Values": ["mail-1"]}])["Volumes"][0]
        of_mail = [{"Name": "volume-id", "Values": [mail["VolumeId"]]}]
        snapshot = str(self.ec2.describe_snapshots(Filters=of_mail)["Snapshots"][0]["SnapshotId"])
        self.ec2.delete_snapshot(SnapshotId=snapshot)
        return snapshot

    def let_everything_be_deleted(self) -> None:
        """Let the function choose every snapshot of the account; its role is as it was."""
        code = Path("build/backup/snapshots.py")
        code.write_text(code.read_text().replace('"tag:CreatedBy", "Values": ["backup"]', _ANY))
        InteractiveShell.instance().run_cell("update()").raise_error()


_ANY = '"status", "Values": ["completed"]'


def _tags(resource: dict[str, Any]) -> list[tuple[str, str]]:
    return sorted((tag["Key"], tag["Value"]) for tag in resource.get("Tags", []))


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    """Build the system with the master's own cells, in an account that no other test uses."""
    environment, home = dict(os.environ), Path.cwd()
    os.chdir(tmp_path)
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    for cell in replay.cells_until(replay.master_of(LAB), "night-passes"):
        replay.run_cell(shell, cell, cell.source)
    yield Account(Cloud.of_environment())
    os.chdir(home)
    os.environ.clear()
    os.environ.update(environment)


def test_checks_leave_the_account_as_they_found_it(account: Account) -> None:
    """Nothing is added, and volumes and snapshots have their tags, though no check was shown them."""
    before = account.holds()
    assert {verdict.status for verdict in judge_lab(LAB, account.cloud)} == {"passed"}
    assert account.holds() == before


def test_a_snapshot_that_the_learner_deletes_meanwhile_does_not_stop_a_check(account: Account) -> None:
    """All others have their tags again."""
    before = account.holds()
    with vault(account.cloud):
        gone = account.delete_one_of_mail()
    assert account.holds() == {one: tags for one, tags in before.items() if one != gone}


def test_a_function_that_deletes_too_much_hurts_nobody(account: Account) -> None:
    """Both checks refuse it, and the learner's snapshots are as they were."""
    before = account.holds()
    account.let_everything_be_deleted()
    for task in ("own-snapshots-found", "expired-snapshots-deleted"):
        with pytest.raises(Unmet, match="was among them"):
            find(task).check(account.cloud)
    assert account.holds() == before


def test_cells_of_the_lab_can_run_twice(account: Account) -> None:
    """After the last night, cells of before do what they did; the first ones remove what is the lab's own."""
    colleagues = account.ec2.create_volume(Size=1, AvailabilityZone="us-east-1a")["VolumeId"]
    _run_again("mistake", "mistake", "nights", "refusal", "refusal")
    (image,) = account.ec2.describe_images(Owners=["self"])["Images"]
    known = InteractiveShell.instance().user_ns
    assert image["BlockDeviceMappings"][0]["Ebs"]["SnapshotId"] == known["needed"]
    _run_again("update-create", "role-spares-other-snapshots-answer")
    _run_again("create-volumes", "create-volumes", "time", "time")
    assert known["ages"]() == {"web-1": [200]}
    volumes = {one["VolumeId"] for one in account.ec2.describe_volumes()["Volumes"]}
    assert volumes == {colleagues, *known["volumes"].values()}


def _run_again(*names: str) -> None:
    """Run cells of the master once more."""
    cells = {cell.id: cell for cell in replay.cells_until(replay.master_of(LAB), None)}
    for name in names:
        replay.run_cell(InteractiveShell.instance(), cells[name], cells[name].source)
