def handler(event, context):
    if not event["items"]:
        raise ValueError("an order without items")
    total = sum(item["cents"] * item["count"] for item in event["items"])
    return {"cents": total}
