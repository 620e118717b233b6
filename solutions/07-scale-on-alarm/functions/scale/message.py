import json

STEPS = {"web-high": 1, "web-low": -1}


def read(event):
    found = []
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        name, is_call = alarm["AlarmName"], alarm["NewStateValue"] == "ALARM"
        step = STEPS.get(name, 0) if is_call else 0
        found.append({"id": record["Sns"]["MessageId"], "alarm": name, "step": step})
    return found
