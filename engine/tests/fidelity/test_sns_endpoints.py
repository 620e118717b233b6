"""Endpoints that a topic takes for a function or a queue, and those that it refuses."""

import pytest
from ec2_testing import refusal
from engine_testing import Account

PLACE = "us-east-1:000000000000"


@pytest.fixture(scope="module")
def topic(account: Account) -> str:
    """Return a topic."""
    return str(account.client("sns").create_topic(Name="endpoints")["TopicArn"])


@pytest.mark.parametrize(
    ("protocol", "end", "service"),
    [
        ("lambda", "tell", "Lambda"),
        ("lambda", "tell:live", "Lambda"),
        ("lambda", f"arn:aws:sqs:{PLACE}:tell", "Lambda"),
        ("sqs", "inbox", "SQS"),
        ("sqs", "http://localhost:4566/000000000000/inbox", "SQS"),
        ("sqs", f"arn:aws:lambda:{PLACE}:function:inbox", "SQS"),
    ],
)
def test_what_is_no_arn_of_the_service_is_refused(
    account: Account, topic: str, protocol: str, end: str, service: str
) -> None:
    """A name, a URL and another service's ARN are refused, and no subscription stays."""
    sns = account.client("sns")
    found = refusal(sns.subscribe, TopicArn=topic, Protocol=protocol, Endpoint=end)
    assert found == ("InvalidParameter", f"Invalid parameter: {service} endpoint ARN")
    ends = [one["Endpoint"] for one in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]]
    assert end not in ends


@pytest.mark.parametrize(
    ("protocol", "end"),
    [
        ("lambda", f"arn:aws:lambda:{PLACE}:function:tell:live"),
        ("sqs", f"arn:aws:sqs:{PLACE}:inbox"),
        ("email", "me@example.com"),
    ],
)
def test_what_fits_its_protocol_is_subscribed(account: Account, topic: str, protocol: str, end: str) -> None:
    """An alias and a queue by their ARNs, whether or not they are there, and a mailbox by its address."""
    sns = account.client("sns")
    sns.subscribe(TopicArn=topic, Protocol=protocol, Endpoint=end)
    entries = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert (protocol, end) in [(one["Protocol"], one["Endpoint"]) for one in entries]
