import os
from datetime import UTC, datetime

import create
import delete
import retention
import snapshots
import volumes

DAYS = int(os.environ["RETENTION_DAYS"])


def handler(event, context):
    found = volumes.find()
    result = {"volumes": found, "created": create.each(found)}
    own = snapshots.find()
    result["snapshots"] = [one["SnapshotId"] for one in own]
    result["expired"] = retention.expired(own, datetime.now(UTC), DAYS)
    result["deleted"], result["failed"] = delete.each(result["expired"])
    return result
