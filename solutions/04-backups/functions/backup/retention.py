from datetime import timedelta


def expired(snapshots, now, days):
    newest = {}
    for one in sorted(snapshots, key=lambda one: one["StartTime"]):
        newest[one["VolumeId"]] = one["SnapshotId"]
    old = [one for one in snapshots if one["StartTime"] < now - timedelta(days=days)]
    ids = [one["SnapshotId"] for one in old]
    return [one for one in ids if one not in newest.values()]
