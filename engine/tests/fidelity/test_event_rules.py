"""What EventBridge refuses as a target of a rule, and what it sends to one."""

from typing import Any

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account
from permissions_testing import Queue


@pytest.fixture(scope="module")
def events(account: Account) -> Any:
    """Return a client of an account with one rule."""
    client = account.client("events")
    client.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')
    return client


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"Arn": "arn:aws:iam::000011112222:role/reports"}, "is not valid. Reason: Provided Arn is not in"),
        ({"Arn": "office-hours"}, "Parameter office-hours is not valid"),
        ({"Input": "stop"}, "JSON syntax error in input for target 1"),
        ({"Input": "{'action': 'stop'}"}, "JSON syntax error in input for target 1"),
    ],
)
def test_a_target_that_cannot_be_is_refused(
    account: Account, events: Any, wrong: dict[str, str], words: str
) -> None:
    """An ARN that no rule can send to, or an Input that is no JSON, is an error, and nothing is kept."""
    target = {"Id": "1", "Arn": f"arn:aws:sqs:us-east-1:{account.number}:inbox", "Input": '"stop"'}
    events.put_targets(Rule="orders", Targets=[target])
    with pytest.raises(ClientError, match=words) as refusal:
        events.put_targets(Rule="orders", Targets=[target | wrong])
    assert refusal.value.response["Error"]["Code"] == "ValidationException"
    assert events.list_targets_by_rule(Rule="orders")["Targets"] == [target]


def test_an_input_that_is_empty_is_sent(account: Account, events: Any) -> None:
    """A target that asks for nothing gets nothing, and is called."""
    queue = Queue(account, "called")
    queue.let("events")
    events.put_targets(Rule="orders", Targets=[{"Id": "1", "Arn": queue.arn, "Input": "{}"}])
    events.put_events(Entries=[{"Source": "shop", "DetailType": "order", "Detail": '{"id": 7}'}])
    (message,) = queue.sqs.receive_message(QueueUrl=queue.url, WaitTimeSeconds=20)["Messages"]
    assert message["Body"] == "{}"
