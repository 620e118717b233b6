# %% wrong: nothing is deleted
# refused: 0 of them were deleted
%%writefile build/backup/delete.py
from botocore.exceptions import ClientError
from volumes import ec2


def each(snapshots):
    deleted, failed = [], []
    return deleted, failed

# %% wrong: it only says so
# refused: of them were deleted
%%writefile build/backup/delete.py
from botocore.exceptions import ClientError
from volumes import ec2


def each(snapshots):
    deleted, failed = [], []
    deleted = list(snapshots)
    return deleted, failed

# %% wrong: no try: it gives up at the first refusal
# refused: around each snapshot, not around all of them
%%writefile build/backup/delete.py
from botocore.exceptions import ClientError
from volumes import ec2


def each(snapshots):
    deleted, failed = [], []
    for snapshot in snapshots:
        ec2.delete_snapshot(SnapshotId=snapshot)
        deleted.append(snapshot)
    return deleted, failed

# %% wrong: all go, whoever made them
# refused: its role refused
%%writefile build/backup/delete.py
from botocore.exceptions import ClientError
from volumes import ec2


def each(snapshots):
    deleted, failed = [], []
    for one in ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"]:
        ec2.delete_snapshot(SnapshotId=one["SnapshotId"])
    return deleted, failed

# %% wrong: all of its own go, the last one too
# refused: was deleted
%%writefile build/backup/delete.py
from botocore.exceptions import ClientError
import snapshots as own
from volumes import ec2


def each(snapshots):
    deleted, failed = [], []
    snapshots = [one["SnapshotId"] for one in own.find()]
    for snapshot in snapshots:
        try:
            ec2.delete_snapshot(SnapshotId=snapshot)
            deleted.append(snapshot)
        except ClientError as error:
            print(f"{snapshot}: {error}")
            failed.append(snapshot)
    return deleted, failed

# %% wrong: noted as deleted before it was
# refused: deleted to hold 4 ids
%%writefile build/backup/delete.py
from botocore.exceptions import ClientError
from volumes import ec2


def each(snapshots):
    deleted, failed = [], []
    for snapshot in snapshots:
        try:
            deleted.append(snapshot)
            ec2.delete_snapshot(SnapshotId=snapshot)
        except ClientError as error:
            print(f"{snapshot}: {error}")
            failed.append(snapshot)
    return deleted, failed

# %% wrong: a refusal is swallowed
# refused: failed to hold 1 ids
%%writefile build/backup/delete.py
from botocore.exceptions import ClientError
from volumes import ec2


def each(snapshots):
    deleted, failed = [], []
    for snapshot in snapshots:
        try:
            ec2.delete_snapshot(SnapshotId=snapshot)
            deleted.append(snapshot)
        except ClientError as error:
            print(f"{snapshot}: {error}")
    return deleted, failed

# %% wrong: the two lists are swapped
# refused: it holds 0 of them and
%%writefile build/backup/delete.py
from botocore.exceptions import ClientError
from volumes import ec2


def each(snapshots):
    deleted, failed = [], []
    for snapshot in snapshots:
        try:
            ec2.delete_snapshot(SnapshotId=snapshot)
            deleted.append(snapshot)
        except ClientError as error:
            print(f"{snapshot}: {error}")
            failed.append(snapshot)
    return failed, deleted

# %% right: the error's own class, and a set of lists
%%writefile build/backup/delete.py
from botocore.exceptions import ClientError
from volumes import ec2


def each(snapshots):
    outcome = {True: [], False: []}
    for snapshot in snapshots:
        outcome[is_deleted(snapshot)].append(snapshot)
    return outcome[True], outcome[False]


def is_deleted(snapshot):
    try:
        ec2.delete_snapshot(SnapshotId=snapshot)
    except ec2.exceptions.ClientError as error:
        print(error)
        return False
    return True

# %% right: tuples, and try with else
%%writefile build/backup/delete.py
from botocore.exceptions import ClientError
from volumes import ec2


def each(snapshots):
    deleted, failed = [], []
    for snapshot in sorted(snapshots):
        try:
            ec2.delete_snapshot(SnapshotId=snapshot)
        except ClientError as error:
            print(error.response["Error"])
            failed += [snapshot]
        else:
            deleted += [snapshot]
    return tuple(deleted), tuple(failed)
