"""Tries what a role may do to volumes and snapshots, by dry runs: nothing is changed.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
"""

from functools import partial
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.backup_runs import DAILY, MARK
from lambdalab.checks.dry_runs import Try, client_of, require
from lambdalab.checks.vaults import Vault, vault

_DAILY, _MARK = ("a volume tagged Backup=daily", "a snapshot tagged CreatedBy=backup")
_OTHERS = "a snapshot tagged CreatedBy=ops"
_ALIKE = ("backup-of-another", "another-backup")
"""Who else a Condition with a wildcard takes for the backup."""
_TAGS = [{"Key": key, "Value": value} for key, value in MARK.items()]
_TAGGED = [{"ResourceType": "snapshot", "Tags": _TAGS}]
_LIMITED = "read, tag or delete"


def require_role(cloud: Cloud, role: str) -> None:
    """Raise Unmet unless a role may create and delete a backup's snapshots, and spares all others."""
    with vault(cloud) as ours:
        volume, other = ours.volume(DAILY), ours.volume({"Backup": "weekly"})
        own = ours.snapshot(volume, MARK)
        foreign = [(_OTHERS, ours.snapshot(volume, {"CreatedBy": "ops"}))]
        foreign.append(("a snapshot without tags", ours.snapshot(volume, {})))
        foreign += [
            (f"a snapshot tagged CreatedBy={name}", ours.snapshot(volume, {"CreatedBy": name}))
            for name in _ALIKE
        ]
        ec2 = client_of(cloud, role)
        too_much = [try_ for where, one in foreign for try_ in _on_a_foreign_one(ec2, where, one)]
        require(
            cloud, role, _needed(ec2, volume, own), [*too_much, *_at_large(ec2, ours, other, own)], _LIMITED
        )


def _needed(ec2: Any, volume: str, own: str) -> list[Try]:
    create = partial(ec2.create_snapshot, VolumeId=volume)
    return [
        Try("ec2:DescribeVolumes", "", ec2.describe_volumes),
        Try("ec2:DescribeSnapshots", "", ec2.describe_snapshots),
        Try("ec2:CreateSnapshot", _DAILY, create),
        Try("ec2:CreateTags", "a snapshot that it is creating", partial(create, TagSpecifications=_TAGGED)),
        Try("ec2:DeleteSnapshot", _MARK, partial(ec2.delete_snapshot, SnapshotId=own)),
    ]


def _on_a_foreign_one(ec2: Any, where: str, snapshot: str) -> list[Try]:
    return [
        Try("ec2:DeleteSnapshot", where, partial(ec2.delete_snapshot, SnapshotId=snapshot)),
        Try("ec2:CreateTags", where, partial(ec2.create_tags, Resources=[snapshot], Tags=_TAGS)),
    ]


def _at_large(ec2: Any, ours: Vault, other: str, own: str) -> list[Try]:
    where = f"a volume {ours.volumes[other].words}"
    return [
        Try("ec2:CreateSnapshot", where, partial(ec2.create_snapshot, VolumeId=other)),
        Try("ec2:CreateTags", where, partial(ec2.create_tags, Resources=[other], Tags=_TAGS)),
        Try("ec2:CreateTags", _MARK, partial(ec2.create_tags, Resources=[own], Tags=_TAGS)),
        Try("ec2:DeleteTags", _MARK, partial(ec2.delete_tags, Resources=[own], Tags=_TAGS)),
        Try("ec2:DeleteVolume", "", partial(ec2.delete_volume, VolumeId=other)),
    ]
