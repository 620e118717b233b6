"""Events as S3 sends them.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
"""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

AWKWARD_NAMES = ("Umsätze März.csv", "a+b=c&d.csv", "2026/11/nested report.csv")
"""Ends of object keys that S3 encodes in its events: spaces, plus signs, letters beyond ASCII, folders."""


def object_created(bucket: str, keys: list[str]) -> dict[str, Any]:
    """Return one event that tells of new objects, a record each, with the keys encoded as S3 does it."""
    return {"Records": [_record(bucket, key, second) for second, key in enumerate(keys)]}


def _record(bucket: str, key: str, second: int) -> dict[str, Any]:
    when = datetime.now(UTC) - timedelta(seconds=60 - second)
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "us-east-1",
        "eventTime": when.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "eventName": "ObjectCreated:Put",
        "s3": {
            "s3SchemaVersion": "1.0",
            "bucket": {"name": bucket, "arn": f"arn:aws:s3:::{bucket}"},
            "object": {
                "key": quote_plus(key, safe="/"),
                "size": secrets.randbelow(10_000),
                "eTag": secrets.token_hex(16),
                "sequencer": secrets.token_hex(8).upper(),
            },
        },
    }
