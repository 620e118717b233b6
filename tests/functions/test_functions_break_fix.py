"""The functions of lab 10's system as they are deployed: intake in three versions, and report."""

import importlib
import json
from types import ModuleType
from typing import Any

import boto3
import pytest

BUCKET = "orders"
ORDER = {"order": "A-1", "kind": "return"}


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> str:
    """Create the bucket, the topic that the environment names, and a queue that listens to it."""
    boto3.client("s3").create_bucket(Bucket=BUCKET)
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    topic = sns.create_topic(Name="told")["TopicArn"]
    url = str(sqs.create_queue(QueueName="told")["QueueUrl"])
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    monkeypatch.setenv("TOPIC_ARN", topic)
    monkeypatch.setenv("BUCKET", BUCKET)
    return url


def deployed(name: str) -> ModuleType:
    """Load a function anew, with clients of this test's AWS."""
    return importlib.reload(importlib.import_module(f"lambdalab.outage.deployed.{name}"))


def put(key: str) -> None:
    """Put an order into the bucket."""
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=json.dumps(ORDER))


def upload(*keys: str) -> dict[str, Any]:
    """Return what S3 tells of new objects."""
    return {"Records": [{"s3": {"bucket": {"name": BUCKET}, "object": {"key": key}}} for key in keys]}


def told(url: str) -> list[dict[str, Any]]:
    """Return what was published, each with the kind that it carries as an attribute."""
    messages = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    envelopes = [json.loads(message["Body"]) for message in messages]
    kinds = [envelope.get("MessageAttributes", {}).get("kind", {}).get("Value") for envelope in envelopes]
    return [
        json.loads(one["Message"]) | {"carries": kind} for one, kind in zip(envelopes, kinds, strict=True)
    ]


def test_the_release_tells_of_each_order(queue: str) -> None:
    """Its key is as it was uploaded, and the kind is an attribute, by which subscriptions filter."""
    put("a b.json")
    put("c.json")
    deployed("intake_2").handler(upload("a+b.json", "c.json"), None)
    wanted = [ORDER | {"key": key, "carries": "return"} for key in ("a b.json", "c.json")]
    assert sorted(told(queue), key=lambda one: str(one["key"])) == wanted


def test_the_version_before_misses_keys_with_a_space(queue: str) -> None:
    """It looks for the key as S3 encodes it, and fails."""
    put("a b.json")
    module = deployed("intake_1")
    with pytest.raises(module.s3.exceptions.NoSuchKey):
        module.handler(upload("a+b.json"), None)
    assert told(queue) == []


def test_the_draft_calls_the_number_otherwise(queue: str) -> None:
    """Nobody who packs would find it."""
    put("c.json")
    deployed("intake_draft").handler(upload("c.json"), None)
    assert "order" not in told(queue)[0]


def test_the_report_counts_orders(queue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other files do not count; the day is that of the event."""
    put("a b.json")
    put("notes.txt")
    module = deployed("report")
    monkeypatch.setattr(module, "CARRIER_SECONDS", 0)
    report = {"day": "2027-01-04", "orders": 1}
    assert module.handler({"time": "2027-01-04T03:00:00Z"}, None) == report
    assert told(queue) == [report | {"carries": None}]
