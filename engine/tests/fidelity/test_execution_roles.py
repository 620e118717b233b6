"""What a function does, its execution role must allow."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from engine_testing import Account, Function, package, policy, wait_for
from permissions_testing import CALLS, Worker, allow, deny

type Denial = tuple[int, str, str]


@pytest.fixture(scope="module")
def function(account: Account) -> Function:
    """Give the module a function whose role may do nothing but what a test puts into its policy."""
    return account.deploy(CALLS, Role=account.create_role("work"))


@pytest.fixture
def worker(account: Account, function: Function) -> Worker:
    """Give the test the function with a role that may do nothing but log."""
    worker = Worker(account, function)
    worker.may()
    return worker


NEEDS = [
    ("s3", "put_object", {"Bucket": "{bucket}", "Key": "a b"}, "s3:PutObject", "arn:aws:s3:::{bucket}/a b"),
    ("s3", "list_objects_v2", {"Bucket": "{bucket}"}, "s3:ListBucket", "arn:aws:s3:::{bucket}"),
    ("s3", "list_buckets", {}, "s3:ListAllMyBuckets", "*"),
    ("sns", "publish", {"TopicArn": "{topic}", "Message": "m"}, "sns:Publish", "{topic}"),
    (
        "sqs",
        "send_message",
        {"QueueUrl": "{queue}", "MessageBody": "m"},
        "sqs:SendMessage",
        "arn:aws:sqs:us-east-1:{account}:queue",
    ),
    (
        "dynamodb",
        "put_item",
        {"TableName": "table", "Item": {"id": {"S": "1"}}},
        "dynamodb:PutItem",
        "arn:aws:dynamodb:us-east-1:{account}:table/table",
    ),
    (
        "lambda",
        "invoke",
        {"FunctionName": "other"},
        "lambda:InvokeFunction",
        "arn:aws:lambda:us-east-1:{account}:function:other",
    ),
    (
        "events",
        "put_events",
        {"Entries": [{"Source": "s", "DetailType": "d", "Detail": "{}"}]},
        "events:PutEvents",
        "arn:aws:events:us-east-1:{account}:event-bus/default",
    ),
    (
        "ssm",
        "get_parameter",
        {"Name": "/shop/price"},
        "ssm:GetParameter",
        "arn:aws:ssm:us-east-1:{account}:parameter/shop/price",
    ),
    (
        "cloudwatch",
        "put_metric_data",
        {"Namespace": "shop", "MetricData": [{"MetricName": "m", "Value": 1}]},
        "cloudwatch:PutMetricData",
        "*",
    ),
    (
        "logs",
        "create_log_group",
        {"logGroupName": "shop"},
        "logs:CreateLogGroup",
        "arn:aws:logs:us-east-1:{account}:log-group:shop:log-stream:",
    ),
    ("ec2", "describe_instances", {}, "ec2:DescribeInstances", "*"),
    (
        "sts",
        "assume_role",
        {"RoleArn": "arn:aws:iam::{account}:role/other", "RoleSessionName": "session"},
        "sts:AssumeRole",
        "arn:aws:iam::{account}:role/other",
    ),
    ("iam", "get_role", {"RoleName": "other"}, "iam:GetRole", "arn:aws:iam::{account}:role/other"),
]
"""A service's call, and the action and resource that it needs."""

SHAPES: dict[str, Denial] = {
    "s3": (
        403,
        "AccessDenied",
        'User: {user} is not authorized to perform: {action} on resource: "{on}" {why}',
    ),
    "ec2": (
        403,
        "UnauthorizedOperation",
        "You are not authorized to perform this operation. "
        "User: {user} is not authorized to perform: {action} {why}",
    ),
    "sns": (
        403,
        "AuthorizationError",
        "User: {user} is not authorized to perform: {action} on resource: {on} {why}",
    ),
    "cloudwatch": (403, "AccessDenied", "User: {user} is not authorized to perform: {action} {why}"),
    "other": (0, "", "User: {user} is not authorized to perform: {action} on resource: {on} {why}"),
}
CODES = {
    "sqs": (403, "AccessDenied"),
    "sts": (403, "AccessDenied"),
    "iam": (403, "AccessDenied"),
    "lambda": (403, "AccessDeniedException"),
}


