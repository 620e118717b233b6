import json
import os

import boto3
from uploads import uploads

sns = boto3.client("sns")


def handler(event, context):
    print(json.dumps(event))
    found = uploads(event)
    for upload in found:
        subject, message = f"New: {upload['key']}"[:99], json.dumps(upload)
        topic = os.environ["TOPIC_ARN"]
        sns.publish(TopicArn=topic, Subject=subject, Message=message)
    return [upload["key"] for upload in found]
