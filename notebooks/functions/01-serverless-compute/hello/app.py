invocations = 0


def handler(event, context):
    global invocations
    invocations += 1
    name = event.get("name", "world")
    print(f"greeting {name}")
    return {"greeting": f"Hello, {name}!", "invocations": invocations}
