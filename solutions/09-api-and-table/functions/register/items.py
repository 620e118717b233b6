from datetime import UTC, datetime

from store import ConditionFailed, Conflict, find, table


def register(deployment):
    item = {name: deployment[name] for name in ("id", "service", "version")}
    item["registered"] = datetime.now(UTC).isoformat()
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
        return item
    except ConditionFailed:
        held = find(item["id"])
    if held | {"registered": item["registered"]} != item:
        raise Conflict(f"{item['id']} is {held['service']} {held['version']}")
    return held
