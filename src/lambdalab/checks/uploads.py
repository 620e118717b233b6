"""Uploads orders of a check's own, as a customer of lab 10 would, and takes them away again."""

import json
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from lambdalab.aws import Cloud


@dataclass(frozen=True)
class Order:
    """An order to be uploaded: its number is another one each time."""

    key: str
    number: str
    kind: str

    @classmethod
    def new(cls, key: str, kind: str) -> "Order":
        """Return an order with a number of its own."""
        return cls(key, f"T-{secrets.randbelow(10**6):06}", kind)

    @property
    def message(self) -> dict[str, str]:
        """Return what the topic is to be told of it."""
        return {"order": self.number, "kind": self.kind, "key": self.key}

    @property
    def body(self) -> bytes:
        """Return what is uploaded."""
        return json.dumps({"order": self.number, "kind": self.kind, "street": "Ring 7"}).encode()


@contextmanager
def uploaded(cloud: Cloud, bucket: str, orders: Sequence[Order]) -> Iterator[float]:
    """Upload orders and yield the time before, in seconds of the epoch; afterwards they are gone."""
    s3, began = cloud.client("s3"), time.time()
    try:
        for order in orders:
            s3.put_object(Bucket=bucket, Key=order.key, Body=order.body)
        yield began
    finally:
        s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": order.key} for order in orders]})
