"""Lab 04, its second half: what expires is deleted, what is last stays; a restore, and the whole."""

import secrets
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.backup_findings import newest, require_created, tags_of
from lambdalab.checks.backup_retention import plant, require_chosen, require_deleted
from lambdalab.checks.backup_runs import DAILY, FUNCTION, MARK, PAGE, RULE, ids_in, run
from lambdalab.checks.backups import LAB, ROLE_TASK
from lambdalab.checks.functions import variables_of
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet
from lambdalab.checks.rule_runs import fire
from lambdalab.checks.twins import twin
from lambdalab.checks.vaults import vault
from lambdalab.fleet import short_pages, slow_snapshots

DAYS = "RETENTION_DAYS"
LOST, ZONE = "db-1", "us-east-1b"

_FEWEST_DAYS, _MOST_DAYS = 8, 20


@task(
    "expired-snapshots-chosen",
    lab=LAB,
    points=15,
    needs=(ROLE_TASK,),
    hints=(
        "The check lets a twin of your function run, with another number of days, on three volumes: one with "
        "young and old snapshots, one with old ones alone, and one that is deleted.",
        "See sorted, max and timedelta in Python's documentation. Which snapshot of each volume must never "
        "be chosen?",
        "newest = {}; for one in <by StartTime>: newest[<its volume>] = <its id>. Then the ids of all that "
        "began before <now minus days> and are not in newest.values().",
    ),
)
def expired_snapshots_chosen(cloud: Cloud) -> None:
    """Pass where what is older than the days is chosen, but the newest snapshot of each volume never."""
    days = _FEWEST_DAYS + secrets.randbelow(_MOST_DAYS - _FEWEST_DAYS)
    variables = variables_of(cloud, FUNCTION) | {DAYS: str(days)}
    with vault(cloud) as ours, twin(cloud, FUNCTION, variables) as name:
        plant(ours, days)
        before = ours.described()
        require_chosen(ours, before, ids_in(run(ours, name), "expired", "retention.py"), days)


@task(
    "expired-snapshots-deleted",
    lab=LAB,
    points=15,
    needs=(ROLE_TASK,),
    hints=(
        "An image needs one of the check's expired snapshots, so that AWS refuses to delete it. Read the "
        "card: were the others deleted, and does the result say which one was not?",
        "See delete_snapshot in boto3's reference, and ClientError in its guide on errors.",
        "for snapshot in snapshots: try: <one call>; <note it in deleted>; except ClientError as error: "
        "<print it, and note the snapshot in failed>.",
    ),
)
def expired_snapshots_deleted(cloud: Cloud) -> None:
    """Pass where all that is expired is deleted, but what an image needs; a second run fails no more."""
    days = _days(cloud)
    with vault(cloud) as ours:
        plant(ours, days)
        ours.image(next(one for one, its in ours.snapshots.items() if its.days == days + 5))
        for _ in range(2):
            before = ours.described()
            told = run(ours)
            result = {name: ids_in(told, name, "delete.py") for name in ("deleted", "failed")}
            require_deleted(ours, before, result, days)


@task(
    "newest-snapshot-restored",
    lab=LAB,
    points=10,
    hints=(
        "The check looks for a volume with the name of the one that was lost. From which snapshot was it "
        "created, where, and will it be backed up tonight?",
        "See create_volume in boto3's reference: SnapshotId, AvailabilityZone and TagSpecifications. A "
        "volume's tags are not in its snapshots.",
        "max(<db-1's snapshots>, key=<StartTime>); ec2.create_volume(SnapshotId=..., AvailabilityZone=..., "
        'TagSpecifications=[{"ResourceType": "<kind>", "Tags": [<two tags>]}]).',
    ),
)
def newest_snapshot_restored(cloud: Cloud) -> None:
    """Pass where a volume was created from the newest backup of the one that was lost, and is backed up."""
    ec2 = cloud.client("ec2")
    named = {"Name": "tag:Name", "Values": [LOST]}
    volumes = ec2.describe_volumes(Filters=[named])["Volumes"]
    mark = [{"Name": f"tag:{key}", "Values": [value]} for key, value in MARK.items()]
    pages = ec2.get_paginator("describe_snapshots").paginate(OwnerIds=["self"], Filters=mark)
    snapshots = {one["SnapshotId"]: one for page in pages for one in page["Snapshots"]}
    if len(volumes) != 1:
        raise Unmet(
            "missing" if not volumes else "mismatch",
            expected=f"a volume tagged Name={LOST}",
            found=f"there are {len(volumes)}" if volumes else "there is none",
            look_at="create_volume, with TagSpecifications; delete_volume for one too many",
        )
    there = {one["VolumeId"] for one in ec2.describe_volumes()["Volumes"]}
    _require_restored(
        volumes[0], {name: its for name, its in snapshots.items() if its["VolumeId"] not in there}
    )


