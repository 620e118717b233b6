"""Subjects of messages that SNS publishes, and those that it refuses."""

import json

import pytest
from ec2_testing import refusal
from engine_testing import Account
from permissions_testing import Queue

REFUSED = ("InvalidParameter", "Invalid parameter: Subject")


@pytest.fixture(scope="module")
def topic(account: Account) -> str:
    """Return a topic."""
    return str(account.client("sns").create_topic(Name="subjects")["TopicArn"])


@pytest.mark.parametrize("subject", ["x" * 100, "two\nlines", "a\ttab", "a bell\x07", ""], ids=repr)
def test_wrong_subjects_are_refused(account: Account, topic: str, subject: str) -> None:
    """They are too long, empty, or more than a line."""
    publish = account.client("sns").publish
    assert refusal(publish, TopicArn=topic, Message="m", Subject=subject) == REFUSED


def test_a_batch_with_a_wrong_subject_is_refused(account: Account, topic: str) -> None:
    """One entry is enough."""
    entries = [{"Id": "1", "Message": "m"}, {"Id": "2", "Message": "m", "Subject": "x" * 100}]
    batch = account.client("sns").publish_batch
    assert refusal(batch, TopicArn=topic, PublishBatchRequestEntries=entries) == REFUSED


def test_a_long_subject_arrives(account: Account, topic: str) -> None:
    """99 characters of any language are published as they are, as no subject at all is."""
    queue, sns = Queue(account, "subjects"), account.client("sns")
    queue.let("sns")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    sns.publish(TopicArn=topic, Message="m", Subject="ü" * 99)
    assert json.loads(queue.next()["Body"])["Subject"] == "ü" * 99
    sns.publish(TopicArn=topic, Message="m")
    assert "Subject" not in json.loads(queue.next()["Body"])
