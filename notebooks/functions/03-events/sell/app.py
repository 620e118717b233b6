import json

from booking import book


def handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            sell(json.loads(record["body"]))
        except Exception as error:
            print(json.dumps({"failed": record["messageId"], "error": repr(error)}))
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}


def sell(order):
    book(order)
    print(json.dumps({"receipt for": order["id"], "to": order["email"]}))
