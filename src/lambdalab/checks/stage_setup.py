"""Sets a stage up in an account that nobody else uses, and closes the account afterwards."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lambdalab.aws import Cloud, close_accounts, open_directly
from lambdalab.checks.functions import get_function
from lambdalab.checks.stage_roles import copy_role
from lambdalab.checks.stages import (
    ALIAS,
    QUEUE,
    RELEASE,
    SHOP,
    TOPIC,
    Stage,
    program,
    settle,
    zipped,
)

_KEPT = ("Runtime", "Handler", "Timeout", "MemorySize", "Architectures")
_SECONDS = 5
_SMALLEST, _ACCOUNTS = 10**11, 9 * 10**11


@contextmanager
def stage(cloud: Cloud, first: str | None = None) -> Iterator[Stage]:
    """Yield a stage whose shop has one version, 1, which the alias names; its account is closed afterwards.

    ``first`` is that version's code. Raises Unmet where the learner has no pipeline function.
    """
    configuration = get_function(cloud, RELEASE)
    other = Cloud(cloud.endpoint, str(_SMALLEST + secrets.randbelow(_ACCOUNTS)))
    try:
        role = copy_role(cloud, configuration["Role"].rpartition("/")[2], other)
        _open_places(other)
        _create_shop(other, role, zipped(first or program("")))
        _copy_release(cloud, configuration, other, role)
        yield Stage(other)
    finally:
        close_accounts(other.endpoint, [other.account])


def _open_places(other: Cloud) -> None:
    """Create the bucket, and the topic with the team's queue."""
    s3, sns, sqs = (other.client(name) for name in ("s3", "sns", "sqs"))
    bucket = Stage(other).bucket
    s3.create_bucket(Bucket=bucket)
    topic = sns.create_topic(Name=TOPIC)["TopicArn"]
    queue, arn = sqs.create_queue(QueueName=QUEUE)["QueueUrl"], other.arn("sqs", QUEUE)
    may_send = f"""{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "sqs:SendMessage",
        "Principal": {{"Service": "sns.amazonaws.com"}}, "Resource": "{arn}"}}]}}"""
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": may_send})
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})


def _create_shop(other: Cloud, role: str, package: bytes) -> None:
    functions = other.client("lambda")
    functions.create_function(
        FunctionName=SHOP, Runtime="python3.13", Role=role, Handler="app.handler", Code={"ZipFile": package}
    )
    settle(functions, "function_active_v2", SHOP)
    functions.publish_version(FunctionName=SHOP)
    functions.create_alias(FunctionName=SHOP, Name=ALIAS, FunctionVersion="1")


def _copy_release(cloud: Cloud, configuration: dict[str, Any], other: Cloud, role: str) -> None:
    functions = other.client("lambda")
    location = cloud.client("lambda").get_function(FunctionName=RELEASE)["Code"]["Location"]
    with open_directly(location, timeout=_SECONDS) as package:
        code = package.read()
    variables = configuration.get("Environment", {}).get("Variables", {})
    moved = {name: value.replace(cloud.account, other.account) for name, value in variables.items()}
    settings = {key: value for key, value in configuration.items() if key in _KEPT}
    functions.create_function(
        FunctionName=RELEASE, Role=role, Code={"ZipFile": code}, Environment={"Variables": moved}, **settings
    )
    settle(functions, "function_active_v2", RELEASE)
