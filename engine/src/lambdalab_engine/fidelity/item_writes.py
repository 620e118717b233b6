"""Lets a table's writes come one after another, so that a condition holds until its write is done.

moto looks whether a condition is met and then writes: of two calls at one moment both can find an id free.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable
from threading import RLock
from typing import Any

from localstack.utils.patch import patch

WRITES = ("put_item", "update_item", "delete_item", "transact_write_items")

ONE_AT_A_TIME = RLock()
"""Held for a write, and for what must be read with it."""


def install() -> None:
    """Put it in force; called when DynamoDB is loaded, as it loads moto's tables."""
    from moto.dynamodb.models import DynamoDBBackend

    for name in WRITES:
        patch(getattr(DynamoDBBackend, name))(_in_turn)


def _in_turn(write: Callable[..., Any], self: Any, *args: Any, **kwargs: Any) -> Any:
    with ONE_AT_A_TIME:
        return write(self, *args, **kwargs)
