"""Drives what follows a table's stream in lab 09: records for the function, items for the poller, positions.

Source: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks import mailbox
from lambdalab.checks.deployments import CHANNEL, TABLE
from lambdalab.checks.results import Unmet

FAILED = "failed"

_TOO_LONG = 300_000
"""Characters of a version that a table takes and a topic does not: 256 KB are the most.

Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
"""

type Item = dict[str, str]


def items_of(nonce: str, *names: str) -> list[Item]:
    """Return items with ids of their own; what is called bad has no version, what is called long too much."""
    items = [{"id": f"check-{nonce}-{name}", "service": "shop", "version": f"1.{nonce}"} for name in names]
    for item, name in zip(items, names, strict=True):
        if name == "bad":
            del item["version"]
        if name == "long":
            item["version"] = "9" * _TOO_LONG
    return items


def image(item: Item) -> dict[str, Any]:
    """Return an item as DynamoDB writes it, all its values being texts."""
    return {name: {"S": value} for name, value in item.items()}


def records(cloud: Cloud, items: Sequence[Item]) -> list[dict[str, Any]]:
    """Return the records of new items, as the poller hands them to a function."""
    arn = cloud.arn("dynamodb", f"table/{TABLE}/stream/2026-11-23T08:30:00.000")
    return [
        {
            "eventID": f"{number:032x}",
            "eventName": "INSERT",
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": cloud.region,
            "eventSourceARN": arn,
            "dynamodb": {
                "ApproximateCreationDateTime": 1795422600 + number,
                "Keys": {"id": {"S": item["id"]}},
                "NewImage": image(item),
                "SequenceNumber": f"{4421584500000000017450439091 + number}",
                "SizeBytes": 64,
                "StreamViewType": "NEW_IMAGE",
            },
        }
        for number, item in enumerate(items)
    ]


def require_news(cloud: Cloud, nonce: str, wanted: Sequence[Item], look_at: Mapping[str, str]) -> None:
    """Raise Unmet unless each item is told once in the channel, and nothing else that holds the nonce.

    ``look_at`` says where to look for what is ``missing``, told ``twice``, or told though it is ``other``.
    """
    texts = mailbox.collect(cloud, CHANNEL, nonce, at_least=len(wanted), and_duplicates=True)
    told = [_read(text) for text in texts]
    for item in wanted:
        count = sum(item.items() <= one.items() for one in told)
        if count != 1:
            same = [one for one in told if one.get("id") == item["id"]]
            raise Unmet(
                "mismatch" if told else "failed",
                expected=f"one message in {CHANNEL} for each new item, this one among them: {item}",
                found=f"{count} like it came"
                + (f", and {same[0]}" if same and not count else f", of {len(told)}"),
                look_at=look_at["twice" if count else "missing"],
            )
    if len(told) > len(wanted):
        other = next(one for one in told if not any(item.items() <= one.items() for item in wanted))
        raise Unmet(
            "mismatch",
            expected=f"{len(wanted)} messages in {CHANNEL}",
            found=f"another one came: {other}",
            look_at=look_at["other"],
        )


def position_of(cloud: Cloud, number: str, stream: str) -> dict[str, Any] | None:
    """Take the report of the item with this id out of the queue of failures; None where none comes."""
    found: list[dict[str, Any]] = []

    def is_ours(text: str) -> bool:
        told = _read(text).get("DDBStreamBatchInfo")
        if (
            not isinstance(told, dict)
            or told.get("streamArn") != stream
            or number not in _ids_at(cloud, told)
        ):
            return False
        found.append(told)
        return True

    mailbox.collect(cloud, FAILED, is_ours, at_least=1)
    return found[0] if found else None


def require_alone(report: Mapping[str, Any] | None) -> None:
    """Raise Unmet unless there is a report of a batch of one."""
    if report is None:
        raise Unmet(
            "failed",
            expected=f"the bad record to be reported to {FAILED} when it is given up",
            found="no report of it came",
            look_at="what announce returns for it, DestinationConfig, and MaximumRetryAttempts",
        )
    if report["batchSize"] != 1:
        raise Unmet(
            "mismatch",
            expected="the bad record to be given up alone",
            found=f"{report['batchSize']} records were given up together",
            look_at="BisectBatchOnFunctionError",
        )


def _ids_at(cloud: Cloud, told: Mapping[str, Any]) -> list[str]:
    """Return the ids of the items of a batch, read from the stream by its position."""
    streams = cloud.client("dynamodbstreams")
    iterator = streams.get_shard_iterator(
        StreamArn=told["streamArn"],
        ShardId=told["shardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        SequenceNumber=told["startSequenceNumber"],
    )["ShardIterator"]
    batch = streams.get_records(ShardIterator=iterator, Limit=max(int(told["batchSize"]), 1))["Records"]
    return [record["dynamodb"]["Keys"]["id"]["S"] for record in batch]


def _read(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    return content if isinstance(content, dict) else {"text": text[:200]}
