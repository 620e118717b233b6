"""A stage: a learner's pipeline once more, in an account of its own, where a check releases what it likes.

Function, role and variables are those of the learner, with the account's number replaced. The ``shop`` that
is released there is the check's. The learner's own account is only read.
"""

import io
import json
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.functions import Answer, error_of, invoke
from lambdalab.checks.results import Unmet
from lambdalab.steering import post
from lambdalab.waiting import wait_for

RELEASE, SHOP, ALIAS = "release", "shop", "live"
TOPIC, QUEUE = "releases", "team"
LIVE, DECIDED = "/shop/live", "/shop/decided"

type Alias = tuple[str, dict[str, float]]
"""The version that an alias names, and the weights of another one."""

_SECONDS = 8
_MESSAGE_SECONDS = 3
_SLOW_PATH = "/_lambdalab/slow-updates"


def bucket_of(cloud: Cloud) -> str:
    """Return the name of an account's bucket of packages."""
    return f"packages-{cloud.account}"


def program(body: str, answer: str = 'event["price"] * event["count"]') -> str:
    """Return the code of a shop that is like no other: what it does first, and how it comes to its total."""
    lines = ["def handler(event, context):", f"    build = {secrets.token_hex(6)!r}"]
    lines += [f"    {line}" for line in body.splitlines()]
    return "\n".join([*lines, f'    return {{"total": {answer}, "build": build}}', ""])


def zipped(code: str) -> bytes:
    """Return a package of one file, app.py, which everybody may read."""
    data, entry = io.BytesIO(), zipfile.ZipInfo("app.py")
    entry.external_attr = 0o644 << 16
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(entry, code)
    return data.getvalue()


