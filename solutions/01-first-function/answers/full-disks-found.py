# %% wrong: the comparison leaves out the threshold itself
# refused: a disk exactly at the threshold is full
%%writefile build/disk-watch/app.py
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    full = [disk["name"] for disk in event["disks"] if disk["used"] > threshold]
    return {"full": full, "checked": len(event["disks"])}

# %% wrong: the variable must be set
# refused: it ended with KeyError: 'THRESHOLD'
%%writefile build/disk-watch/app.py
import os


def handler(event, context):
    threshold = float(os.environ["THRESHOLD"])
    full = [disk["name"] for disk in event["disks"] if disk["used"] >= threshold]
    return {"full": full, "checked": len(event["disks"])}

# %% wrong: the variable stays text
# refused: it ended with TypeError
%%writefile build/disk-watch/app.py
import os


def handler(event, context):
    threshold = os.environ.get("THRESHOLD", "90")
    full = [disk["name"] for disk in event["disks"] if disk["used"] >= threshold]
    return {"full": full, "checked": len(event["disks"])}

# %% wrong: there is no variable at all
# refused: of a copy of disk-watch with THRESHOLD=
%%writefile build/disk-watch/app.py
def handler(event, context):
    full = [disk["name"] for disk in event["disks"] if disk["used"] >= 90]
    return {"full": full, "checked": len(event["disks"])}

# %% wrong: whole numbers alone
# refused: a variable's value is text, and may have a fraction
%%writefile build/disk-watch/app.py
import os


def handler(event, context):
    threshold = int(os.environ.get("THRESHOLD", 90))
    full = [disk["name"] for disk in event["disks"] if disk["used"] >= threshold]
    return {"full": full, "checked": len(event["disks"])}

# %% wrong: the number that is there without the variable hides that the variable is text
# refused: not supported between instances
%%writefile build/disk-watch/app.py
import os


def handler(event, context):
    threshold = os.environ.get("THRESHOLD", 90)
    full = [disk["name"] for disk in event["disks"] if disk["used"] >= threshold]
    return {"full": full, "checked": len(event["disks"])}

# %% wrong: the fraction is cut off
# refused: where the code gets its threshold
%%writefile build/disk-watch/app.py
import os


def handler(event, context):
    threshold = int(float(os.environ.get("THRESHOLD", 90)))
    full = [disk["name"] for disk in event["disks"] if disk["used"] >= threshold]
    return {"full": full, "checked": len(event["disks"])}

# %% wrong: whole disks instead of names
# refused: a list of names, and nothing but names
%%writefile build/disk-watch/app.py
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    full = [disk for disk in event["disks"] if disk["used"] >= threshold]
    return {"full": full, "checked": len(event["disks"])}

# %% wrong: the names are sorted
# refused: the order: that of the report
%%writefile build/disk-watch/app.py
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    full = sorted(disk["name"] for disk in event["disks"] if disk["used"] >= threshold)
    return {"full": full, "checked": len(event["disks"])}

# %% wrong: only the full disks are counted
# refused: the number of all disks in the report
%%writefile build/disk-watch/app.py
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    full = [disk["name"] for disk in event["disks"] if disk["used"] >= threshold]
    return {"full": full, "checked": len(full)}

# %% wrong: it prints, and returns nothing
# refused: it returned None
%%writefile build/disk-watch/app.py
import os


def handler(event, context):
    threshold = float(os.environ.get("THRESHOLD", 90))
    full = [disk["name"] for disk in event["disks"] if disk["used"] >= threshold]
    print({"full": full, "checked": len(event["disks"])})

# %% wrong: the answer of the first step
# refused: a dictionary with "full" and "checked"
%%writefile build/disk-watch/app.py
def handler(event, context):
    return {"checked": len(event["disks"])}

# %% right: a loop, the threshold read once for each environment
%%writefile build/disk-watch/app.py
import os

THRESHOLD = float(os.environ.get("THRESHOLD", "90"))


def handler(event, context):
    full = []
    for disk in event["disks"]:
        if disk["used"] >= THRESHOLD:
            full.append(disk["name"])
    return {"full": full, "checked": len(event["disks"])}

# %% right: decimals, and asking whether the variable is there
%%writefile build/disk-watch/app.py
import os
from decimal import Decimal


def handler(event, context):
    threshold = Decimal(os.environ["THRESHOLD"]) if "THRESHOLD" in os.environ else 90
    full = [d["name"] for d in event["disks"] if Decimal(str(d["used"])) >= threshold]
    return {"checked": len(event["disks"]), "full": full}
