"""What a table's stream records of its writes."""

import secrets
from typing import Any

import pytest
from engine_testing import Account

SEVEN, EIGHT = ({"id": {"S": "a"}, "price": {"N": number}} for number in ("7", "8"))


def records_of(account: Account, table: str, view: str = "NEW_AND_OLD_IMAGES") -> Any:
    """Create a table with a stream; return a function that reads all records of it."""
    created = account.client("dynamodb").create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": view},
    )
    stream = created["TableDescription"]["LatestStreamArn"]
    api = account.client("dynamodbstreams")
    shard = api.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"][0]["ShardId"]
    where = {"StreamArn": stream, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"}
    return lambda: api.get_records(ShardIterator=api.get_shard_iterator(**where)["ShardIterator"])["Records"]


def test_records_hold_the_images_that_there_are(account: Account) -> None:
    """A new item has no old image, a deleted one no new image, a changed one both."""
    table, dynamodb = f"t-{secrets.token_hex(4)}", account.client("dynamodb")
    records = records_of(account, table)
    for item in (SEVEN, EIGHT):
        dynamodb.put_item(TableName=table, Item=item)
    dynamodb.delete_item(TableName=table, Key={"id": {"S": "a"}})
    told = [(one["eventName"], one["dynamodb"]) for one in records()]
    assert [(name, change.get("OldImage"), change.get("NewImage")) for name, change in told] == [
        ("INSERT", None, SEVEN),
        ("MODIFY", SEVEN, EIGHT),
        ("REMOVE", EIGHT, None),
    ]


def test_writes_that_change_nothing_are_not_recorded(account: Account) -> None:
    """The same item put again, and an attribute set to what it is, leave no record; the next change does."""
    table, dynamodb = f"t-{secrets.token_hex(4)}", account.client("dynamodb")
    records = records_of(account, table)
    for item in (SEVEN, SEVEN):
        dynamodb.put_item(TableName=table, Item=item)
    for price in ("7", "8"):
        dynamodb.update_item(
            TableName=table,
            Key={"id": {"S": "a"}},
            UpdateExpression="SET price = :price",
            ExpressionAttributeValues={":price": {"N": price}},
        )
    assert [one["eventName"] for one in records()] == ["INSERT", "MODIFY"]


def test_keys_alone_are_recorded_where_the_view_says_so(account: Account) -> None:
    """A stream of keys has no images."""
    table = f"t-{secrets.token_hex(4)}"
    records = records_of(account, table, "KEYS_ONLY")
    account.client("dynamodb").put_item(TableName=table, Item=SEVEN)
    (record,) = records()
    assert {"Keys", "NewImage", "OldImage"} & set(record["dynamodb"]) == {"Keys"}


def test_a_stream_that_was_disabled_is_followed_by_another_one(account: Account) -> None:
    """While there is one, a second is refused; after it, a table may have one of another view."""
    table, dynamodb = f"t-{secrets.token_hex(4)}", account.client("dynamodb")
    records_of(account, table, "KEYS_ONLY")
    anew = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    disabled = {"StreamEnabled": False}
    with pytest.raises(dynamodb.exceptions.ClientError, match=r"ValidationException.*an enabled stream"):
        dynamodb.update_table(TableName=table, StreamSpecification=anew)
    dynamodb.update_table(TableName=table, StreamSpecification=disabled)
    with pytest.raises(dynamodb.exceptions.ClientError, match=r"ValidationException.*a disabled stream"):
        dynamodb.update_table(TableName=table, StreamSpecification=disabled)
    dynamodb.update_table(TableName=table, StreamSpecification=anew)
    assert dynamodb.describe_table(TableName=table)["Table"]["StreamSpecification"] == anew
    stream = dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]
    dynamodb.put_item(TableName=table, Item=SEVEN)
    api = account.client("dynamodbstreams")
    shard = api.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"][0]["ShardId"]
    first = api.get_shard_iterator(StreamArn=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    (record,) = api.get_records(ShardIterator=first["ShardIterator"])["Records"]
    assert record["dynamodb"]["NewImage"] == SEVEN
