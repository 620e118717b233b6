"""Has an invocation refused, as Lambda does where a function may not run once more at a time.

Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import boto3
from botocore.config import Config

from lambdalab.aws import Cloud


def be_refused(cloud: Cloud, function: str, event: Any) -> None:
    """Invoke a function once while it may not run at all; afterwards its concurrency is what it was."""
    client = boto3.client(
        "lambda",
        endpoint_url=cloud.endpoint,
        region_name=cloud.region,
        aws_access_key_id=cloud.account,
        aws_secret_access_key=cloud.account,
        config=Config(retries={"total_max_attempts": 1}),
    )
    with _barred(client, function), suppress(client.exceptions.TooManyRequestsException):
        client.invoke(FunctionName=function, Payload=json.dumps(event))


@contextmanager
def _barred(client: Any, function: str) -> Iterator[None]:
    """Let a function not run at all, and then as before."""
    before = client.get_function_concurrency(FunctionName=function).get("ReservedConcurrentExecutions")
    client.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    try:
        yield
    finally:
        if before is None:
            client.delete_function_concurrency(FunctionName=function)
        else:
            client.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=before)
