# %% wrong: the body is always there
# refused: no body to get 400
%%writefile build/register/bodies.py
import base64
import json


def deployment_of(event):
    body = event["body"]
    if event["isBase64Encoded"]:
        body = base64.b64decode(body)
    deployment = json.loads(body)
    if not isinstance(deployment, dict):
        raise ValueError("the body must be a JSON object")
    for name in ("id", "service", "version"):
        if not isinstance(deployment.get(name), str) or not deployment[name]:
            raise ValueError(f"{name} must be a text")
    return deployment

# %% wrong: base64 is not looked at
# refused: a good report, sent as application/octet-stream
%%writefile build/register/bodies.py
import base64
import json


def deployment_of(event):
    deployment = json.loads(event["body"] or "")
    if not isinstance(deployment, dict):
        raise ValueError("the body must be a JSON object")
    for name in ("id", "service", "version"):
        if not isinstance(deployment.get(name), str) or not deployment[name]:
            raise ValueError(f"{name} must be a text")
    return deployment

# %% wrong: a missing field is a KeyError
# refused: ended with KeyError: 'version'
%%writefile build/register/bodies.py
import base64
import json


def deployment_of(event):
    body = event["body"] or ""
    if event["isBase64Encoded"]:
        body = base64.b64decode(body)
    deployment = json.loads(body)
    if not isinstance(deployment, dict):
        raise ValueError("the body must be a JSON object")
    if not all(isinstance(deployment[name], str) for name in ("id", "service", "version")):
        raise ValueError("id, service and version must be texts")
    return deployment

# %% wrong: a list is a dictionary
# refused: a list to get 400
%%writefile build/register/bodies.py
import base64
import json


def deployment_of(event):
    body = event["body"] or ""
    if event["isBase64Encoded"]:
        body = base64.b64decode(body)
    deployment = json.loads(body)
    for name in ("id", "service", "version"):
        if not isinstance(deployment.get(name), str) or not deployment[name]:
            raise ValueError(f"{name} must be a text")
    return deployment

# %% wrong: only that the names are there
# refused: a version that is a number
%%writefile build/register/bodies.py
import base64
import json


def deployment_of(event):
    body = event["body"] or ""
    if event["isBase64Encoded"]:
        body = base64.b64decode(body)
    deployment = json.loads(body)
    if not isinstance(deployment, dict):
        raise ValueError("the body must be a JSON object")
    for name in ("id", "service", "version"):
        if name not in deployment:
            raise ValueError(f"{name} is missing")
    return deployment

# %% wrong: an empty text is a text
# refused: a service that is empty
%%writefile build/register/bodies.py
import base64
import json


def deployment_of(event):
    body = event["body"] or ""
    if event["isBase64Encoded"]:
        body = base64.b64decode(body)
    deployment = json.loads(body)
    if not isinstance(deployment, dict):
        raise ValueError("the body must be a JSON object")
    for name in ("id", "service", "version"):
        if not isinstance(deployment.get(name), str):
            raise ValueError(f"{name} must be a text")
    return deployment

# %% wrong: without a reason
# refused: a 400 that says why
%%writefile build/register/bodies.py
import base64
import json


def deployment_of(event):
    try:
        body = base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"]
        deployment = json.loads(body)
        if all(isinstance(deployment[name], str) and deployment[name] for name in ("id", "service", "version")):
            return deployment
    except Exception:
        pass
    raise ValueError

# %% wrong: asserted
# refused: ended with AssertionError
%%writefile build/register/bodies.py
import base64
import json


def deployment_of(event):
    body = event["body"] or ""
    if event["isBase64Encoded"]:
        body = base64.b64decode(body)
    deployment = json.loads(body)
    assert isinstance(deployment, dict), "the body must be a JSON object"
    for name in ("id", "service", "version"):
        assert isinstance(deployment.get(name), str) and deployment[name], f"{name} must be a text"
    return deployment

# %% right: one error for all that can go wrong
%%writefile build/register/bodies.py
import base64
import json


def deployment_of(event):
    body = event.get("body")
    try:
        if event.get("isBase64Encoded"):
            body = base64.b64decode(body).decode("utf-8")
        deployment = json.loads(body)
        texts = [deployment[name] for name in ("id", "service", "version")]
        if not all(text and text == str(text) for text in texts):
            raise TypeError("id, service and version must be texts")
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError(f"no deployment: {error!r}") from error
    return deployment

# %% right: by what is missing
%%writefile build/register/bodies.py
import base64
import json


def deployment_of(event):
    raw = event["body"]
    if raw is None:
        raise ValueError("a body is needed")
    deployment = json.loads(base64.b64decode(raw) if event["isBase64Encoded"] else raw)
    if type(deployment) is not dict:
        raise ValueError(f"a JSON object is needed, not {type(deployment).__name__}")
    texts = {name for name, value in deployment.items() if isinstance(value, str) and value.strip()}
    if missing := {"id", "service", "version"} - texts:
        raise ValueError(f"needed, as texts: {', '.join(sorted(missing))}")
    return {name: deployment[name] for name in ("id", "service", "version")}

# %% wrong: answer tells every caller 201
# refused: answers.py: what answer makes of the status
from pathlib import Path

Path("build/register/answers.py").write_text('''
import json


def answer(status, content):
    headers = {"Content-Type": "application/json"}
    return {"statusCode": 201, "headers": headers, "body": json.dumps(content)}
''')
Path("build/register/bodies.py").write_text('''
import base64
import json


def deployment_of(event):
    body = event["body"] or ""
    if event["isBase64Encoded"]:
        body = base64.b64decode(body)
    deployment = json.loads(body)
    if not isinstance(deployment, dict):
        raise ValueError("the body must be a JSON object")
    for name in ("id", "service", "version"):
        if not isinstance(deployment.get(name), str) or not deployment[name]:
            raise ValueError(f"{name} must be a text")
    return deployment
''')
