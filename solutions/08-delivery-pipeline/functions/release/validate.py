import json

from deploy import SHOP, functions

EVENT, TOTAL = {"price": 3, "count": 2}, 6


def problem(version):
    order = json.dumps(EVENT)
    answer = functions.invoke(FunctionName=SHOP, Qualifier=version, Payload=order)
    told = json.load(answer["Payload"])
    if "FunctionError" in answer:
        return f"it fails: {told}"
    if not isinstance(told, dict) or told.get("total") != TOTAL:
        return f"it answers {told}"
    return None
