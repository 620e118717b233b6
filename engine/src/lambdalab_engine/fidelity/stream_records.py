"""What a table's stream records: nothing where a write changes nothing, and only images that there are.

moto records every write, and gives a new item an empty old image, a deleted one an empty new image.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
and https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable
from typing import Any

from localstack.utils.patch import patch

IMAGES = ("NewImage", "OldImage")


def install() -> None:
    """Put it in force; called when DynamoDB is loaded, as it loads moto's tables."""
    from moto.dynamodb.models.table import StreamRecord, StreamShard

    patch(StreamShard.add)(_add_change)
    patch(StreamRecord.to_json)(_without_empty_images)


def _add_change(add: Callable[..., None], self: Any, old: Any, new: Any) -> None:
    if old is None or new is None or old.to_json() != new.to_json():
        add(self, old, new)


def _without_empty_images(to_json: Callable[..., dict[str, Any]], self: Any) -> dict[str, Any]:
    record = to_json(self)
    told = {name: value for name, value in record["dynamodb"].items() if value or name not in IMAGES}
    return record | {"dynamodb": told}
