from copies import completed, ec2, make
from retention import expired


def handler(event, context):
    volumes = make()
    old = expired(completed(), keep=3)
    for snapshot in old:
        ec2.delete_snapshot(SnapshotId=snapshot)
    return {"copied": len(volumes), "deleted": len(old)}
