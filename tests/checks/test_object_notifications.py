"""Lab 02's checks: what the master builds passes, and each way to break it gets its own message."""

import contextlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from lambdalab.aws import Cloud
from lambdalab.checks import mailbox
from lambdalab.checks.object_notifications import LAB
from lambdalab.checks.registry import TASKS, judge
from lambdalab.checks.results import Verdict
from lambdalab.paths import SOLUTIONS

LOG_AND_PUBLISH = """
import json, os, boto3
from urllib.parse import unquote_plus
def handler(event, context):
    {before}
    keys = []
    for record in event["Records"]{slice}:
        key = {key}
        message = {{"bucket": record["s3"]["bucket"]["name"], "key": key, "uploaded": record["eventTime"]}}
        {publish}
        keys.append(key)
    return {returns}
"""
RIGHT = {
    "before": "pass",
    "slice": "",
    "key": 'unquote_plus(record["s3"]["object"]["key"])',
    "publish": 'boto3.client("sns").publish(TopicArn=os.environ["TOPIC_ARN"], Message=json.dumps(message))',
    "returns": "keys",
}


class System:
    """What the master built, and ways to change it."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.bucket = f"reports-{cloud.account}"
        self.function_arn = cloud.arn("lambda", "function:notify")
        self.topic = cloud.arn("sns", "reports")

    def judge(self, task: str) -> Verdict:
        """Judge a task as the learner's kernel would."""
        return judge(task, self.cloud)

    def set_code(self, **parts: str) -> None:
        """Give the function other code: the right one, but for the parts that are named."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("app.py", LOG_AND_PUBLISH.format(**(RIGHT | parts)))
        client = self.cloud.client("lambda")
        client.update_function_code(FunctionName="notify", ZipFile=packed.getvalue())
        client.get_waiter("function_updated_v2").wait(FunctionName="notify", WaiterConfig={"Delay": 0.05})

    def set_topic(self, arn: str | None) -> None:
        """Set or remove the function's variable TOPIC_ARN."""
        client = self.cloud.client("lambda")
        variables = {} if arn is None else {"TOPIC_ARN": arn}
        client.update_function_configuration(FunctionName="notify", Environment={"Variables": variables})
        client.get_waiter("function_updated_v2").wait(FunctionName="notify", WaiterConfig={"Delay": 0.05})

    def set_notification(
        self, events: tuple[str, ...] = ("s3:ObjectCreated:*",), suffix: str = ".csv"
    ) -> None:
        """Let the bucket notify the function, with another filter or of other events."""
        rules = [{"Name": "suffix", "Value": suffix}] if suffix else []
        entry: dict[str, Any] = {"LambdaFunctionArn": self.function_arn, "Events": list(events)}
        entry |= {"Filter": {"Key": {"FilterRules": rules}}} if rules else {}
        self.cloud.client("s3").put_bucket_notification_configuration(
            Bucket=self.bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [entry]}
        )

    def set_permission(self, **limits: str) -> None:
        """Replace the function's permission for S3; without a principal there is none afterwards."""
        client = self.cloud.client("lambda")
        with contextlib.suppress(client.exceptions.ResourceNotFoundException):
            client.remove_permission(FunctionName="notify", StatementId="uploads")
        if limits:
            client.add_permission(
                FunctionName="notify", StatementId="uploads", Action="lambda:InvokeFunction", **limits
            )

    def set_policy(self, action: str | list[str], resource: str) -> None:
        """Replace the role's policy."""
        statement = {"Effect": "Allow", "Action": action, "Resource": resource}
        self.cloud.client("iam").put_role_policy(
            RoleName="notify-role",
            PolicyName="publish",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statement}),
        )

    def restore(self) -> None:
        """Make it as the master left it."""
        self.set_code()
        self.set_topic(self.topic)
        self.set_permission(
            Principal="s3.amazonaws.com",
            SourceArn=f"arn:aws:s3:::{self.bucket}",
            SourceAccount=self.cloud.account,
        )
        self.set_notification()
        self.set_policy("sns:Publish", self.topic)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Build the system with the master's own cells."""
    folder, environment, home = tmp_path_factory.mktemp("lab"), dict(os.environ), Path.cwd()
    os.chdir(folder)
    names: dict[str, Any] = {}
    for cell in nbformat.read(SOLUTIONS / LAB / "lab.ipynb", as_version=4).cells:
        if cell.source.startswith("%%writefile "):
            first, _, code = cell.source.partition("\n")
            (folder / first.split()[1]).write_text(code)
        elif cell.cell_type == "code" and not cell.source.startswith("check("):
            exec(cell.source, names)  # noqa: S102 (our own master)
        if cell.id == "upload-arrives-answer":
            break
    system = System(Cloud.of_environment())
    yield system
    os.chdir(home)
    os.environ.clear()
    os.environ.update(environment)


@pytest.fixture
def system(built: System) -> Iterator[System]:
    """Give a test the system, and undo what the test does to it."""
    yield built
    built.restore()


@pytest.mark.parametrize("task", [task.name for task in TASKS.values() if task.lab == LAB])
def test_the_masters_system_passes(built: System, task: str) -> None:
    """Every task passes, and earns its points."""
    verdict = built.judge(task)
    assert (verdict.status, verdict.points) == ("passed", TASKS[task].points), verdict


def test_checks_leave_nothing_behind(built: System) -> None:
    """After all checks the bucket holds the learner's object alone, and the inbox no message of theirs."""
    for task in TASKS.values():
        if task.lab == LAB:
            built.judge(task.name)
    objects = built.cloud.client("s3").list_objects_v2(Bucket=built.bucket)["Contents"]
    assert [entry["Key"] for entry in objects] == ["monday sales.csv"]
    left = mailbox.collect(built.cloud, "inbox", "", at_least=0, and_duplicates=True)
    assert left == []


