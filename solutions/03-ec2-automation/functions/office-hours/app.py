import json
import os

import boto3
import change
import fleet

sns = boto3.client("sns")


def handler(event, context):
    action = event["action"]
    changed, failed = change.each(action, fleet.find(action))
    result = {"action": action, "instances": changed, "failed": failed}
    if changed or failed:
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(result))
    return result
