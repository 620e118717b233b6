"""What the conformance tests share: who needs what, an account, functions, a wait on a condition.

A test is one capability: ``capability = group("S3")``, then ``@capability("name", PAGE, L02, N03)``, and in
the docstring what AWS documents.
"""

import base64
import contextlib
import functools
import io
import json
import re
import secrets
import textwrap
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

L01 = "01-first-function"
L02 = "02-object-notifications"
L03 = "03-ec2-automation"
L04 = "04-backups"
L05 = "05-cloudwatch-alarms"
L06 = "06-log-analysis"
L07 = "07-scale-on-alarm"
L08 = "08-delivery-pipeline"
L09 = "09-api-and-table"
L10 = "10-break-fix"
N00 = "00-start-here"
N01 = "01-serverless-compute"
N02 = "02-functions"
N03 = "03-events"
N04 = "04-cloudwatch"
N05 = "05-automation"
N06 = "06-event-driven-architecture"
N07 = "07-log-analysis"
N08 = "08-delivery"
N09 = "09-testing"
N10 = "10-summary"
EVERY_LAB = (L01, L02, L03, L04, L05, L06, L07, L08, L09, L10)

ECHO = "def handler(event, context):\n    return event"
TELL = "import json\ndef handler(event, context):\n    print(json.dumps(event))"
FAIL = "def handler(event, context):\n    raise ValueError('no such order')"
"""Functions: one gives its event back, one writes it to its log (see ``Account.told``), one fails."""

DOCS = "https://docs.aws.amazon.com"
_CONFIG = Config(read_timeout=60, retries={"total_max_attempts": 1}, max_pool_connections=20)
_LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")


def group(title: str) -> Callable[..., Callable[[Callable[..., None]], Callable[..., None]]]:
    """Return the decorator of a group's capabilities: name, AWS's page below ``DOCS``, who needs it."""

    def capability(name: str, page: str, *needed_by: str) -> Callable[..., Callable[..., None]]:
        def mark(test: Callable[..., None]) -> Callable[..., None]:
            return pytest.mark.capability(
                group=title,
                capability=name,
                documents=" ".join((test.__doc__ or "").split()),
                source=page if page.startswith("http") or not page else f"{DOCS}/{page}",
                needed_by=" ".join(needed_by),
            )(test)

        return mark

    return capability


def wait_for[T](what: str, condition: Callable[[], T], seconds: float = 15) -> T:
    """Ask until the answer is true, and return it; fail after ``seconds``, saying what did not come."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.1)
    return answer


def refused(call: Callable[..., Any], code: str, text: str = "", **parameters: Any) -> None:
    """Fail unless AWS refuses a call with this error (a regular expression) and ``text`` in its message."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    assert re.fullmatch(code, error["Code"]), f"{error['Code']}: {error['Message']}"
    assert text in error["Message"]


def package(code: str | Mapping[str, str]) -> bytes:
    """Return a deployment package of ``app.py``, or of files by their names, each of which can be run."""
    files = {"app.py": code} if isinstance(code, str) else code
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o755 << 16
            archive.writestr(entry, textwrap.dedent(text).strip())
    return data.getvalue()


@dataclass(frozen=True)
class Invocation:
    """What came back: the result, the kind of error where it is one, the log, the version that ran."""

    result: Any
    error: str | None
    log: list[str]
    version: str


