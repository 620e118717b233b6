import os
import time


def handler(event, context):
    match event["with"]:
        case "the event":
            return event["tag"]
        case "the result":
            return {"v1.4.2", "v1.4.3"}
        case "time":
            time.sleep(60)
        case "memory":
            return len(b"." * 400_000_000)
        case "the process":
            os._exit(3)
    return "no trouble"
