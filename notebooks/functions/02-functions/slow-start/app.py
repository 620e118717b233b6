import time

time.sleep(0.4)  # stands for a connection that is opened
calls = 0
seen = []


def handler(event, context):
    global calls
    calls += 1
    seen.append(event["tag"])
    return {"calls": calls, "seen": seen}