@dataclass(frozen=True)
class Account:
    """An empty account of its own on an endpoint."""

    endpoint: str
    id: str = field(default_factory=lambda: str(10**11 + secrets.randbelow(9 * 10**11)))
    region: str = "us-east-1"

    def client(self, service: str) -> Any:
        """Return a client that works in this account."""
        return _client(service, self.endpoint, self.id, self.region)

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource."""
        return f"arn:aws:{service}:{self.region}:{self.id}:{resource}"

    def role(self, *actions: str, resource: str = "*", service: str = "lambda", deny: str = "") -> str:
        """Create a service's role for logs and for ``actions`` on a resource; return its ARN."""
        iam, name = self.client("iam"), f"role-{secrets.token_hex(4)}"
        trust = statement("sts:AssumeRole", Principal={"Service": f"{service}.amazonaws.com"})
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy(trust))
        statements = [statement(*_LOGS, Resource="*")]
        if actions:
            statements.append(statement(*actions, Resource=resource))
        if deny:
            statements.append(statement(deny, Effect="Deny", Resource="*"))
        iam.put_role_policy(RoleName=name, PolicyName="work", PolicyDocument=policy(*statements))
        return str(role["Role"]["Arn"])

    def deploy(self, code: str | Mapping[str, str] = ECHO, *actions: str, **settings: Any) -> str:
        """Create a function whose role may do ``actions``, wait until it is active, and return its name."""
        api, name = self.client("lambda"), f"f-{secrets.token_hex(4)}"
        settings = {"Runtime": "python3.13", "Handler": "app.handler", "Timeout": 10} | settings
        settings["Role"] = settings.get("Role") or self.role(*actions)
        api.create_function(FunctionName=name, Code={"ZipFile": package(code)}, **settings)
        self.settled(name)
        return name

    def settled(self, function: str) -> None:
        """Wait until a function's last change is done."""
        for state in ("active", "updated"):
            waiter = self.client("lambda").get_waiter(f"function_{state}_v2")
            waiter.wait(FunctionName=function, WaiterConfig={"Delay": 0.1, "MaxAttempts": 300})

    def invoke(self, function: str, event: Any = None, **parameters: Any) -> Invocation:
        """Invoke a function and wait for its result."""
        parameters = {"Payload": json.dumps(event), "LogType": "Tail"} | parameters
        answer = self.client("lambda").invoke(FunctionName=function, **parameters)
        log = base64.b64decode(answer.get("LogResult", "")).decode().splitlines()
        body = answer["Payload"].read()
        version = answer.get("ExecutedVersion", "")
        return Invocation(json.loads(body) if body else None, answer.get("FunctionError"), log, version)

    def permit(self, function: str, service: str, source: str, **more: str) -> None:
        """Let a service invoke a function for one source."""
        self.client("lambda").add_permission(
            FunctionName=function,
            StatementId=f"s-{secrets.token_hex(4)}",
            Action="lambda:InvokeFunction",
            Principal=f"{service}.amazonaws.com",
            SourceArn=source,
            **more,
        )

    def function_arn(self, function: str) -> str:
        """Return a function's ARN."""
        return self.arn("lambda", f"function:{function}")

    def logged(self, function: str) -> list[str]:
        """Return the messages in a function's log group."""
        logs = self.client("logs")
        with contextlib.suppress(logs.exceptions.ResourceNotFoundException):
            pages = logs.get_paginator("filter_log_events").paginate(logGroupName=f"/aws/lambda/{function}")
            return [event["message"].rstrip("\n") for page in pages for event in page["events"]]
        return []

    def told(self, function: str, count: int = 1) -> list[Any]:
        """Wait until ``TELL`` was invoked ``count`` times, and return the events that it got."""
        events: list[Any] = []

        def enough() -> bool:
            events[:] = [json.loads(line) for line in self.logged(function) if line.startswith("{")]
            return len(events) >= count

        wait_for("the event in the function's log", enough)
        return events

    def queue(self, **attributes: str) -> "Queue":
        """Create a queue that services may send to."""
        name = f"q-{secrets.token_hex(4)}"
        anyone = statement("sqs:SendMessage", Principal="*", Resource=self.arn("sqs", name))
        url = self.client("sqs").create_queue(
            QueueName=name, Attributes={"Policy": policy(anyone)} | attributes
        )
        return Queue(self.client("sqs"), url["QueueUrl"], self.arn("sqs", name))

    def topic(self) -> str:
        """Create a topic that services may publish to; return its ARN."""
        name = f"t-{secrets.token_hex(4)}"
        anyone = statement("sns:Publish", Principal="*", Resource=self.arn("sns", name))
        created = self.client("sns").create_topic(Name=name, Attributes={"Policy": policy(anyone)})
        return str(created["TopicArn"])

    def heard(self, **attributes: str) -> "tuple[str, Queue]":
        """Create a topic, and a queue that hears its messages as they are; return both."""
        topic, queue = self.topic(), self.queue()
        self.subscribe(topic, queue, RawMessageDelivery="true", **attributes)
        return topic, queue

    def subscribe(self, topic: str, queue: "Queue", **attributes: str) -> None:
        """Subscribe a queue to a topic."""
        self.client("sns").subscribe(
            TopicArn=topic, Protocol="sqs", Endpoint=queue.arn, Attributes=attributes
        )

    def metric(self, namespace: str, name: str, statistic: str, **dimensions: str) -> float:
        """Return a metric's statistic over the last minutes, 0 where it has no data."""
        now = datetime.now(UTC)
        points = self.client("cloudwatch").get_metric_statistics(
            Namespace=namespace,
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
            StartTime=now - timedelta(minutes=5),
            EndTime=now + timedelta(minutes=5),
            Period=600,
            Statistics=[statistic],
        )["Datapoints"]
        return sum(point[statistic] for point in points)

    def measure(self, name: str, *values: float, **dimensions: str) -> None:
        """Put values of a metric in the namespace Shop, measured now."""
        told = [{"Name": key, "Value": value} for key, value in dimensions.items()]
        data = [{"MetricName": name, "Value": value, "Dimensions": told} for value in values]
        self.client("cloudwatch").put_metric_data(Namespace="Shop", MetricData=data)

    def bucket(self, **configuration: Any) -> str:
        """Create a bucket, with a notification configuration where one is given; return its name."""
        s3, name = self.client("s3"), f"b-{secrets.token_hex(6)}"
        s3.create_bucket(Bucket=name)
        if configuration:
            s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration=configuration)
        return name


