# %% wrong: by age alone: the last backup goes
# refused: the last good one of 2 volumes was chosen
%%writefile build/backup/retention.py
from datetime import timedelta


def expired(snapshots, now, days):
    old = [one for one in snapshots if one["StartTime"] < now - timedelta(days=days)]
    ids = [one["SnapshotId"] for one in old]
    return ids

# %% wrong: the newest of all is spared, not of each volume
# refused: which one of each volume stays, whatever its age?
%%writefile build/backup/retention.py
from datetime import timedelta


def expired(snapshots, now, days):
    newest = max(snapshots, key=lambda one: one["StartTime"])
    old = [one for one in snapshots if one["StartTime"] < now - timedelta(days=days)]
    ids = [one["SnapshotId"] for one in old]
    return [one for one in ids if one != newest["SnapshotId"]]

# %% wrong: a deleted volume's are of no use any more
# refused: its last snapshot is all that is left of it
%%writefile build/backup/retention.py
from datetime import timedelta

import volumes


def expired(snapshots, now, days):
    newest = {}
    for one in sorted(snapshots, key=lambda one: one["StartTime"]):
        newest[one["VolumeId"]] = one["SnapshotId"]
    old = [one for one in snapshots if one["StartTime"] < now - timedelta(days=days)]
    ids = [one["SnapshotId"] for one in old]
    there = volumes.find()
    return [
        one["SnapshotId"]
        for one in old
        if one["VolumeId"] not in there or one["SnapshotId"] not in newest.values()
    ]

# %% wrong: a deleted volume's are kept for ever
# refused: all its snapshots but the newest expire as well
%%writefile build/backup/retention.py
from datetime import timedelta

import volumes


def expired(snapshots, now, days):
    newest = {}
    for one in sorted(snapshots, key=lambda one: one["StartTime"]):
        newest[one["VolumeId"]] = one["SnapshotId"]
    old = [one for one in snapshots if one["StartTime"] < now - timedelta(days=days)]
    ids = [one["SnapshotId"] for one in old]
    there = volumes.find()
    return [
        one["SnapshotId"]
        for one in old
        if one["VolumeId"] in there and one["SnapshotId"] not in newest.values()
    ]

# %% wrong: the younger ones
# refused: days old was chosen
%%writefile build/backup/retention.py
from datetime import timedelta


def expired(snapshots, now, days):
    newest = {}
    for one in sorted(snapshots, key=lambda one: one["StartTime"]):
        newest[one["VolumeId"]] = one["SnapshotId"]
    old = [one for one in snapshots if one["StartTime"] > now - timedelta(days=days)]
    ids = [one["SnapshotId"] for one in old]
    return [one for one in ids if one not in newest.values()]

# %% wrong: always three days
# refused: where do the days come from?
%%writefile build/backup/retention.py
from datetime import timedelta


def expired(snapshots, now, days):
    newest = {}
    for one in sorted(snapshots, key=lambda one: one["StartTime"]):
        newest[one["VolumeId"]] = one["SnapshotId"]
    old = [one for one in snapshots if one["StartTime"] < now - timedelta(days=3)]
    ids = [one["SnapshotId"] for one in old]
    return [one for one in ids if one not in newest.values()]

# %% wrong: by number: so many of each volume are kept
# refused: 0 of them were chosen
%%writefile build/backup/retention.py
from datetime import timedelta


def expired(snapshots, now, days):
    copies = {}
    for one in sorted(snapshots, key=lambda one: one["StartTime"], reverse=True):
        copies.setdefault(one["VolumeId"], []).append(one["SnapshotId"])
    return [old for ids in copies.values() for old in ids[days:]]

# %% wrong: two of each volume are spared
# refused: what else is spared: one of each volume
%%writefile build/backup/retention.py
from datetime import timedelta


def expired(snapshots, now, days):
    copies = {}
    for one in sorted(snapshots, key=lambda one: one["StartTime"], reverse=True):
        copies.setdefault(one["VolumeId"], []).append(one["SnapshotId"])
    spared = [one for ids in copies.values() for one in ids[:2]]
    old = [one for one in snapshots if one["StartTime"] < now - timedelta(days=days)]
    ids = [one["SnapshotId"] for one in old]
    return [one for one in ids if one not in spared]

# %% wrong: whole days are compared
# refused: .5 days old was not
%%writefile build/backup/retention.py
def expired(snapshots, now, days):
    newest = {}
    for one in sorted(snapshots, key=lambda one: one["StartTime"]):
        newest[one["VolumeId"]] = one["SnapshotId"]
    old = [one for one in snapshots if (now - one["StartTime"]).days > days]
    ids = [one["SnapshotId"] for one in old]
    return [one for one in ids if one not in newest.values()]

# %% wrong: now without a time zone
# refused: EC2's times know their zone
%%writefile build/backup/retention.py
from datetime import timedelta


def expired(snapshots, now, days):
    now = now.replace(tzinfo=None)
    newest = {}
    for one in sorted(snapshots, key=lambda one: one["StartTime"]):
        newest[one["VolumeId"]] = one["SnapshotId"]
    old = [one for one in snapshots if one["StartTime"] < now - timedelta(days=days)]
    ids = [one["SnapshotId"] for one in old]
    return [one for one in ids if one not in newest.values()]

# %% right: volume by volume, all but the last
%%writefile build/backup/retention.py
from datetime import timedelta
from itertools import groupby
from operator import itemgetter


def expired(snapshots, now, days):
    found, border = [], now - timedelta(days=days)
    ordered = sorted(snapshots, key=itemgetter("VolumeId", "StartTime"))
    for _, ones in groupby(ordered, key=itemgetter("VolumeId")):
        *older, _ = ones
        found += [one["SnapshotId"] for one in older if one["StartTime"] < border]
    return found

# %% right: the age in days, and a newer one of the same volume
%%writefile build/backup/retention.py
def expired(snapshots, now, days):
    def is_newest(one):
        return not any(
            other["VolumeId"] == one["VolumeId"] and other["StartTime"] > one["StartTime"]
            for other in snapshots
        )

    return [
        one["SnapshotId"]
        for one in snapshots
        if (now - one["StartTime"]).total_seconds() > days * 86400 and not is_newest(one)
    ]
