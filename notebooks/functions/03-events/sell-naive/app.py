import json

import boto3

dynamodb = boto3.client("dynamodb")


def handler(event, context):
    for record in event["Records"]:
        order = json.loads(record["body"])
        dynamodb.update_item(
            TableName="sales",
            Key={"id": {"S": "total"}},
            UpdateExpression="ADD amount :price",
            ExpressionAttributeValues={":price": {"N": str(order["price"])}},
        )
        print(json.dumps({"booked": order["id"], "price": order["price"]}))
        print(json.dumps({"receipt for": order["id"], "to": order["email"]}))
