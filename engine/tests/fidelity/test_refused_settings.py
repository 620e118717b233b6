"""Settings that AWS refuses, and LocalStack takes: in policies, of queues, of functions."""

import json
from typing import Any

import pytest
from engine_testing import Account, package
from permissions_testing import refusal

STATEMENT = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}


@pytest.mark.parametrize("element", ["Principal", "NotPrincipal"])
def test_a_policy_of_a_role_names_no_principal(account: Account, element: str) -> None:
    """Neither an inline policy nor a managed one: it is about whoever has it."""
    iam = account.client("iam")
    role = account.create_role(f"with-{element}").rpartition("/")[2]
    document = json.dumps({"Version": "2012-10-17", "Statement": STATEMENT | {element: {"AWS": "*"}}})
    calls: list[tuple[Any, dict[str, str]]] = [
        (iam.put_role_policy, {"RoleName": role, "PolicyName": "work"}),
        (iam.create_policy, {"PolicyName": f"work-{element}"}),
    ]
    for call, named in calls:
        told = refusal(call, **named, PolicyDocument=document)
        assert told["Code"] == "MalformedPolicyDocument"
        assert told["Message"] == "Policy document should not specify a principal."


@pytest.mark.parametrize(
    "target", ["arn:aws:sqs:us-east-1:{}:nobody", "arn:aws:sns:us-east-1:{}:dead", "dead"]
)
def test_a_dead_letter_queue_must_be_there(account: Account, target: str) -> None:
    """Who names a wrong one hears of it at once, and the queue stays as it was."""
    sqs = account.client("sqs")
    url = sqs.create_queue(QueueName="orders")["QueueUrl"]
    sqs.create_queue(QueueName="dead")
    policy = json.dumps({"deadLetterTargetArn": target.format(account.number), "maxReceiveCount": 3})
    told = refusal(sqs.set_queue_attributes, QueueUrl=url, Attributes={"RedrivePolicy": policy})
    assert told["Message"].endswith("Reason: Dead letter target does not exist.")
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])


def test_a_dead_letter_queue_that_is_there_is_taken(account: Account) -> None:
    """When the queue is created, and later."""
    sqs = account.client("sqs")
    sqs.create_queue(QueueName="dead")
    arn = f"arn:aws:sqs:us-east-1:{account.number}:dead"
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 3})
    url = sqs.create_queue(QueueName="with-dead", Attributes={"RedrivePolicy": policy})["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": policy})
    kept = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])["Attributes"]
    assert json.loads(kept["RedrivePolicy"]) == json.loads(policy)


@pytest.mark.parametrize(("setting", "most"), [("Timeout", 900), ("MemorySize", 10240)])
def test_a_function_has_no_more_than_lambda_gives(account: Account, setting: str, most: int) -> None:
    """A quarter of an hour, ten gigabytes: whoever thinks in milliseconds hears of it."""
    function = account.deploy("def handler(event, context): return 1")
    change = function.api.update_function_configuration
    told = refusal(change, FunctionName=function.name, **{setting: most + 1})
    assert told["Code"] == "ValidationException"
    assert f"less than or equal to {most}" in told["Message"]
    code = {"Code": {"ZipFile": package("")}, "Runtime": "python3.13", "Handler": "a.b"}
    create = function.api.create_function
    told = refusal(create, FunctionName="more", Role=account.role, **code, **{setting: most + 1})
    assert told["Code"] == "ValidationException"
    assert change(FunctionName=function.name, **{setting: most})[setting] == most
