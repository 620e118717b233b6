"""Compares what a backup told and did with what it should have found, created and deleted in a vault."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdalab.checks.backup_runs import DAILY, MARK
from lambdalab.checks.results import Unmet
from lambdalab.checks.vaults import Vault

type Snapshots = Mapping[str, Mapping[str, Any]]
"""Snapshots by their ids, as EC2 describes them."""


def own(before: Snapshots) -> set[str]:
    """Return the snapshots that the backup created and that are completed."""
    done = {one: tags_of(its) for one, its in before.items() if its["State"] == "completed"}
    return {one for one, tags in done.items() if MARK.items() <= tags.items()}


def due(before: Snapshots, days: int) -> set[str]:
    """Return the snapshots to delete: its own that are older than so many days, but each volume's newest."""
    border = datetime.now(UTC) - timedelta(days=days)
    return {one for one in own(before) if before[one]["StartTime"] < border} - newest(before)


def newest(before: Snapshots) -> set[str]:
    """Return the newest of the backup's own completed snapshots of each volume."""
    found: dict[str, str] = {}
    for one in sorted(own(before), key=lambda one: before[one]["StartTime"]):
        found[before[one]["VolumeId"]] = one
    return set(found.values())


def require_volumes(vault: Vault, told: Collection[str]) -> None:
    """Raise Unmet unless the volumes told are the daily ones of the vault, each once."""
    wanted = _daily(vault)
    named = set(told) & vault.volumes.keys()
    expected = f"the check's {len(wanted)} volumes that are tagged Backup=daily"
    if wrong := [planted for one, planted in vault.volumes.items() if one in named - wanted]:
        advice = "key and value must match together, letter by letter"
        if not wrong[0].tags:
            advice = "which volumes does the code ask for?"
        found = f"one that is {wrong[0].words} was among them"
        raise Unmet("mismatch", expected=expected, found=found, look_at=f"the filter: {advice}")
    if named != wanted:
        raise _missed_volumes(vault, wanted, named, expected)
    _require_once(told, expected)


def require_created(vault: Vault, before: Snapshots, told: Collection[str] | None) -> None:
    """Raise Unmet unless a run created one snapshot of each daily volume, with the tag, and told of them."""
    created = {one: its for one, its in vault.described().items() if one not in before}
    expected = "one new snapshot of each volume that is tagged Backup=daily"
    volumes = [its["VolumeId"] for its in created.values()]
    for volume in vault.volumes.keys() & volumes:
        if volume not in _daily(vault):
            found = f"there is one of a volume that is {vault.volumes[volume].words}"
            raise Unmet("mismatch", expected=expected, found=found, look_at="create.py: the loop")
    counts = [volumes.count(volume) for volume in _daily(vault)]
    if set(counts) != {1}:
        found = f"{counts.count(0)} of these {len(counts)} volumes got none"
        if max(counts) > 1:
            found = f"one of these volumes got {max(counts)}"
        raise Unmet("mismatch", expected=expected, found=found, look_at="create.py: the loop")
    for its in created.values():
        if not MARK.items() <= tags_of(its).items():
            tags = ", ".join(f"{key}={value}" for key, value in tags_of(its).items())
            raise Unmet(
                "mismatch",
                expected="each new snapshot to have the tag CreatedBy=backup",
                found=f"the tags of one are {tags}" if tags else "one has no tag",
                look_at='TagSpecifications in create_snapshot: for the ResourceType "snapshot"',
            )
    if told is not None and sorted(told) != sorted(created):
        raise Unmet(
            "mismatch",
            expected="created to hold the ids of the new snapshots",
            found=f"it holds {len(set(told) & created.keys())} of {len(created)}, and {len(told)} in all",
            look_at="create.py: what it appends, and what it returns: snapshots, not volumes",
        )


def require_own(vault: Vault, before: Snapshots, told: Collection[str]) -> None:
    """Raise Unmet unless the snapshots told are the backup's own that were completed, each once."""
    wanted = own(before)
    expected = f"the {len(wanted)} completed snapshots that are tagged CreatedBy=backup"
    require_no_foreign(vault, told, expected)
    if pending := set(told) & (vault.described().keys() - before.keys()):
        found = f"{len(pending)} that this run had just begun and that are pending were among them"
        raise Unmet("mismatch", expected=expected, found=found, look_at="the filter: status")
    if missed := wanted - set(told):
        found = f"{len(wanted) - len(missed)} of them were found"
        advice = "the rest of the pages (NextToken)"
        if missed == wanted:
            advice = "the filters: their names, and the tag that create.py gives"
        elif missed == {one for one in wanted if vault.volumes[before[one]["VolumeId"]].tags != DAILY}:
            advice = "a volume that is deleted: its snapshots are still there, and yours"
        raise Unmet("mismatch", expected=expected, found=found, look_at=advice)
    _require_once(told, expected)


def require_no_foreign(vault: Vault, told: Collection[str], expected: str) -> None:
    """Raise Unmet where a snapshot that the backup did not create is among those told."""
    if set(told) - vault.snapshots.keys() - vault.ids_of_account():
        raise Unmet(
            "mismatch",
            expected=expected,
            found="some that belong to other accounts were among them",
            look_at="snapshots.py: OwnerIds, and the filters",
        )
    foreign = [one for one in vault.snapshots if one in told and vault.snapshots[one].tags != MARK]
    if words := sorted(vault.snapshots[one].words for one in foreign):
        raise Unmet(
            "mismatch",
            expected=expected,
            found=f"one that is {words[-1]} was among them",
            look_at="snapshots.py: the filter; key and value of the tag that create.py gives",
        )


def tags_of(resource: Mapping[str, Any]) -> dict[str, str]:
    """Return the tags of something that EC2 describes."""
    return {tag["Key"]: tag["Value"] for tag in resource.get("Tags", [])}


def _daily(vault: Vault) -> set[str]:
    return {one for one, planted in vault.volumes.items() if planted.tags == DAILY}


def _missed_volumes(vault: Vault, wanted: set[str], named: set[str], expected: str) -> Unmet:
    missed = wanted - named
    attached = {one for one in wanted if vault.volumes[one].note}
    advice = "the rest of the pages (NextToken)"
    if not named:
        advice = "the filter: tag:<key>, and its value; or the pages, each of two (NextToken)"
    elif missed == attached or named == attached:
        advice = "the volume's state: one is backed up whether it is in use or not"
    found = f"{len(named)} of them were found (yours have no such tag while the check looks)"
    return Unmet("mismatch", expected=expected, found=found, look_at=advice)


def _require_once(told: Collection[str], expected: str) -> None:
    if len(set(told)) != len(told):
        raise Unmet(
            "mismatch",
            expected=f"{expected}, each once",
            found=f"some are listed twice: {len(told)} ids of {len(set(told))}",
            look_at="the loop over the pages: which page is read again?",
        )
