import time
import uuid

environment = uuid.uuid4().hex


def handler(event, context):
    started = time.time()
    time.sleep(event["seconds"])
    return {"environment": environment, "started": started, "ended": time.time()}
