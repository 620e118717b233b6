import json
import os

import boto3

sns = boto3.client("sns")


def publish(record):
    new = record["dynamodb"]["NewImage"]
    news = {name: new[name]["S"] for name in ("id", "service", "version")}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(news))


def handler(event, context):
    for record in event["Records"]:
        try:
            publish(record)
        except Exception as error:
            number = record["dynamodb"]["SequenceNumber"]
            print(f"{number} is not announced: {error!r}")
            return {"batchItemFailures": [{"itemIdentifier": number}]}
    return {"batchItemFailures": []}
