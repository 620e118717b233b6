# %% wrong: no cooldown
# refused: there is no changed_at in such an item
%%writefile build/scale/cooldown.py
import os
import time

from clients import ConditionFailed, table

SECONDS = int(os.environ["COOLDOWN_SECONDS"])


def begin():
    return True

# %% wrong: the time is noted and not asked for
# refused: after web-high rang again at once
%%writefile build/scale/cooldown.py
import os
import time

from clients import ConditionFailed, table

SECONDS = int(os.environ["COOLDOWN_SECONDS"])


def begin():
    table.put_item(Item={"id": "cooldown", "changed_at": int(time.time())})
    return True

# %% wrong: kept in a global variable
# refused: a global variable is no table
%%writefile build/scale/cooldown.py
import os
import time

from clients import ConditionFailed, table

SECONDS = int(os.environ["COOLDOWN_SECONDS"])


changed_at = 0


def begin():
    global changed_at
    if time.time() - changed_at < SECONDS:
        return False
    changed_at = time.time()
    return True

# %% wrong: noted in the table, asked of a global variable
# refused: a global variable is no table
%%writefile build/scale/cooldown.py
import os
import time

from clients import ConditionFailed, table

SECONDS = int(os.environ["COOLDOWN_SECONDS"])


changed_at = 0


def begin():
    global changed_at
    now = int(time.time())
    if now - changed_at < SECONDS:
        return False
    changed_at = now
    table.put_item(Item={"id": "cooldown", "changed_at": now})
    return True

# %% wrong: seconds in the code
# refused: 30 s before the end of
%%writefile build/scale/cooldown.py
import os
import time

from clients import ConditionFailed, table

SECONDS = int(os.environ["COOLDOWN_SECONDS"])


def begin():
    now = int(time.time())
    try:
        table.update_item(
            Key={"id": "cooldown"},
            UpdateExpression="SET changed_at = :now",
            ConditionExpression="attribute_not_exists(changed_at) OR changed_at <= :before",
            ExpressionAttributeValues={":now": now, ":before": now - 180},
        )
    except ConditionFailed:
        return False
    return True

# %% wrong: milliseconds
# refused: time.time() counts in seconds
%%writefile build/scale/cooldown.py
import os
import time

from clients import ConditionFailed, table

SECONDS = int(os.environ["COOLDOWN_SECONDS"])


def begin():
    now = int(time.time() * 1000)
    try:
        table.update_item(
            Key={"id": "cooldown"},
            UpdateExpression="SET changed_at = :now",
            ConditionExpression="attribute_not_exists(changed_at) OR changed_at <= :before",
            ExpressionAttributeValues={":now": now, ":before": now - SECONDS},
        )
    except ConditionFailed:
        return False
    return True

# %% wrong: a refused message begins it anew
# refused: does a message that is refused begin the cooldown anew?
%%writefile build/scale/cooldown.py
import os
import time

from clients import ConditionFailed, table

SECONDS = int(os.environ["COOLDOWN_SECONDS"])


def begin():
    now = int(time.time())
    answer = table.update_item(
        Key={"id": "cooldown"},
        UpdateExpression="SET changed_at = :now",
        ExpressionAttributeValues={":now": now},
        ReturnValues="UPDATED_OLD",
    )
    before = answer.get("Attributes", {}).get("changed_at", 0)
    return before <= now - SECONDS

# %% wrong: it never ends
# refused: does a message that is refused begin the cooldown anew?
%%writefile build/scale/cooldown.py
import os
import time

from clients import ConditionFailed, table

SECONDS = int(os.environ["COOLDOWN_SECONDS"])


def begin():
    try:
        table.update_item(
            Key={"id": "cooldown"},
            UpdateExpression="SET changed_at = :now",
            ConditionExpression="attribute_not_exists(changed_at)",
            ExpressionAttributeValues={":now": int(time.time())},
        )
    except ConditionFailed:
        return False
    return True

# %% wrong: never a first time
# refused: what does begin return where nothing was noted yet?
%%writefile build/scale/cooldown.py
import os
import time

from clients import ConditionFailed, table

SECONDS = int(os.environ["COOLDOWN_SECONDS"])


def begin():
    now = int(time.time())
    try:
        table.update_item(
            Key={"id": "cooldown"},
            UpdateExpression="SET changed_at = :now",
            ConditionExpression="changed_at <= :before",
            ExpressionAttributeValues={":now": now, ":before": now - SECONDS},
        )
    except ConditionFailed:
        return False
    return True

# %% right: put_item, with a condition by boto3's own words
%%writefile build/scale/cooldown.py
import os
import time

from boto3.dynamodb.conditions import Attr
from clients import ConditionFailed, table

SECONDS = int(os.environ["COOLDOWN_SECONDS"])


def begin():
    now = int(time.time())
    at = Attr("changed_at")
    try:
        table.put_item(
            Item={"id": "cooldown", "changed_at": now},
            ConditionExpression=at.not_exists() | at.lte(now - SECONDS),
        )
    except ConditionFailed:
        return False
    return True

# %% right: compared with the time after, and with an end in the item
%%writefile build/scale/cooldown.py
import os
import time

from clients import ConditionFailed, table

SECONDS = int(os.environ["COOLDOWN_SECONDS"])


def begin():
    now = int(time.time())
    values = {":now": now, ":ends": now + SECONDS, ":after": now - SECONDS + 1}
    try:
        table.update_item(
            Key={"id": "cooldown"},
            UpdateExpression="SET changed_at = :now, ends_at = :ends",
            ConditionExpression="attribute_not_exists(changed_at) OR changed_at < :after",
            ExpressionAttributeValues=values,
        )
    except ConditionFailed:
        return False
    return True
