import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    lines = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        what = f"{alarm['NewStateValue']} {alarm['AlarmName']}"
        lines.append(f"{alarm['StateChangeTime']} {what}: {alarm['AlarmDescription']}")
    for line in lines:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=line)
    return lines
