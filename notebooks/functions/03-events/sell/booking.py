import boto3

dynamodb = boto3.client("dynamodb")


def book(order):
    mark = {"TableName": "sales", "Item": {"id": {"S": f"order {order['id']}"}}}
    mark["ConditionExpression"] = "attribute_not_exists(id)"
    add = {"TableName": "sales", "Key": {"id": {"S": "total"}}}
    add["UpdateExpression"] = "ADD amount :price"
    add["ExpressionAttributeValues"] = {":price": {"N": str(order["price"])}}
    try:
        dynamodb.transact_write_items(TransactItems=[{"Put": mark}, {"Update": add}])
    except dynamodb.exceptions.TransactionCanceledException as refused:
        why = refused.response["CancellationReasons"][0]["Code"]
        if why != "ConditionalCheckFailed":
            raise  # not a duplicate, but a conflict: let it come again
