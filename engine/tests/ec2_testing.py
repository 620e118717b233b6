"""What the tests of EC2 and Auto Scaling share: instances, refusals, and the engine's own addresses."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account


def launch(ec2: Any, count: int = 1, **settings: Any) -> list[str]:
    """Launch instances and wait until they run; return their ids."""
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    answer = ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=count, **settings)
    ids = [instance["InstanceId"] for instance in answer["Instances"]]
    ec2.get_waiter("instance_running").wait(InstanceIds=ids)
    return ids


def states(ec2: Any, ids: list[str]) -> list[str]:
    """Return the states of instances."""
    return [instance["State"]["Name"] for instance in described(ec2, InstanceIds=ids)]


def described(ec2: Any, **question: Any) -> list[dict[str, Any]]:
    """Return the instances of all pages."""
    pages = ec2.get_paginator("describe_instances").paginate(**question)
    return [instance for page in pages for group in page["Reservations"] for instance in group["Instances"]]


def refusal(call: Any, **arguments: Any) -> tuple[str, str]:
    """Return the code and the message of the error that a call must raise."""
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def post(account: Account, path: str, /, **body: Any) -> dict[str, Any]:
    """Send a request to the engine's own address ``path``, about this account."""
    text = json.dumps({"account": account.number, "region": "us-east-1"} | body).encode()
    with urllib.request.urlopen(urllib.request.Request(account.endpoint + path, text)) as response:
        answer: dict[str, Any] = json.load(response)
        return answer


def status(account: Account, path: str, /, **body: Any) -> int:
    """Return the status with which a request is refused."""
    with pytest.raises(urllib.error.HTTPError) as caught:
        post(account, path, **body)
    caught.value.close()
    return caught.value.code
