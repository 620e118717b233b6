"""A vault with a history of snapshots, and what a backup may delete of it."""

import secrets
from collections.abc import Collection

from lambdalab.checks.backup_findings import Snapshots, due, newest, require_no_foreign
from lambdalab.checks.backup_runs import DAILY, MARK
from lambdalab.checks.results import Unmet
from lambdalab.checks.vaults import Vault

_LOOKALIKES: tuple[dict[str, str], ...] = (
    {},
    {"CreatedBy": "ops"},
    {"CreatedBy": "Backup"},
    {"createdby": "backup"},
)
_GONE = " and of a volume that is deleted"
_COMPARISON = "retention.py: which StartTime is older than so many days, and where do the days come from?"


def plant(vault: Vault, days: int) -> None:
    """Fill a vault with snapshots around an age of so many days, in an order by chance, all completed.

    One volume has young and old ones, one is without a new one for long, one is deleted. Other people's look
    like the backup's own, and are older than all of them.
    """
    kept, neglected, gone = (vault.volume(DAILY) for _ in range(3))
    ages = {kept: (0.5, days - 0.5, days + 0.5, days + 3), neglected: (days + 1, days + 5, days + 9)}
    history = [(volume, MARK, age, "") for volume in ages for age in ages[volume]]
    history += [(gone, MARK, days + age, _GONE) for age in (2, 8)]
    history += [(neglected, tags, days + 20.0 + n, "") for n, tags in enumerate(_LOOKALIKES)]
    secrets.SystemRandom().shuffle(history)
    for volume, tags, age, note in history:
        vault.snapshot(volume, tags, age, note)
    vault.lose(gone)
    vault.settle()


def require_chosen(
    vault: Vault, before: Snapshots, told: Collection[str], days: int, verb: str = "chosen"
) -> None:
    """Raise Unmet unless the snapshots told are those that are due: not one more, and all of them."""
    wanted, last = due(before, days) - _held(vault), newest(before)
    expected = f"with RETENTION_DAYS={days}, {len(wanted)} expired snapshots to be {verb}"
    require_no_foreign(vault, told, expected)
    if set(told) - before.keys():
        found = f"one that this run had just begun was {verb}"
        raise Unmet("mismatch", expected=expected, found=found, look_at=_COMPARISON)
    if young := sorted(set(told) - wanted - last, key=lambda one: vault.snapshots[one].days):
        found = f"one that is {vault.snapshots[young[0]].days:g} days old was {verb}"
        raise Unmet("mismatch", expected=expected, found=found, look_at=_COMPARISON)
    if too_much := sorted(last & set(told), key=lambda one: vault.snapshots[one].note):
        raise _last_one(vault, before, too_much, expected, verb)
    if missed := wanted - set(told):
        youngest = min(vault.snapshots[one].days for one in missed)
        count = len(wanted) - len(missed)
        raise Unmet(
            "mismatch",
            expected=expected,
            found=f"{count} of them were {verb}: one that is {youngest:g} days old was not",
            look_at=_why_missed(vault, missed, days),
        )
    if len(set(told)) != len(told):
        found = f"some are listed twice: {len(told)} ids of {len(set(told))}"
        raise Unmet("mismatch", expected=f"{expected}, each once", found=found, look_at="the loops")


def require_deleted(vault: Vault, before: Snapshots, result: dict[str, list[str]] | None, days: int) -> None:
    """Raise Unmet unless a run deleted what is due, all but what an image needs, and told so."""
    deleted = before.keys() - vault.described().keys()
    held = _held(vault) & due(before, days)
    require_chosen(vault, before, deleted, days, "deleted")
    if result is None:
        return
    for name, right in (("deleted", deleted), ("failed", held)):
        if sorted(result[name]) != sorted(right):
            both = len(set(result[name]) & right)
            raise Unmet(
                "mismatch",
                expected=f"{name} to hold {len(right)} ids: an image needs {len(held)} of the expired ones",
                found=f"it holds {both} of them and {len(result[name]) - both} others",
                look_at="where an id is noted: after the call that worked, or in except",
            )


def _held(vault: Vault) -> set[str]:
    """Return the snapshots that an image needs."""
    return set(vault.images.values())


def _last_one(vault: Vault, before: Snapshots, last: list[str], expected: str, verb: str) -> Unmet:
    """Return the verdict where the newest snapshot of a volume is not spared."""
    advice = "retention.py: which one of each volume stays, whatever its age?"
    if all(vault.snapshots[one].note for one in last):
        advice = "a volume that is deleted: its last snapshot is all that is left of it"
    count = len({before[one]["VolumeId"] for one in last})
    found = f"the last good one of {count} volume{'s' if count > 1 else ''} was {verb}"
    return Unmet("mismatch", expected=expected, found=found, look_at=advice)


def _why_missed(vault: Vault, missed: Collection[str], days: int) -> str:
    if all(vault.snapshots[one].days < days + 1 for one in missed):
        return "retention.py: half a day more is older as well; are whole days compared?"
    if all(vault.snapshots[one].note for one in missed):
        return "the volume that is deleted: all its snapshots but the newest expire as well"
    return "what else is spared: one of each volume, and what is younger than the days"
