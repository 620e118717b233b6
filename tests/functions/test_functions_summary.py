"""The functions of notebook 10, and its template: what is announced, what the checklist sees."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import boto3
import pytest
import yaml
from functions_testing import Example, example, folder_of

NAME, BUCKET = "announce-notify", "announce-123456789012"
ALARM: dict[str, Any] = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Statistic": "Sum", "Period": 60}
ALARM |= {"EvaluationPeriods": 1, "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold"}
CLOSED = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
LOG = f"/aws/lambda/{NAME}"
TOPIC = "arn:aws:sns:us-east-1:123456789012:topic"


class Loader(yaml.SafeLoader):
    """Reads a template; what stands after !Ref, !Sub and !GetAtt is given as it is."""


for tag in ("!Ref", "!Sub", "!GetAtt"):
    Loader.add_constructor(tag, lambda loader, node: f"{node.tag} {node.value}")


def client(service: str) -> Any:
    """Return a client of moto's."""
    return boto3.client(service)


def policy(action: str, resource: str) -> str:
    """Return a policy with one statement."""
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


class Stack:
    """Lists what a stack consists of, as CloudFormation does: moto's lacks a package here."""

    def list_stack_resources(self, *, StackName: str) -> dict[str, Any]:  # noqa: N803 (AWS's name)
        """Return the function, the bucket, and a topic that nobody asks for."""
        assert StackName == "announce"
        made = {"AWS::Lambda::Function": NAME, "AWS::S3::Bucket": BUCKET, "AWS::SNS::Topic": TOPIC}
        summaries = [{"ResourceType": kind, "PhysicalResourceId": name} for kind, name in made.items()]
        return {"StackResourceSummaries": summaries}


@pytest.fixture
def checklist() -> Example:
    """Load the checklist above a stack that is locked down in all that it asks."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("notify.py", "def handler(event, context): pass")
    role = client("iam").create_role(RoleName="announce", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    write_role(policy("sns:Publish", TOPIC))
    client("lambda").create_function(
        FunctionName=NAME,
        Runtime="python3.13",
        Handler="notify.handler",
        Role=role,
        Code={"ZipFile": packed.getvalue()},
    )
    client("s3").create_bucket(Bucket=BUCKET)
    lock()
    loaded = example("10-summary/checklist", file="checklist.py")
    vars(loaded.module)["cloudformation"] = Stack()
    return loaded


def write_role(document: str) -> None:
    """Give the function's role a policy in place of the one it has."""
    client("iam").put_role_policy(RoleName="announce", PolicyName="own", PolicyDocument=document)


def lock() -> None:
    """Set what stands around the function and the bucket."""
    it, functions = {"FunctionName": NAME}, client("lambda")
    bucket = {"SourceArn": f"arn:aws:s3:::{BUCKET}", "Principal": "s3.amazonaws.com"}
    functions.add_permission(**it, StatementId="s3", Action="lambda:InvokeFunction", **bucket)
    functions.put_function_concurrency(**it, ReservedConcurrentExecutions=5)
    queue = {"Destination": "arn:aws:sqs:us-east-1:123456789012:failed"}
    functions.put_function_event_invoke_config(**it, DestinationConfig={"OnFailure": queue})
    client("logs").create_log_group(logGroupName=LOG)
    client("logs").put_retention_policy(logGroupName=LOG, retentionInDays=14)
    block = dict.fromkeys(CLOSED, True)
    client("s3").put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=block)
    watched = [{"Name": "FunctionName", "Value": NAME}]
    client("cloudwatch").put_metric_alarm(AlarmName="a", Dimensions=watched, AlarmActions=[TOPIC], **ALARM)


def test_each_upload_is_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two records are two messages, with the key as the file was called and its size."""
    topic = client("sns").create_topic(Name="topic")["TopicArn"]
    monkeypatch.setenv("TOPIC_ARN", topic)
    inbox = boto3.resource("sqs").create_queue(QueueName="inbox")
    client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=inbox.attributes["QueueArn"])
    notify = example("10-summary/announce", file="notify.py")
    assert notify.handler(notify.event, None) == notify.result
    told = [json.loads(message.body)["Message"] for message in inbox.receive_messages(MaxNumberOfMessages=10)]
    assert [json.loads(message) for message in told] == notify.result


def test_locked_stack_passes(checklist: Example) -> None:
    """A stack that has everything passes every question."""
    assert checklist.handler(checklist.event, None) == checklist.result


IT = {"FunctionName": NAME}
SLIPS: dict[str, Callable[[], Any]] = {
    "its role names its resources": lambda: write_role(policy("sns:Publish", "*")),
    "its callers are named": lambda: (
        client("lambda").remove_permission(**IT, StatementId="s3")
        and client("lambda").add_permission(
            **IT, StatementId="all", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com"
        )
    ),
    "no variable is a secret": lambda: client("lambda").update_function_configuration(
        **IT, Environment={"Variables": {"API_TOKEN": "x"}}
    ),
    "its log's lines expire": lambda: client("logs").delete_retention_policy(logGroupName=LOG),
    "its copies are limited": lambda: client("lambda").delete_function_concurrency(**IT),
    "failed events are kept": lambda: client("lambda").delete_function_event_invoke_config(**IT),
    "errors set off an action": lambda: client("cloudwatch").delete_alarms(AlarmNames=["a"]),
    "its bucket is not public": lambda: client("s3").put_public_access_block(
        Bucket=BUCKET, PublicAccessBlockConfiguration=dict.fromkeys(CLOSED[1:], True)
    ),
}


@pytest.mark.parametrize("question", SLIPS)
def test_one_slip_fails_one_question(question: str, checklist: Example) -> None:
    """Each question sees what it asks for, and nothing else."""
    SLIPS[question]()
    found = checklist.handler(checklist.event, None)
    assert [name for name, is_good in found.items() if not is_good] == [question]


def test_template_gives_three_rights_each_on_one_resource() -> None:
    """The role's statements name a resource of the template, and no star."""
    text = (folder_of("10-summary/announce") / "template.yaml").read_text()
    template = yaml.load(text, Loader)  # noqa: S506 (it is a SafeLoader)
    (own,) = template["Resources"]["Role"]["Properties"]["Policies"]
    resources = [statement["Resource"] for statement in own["PolicyDocument"]["Statement"]]
    assert resources == ["!Ref Topic", "!GetAtt Failed.Arn", "!GetAtt Log.Arn"]
    assert template["Resources"]["Notify"]["Properties"]["Role"] == "!GetAtt Role.Arn"