@pytest.fixture(scope="module")
def names(account: Account) -> dict[str, str]:
    """Make what the calls are about, and return their names."""
    account.client("s3").create_bucket(Bucket=f"work-{account.number}")
    account.client("ssm").put_parameter(Name="/shop/price", Value="3", Type="String")
    account.client("dynamodb").create_table(
        TableName="table",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    trust = {"Effect": "Allow", "Principal": {"AWS": account.number}, "Action": "sts:AssumeRole"}
    account.client("iam").create_role(RoleName="other", AssumeRolePolicyDocument=policy(trust))
    settings = {"Runtime": "python3.13", "Role": account.role, "Handler": "app.handler"}
    api = account.client("lambda")
    code = {"ZipFile": package("def handler(event, context): pass")}
    api.create_function(FunctionName="other", Code=code, **settings)
    api.get_waiter("function_active_v2").wait(FunctionName="other", WaiterConfig={"Delay": 0.1})
    return {
        "account": account.number,
        "bucket": f"work-{account.number}",
        "topic": account.client("sns").create_topic(Name="topic")["TopicArn"],
        "queue": account.client("sqs").create_queue(QueueName="queue")["QueueUrl"],
    }


def filled(template: Any, names: dict[str, str]) -> Any:
    """Put names into a template's braces."""
    text = json.dumps(template)
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return json.loads(text)


@pytest.mark.parametrize(
    ("service", "call", "parameters", "action", "on"), NEEDS, ids=lambda value: str(value)[:20]
)
def test_a_call_needs_its_action_on_its_resource(
    worker: Worker, names: dict[str, str], service: str, call: str, parameters: Any, action: str, on: str
) -> None:
    """Without a statement AWS's error comes; with exactly this one the call works; a deny wins over all."""
    parameters, on = filled(parameters, names), filled(on, names)
    shown = {"sns": "SNS:Publish", "sqs": "sqs:sendmessage"}.get(service, action)
    status, code, message = SHAPES.get(service, SHAPES["other"])
    status, code = (status, code) if code else CODES.get(service, (400, "AccessDeniedException"))
    if on == "*":
        message = message.replace(' on resource: "{on}"', "")

    def refused(why: str) -> list[Any]:
        return [status, code, message.format(user=worker.session, action=shown, on=on, why=why)]

    missing = refused(f"because no identity-based policy allows the {shown} action")
    assert worker.does(service, call, **parameters) == missing
    worker.may(allow(action, on=f"{on}-of-another" if on != "*" else "arn:aws:s3:::x"))
    assert worker.does(service, call, **parameters) == missing
    worker.may(allow(action, on=on))
    assert worker.does(service, call, **parameters) == "done"
    worker.may(allow("*"), deny(action))
    assert worker.does(service, call, **parameters) == refused(
        "with an explicit deny in an identity-based policy"
    )


def test_who_it_is_a_function_may_always_ask(worker: Worker) -> None:
    """sts:GetCallerIdentity needs no permission."""
    assert worker.does("sts", "get_caller_identity") == "done"


def test_an_attached_policy_counts_like_an_inline_one(worker: Worker, names: dict[str, str]) -> None:
    """One of AWS's own and one of the account's: both count while they are attached."""
    iam = worker.account.client("iam")
    own = iam.create_policy(PolicyName="own", PolicyDocument=policy(allow("sns:Publish", on=names["topic"])))
    arns = ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", own["Policy"]["Arn"]]
    for arn in arns:
        iam.attach_role_policy(RoleName="work", PolicyArn=arn)
    assert worker.does("s3", "list_buckets") == "done"
    assert worker.does("sns", "publish", TopicArn=names["topic"], Message="m") == "done"
    for arn in arns:
        iam.detach_role_policy(RoleName="work", PolicyArn=arn)
    assert worker.does("s3", "list_buckets")[1] == "AccessDenied"


def test_a_bucket_s_policy_may_let_the_role_in_or_keep_it_out(worker: Worker, names: dict[str, str]) -> None:
    """In its own account the resource's policy is enough, and its deny wins over the role's allow."""
    s3, on = worker.account.client("s3"), f"arn:aws:s3:::{names['bucket']}/*"
    role = {"Principal": {"AWS": f"arn:aws:iam::{worker.account.number}:role/work"}}
    put = {"Bucket": names["bucket"], "Key": "k"}
    s3.put_bucket_policy(Bucket=names["bucket"], Policy=policy(allow("s3:PutObject", on=on) | role))
    assert worker.does("s3", "put_object", **put) == "done"
    s3.put_bucket_policy(Bucket=names["bucket"], Policy=policy(deny("s3:PutObject", on=on) | role))
    worker.may(allow("s3:*"))
    message = worker.does("s3", "put_object", **put)[2]
    assert message.endswith("with an explicit deny in a resource-based policy")
    s3.delete_bucket_policy(Bucket=names["bucket"])


def test_another_account_s_resource_needs_both_policies(worker: Worker) -> None:
    """A queue of another account is reached where its policy and the role's both allow it."""
    other = Account(worker.account.endpoint)
    sqs = other.client("sqs")
    url = sqs.create_queue(QueueName="theirs")["QueueUrl"]
    worker.may(allow("sqs:*"))
    message = worker.does("sqs", "send_message", QueueUrl=url, MessageBody="m")[2]
    assert message.endswith("because no resource-based policy allows the sqs:sendmessage action")
    let_in = allow("sqs:SendMessage", Principal={"AWS": worker.account.number})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy(let_in)})
    assert worker.does("sqs", "send_message", QueueUrl=url, MessageBody="m") == "done"


