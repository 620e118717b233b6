import base64
import gzip
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    packed = base64.b64decode(event["awslogs"]["data"])
    sent = json.loads(gzip.decompress(packed))
    if sent["messageType"] == "DATA_MESSAGE":
        for one in sent["logEvents"]:
            told = json.loads(one["message"])
            lines.append(f"{told['outcome']}: {told['user']} from {told['ip']}")
    if lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message="\n".join(lines))
    return {"reported": len(lines)}