class Stage:
    """The second pipeline: packages go in, and alias, parameters and messages are looked at."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.functions = cloud.client("lambda")
        self.bucket = bucket_of(cloud)
        self.last_request = ""

    def upload(self, code: str, key: str | None = None) -> str:
        """Put a package into the bucket and return its key."""
        key = key or f"shop {secrets.token_hex(3)}+1.zip"
        self.cloud.client("s3").put_object(Bucket=self.bucket, Key=key, Body=zipped(code))
        return key

    def renew(self, code: str) -> None:
        """Give $LATEST other code, without the pipeline."""
        self.functions.update_function_code(FunctionName=SHOP, ZipFile=zipped(code))
        settle(self.functions, "function_updated_v2", SHOP)

    def publish(self, code: str) -> str:
        """Publish a version of the shop, without the pipeline, and return its number."""
        self.renew(code)
        return str(self.functions.publish_version(FunctionName=SHOP)["Version"])

    def answer(self, version: str) -> Any:
        """Return what a version of the shop answers to an order."""
        order = json.dumps({"price": 2, "count": 1})
        return json.load(
            self.functions.invoke(FunctionName=SHOP, Qualifier=version, Payload=order)["Payload"]
        )

    def step(self, name: str, *values: Any) -> Any:
        """Run one step of the pipeline and return what it gives. Raises Unmet where it ends with an error."""
        return self.run({"step": name, "with": values}, f"{RELEASE} to run {name}")

    def run(self, event: Mapping[str, Any], expected: str) -> Any:
        """Invoke the pipeline. Raises Unmet where it ends with an error."""
        answer = self.attempt(event)
        if answer.error:
            raise _failed(expected, answer)
        return answer.payload

    def attempt(self, event: Mapping[str, Any]) -> Answer:
        """Invoke the pipeline, which may end with an error."""
        answer = invoke(self.cloud, RELEASE, event)
        self.last_request = answer.request_id
        return answer

    def alias(self) -> Alias:
        """Return where the alias is."""
        try:
            told = self.functions.get_alias(FunctionName=SHOP, Name=ALIAS)
        except self.functions.exceptions.ResourceNotFoundException:
            raise Unmet(
                "mismatch",
                expected=f"the alias {ALIAS} of {SHOP} to stay where it is",
                found="it is gone: nobody can order any more",
                look_at="update_alias: an alias is moved, not deleted and created anew",
            ) from None
        return told["FunctionVersion"], dict(
            told.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
        )

    def point(self, version: str, weights: Mapping[str, float] | None = None) -> None:
        """Move the alias, without the pipeline."""
        routing = {"AdditionalVersionWeights": dict(weights or {})}
        self.functions.update_alias(
            FunctionName=SHOP, Name=ALIAS, FunctionVersion=version, RoutingConfig=routing
        )

    def trade(self, version: str, orders: int, count: int = 1) -> None:
        """Let a version get all of the alias's orders for a while, until CloudWatch has counted them."""
        before = self.alias()
        counted = self._invocations(version)
        self.point(version)
        for _ in range(orders):
            order = json.dumps({"price": 2 + secrets.randbelow(7), "count": count})
            self.functions.invoke(FunctionName=SHOP, Qualifier=ALIAS, Payload=order)
        self.point(*before)
        wait_for(lambda: self._invocations(version) >= counted + orders or None, _SECONDS)

    def parameter(self, name: str) -> str | None:
        """Return a parameter's value, None where it is not there."""
        found = self.cloud.client("ssm").get_parameters(Names=[name])["Parameters"]
        return str(found[0]["Value"]) if found else None

    def messages(self, count: int) -> list[str]:
        """Take the messages to the team out of their queue; for ``count`` of them it waits a moment each."""
        sqs = self.cloud.client("sqs")
        queue = sqs.get_queue_url(QueueName=QUEUE)["QueueUrl"]
        found: list[str] = []
        while True:
            seconds = _MESSAGE_SECONDS if len(found) < count else 0
            answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=seconds)
            if not answer.get("Messages"):
                return found
            for message in answer["Messages"]:
                found.append(message["Body"])
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])

    def close_topic(self) -> None:
        """Delete the topic: who publishes to it from now on gets an error."""
        sns = self.cloud.client("sns")
        for topic in sns.list_topics()["Topics"]:
            sns.delete_topic(TopicArn=topic["TopicArn"])

    @contextmanager
    def denied(self, action: str) -> Iterator[None]:
        """Deny the pipeline's role an action for a while."""
        iam = self.cloud.client("iam")
        role = self.functions.get_function_configuration(FunctionName=RELEASE)["Role"].rpartition("/")[2]
        policy = {"RoleName": role, "PolicyName": "denied-for-a-while"}
        statement = {"Effect": "Deny", "Action": action, "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_role_policy(**policy, PolicyDocument=document)
        try:
            yield
        finally:
            iam.delete_role_policy(**policy)

    @contextmanager
    def slow_updates(self, seconds: float) -> Iterator[None]:
        """Let each update of code take so long, as on AWS, for a while."""
        post(self.cloud, _SLOW_PATH, {"seconds": seconds})
        try:
            yield
        finally:
            post(self.cloud, _SLOW_PATH, {"seconds": 0})

    def _invocations(self, version: str) -> float:
        names = {"FunctionName": SHOP, "Resource": f"{SHOP}:{ALIAS}", "ExecutedVersion": version}
        now = datetime.now(UTC)
        points = self.cloud.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/Lambda",
            MetricName="Invocations",
            Dimensions=[{"Name": name, "Value": value} for name, value in names.items()],
            StartTime=now - timedelta(hours=1),
            EndTime=now + timedelta(minutes=1),
            Period=60,
            Statistics=["Sum"],
        )["Datapoints"]
        return float(sum(point["Sum"] for point in points))


def settle(functions: Any, waiter: str, function: str) -> None:
    """Wait until a function is ready, looking often: the engine is quicker than AWS."""
    functions.get_waiter(waiter).wait(FunctionName=function, WaiterConfig={"Delay": 0.05})


def _failed(expected: str, answer: Answer) -> Unmet:
    told = error_of(answer)
    advice = next((advice for words, advice in _REASONS.items() if words in told), _ELSEWHERE)
    return Unmet("failed", expected=expected, found=f"it ended with {error_of(answer, 300)}", look_at=advice)


_ELSEWHERE = "what that line does; update() after each change"

_REASONS = {
    "No module named": "update(): the function has the files that it had at the last one",
    "AttributeError: module": "the names in that file: they must be as they were given",
    "NotImplementedError": "that file: the answer is still to be written; then update()",
    "An update is in progress": "the code was still being updated: a waiter between update and publish",
    "lambda:GetFunctionConfiguration": "the waiter: the one of the text, with _v2, asks get_function instead",
    "not authorized": "the role's policy: check role-fits-pipeline again",
    "ParameterAlreadyExists": "put_parameter: a parameter that is there needs Overwrite",
    "already included in routing": "RoutingConfig: the trial's weights still name it; empty ones end it",
    "validation error detected": "the value that AWS names, and what it must be",
    "Task timed out": "what the code waits for, and whether that can come",
    "JSON serializable": "what is returned: text or None, not all that AWS answered",
}
"""Where to look, by words of the error; the first that match count."""
