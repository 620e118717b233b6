"""Report: counts the orders each night, and tells the office."""

import json
import os
import time
from typing import Any

import boto3

CARRIER_SECONDS = 1.2
s3, sns = boto3.client("s3"), boto3.client("sns")


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Publish the day, and how many orders there are, once the slow carrier has closed its day too."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=os.environ["BUCKET"])
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    time.sleep(CARRIER_SECONDS)
    told = {"day": event["time"][:10], "orders": sum(key.endswith(".json") for key in keys)}
    sns.publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(told))
    return told
