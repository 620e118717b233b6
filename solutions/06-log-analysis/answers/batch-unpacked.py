# %% wrong: the first log event alone
# refused: a batch can hold more than one log event
%%writefile build/report/app.py
import base64
import gzip
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    sent = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if sent["messageType"] == "DATA_MESSAGE":
        told = json.loads(sent["logEvents"][0]["message"])
        lines.append(f"{told['outcome']}: {told['user']} from {told['ip']}")
    if lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message="\n".join(lines))
    return {"reported": len(lines)}

# %% wrong: not decompressed
# refused: base64 outside, then gzip, then JSON
%%writefile build/report/app.py
import base64
import gzip
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    sent = json.loads(base64.b64decode(event["awslogs"]["data"]))
    if sent["messageType"] == "DATA_MESSAGE":
        for one in sent["logEvents"]:
            told = json.loads(one["message"])
            lines.append(f"{told['outcome']}: {told['user']} from {told['ip']}")
    if lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message="\n".join(lines))
    return {"reported": len(lines)}

# %% wrong: not decoded
# refused: it ended with
%%writefile build/report/app.py
import base64
import gzip
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    sent = json.loads(gzip.decompress(event["awslogs"]["data"].encode()))
    if sent["messageType"] == "DATA_MESSAGE":
        for one in sent["logEvents"]:
            told = json.loads(one["message"])
            lines.append(f"{told['outcome']}: {told['user']} from {told['ip']}")
    if lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message="\n".join(lines))
    return {"reported": len(lines)}

# %% wrong: the message taken for a dictionary
# refused: it ended with TypeError
%%writefile build/report/app.py
import base64
import gzip
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    sent = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if sent["messageType"] == "DATA_MESSAGE":
        for one in sent["logEvents"]:
            told = one["message"]
            lines.append(f"{told['outcome']}: {told['user']} from {told['ip']}")
    if lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message="\n".join(lines))
    return {"reported": len(lines)}

# %% wrong: a message for each line
# refused: a message for each line is a flood
%%writefile build/report/app.py
import base64
import gzip
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    sent = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if sent["messageType"] == "DATA_MESSAGE":
        for one in sent["logEvents"]:
            told = json.loads(one["message"])
            lines.append(f"{told['outcome']}: {told['user']} from {told['ip']}")
            sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=lines[-1])
    return {"reported": len(lines)}

# %% wrong: control messages as well
# refused: end well with a CONTROL_MESSAGE
%%writefile build/report/app.py
import base64
import gzip
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    sent = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    for one in sent["logEvents"]:
        told = json.loads(one["message"])
        lines.append(f"{told['outcome']}: {told['user']} from {told['ip']}")
    if lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message="\n".join(lines))
    return {"reported": len(lines)}

# %% wrong: nothing is published
# refused: none arrived; it returned
%%writefile build/report/app.py
import base64
import gzip
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    sent = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if sent["messageType"] == "DATA_MESSAGE":
        for one in sent["logEvents"]:
            told = json.loads(one["message"])
            lines.append(f"{told['outcome']}: {told['user']} from {told['ip']}")
    return {"reported": len(lines)}

# %% wrong: the lines as they are logged
# refused: what stands in a line, sign by sign
%%writefile build/report/app.py
import base64
import gzip
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    sent = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if sent["messageType"] == "DATA_MESSAGE":
        lines += [one["message"] for one in sent["logEvents"]]
    if lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message="\n".join(lines))
    return {"reported": len(lines)}

# %% right: by a function of its own
%%writefile build/report/app.py
import base64
import gzip
import json
import os

import boto3

sns = boto3.client("sns")


def line_of(outcome, user, ip, **others):
    return f"{outcome}: {user} from {ip}"


def handler(event, context):
    sent = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if sent["messageType"] == "CONTROL_MESSAGE":
        return {"reported": 0}
    lines = [line_of(**json.loads(one["message"])) for one in sent["logEvents"]]
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message="\n".join(lines))
    return {"reported": len(lines)}

# %% right: by zlib, which reads gzip too
%%writefile build/report/app.py
import base64
import json
import os
import zlib

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    packed = base64.b64decode(event["awslogs"]["data"])
    sent = json.loads(zlib.decompress(packed, 16 + zlib.MAX_WBITS).decode())
    if sent["messageType"] == "DATA_MESSAGE":
        for one in sent["logEvents"]:
            told = json.loads(one["message"])
            lines.append(f"{told['outcome']}: {told['user']} from {told['ip']}")
    if lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message="\n".join(lines))
    return {"reported": len(lines)}
