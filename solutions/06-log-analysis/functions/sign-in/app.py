import json
import time

from directory import verify


def handler(event, context):
    began = time.perf_counter()
    outcome = verify(event["user"], event["password"])
    seconds = time.perf_counter() - began
    line = {"request_id": context.aws_request_id, "outcome": outcome}
    for name in ("user", "ip", "source"):
        if name in event:
            line[name] = event[name]
    line["ms"] = round(1000 * seconds)
    print(json.dumps(line))
    return {"signed_in": outcome == "ok"}