def test_copying_needs_both_ends(worker: Worker, names: dict[str, str]) -> None:
    """CopyObject reads one object and writes another."""
    bucket = f"arn:aws:s3:::{names['bucket']}"
    worker.account.client("s3").put_object(Bucket=names["bucket"], Key="from")
    copy = {"Bucket": names["bucket"], "Key": "to", "CopySource": f"{names['bucket']}/from"}
    worker.may(allow("s3:PutObject", on=f"{bucket}/to"))
    assert "s3:GetObject" in worker.does("s3", "copy_object", **copy)[2]
    worker.may(allow("s3:PutObject", on=f"{bucket}/to"), allow("s3:GetObject", on=f"{bucket}/from"))
    assert worker.does("s3", "copy_object", **copy) == "done"


def test_an_object_that_is_not_there_is_known_to_who_may_list(worker: Worker, names: dict[str, str]) -> None:
    """Without s3:ListBucket a missing key is AccessDenied, with it NoSuchKey."""
    get = {"Bucket": names["bucket"], "Key": "missing"}
    worker.may(allow("s3:GetObject"))
    assert worker.does("s3", "get_object", **get)[1] == "AccessDenied"
    worker.may(allow("s3:GetObject", "s3:ListBucket"))
    assert worker.does("s3", "get_object", **get)[1] == "NoSuchKey"