def _require_restored(volume: dict[str, Any], snapshots: dict[str, Any]) -> None:
    """Raise Unmet unless a volume comes from the newest of its snapshots, in its zone, with both tags."""
    source = snapshots.get(volume.get("SnapshotId", ""))
    expected = f"{LOST} to be created from the newest snapshot that the backup made of it"
    if source is None:
        found = f"its SnapshotId is {volume.get('SnapshotId') or 'empty'}, which is none of those"
        look_at = "SnapshotId: whose volume was it, and is it tagged CreatedBy=backup?"
        raise Unmet("mismatch", expected=expected, found=found, look_at=look_at)
    if source["SnapshotId"] not in newest(snapshots):
        newer = [one for one in snapshots.values() if one["VolumeId"] == source["VolumeId"]]
        count = sum(one["StartTime"] > source["StartTime"] for one in newer)
        raise Unmet(
            "mismatch",
            expected=expected,
            found=f"there are {count} newer ones of that volume",
            look_at="StartTime: the order in which EC2 lists them says nothing",
        )
    if volume["AvailabilityZone"] != ZONE:
        raise Unmet(
            "mismatch",
            expected=f"{LOST} to be in {ZONE}, where its server is",
            found=f"it is in {volume['AvailabilityZone']}",
            look_at="AvailabilityZone: a volume can only be attached to an instance in the same one",
        )
    if not DAILY.items() <= tags_of(volume).items():
        raise Unmet(
            "mismatch",
            expected=f"{LOST} to be backed up tonight: tagged Backup=daily",
            found=f"its tags are {', '.join(f'{key}={value}' for key, value in tags_of(volume).items())}",
            look_at="TagSpecifications in create_volume: a snapshot knows nothing of the volume's tags",
        )


@task(
    "night-passes",
    lab=LAB,
    points=10,
    needs=(ROLE_TASK, "backup-runs-nightly"),
    hints=(
        "Walk the path: does the rule run, may it invoke, did the function end well, was every volume "
        "copied, was only what is expired deleted? The card names the first link that is broken.",
        "Each of the checks before looks at one link. For your own night: fire_now, and the "
        "line REPORT in the function's log.",
        "fire_now(<the rule's name>), then wait_for(<a function that returns True once runs() is more than "
        "before, and else None>, <seconds>).",
    ),
)
def night_passes(cloud: Cloud) -> None:
    """Pass where the rule alone lets daily volumes be copied, expired snapshots go, and all others stay."""
    days = _days(cloud)
    with vault(cloud) as ours:
        plant(ours, days)
        before = ours.described()
        with short_pages(cloud, PAGE), slow_snapshots(cloud):
            fire(cloud, RULE, FUNCTION)
        require_created(ours, before, None)
        require_deleted(ours, before, None, days)


def _days(cloud: Cloud) -> int:
    """Return the retention that the function is configured with. Raises Unmet where it is no number."""
    value = variables_of(cloud, FUNCTION).get(DAYS, "")
    if value.isdecimal() and int(value) >= 1:
        return int(value)
    raise Unmet(
        "mismatch",
        expected=f"{FUNCTION} to have the variable {DAYS}, a number of days",
        found=f"it is {value!r}",
        look_at="the cell that creates the function",
    )
