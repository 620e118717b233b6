"""The function of lab 08: release."""

import importlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any
from unittest import mock

import boto3
import pytest
from functions_testing import example, folder_of

FUNCTION = "08-delivery-pipeline/release"
FIRST = 'def handler(event, context):\n    return {"total": event["price"] * event["count"]}\n'
DECIDE = {"step": "pipeline.decide"}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


def zipped(code: str) -> bytes:
    """Return a package of one file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo("app.py"), code)
    return data.getvalue()


class Pipeline:
    """The function, the shop that it releases, and the team's inbox; moto runs no function."""

    def __init__(self) -> None:
        role = boto3.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(TRUST))
        self.functions = boto3.client("lambda")
        self.functions.create_function(
            FunctionName="shop",
            Runtime="python3.13",
            Role=role["Role"]["Arn"],
            Handler="app.handler",
            Code={"ZipFile": zipped(FIRST)},
            Publish=True,
        )
        self.functions.create_alias(FunctionName="shop", Name="live", FunctionVersion="1")
        sns, self.sqs = boto3.client("sns"), boto3.client("sqs")
        self.topic = sns.create_topic(Name="releases")["TopicArn"]
        self.team = self.sqs.create_queue(QueueName="team")["QueueUrl"]
        sns.subscribe(
            TopicArn=self.topic,
            Protocol="sqs",
            Endpoint="arn:aws:sqs:us-east-1:123456789012:team",
            Attributes={"RawMessageDelivery": "true"},
        )
        self.function = example(FUNCTION)
        boto3.client("s3").create_bucket(Bucket="packages-123456789012")
        self.upload("# new\n" + FIRST)

    def upload(self, code: str) -> None:
        """Put the package that the event tells of into its bucket."""
        key = self.function.event["Records"][0]["s3"]["object"]["key"].replace("+", " ")
        boto3.client("s3").put_object(Bucket="packages-123456789012", Key=key, Body=zipped(code))

    def run(self, event: Any = None) -> Any:
        """Give the function an event, that of a package unless another one is given."""
        return self.function.handler(event or self.function.event, None)

    def live(self) -> tuple[str, dict[str, float]]:
        """Return where the alias is."""
        told = self.functions.get_alias(FunctionName="shop", Name="live")
        return told["FunctionVersion"], told.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})

    def told(self) -> list[str]:
        """Return the outcomes that were told."""
        messages = self.sqs.receive_message(QueueUrl=self.team, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"])["outcome"] for message in messages]


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    """Return a pipeline whose shop answers rightly, as moto runs no function, and had no orders yet."""
    system = Pipeline()
    monkeypatch.syspath_prepend(str(folder_of(FUNCTION)))
    monkeypatch.setenv("SHOP", "shop")
    monkeypatch.setenv("TOPIC_ARN", system.topic)
    answer = {"Payload": io.BytesIO(b'{"total": 6}')}
    with mock.patch.object(importlib.import_module("deploy").functions, "invoke", return_value=answer):
        yield system


def counted(version: str, **metrics: float) -> None:
    """Let CloudWatch have counted what a version did behind the alias."""
    names = {"FunctionName": "shop", "Resource": "shop:live", "ExecutedVersion": version}
    dimensions = [{"Name": name, "Value": value} for name, value in names.items()]
    boto3.client("cloudwatch").put_metric_data(
        Namespace="AWS/Lambda",
        MetricData=[
            {"MetricName": name, "Value": value, "Dimensions": dimensions} for name, value in metrics.items()
        ],
    )


def test_a_package_becomes_a_canary(pipeline: Pipeline) -> None:
    """The event gives the result beside it: version 2 gets a tenth, and nothing is told yet."""
    assert pipeline.run() == pipeline.function.result
    assert pipeline.live() == ("1", {"2": 0.1})
    assert pipeline.told() == []


def test_a_canary_without_orders_waits(pipeline: Pipeline) -> None:
    """Four good orders are not enough."""
    pipeline.run()
    counted("2", Invocations=4)
    pipeline.run(DECIDE)
    assert pipeline.live() == ("1", {"2": 0.1})


def test_a_good_canary_goes_live(pipeline: Pipeline) -> None:
    """Alias, parameters and message say so, whatever version 1 did meanwhile."""
    pipeline.run()
    counted("1", Invocations=9, Errors=9)
    counted("2", Invocations=5)
    pipeline.run(DECIDE)
    assert (pipeline.live(), parameters(), pipeline.told()) == (
        ("2", {}),
        {"/shop/live": "2", "/shop/decided": "2"},
        ["released"],
    )


def test_a_failing_canary_is_rolled_back(pipeline: Pipeline) -> None:
    """One error is enough, and what is live stays what it was."""
    pipeline.run()
    counted("2", Invocations=5, Errors=1)
    pipeline.run(DECIDE)
    assert (pipeline.live(), parameters(), pipeline.told()) == (
        ("1", {}),
        {"/shop/decided": "2"},
        ["rolled back"],
    )


@pytest.mark.parametrize("payload", [b'{"total": 5}', b"null", b'{"errorType": "KeyError"}', b"[6]"])
def test_a_wrong_answer_is_rejected(pipeline: Pipeline, payload: bytes) -> None:
    """No customer gets that version, and people are told."""
    answer = {"Payload": io.BytesIO(payload)}
    with mock.patch.object(importlib.import_module("deploy").functions, "invoke", return_value=answer):
        pipeline.run()
    assert (pipeline.live(), pipeline.told()) == (("1", {}), ["rejected"])


def test_what_was_decided_is_not_tried_again(pipeline: Pipeline) -> None:
    """The same version comes twice: its event was delivered twice."""
    pipeline.run()
    counted("2", Invocations=5, Errors=1)
    pipeline.run(DECIDE)
    with mock.patch.object(importlib.import_module("deploy"), "publish", return_value="2"):
        pipeline.run()
    assert pipeline.live() == ("1", {})


def test_nothing_on_trial_changes_nothing(pipeline: Pipeline) -> None:
    """The rule comes every five minutes, mostly in vain."""
    pipeline.run(DECIDE)
    assert (pipeline.live(), parameters()) == (("1", {}), {})


def parameters() -> dict[str, str]:
    """Return the pipeline's parameters that are there."""
    found = boto3.client("ssm").get_parameters(Names=["/shop/live", "/shop/decided"])["Parameters"]
    return {one["Name"]: one["Value"] for one in found}
