import json


def handler(event, context):
    print(json.dumps({"request": context.aws_request_id, "event": event}))
    if "fail" in json.dumps(event):
        raise ValueError("it was told to")
    return {"statusCode": 200, "body": json.dumps(event)}