def test_tags_decide_which_instances_may_be_stopped(worker: Worker) -> None:
    """The conditions ec2:ResourceTag and aws:ResourceTag hold for the instance that is named."""
    ec2 = worker.account.client("ec2")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    ids = {}
    for team in ("red", "blue"):
        tags = [{"ResourceType": "instance", "Tags": [{"Key": "team", "Value": team}]}]
        made = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, TagSpecifications=tags)
        ids[team] = made["Instances"][0]["InstanceId"]
    ec2.get_waiter("instance_running").wait(InstanceIds=list(ids.values()), WaiterConfig={"Delay": 1})
    worker.may(allow("ec2:StopInstances", Condition={"StringEquals": {"ec2:ResourceTag/team": "blue"}}))
    refused = worker.does("ec2", "stop_instances", InstanceIds=[ids["red"]])
    assert f"instance/{ids['red']} because no identity-based policy" in refused[2]
    assert worker.does("ec2", "stop_instances", InstanceIds=list(ids.values()))[1] == "UnauthorizedOperation"
    assert worker.does("ec2", "stop_instances", InstanceIds=[ids["blue"]]) == "done"


def test_tags_given_while_making_are_told_from_tags_given_later(worker: Worker) -> None:
    """The condition ec2:CreateAction lets a function tag what it makes, and nothing else."""
    ec2 = worker.account.client("ec2")
    volume = ec2.create_volume(Size=8, AvailabilityZone="us-east-1a")["VolumeId"]
    snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
    tags = [{"Key": "CreatedBy", "Value": "backup"}]
    made_with = {"VolumeId": volume, "TagSpecifications": [{"ResourceType": "snapshot", "Tags": tags}]}
    equals = {"ec2:CreateAction": "CreateSnapshot", "aws:RequestTag/CreatedBy": "backup"}
    may_tag = allow("ec2:CreateTags", Condition={"StringEquals": equals})
    worker.may(allow("ec2:CreateSnapshot"), may_tag)
    assert worker.does("ec2", "create_snapshot", **made_with) == "done"
    refused = worker.does("ec2", "create_tags", Resources=[snapshot], Tags=tags)
    assert refused[1] == "UnauthorizedOperation"
    tags[0]["Value"] = "somebody"
    assert worker.does("ec2", "create_snapshot", **made_with)[1] == "UnauthorizedOperation"


def test_conditions_know_the_call(worker: Worker) -> None:
    """The metric's namespace and the region are keys of the request."""
    data = {"MetricData": [{"MetricName": "m", "Value": 1}]}
    condition = {"StringEquals": {"cloudwatch:namespace": "shop", "aws:RequestedRegion": "us-east-1"}}
    worker.may(allow("cloudwatch:PutMetricData", Condition=condition))
    assert worker.does("cloudwatch", "put_metric_data", Namespace="shop", **data) == "done"
    assert worker.does("cloudwatch", "put_metric_data", Namespace="other", **data)[1] == "AccessDenied"


def test_without_permission_a_function_leaves_no_log(account: Account) -> None:
    """It runs, and nothing stands in CloudWatch Logs; with permission its next run does."""
    function = account.deploy("def handler(event, context): print(event)", Role=account.create_role("mute"))
    function.invoke("silence")
    account.client("iam").attach_role_policy(
        RoleName="mute", PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
    )
    function.invoke("sound")
    wait_for(lambda: any("sound" in event["message"] for event in function.logged()))
    assert not any("silence" in event["message"] for event in function.logged())


def test_a_presigned_url_may_do_what_its_signer_may(
    account: Account, worker: Worker, names: dict[str, str]
) -> None:
    """A URL that a function signed is judged by the function's role when it is used."""
    signer = account.deploy(
        "import boto3\ndef handler(event, context):\n"
        "    return boto3.client('s3').generate_presigned_url('get_object', Params=event)",
        Role=account.create_role("work"),
    )
    account.client("s3").put_object(Bucket=names["bucket"], Key="shared", Body=b"hello")
    url = signer.invoke({"Bucket": names["bucket"], "Key": "shared"}).result
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(url)
    with caught.value as error:
        assert error.code == 403
    worker.may(allow("s3:GetObject", on=f"arn:aws:s3:::{names['bucket']}/shared"))
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == b"hello"
