import json
import os
from urllib.parse import unquote_plus

import boto3

sns = boto3.client("sns")


def handler(event, context):
    print(event)
    keys = []
    for record in event["Records"]:
        upload = {
            "bucket": record["s3"]["bucket"]["name"],
            "key": unquote_plus(record["s3"]["object"]["key"]),
            "uploaded": record["eventTime"],
        }
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(upload))
        keys.append(upload["key"])
    return keys
