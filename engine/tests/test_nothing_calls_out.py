"""Nothing leaves this machine: neither the engine nor a function's SDK looks a name up or connects away."""

import ipaddress
import json
import os
import subprocess
import sys
from pathlib import Path

from engine_testing import OwnEngine, own_engine, wait_for

WATCH = """
import ipaddress, sys

def is_local(host):
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False

def watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    tell(event, host, is_local(host))

sys.addaudithook(watch)
"""

ENGINE = (
    WATCH
    + """
import os
note = os.open(NOTE, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

def tell(event, host, is_local):
    os.write(note, f"{'local' if is_local else 'away'} {event} {host}\\n".encode())
"""
)

FUNCTION = f"""{WATCH}
seen = []

def tell(event, host, is_local):
    seen.append(("local" if is_local else "away", event, str(host)))

import json, os
import boto3

def handler(event, context):
    record = event["Records"][0]["s3"]
    boto3.client("s3").get_object(Bucket=record["bucket"]["name"], Key=record["object"]["key"])
    boto3.client("sns").publish(TopicArn=os.environ["TOPIC"], Message="first")
    boto3.client("sns").publish(TopicArn=os.environ["TOPIC"], Message=json.dumps(seen))
"""


def watched_engine(folder: Path) -> dict[str, str]:
    """Return the variables that make an engine note each lookup and connection in ``folder``."""
    text = ENGINE.replace("NOTE", repr(str(folder / "seen")))
    (folder / "sitecustomize.py").write_text(text)
    return {"PYTHONPATH": str(folder)}


def walk(engine: OwnEngine) -> list[list[str]]:
    """Send an object's event through a function and a topic to a queue; return what the function saw."""
    account = engine.account
    s3, sns, sqs = (account.client(name) for name in ("s3", "sns", "sqs"))
    queue = sqs.create_queue(QueueName="messages")["QueueUrl"]
    queue_arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    topic = sns.create_topic(Name="uploads")["TopicArn"]
    everybody = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": queue_arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [everybody]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=queue_arn, Attributes={"RawMessageDelivery": "true"}
    )
    function = account.deploy(FUNCTION, Environment={"Variables": {"TOPIC": topic}}, Timeout=30)
    found = function.api.add_permission(
        FunctionName=function.name,
        StatementId="s3",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
    )
    s3.create_bucket(Bucket=f"b-{account.number}")
    s3.put_bucket_notification_configuration(
        Bucket=f"b-{account.number}",
        NotificationConfiguration={
            "LambdaFunctionConfigurations": [
                {
                    "LambdaFunctionArn": json.loads(found["Statement"])["Resource"],
                    "Events": ["s3:ObjectCreated:*"],
                }
            ]
        },
    )
    s3.put_object(Bucket=f"b-{account.number}", Key="a", Body=b"x")
    bodies: list[str] = []

    def has_both() -> bool:
        for message in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
            bodies.append(message["Body"])
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return len(bodies) == 2

    wait_for(has_both)
    account.client("logs").describe_log_groups()
    account.client("cloudwatch").list_metrics()
    seen: list[list[str]] = json.loads(next(body for body in bodies if body != "first"))
    return seen


def test_nothing_calls_out(tmp_path: Path, free_port: int) -> None:
    """From its start, through S3, Lambda, SNS and SQS, all that is looked up and reached is on loopback."""
    with own_engine(tmp_path, free_port, **watched_engine(tmp_path)) as engine:
        by_function = walk(engine)
    by_engine = [line.split() for line in (tmp_path / "seen").read_text().splitlines()]
    assert [seen for seen in by_function + by_engine if seen[0] == "away"] == []
    # The watch sees what it is there for.
    assert {"local"} == {seen[0] for seen in by_function}
    assert any(
        ipaddress.ip_address(seen[2]).is_loopback for seen in by_function if seen[1] == "socket.connect"
    )


def test_the_watch_sees_who_calls_out(tmp_path: Path) -> None:
    """A lookup and a connection to another machine are noted: a watch that sees nothing proves nothing."""
    calls = (
        "import socket\n"
        "for call in (lambda: socket.getaddrinfo('aws.amazon.com.invalid', 443),\n"
        "             lambda: socket.socket(type=socket.SOCK_DGRAM).connect(('192.0.2.1', 9))):\n"
        "    try: call()\n"
        "    except OSError: pass\n"
    )
    env = os.environ | watched_engine(tmp_path)
    subprocess.run([sys.executable, "-P", "-W", "ignore", "-c", calls], env=env, check=True)
    away = [
        line.split()[2] for line in (tmp_path / "seen").read_text().splitlines() if line.startswith("away")
    ]
    assert away == ["aws.amazon.com.invalid", "192.0.2.1"]
