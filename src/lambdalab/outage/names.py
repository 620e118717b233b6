"""Lab 10's system as its runbook has it: what there is, what it is called, and what it may do."""

import io
import json
import random
import zipfile
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Any

from lambdalab.aws import Cloud

LAB = "10-break-fix"

INTAKE, REPORT, ALIAS = "intake", "report", "live"
LIVE = f"{INTAKE}:{ALIAS}"
RELEASE = "2"
INTAKE_ROLE, REPORT_ROLE, POLICY = "intake-role", "report-role", "work"
ORDERS, REPORTS, PAGES = "orders", "reports", "pages"
PARCELS, RETURNS, OFFICE, PAGER, DEAD = "parcels", "returns", "office", "pager", "parcels-dead"
RULE, SCHEDULE = "nightly-report", "cron(0 3 * * ? *)"
ALARM = "intake-errors"

SUFFIX = ".json"
TRIES = 3
"""How often a message of ``PARCELS`` is received before it is set aside."""

TIMEOUT = 10

SUBSCRIBED = {PARCELS: ORDERS, RETURNS: ORDERS, OFFICE: REPORTS, PAGER: PAGES}
"""Each queue that is subscribed, and the topic that it listens to."""

KINDS = {PARCELS: "order", RETURNS: "return"}
"""The kind of message that each queue takes by its subscription's filter."""

CODE = {"1": "intake_1", RELEASE: "intake_2", "$LATEST": "intake_draft"}
"""The file behind each version of ``INTAKE``."""


def bucket_of(cloud: Cloud) -> str:
    """Return the bucket's name: bucket names are shared by all accounts, so the account is part of it."""
    return f"orders-{cloud.account}"


def package(name: str) -> bytes:
    """Return the deployment package of a file of ``deployed``: always the same bytes."""
    text = files("lambdalab.outage.deployed").joinpath(f"{name}.py").read_text()
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        entry = zipfile.ZipInfo("app.py", date_time=(2026, 11, 1, 0, 0, 0))
        entry.external_attr = 0o644 << 16
        opened.writestr(entry, text)
    return archive.getvalue()


def digest(name: str) -> str:
    """Return the CodeSha256 that Lambda tells of a file of ``deployed``."""
    return b64encode(sha256(package(name)).digest()).decode()


def document(*statements: dict[str, Any]) -> str:
    """Return a policy's document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def may_send(cloud: Cloud, queue: str, topic: str) -> str:
    """Return a queue's policy: one topic may send to it."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": cloud.arn("sqs", queue),
            "Condition": {"ArnEquals": {"aws:SourceArn": cloud.arn("sns", topic)}},
        }
    )


def rights(cloud: Cloud) -> dict[str, dict[str, str]]:
    """Return what each role may do, and on what; its log comes on top."""
    bucket = f"arn:aws:s3:::{bucket_of(cloud)}"
    return {
        INTAKE_ROLE: {"s3:GetObject": f"{bucket}/*", "sns:Publish": cloud.arn("sns", ORDERS)},
        REPORT_ROLE: {"s3:ListBucket": bucket, "sns:Publish": cloud.arn("sns", REPORTS)},
    }


def may(allowed: dict[str, str]) -> str:
    """Return the policy of a role that may do so much."""
    return document(*({"Effect": "Allow", "Action": one, "Resource": on} for one, on in allowed.items()))


def redrive(cloud: Cloud, tries: int = TRIES) -> str:
    """Return the redrive policy of ``PARCELS``."""
    return json.dumps({"deadLetterTargetArn": cloud.arn("sqs", DEAD), "maxReceiveCount": tries})


def notification(cloud: Cloud, suffix: str = SUFFIX) -> dict[str, Any]:
    """Return the bucket's notification configuration."""
    rule = {"Name": "suffix", "Value": suffix}
    entry = {
        "LambdaFunctionArn": cloud.arn("lambda", f"function:{LIVE}"),
        "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": [rule]}},
    }
    return {"LambdaFunctionConfigurations": [entry]}


def alarm(cloud: Cloud) -> dict[str, Any]:
    """Return the alarm's settings."""
    return {
        "AlarmName": ALARM,
        "AlarmDescription": "Orders are lost. Begin with the log /aws/lambda/intake.",
        "Namespace": "AWS/Lambda",
        "MetricName": "Errors",
        "Dimensions": [{"Name": "FunctionName", "Value": INTAKE}],
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1.0,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
        "AlarmActions": [cloud.arn("sns", PAGES)],
        "OKActions": [cloud.arn("sns", PAGES)],
    }


def kept_orders(cloud: Cloud) -> dict[str, bytes]:
    """Return the orders of last week that lie in the bucket, by their keys: others for each account."""
    numbers = random.Random(f"kept {cloud.account}").sample(range(1000, 9999), 3)  # noqa: S311 (no secret)
    return {
        f"2026/week 47/B-{number}.json": json.dumps({"order": f"B-{number}", "kind": "order"}).encode()
        for number in numbers
    }


def kept_messages(cloud: Cloud) -> list[str]:
    """Return the messages that wait in ``DEAD`` for somebody to look at them: others for each account."""
    numbers = random.Random(f"dead {cloud.account}").sample(range(1000, 9999), 2)  # noqa: S311 (no secret)
    return [json.dumps({"order": f"C-{number}", "kind": "order", "street": None}) for number in numbers]
