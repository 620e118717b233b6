"""Intake, version 2: takes keys with spaces and other signs, which S3 encodes."""

import json
import os
from typing import Any
from urllib.parse import unquote_plus

import boto3

s3, sns = boto3.client("s3"), boto3.client("sns")


def handler(event: Any, context: Any) -> None:
    """Publish each uploaded order, with its kind as an attribute."""
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        order = json.load(s3.get_object(Bucket=bucket, Key=key)["Body"])
        sns.publish(
            TopicArn=os.environ["TOPIC_ARN"],
            Message=json.dumps({"order": order["order"], "kind": order["kind"], "key": key}),
            MessageAttributes={"kind": {"DataType": "String", "StringValue": order["kind"]}},
        )
