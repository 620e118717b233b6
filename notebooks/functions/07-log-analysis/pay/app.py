import json


def log(level, **fields):
    print(json.dumps({"level": level, **fields}))


def handler(event, context):
    payment = {"order": event["order"], "bank": event["bank"], "ms": event["ms"]}
    if "error" in event:
        log("ERROR", **payment, error=event["error"])
    else:
        log("INFO", **payment)
    return {"paid": "error" not in event}
