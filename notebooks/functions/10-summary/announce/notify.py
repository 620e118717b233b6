import json
import os
from urllib.parse import unquote_plus

import boto3

sns = boto3.client("sns")


def handler(event, context):
    found = [record["s3"]["object"] for record in event["Records"]]
    told = [{"key": unquote_plus(one["key"]), "size": one["size"]} for one in found]
    for message in map(json.dumps, told):
        sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=message)
    return told
