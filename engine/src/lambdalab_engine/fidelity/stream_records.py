"""What a table's stream records: nothing where a write changes nothing, and only images that there are.

moto records every write, and gives a new item an empty old image, a deleted one an empty new image. And it
lets no table have a second stream after its first.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html,
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
and https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable
from typing import Any

from localstack.utils.patch import patch

IMAGES = ("NewImage", "OldImage")


def install() -> None:
    """Put it in force; called when DynamoDB is loaded, as it loads moto's tables."""
    from moto.dynamodb.models import DynamoDBBackend
    from moto.dynamodb.models.table import StreamRecord, StreamShard

    patch(DynamoDBBackend.update_table_streams)(_switch)
    patch(StreamShard.add)(_add_change)
    patch(StreamRecord.to_json)(_without_empty_images)


def _switch(_: Callable[..., None], self: Any, table: Any, wanted: dict[str, Any]) -> None:
    """Disable a table's stream, or enable one where there is none; a disabled one is followed by another."""
    from moto.dynamodb.exceptions import MockValidationException

    is_on = bool((table.stream_specification or {}).get("StreamEnabled"))
    if is_on == bool(wanted.get("StreamEnabled")):
        state = "an enabled" if is_on else "a disabled"
        raise MockValidationException(f"Table already has {state} stream: TableName: {table.name}")
    table.set_stream_specification(wanted)


def _add_change(add: Callable[..., None], self: Any, old: Any, new: Any) -> None:
    if old is None or new is None or old.to_json() != new.to_json():
        add(self, old, new)


def _without_empty_images(to_json: Callable[..., dict[str, Any]], self: Any) -> dict[str, Any]:
    record = to_json(self)
    told = {name: value for name, value in record["dynamodb"].items() if value or name not in IMAGES}
    return record | {"dynamodb": told}
