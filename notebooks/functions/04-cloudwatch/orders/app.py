import json
import time

METRICS = {
    "Namespace": "Shop",
    "Dimensions": [["Channel"]],
    "Metrics": [{"Name": "Amount"}],
}


def handler(event, context):
    order, amount = event["order"], event["amount"]
    if amount <= 0:
        raise ValueError(f"order {order} has no amount")
    directive = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [METRICS]}
    line = {"_aws": directive, "Channel": event["channel"], "Amount": amount}
    print(json.dumps(line | {"order": order}))
    return {"accepted": order}