@dataclass(frozen=True)
class Queue:
    """A queue, and what to ask of it."""

    sqs: Any
    url: str
    arn: str

    def send(self, body: Any) -> None:
        """Send a message: a text as it is, anything else as JSON."""
        self.sqs.send_message(
            QueueUrl=self.url, MessageBody=body if isinstance(body, str) else json.dumps(body)
        )

    def messages(self, count: int = 1) -> list[Any]:
        """Wait for messages, and return their bodies read from JSON."""
        return [json.loads(message["Body"]) for message in self.raw(count)]

    def raw(self, count: int = 1) -> list[Any]:
        """Wait for messages, and return them as they came."""
        found: list[Any] = []

        def enough() -> bool:
            found.extend(self.poll())
            return len(found) >= count

        wait_for("the message in the queue", enough)
        return found

    def poll(self) -> list[Any]:
        """Return the messages that are there, or come within a second."""
        names = {"MessageAttributeNames": ["All"], "AttributeNames": ["All"]}
        answer = self.sqs.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10, WaitTimeSeconds=1, **names
        )
        return list(answer.get("Messages", []))


@functools.cache
def _client(service: str, endpoint: str, account: str, region: str) -> Any:
    """Make a client: of one session, because each session reads AWS's models anew."""
    return _session().client(
        service,
        endpoint_url=endpoint,
        aws_access_key_id=account,
        aws_secret_access_key="x",
        region_name=region,
        config=_CONFIG,
    )


@functools.cache
def _session() -> Any:
    return boto3.Session()


def statement(*actions: str, **more: Any) -> dict[str, Any]:
    """Return a statement of a policy; it allows unless ``more`` says otherwise."""
    return {"Effect": "Allow", "Action": list(actions)} | more


def policy(*statements: dict[str, Any]) -> str:
    """Return a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
