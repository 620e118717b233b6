calls = 0


def handler(event, context):
    global calls
    calls += 1
    major, minor, patch = event["tag"].removeprefix("v").split(".")
    return {"next": f"v{major}.{minor}.{int(patch) + 1}", "calls": calls}
