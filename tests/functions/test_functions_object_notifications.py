"""The function of lab 02: notify."""

import json

import boto3
from functions_testing import example


def test_each_record_is_published_once(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """Two uploads are two messages, in order, with the keys as the files were called."""
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    topic = sns.create_topic(Name="reports")["TopicArn"]
    inbox = sqs.create_queue(QueueName="inbox")["QueueUrl"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn_of(inbox))
    monkeypatch.setenv("TOPIC_ARN", topic)
    notify = example("02-object-notifications/notify")
    assert notify.handler(notify.event, None) == notify.result
    received = sqs.receive_message(QueueUrl=inbox, MaxNumberOfMessages=10)["Messages"]
    told = [json.loads(json.loads(message["Body"])["Message"]) for message in received]
    assert [upload["key"] for upload in told] == notify.result
    assert {upload["bucket"] for upload in told} == {"reports"}


def arn_of(queue: str) -> str:
    """Return a queue's ARN."""
    asked = boto3.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    return str(asked["Attributes"]["QueueArn"])
