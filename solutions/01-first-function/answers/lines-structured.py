# %% wrong: nothing is printed
# refused: the run wrote no line of its own
%%writefile build/disk-watch/app.py
import json
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    disks = event["disks"]
    full = [disk for disk in disks if disk["used"] >= threshold]
    return {"full": [disk["name"] for disk in full], "checked": len(disks)}

# %% wrong: dictionaries as Python shows them
# refused: no line is JSON: "{'level'
%%writefile build/disk-watch/app.py
import json
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    disks = event["disks"]
    full = [disk for disk in disks if disk["used"] >= threshold]
    for disk in full:
        print({"level": "WARNING", "disk": disk["name"], "used": disk["used"]})
    print({"level": "INFO", "checked": len(disks), "full": len(full)})
    return {"full": [disk["name"] for disk in full], "checked": len(disks)}

# %% wrong: sentences
# refused: no line is JSON: 'WARNING
%%writefile build/disk-watch/app.py
import json
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    disks = event["disks"]
    full = [disk for disk in disks if disk["used"] >= threshold]
    for disk in full:
        print(f"WARNING {disk['name']} is at {disk['used']} %")
    return {"full": [disk["name"] for disk in full], "checked": len(disks)}

# %% wrong: a word before each object
# refused: no line is JSON: 'WARNING {
%%writefile build/disk-watch/app.py
import json
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    disks = event["disks"]
    full = [disk for disk in disks if disk["used"] >= threshold]
    for disk in full:
        print("WARNING", json.dumps({"level": "WARNING", "disk": disk["name"], "used": disk["used"]}))
    print("INFO", json.dumps({"level": "INFO", "checked": len(disks), "full": len(full)}))
    return {"full": [disk["name"] for disk in full], "checked": len(disks)}

# %% wrong: Python's logging, which puts words before the object
# refused: this line is no JSON object: '[WARNING]
%%writefile build/disk-watch/app.py
import json
import logging
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    disks = event["disks"]
    full = [disk for disk in disks if disk["used"] >= threshold]
    for disk in full:
        logging.warning(json.dumps({"level": "WARNING", "disk": disk["name"], "used": disk["used"]}))
    print(json.dumps({"level": "INFO", "checked": len(disks), "full": len(full)}))
    return {"full": [disk["name"] for disk in full], "checked": len(disks)}

# %% wrong: an object over several lines
# refused: this line is no JSON object: '{'
%%writefile build/disk-watch/app.py
import json
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    disks = event["disks"]
    full = [disk for disk in disks if disk["used"] >= threshold]
    for disk in full:
        print(json.dumps({"level": "WARNING", "disk": disk["name"], "used": disk["used"]}, indent=1))
    print(json.dumps({"level": "INFO", "checked": len(disks), "full": len(full)}))
    return {"full": [disk["name"] for disk in full], "checked": len(disks)}

# %% wrong: Lambda itself is told to write JSON, and its REPORT line is no text any more
# refused: its LogFormat is JSON
configure(LoggingConfig={"LogFormat": "JSON"})

# %% wrong: levels in small letters
# refused: 0 like it
%%writefile build/disk-watch/app.py
import json
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    disks = event["disks"]
    full = [disk for disk in disks if disk["used"] >= threshold]
    for disk in full:
        print(json.dumps({"level": "warning", "disk": disk["name"], "used": disk["used"]}))
    print(json.dumps({"level": "INFO", "checked": len(disks), "full": len(full)}))
    return {"full": [disk["name"] for disk in full], "checked": len(disks)}

# %% wrong: one line for all full disks
# refused: 0 like it
%%writefile build/disk-watch/app.py
import json
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    disks = event["disks"]
    full = [disk for disk in disks if disk["used"] >= threshold]
    names = [disk["name"] for disk in full]
    print(json.dumps({"level": "WARNING", "disk": names, "used": 93}))
    print(json.dumps({"level": "INFO", "checked": len(disks), "full": len(full)}))
    return {"full": [disk["name"] for disk in full], "checked": len(disks)}

# %% wrong: the line at the end is missing
# refused: {"level": "INFO", "checked": 5, "full": 3}
%%writefile build/disk-watch/app.py
import json
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    disks = event["disks"]
    full = [disk for disk in disks if disk["used"] >= threshold]
    for disk in full:
        print(json.dumps({"level": "WARNING", "disk": disk["name"], "used": disk["used"]}))
    return {"full": [disk["name"] for disk in full], "checked": len(disks)}

# %% wrong: the last line stands in the loop
# refused: 3 like it
%%writefile build/disk-watch/app.py
import json
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    disks = event["disks"]
    full = [disk for disk in disks if disk["used"] >= threshold]
    for disk in full:
        print(json.dumps({"level": "WARNING", "disk": disk["name"], "used": disk["used"]}))
        print(json.dumps({"level": "INFO", "checked": len(disks), "full": len(full)}))
    return {"full": [disk["name"] for disk in full], "checked": len(disks)}

# %% wrong: the names instead of their number
# refused: {"level": "INFO", "checked": 5, "full": 3}
%%writefile build/disk-watch/app.py
import json
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    disks = event["disks"]
    full = [disk for disk in disks if disk["used"] >= threshold]
    for disk in full:
        print(json.dumps({"level": "WARNING", "disk": disk["name"], "used": disk["used"]}))
    print(json.dumps({"level": "INFO", "checked": len(disks), "full": [disk["name"] for disk in full]}))
    return {"full": [disk["name"] for disk in full], "checked": len(disks)}

# %% right: a function for lines, with more fields
%%writefile build/disk-watch/app.py
import json
import os
import sys


def tell(level, **fields):
    sys.stdout.write(json.dumps({"service": "disk-watch", "level": level, **fields}) + "\n")


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    full = []
    for disk in event["disks"]:
        if disk["used"] >= threshold:
            full.append(disk["name"])
            tell("WARNING", disk=disk["name"], used=disk["used"])
    tell("INFO", checked=len(event["disks"]), full=len(full))
    return {"full": full, "checked": len(event["disks"])}

# %% right: a logger whose formatter writes JSON
%%writefile build/disk-watch/app.py
import json
import logging
import os
import sys

logger = logging.getLogger("disk-watch")
logger.propagate = False
logger.setLevel("INFO")
handler_of_lines = logging.StreamHandler(sys.stdout)
logger.addHandler(handler_of_lines)


def log(level, **fields):
    logger.log(getattr(logging, level), json.dumps({"level": level, **fields}))


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    full = [disk for disk in event["disks"] if disk["used"] >= threshold]
    for disk in full:
        log("WARNING", disk=disk["name"], used=disk["used"])
    log("INFO", checked=len(event["disks"]), full=len(full))
    return {"full": [disk["name"] for disk in full], "checked": len(event["disks"])}
