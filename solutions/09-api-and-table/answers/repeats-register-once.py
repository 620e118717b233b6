# %% wrong: without a condition
# refused: the same deployment again to get the first answer
%%writefile build/register/items.py
from datetime import UTC, datetime

from store import ConditionFailed, Conflict, find, table


def register(deployment):
    item = {name: deployment[name] for name in ("id", "service", "version")}
    item["registered"] = datetime.now(UTC).isoformat()
    table.put_item(Item=item)
    return item

# %% wrong: a repetition is a conflict
# refused: the same deployment again to get 201
%%writefile build/register/items.py
from datetime import UTC, datetime

from store import ConditionFailed, Conflict, find, table


def register(deployment):
    item = {name: deployment[name] for name in ("id", "service", "version")}
    item["registered"] = datetime.now(UTC).isoformat()
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
    except ConditionFailed:
        raise Conflict(f"{item['id']} is there") from None
    return item

# %% wrong: all that is there is a repetition
# refused: another version to get 409
%%writefile build/register/items.py
from datetime import UTC, datetime

from store import ConditionFailed, Conflict, find, table


def register(deployment):
    item = {name: deployment[name] for name in ("id", "service", "version")}
    item["registered"] = datetime.now(UTC).isoformat()
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
    except ConditionFailed:
        return find(item["id"])
    return item

# %% wrong: a repetition gets a new time
# refused: the same deployment again to get the first answer
%%writefile build/register/items.py
from datetime import UTC, datetime

from store import ConditionFailed, Conflict, find, table


def register(deployment):
    item = {name: deployment[name] for name in ("id", "service", "version")}
    item["registered"] = datetime.now(UTC).isoformat()
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
    except ConditionFailed:
        held = find(item["id"])
        if (held["service"], held["version"]) != (item["service"], item["version"]):
            raise Conflict(f"{item['id']} is {held['service']} {held['version']}")
    return item

# %% wrong: only the version is compared
# refused: another service to get 409
%%writefile build/register/items.py
from datetime import UTC, datetime

from store import ConditionFailed, Conflict, find, table


def register(deployment):
    item = {name: deployment[name] for name in ("id", "service", "version")}
    item["registered"] = datetime.now(UTC).isoformat()
    try:
        table.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
    except ConditionFailed:
        held = find(item["id"])
        if held["version"] != item["version"]:
            raise Conflict(f"{item['id']} is {held['version']}")
        return held
    return item

# %% wrong: the refusal leaves the handler
# refused: ConditionalCheckFailedException
%%writefile build/register/items.py
from datetime import UTC, datetime

from store import ConditionFailed, Conflict, find, table


def register(deployment):
    item = {name: deployment[name] for name in ("id", "service", "version")}
    item["registered"] = datetime.now(UTC).isoformat()
    table.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
    return item

# %% wrong: nothing is stored
# refused: the same deployment again to get the first answer
%%writefile build/register/items.py
from datetime import UTC, datetime

from store import ConditionFailed, Conflict, find, table


def register(deployment):
    item = {name: deployment[name] for name in ("id", "service", "version")}
    item["registered"] = datetime.now(UTC).isoformat()
    return item

# %% wrong: it looks first, and writes then
# refused: more than one found the id free
%%writefile build/register/items.py
from datetime import UTC, datetime

from store import ConditionFailed, Conflict, find, table


def register(deployment):
    item = {name: deployment[name] for name in ("id", "service", "version")}
    item["registered"] = datetime.now(UTC).isoformat()
    held = find(item["id"])
    if held is None:
        table.put_item(Item=item)
        return item
    if (held["service"], held["version"]) != (item["service"], item["version"]):
        raise Conflict(f"{item['id']} is {held['service']} {held['version']}")
    return held

# %% right: it looks first, and the write looks again
%%writefile build/register/items.py
from datetime import UTC, datetime

from store import ConditionFailed, Conflict, find, table


def register(deployment):
    item = {name: deployment[name] for name in ("id", "service", "version")}
    item["registered"] = datetime.now(UTC).isoformat()
    held = find(item["id"])
    if held is None:
        try:
            names = {"#key": "id"}
            table.put_item(Item=item, ConditionExpression="attribute_not_exists(#key)", ExpressionAttributeNames=names)
            return item
        except ConditionFailed:
            held = find(item["id"])
    for name in ("service", "version"):
        if held[name] != item[name]:
            raise Conflict(f"{name} was {held[name]}")
    return held

# %% right: a condition as an object, and any client error is looked at
%%writefile build/register/items.py
from datetime import UTC, datetime

from store import ConditionFailed, Conflict, find, table


def register(deployment):
    item = {name: deployment[name] for name in ("id", "service", "version")}
    item["registered"] = datetime.now(UTC).isoformat()
    from boto3.dynamodb.conditions import Attr
    from botocore.exceptions import ClientError

    try:
        table.put_item(Item=item, ConditionExpression=Attr("id").not_exists())
        held = item
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        held = find(item["id"])
    if all(held[name] == deployment[name] for name in ("service", "version")):
        return held
    raise Conflict("this id is taken")
