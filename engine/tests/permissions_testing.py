"""What the tests of permissions share: functions that tell and that call, queues, statements."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account, Function, policy, wait_for

TELLS = """
import json, os
import boto3

sqs = boto3.client("sqs")

def handler(event, context):
    sqs.send_message(QueueUrl=os.environ["SEEN"], MessageBody=json.dumps(event))
    return {"statusCode": 200, "body": "fine"}
"""
"""Puts each event into a queue."""

CALLS = """
import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

def handler(event, context):
    client = boto3.client(event["service"], config=Config(retries={"total_max_attempts": 1}))
    try:
        getattr(client, event["call"])(**event.get("with", {}))
    except ClientError as error:
        answer = error.response
        status, error = answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]
        return [status, error["Code"], error["Message"]]
    return "done"
"""
"""Makes the call that its event asks for, and returns "done" or the error."""

LOGS = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}


class Queue:
    """A queue, and what arrives in it."""

    def __init__(self, account: Account, name: str) -> None:
        self.sqs = account.client("sqs")
        self.url: str = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        self.arn = f"arn:aws:sqs:us-east-1:{account.number}:{name}"

    def let(self, service: str, **condition: Any) -> None:
        """Let a service send to it."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": f"{service}.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self.arn,
        }
        given = statement | ({"Condition": condition} if condition else {})
        self.sqs.set_queue_attributes(QueueUrl=self.url, Attributes={"Policy": policy(given)})

    def next(self) -> dict[str, Any]:
        """Wait for a message, take it, and return it."""

        def receive() -> Any:
            return self.sqs.receive_message(
                QueueUrl=self.url, WaitTimeSeconds=2, MessageAttributeNames=["All"]
            ).get("Messages")

        (message,) = wait_for(receive)
        self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        found: dict[str, Any] = message
        return found

    def is_empty(self) -> bool:
        """Tell whether nothing waits in it."""
        return not self.sqs.receive_message(QueueUrl=self.url).get("Messages")


def let_invoke(function: Function, principal: str, **limits: str) -> None:
    """Let a service invoke a function."""
    function.api.add_permission(
        FunctionName=function.name,
        StatementId="test",
        Action="lambda:InvokeFunction",
        Principal=f"{principal}.amazonaws.com",
        **limits,
    )


def forbid(function: Function) -> None:
    """Take a function's policy away."""
    try:
        told = function.api.get_policy(FunctionName=function.name)["Policy"]
    except function.api.exceptions.ResourceNotFoundException:
        return
    for statement in json.loads(told)["Statement"]:
        function.api.remove_permission(FunctionName=function.name, StatementId=statement["Sid"])


class Worker:
    """A function that calls AWS, and its role."""

    def __init__(self, account: Account, function: Function) -> None:
        self.account, self.function = account, function
        self.session = f"arn:aws:sts::{account.number}:assumed-role/work/{function.name}"

    def may(self, *statements: dict[str, Any]) -> None:
        """Give the role this policy, and no other."""
        document = policy(*statements) if statements else policy(LOGS)
        self.account.client("iam").put_role_policy(
            RoleName="work", PolicyName="inline", PolicyDocument=document
        )

    def does(self, service: str, call: str, **parameters: Any) -> Any:
        """Return "done", or the status, code and message of the error."""
        return self.function.invoke({"service": service, "call": call, "with": parameters}).result


def allow(*actions: str, on: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    """Return a statement that allows actions."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": on, **more}


def deny(*actions: str, on: str = "*") -> dict[str, Any]:
    """Return a statement that denies actions."""
    return {"Effect": "Deny", "Action": list(actions), "Resource": on}


def refusal(call: Any, **parameters: Any) -> dict[str, Any]:
    """Make a call that must be refused, and return the error."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error: dict[str, Any] = caught.value.response["Error"]
    return error