@pytest.mark.parametrize(
    ("parts", "status", "look_at"),
    [
        ({"key": 'record["s3"]["object"]["key"]'}, "mismatch", "unquote_plus"),
        ({"slice": "[:1]"}, "mismatch", "more than one record"),
        ({"returns": "keys[0]"}, "mismatch", "a list"),
        ({"returns": "sorted(keys)"}, "mismatch", "order"),
        ({"before": 'raise KeyError("Record")'}, "failed", "Records"),
    ],
    ids=["not decoded", "first record only", "no list", "sorted", "raises"],
)
def test_wrong_readings_of_the_event_are_told_apart(
    system: System, parts: dict[str, str], status: str, look_at: str
) -> None:
    """Each mistake in reading the event is refused with the place to look at."""
    system.set_code(**parts)
    verdict = system.judge("function-reads-event")
    assert (verdict.status, verdict.points) == (status, 0.0)
    assert look_at in verdict.look_at


@pytest.mark.parametrize(
    ("parts", "status", "found"),
    [
        ({"publish": "pass"}, "failed", "none arrived"),
        ({"publish": f"{RIGHT['publish']}; {RIGHT['publish']}"}, "mismatch", "2 like it"),
        (
            {"publish": RIGHT["publish"].replace("json.dumps(message)", "str(message)")},
            "mismatch",
            "this one",
        ),
        ({"publish": RIGHT["publish"].replace("TOPIC_ARN", "TOPIC")}, "failed", "KeyError"),
        ({"key": 'record["s3"]["object"]["key"]'}, "mismatch", "0 like it"),
    ],
    ids=["silent", "twice", "not JSON", "other variable", "not decoded"],
)
def test_wrong_publications_are_told_apart(
    system: System, parts: dict[str, str], status: str, found: str
) -> None:
    """Each mistake in publishing is refused with what arrived."""
    system.set_code(**parts)
    verdict = system.judge("function-publishes")
    assert (verdict.status, verdict.points) == (status, 0.0)
    assert found in verdict.found


@pytest.mark.parametrize(
    ("action", "resource", "status"),
    [("sns:Publish", "*", "mismatch"), ("sns:*", "{topic}", "mismatch"), ("sqs:SendMessage", "*", "missing")],
)
def test_a_role_that_is_too_wide_or_too_narrow_is_refused(
    system: System, action: str, resource: str, status: str
) -> None:
    """The policy must allow publishing to the topic, and no more."""
    system.set_policy(action, resource.format(topic=system.topic))
    assert system.judge("role-may-publish").status == status


def test_a_missing_and_a_wrong_topic_variable_are_told_apart(system: System) -> None:
    """No variable is missing; another topic's ARN is a mismatch."""
    system.set_topic(None)
    assert system.judge("function-knows-topic").status == "missing"
    system.set_topic(f"{system.topic}-old")
    assert system.judge("function-knows-topic").status == "mismatch"


def test_permissions_without_their_limits_are_refused(system: System) -> None:
    """No permission is missing; one without the account, or for another bucket, is a mismatch."""
    system.set_permission()
    assert system.judge("s3-may-invoke").status == "missing"
    system.set_permission(Principal="s3.amazonaws.com", SourceArn=f"arn:aws:s3:::{system.bucket}")
    assert system.judge("s3-may-invoke").status == "mismatch"
    system.set_permission(Principal="sns.amazonaws.com", SourceArn=system.topic)
    assert system.judge("s3-may-invoke").status == "missing"


@pytest.mark.parametrize(
    ("events", "suffix"),
    [
        (("s3:ObjectCreated:*",), ""),
        (("s3:ObjectCreated:*",), ".CSV"),
        (("s3:ObjectRemoved:*",), ".csv"),
    ],
    ids=["no filter", "other case", "removals"],
)
def test_other_notifications_are_refused(system: System, events: tuple[str, ...], suffix: str) -> None:
    """The notification must be of new objects, and of .csv alone."""
    system.set_notification(events, suffix)
    assert system.judge("bucket-notifies-function").status == "mismatch"


def test_what_needs_another_task_is_skipped(system: System) -> None:
    """A task whose needs are not met is skipped, and names the task to begin with."""
    system.set_permission()
    verdict = system.judge("upload-arrives")
    assert (verdict.status, verdict.points) == ("skipped", 0.0)
    assert "bucket-notifies-function" in verdict.found


@pytest.mark.parametrize(
    ("parts", "found"),
    [({"publish": "pass"}, "nothing arrived"), ({"before": "1 / 0"}, "ZeroDivisionError")],
    ids=["silent", "raises"],
)
def test_the_first_broken_link_of_an_upload_is_named(
    system: System, parts: dict[str, str], found: str
) -> None:
    """Where no message arrives, the verdict names the link that broke."""
    system.set_code(**parts)
    verdict = system.judge("upload-arrives")
    assert verdict.status == "failed"
    assert found in verdict.found


def test_an_unsubscribed_inbox_is_named(system: System) -> None:
    """The last link of the path is the subscription."""
    sns = system.cloud.client("sns")
    subscription = sns.list_subscriptions_by_topic(TopicArn=system.topic)["Subscriptions"][0]
    sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    try:
        verdict = system.judge("upload-arrives")
    finally:
        sns.subscribe(TopicArn=system.topic, Protocol="sqs", Endpoint=subscription["Endpoint"])
    assert verdict.found == "it has no subscription"
