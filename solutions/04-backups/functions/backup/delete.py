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
    return deleted, failed
