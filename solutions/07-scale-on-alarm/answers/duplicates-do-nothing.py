# %% wrong: nothing is remembered
# refused: after the same message came once more
%%writefile build/scale/once.py
from clients import ConditionFailed, table


def first(id):
    return True

# %% wrong: remembered by the environment
# refused: it came to another environment
%%writefile build/scale/once.py
from clients import ConditionFailed, table


SEEN = set()


def first(id):
    is_new = id not in SEEN
    SEEN.add(id)
    return is_new

# %% wrong: written without a condition
# refused: after the same message came once more
%%writefile build/scale/once.py
from clients import ConditionFailed, table


def first(id):
    try:
        table.put_item(Item={"id": id})
    except ConditionFailed:
        return False
    return True

# %% wrong: one item for all messages
# refused: after another message
%%writefile build/scale/once.py
from clients import ConditionFailed, table


def first(id):
    try:
        table.put_item(
            Item={"id": "seen", "message": id},
            ConditionExpression="attribute_not_exists(id)",
        )
    except ConditionFailed:
        return False
    return True

# %% wrong: only the last one is remembered
# refused: the first message came late again
%%writefile build/scale/once.py
from clients import ConditionFailed, table


def first(id):
    try:
        table.put_item(
            Item={"id": "last", "message": id},
            ConditionExpression="attribute_not_exists(id) OR message <> :id",
            ExpressionAttributeValues={":id": id},
        )
    except ConditionFailed:
        return False
    return True

# %% wrong: the answer is turned round
# refused: after a message
%%writefile build/scale/once.py
from clients import ConditionFailed, table


def first(id):
    try:
        table.put_item(
            Item={"id": id}, ConditionExpression="attribute_not_exists(id)"
        )
    except ConditionFailed:
        return True
    return False

# %% right: a condition by boto3's own words, and an end for the item
%%writefile build/scale/once.py
import time

from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError
from clients import table


def first(id):
    expires = int(time.time()) + 7 * 24 * 3600
    condition = Attr("id").not_exists()
    try:
        table.put_item(
            Item={"id": id, "expires": expires}, ConditionExpression=condition
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True

# %% right: update_item, which says what was there before
%%writefile build/scale/once.py
from clients import table


def first(id):
    answer = table.update_item(
        Key={"id": id},
        UpdateExpression="ADD deliveries :one",
        ExpressionAttributeValues={":one": 1},
        ReturnValues="UPDATED_NEW",
    )
    return answer["Attributes"]["deliveries"] == 1
