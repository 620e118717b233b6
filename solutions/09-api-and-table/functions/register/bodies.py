import base64
import json


def deployment_of(event):
    body = event["body"] or ""
    if event["isBase64Encoded"]:
        body = base64.b64decode(body)
    deployment = json.loads(body)  # what it raises is a ValueError
    if not isinstance(deployment, dict):
        raise ValueError("the body must be a JSON object")
    for name in ("id", "service", "version"):
        if not isinstance(deployment.get(name), str) or not deployment[name]:
            raise ValueError(f"{name} must be a text")
    return deployment
