import os

import boto3

cloudwatch, ec2 = boto3.client("cloudwatch"), boto3.client("ec2")
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
ConditionFailed = table.meta.client.exceptions.ConditionalCheckFailedException
