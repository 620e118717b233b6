import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
ConditionFailed = table.meta.client.exceptions.ConditionalCheckFailedException


class Conflict(Exception):
    pass


def find(id):
    return table.get_item(Key={"id": id}, ConsistentRead=True).get("Item")
