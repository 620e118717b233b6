import tags


def handler(event, context):
    latest = max(event["tags"], key=tags.parse)
    return {"latest": latest, "next": tags.next_patch(latest)}
