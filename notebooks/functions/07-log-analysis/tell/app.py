import base64
import gzip
import json
import os

import boto3

sns = boto3.client("sns")


def unpack(event):
    packed = base64.b64decode(event["awslogs"]["data"])
    sent = json.loads(gzip.decompress(packed))
    events = sent["logEvents"] if sent["messageType"] == "DATA_MESSAGE" else []
    return [json.loads(one["message"]) for one in events]


def handler(event, context):
    failed = unpack(event)
    reason = "{order} at {bank}: {error}"
    reasons = [reason.format(**{"error": "unknown", **one}) for one in failed]
    if failed:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message="\n".join(reasons))
    return {"told": len(failed)}
