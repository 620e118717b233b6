from collections import defaultdict
from operator import itemgetter


def expired(snapshots, keep):
    copies = defaultdict(list)
    for one in sorted(snapshots, key=itemgetter("StartTime"), reverse=True):
        copies[one["VolumeId"]].append(one["SnapshotId"])
    return [old for ids in copies.values() for old in ids[keep:]]
