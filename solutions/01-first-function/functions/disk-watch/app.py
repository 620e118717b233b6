import json
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    disks = event["disks"]
    full = [disk for disk in disks if disk["used"] >= threshold]
    for disk in full:
        line = {"level": "WARNING", "disk": disk["name"], "used": disk["used"]}
        print(json.dumps(line))
    print(json.dumps({"level": "INFO", "checked": len(disks), "full": len(full)}))
    return {"full": [disk["name"] for disk in full], "checked": len(disks)}
