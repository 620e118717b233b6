import os
import time

from clients import ConditionFailed, table

SECONDS = int(os.environ["COOLDOWN_SECONDS"])


def begin():
    now = int(time.time())
    may = "attribute_not_exists(changed_at) OR changed_at <= :before"
    try:
        table.update_item(
            Key={"id": "cooldown"},
            UpdateExpression="SET changed_at = :now",
            ConditionExpression=may,
            ExpressionAttributeValues={":now": now, ":before": now - SECONDS},
        )
    except ConditionFailed:
        return False
    return True
