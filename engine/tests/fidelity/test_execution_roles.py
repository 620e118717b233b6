"""What a function does, its execution role must allow; what Lambda is set up with, too."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account, Function, own_engine, package, policy, wait_for

CODE = """
import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

def handler(event, context):
    client = boto3.client(event["service"], config=Config(retries={"total_max_attempts": 1}))
    try:
        getattr(client, event["call"])(**event.get("with", {}))
    except ClientError as error:
        answer = error.response
        status, error = answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]
        return [status, error["Code"], error["Message"]]
    return "done"
"""
LOGS = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}

type Denial = tuple[int, str, str]


@pytest.fixture(scope="module")
def function(account: Account) -> Function:
    """Give the module a function whose role may do nothing but what a test puts into its policy."""
    return account.deploy(CODE, Role=account.create_role("work"))


class Worker:
    """A function that calls AWS, and its role."""

    def __init__(self, account: Account, function: Function) -> None:
        self.account, self.function = account, function
        self.session = f"arn:aws:sts::{account.number}:assumed-role/work/{function.name}"

    def may(self, *statements: dict[str, Any]) -> None:
        """Give the role this policy, and no other."""
        document = policy(*statements) if statements else policy(LOGS)
        self.account.client("iam").put_role_policy(
            RoleName="work", PolicyName="inline", PolicyDocument=document
        )

    def does(self, service: str, call: str, **parameters: Any) -> Any:
        """Return "done", or the status, code and message of the error."""
        return self.function.invoke({"service": service, "call": call, "with": parameters}).result


@pytest.fixture
def worker(account: Account, function: Function) -> Worker:
    """Give the test the function with a role that may do nothing but log."""
    worker = Worker(account, function)
    worker.may()
    return worker


def allow(*actions: str, on: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    """Return a statement that allows actions."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": on, **more}


def deny(*actions: str, on: str = "*") -> dict[str, Any]:
    """Return a statement that denies actions."""
    return {"Effect": "Deny", "Action": list(actions), "Resource": on}


CALLS = [
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
    ("service", "call", "parameters", "action", "on"), CALLS, ids=lambda value: str(value)[:20]
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


def refusal(call: Any, **parameters: Any) -> tuple[str, str]:
    """Make a call that must be refused, and return the error's code and message."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


NOT_ASSUMED = (
    "InvalidParameterValueException",
    "The role defined for the function cannot be assumed by Lambda.",
)


def test_a_function_needs_a_role_that_trusts_lambda(account: Account, function: Function) -> None:
    """A role that is not there, or trusts another service, is refused, for a new function and an old one."""
    settings = {"Runtime": "python3.13", "Handler": "a.b", "Code": {"ZipFile": package("")}}
    for role in (
        f"arn:aws:iam::{account.number}:role/missing",
        account.create_role("of-another", trusted="ec2"),
    ):
        create = function.api.create_function
        assert refusal(create, FunctionName="new", Role=role, **settings) == NOT_ASSUMED
        update = function.api.update_function_configuration
        assert refusal(update, FunctionName=function.name, Role=role) == NOT_ASSUMED


def test_a_mapping_needs_to_read_its_source(worker: Worker, names: dict[str, str]) -> None:
    """SQS: each of the three actions is asked for, in AWS's words; then messages come."""
    sqs = worker.account.client("sqs")
    url = sqs.create_queue(QueueName="source")["QueueUrl"]
    arn = f"arn:aws:sqs:us-east-1:{worker.account.number}:source"
    create, name = worker.function.api.create_event_source_mapping, worker.function.name
    actions = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"]
    for number, action in enumerate(actions):
        worker.may(LOGS, *[allow(f"sqs:{given}", on=arn) for given in actions[:number]])
        message = f"The provided execution role does not have permissions to call {action} on SQS"
        expected = ("InvalidParameterValueException", message)
        assert refusal(create, FunctionName=name, EventSourceArn=arn) == expected
    worker.may(LOGS, *[allow(f"sqs:{given}", on=arn) for given in actions])
    mapping = create(FunctionName=name, EventSourceArn=arn)
    sqs.send_message(QueueUrl=url, MessageBody="m")

    def counts() -> dict[str, str]:
        wanted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told: dict[str, str] = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=wanted)["Attributes"]
        return told

    wait_for(lambda: counts()["ApproximateNumberOfMessages"] == "0")
    worker.function.api.delete_event_source_mapping(UUID=mapping["UUID"])


def test_a_stream_needs_to_be_read(worker: Worker) -> None:
    """DynamoDB: without the actions on the stream the mapping is refused in AWS's words."""
    table = worker.account.client("dynamodb").create_table(
        TableName="stream",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )["TableDescription"]
    stream = table["LatestStreamArn"]
    create = worker.function.api.create_event_source_mapping
    source = {"FunctionName": worker.function.name, "EventSourceArn": stream, "StartingPosition": "LATEST"}
    expected = (
        f"Cannot access stream {stream}. Please ensure the role can perform the GetRecords, "
        "GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM."
    )
    assert refusal(create, **source) == ("InvalidParameterValueException", expected)
    actions = ("GetRecords", "GetShardIterator", "DescribeStream", "ListStreams")
    worker.may(LOGS, allow(*[f"dynamodb:{action}" for action in actions], on=stream))
    mapping = create(**source)
    worker.function.api.delete_event_source_mapping(UUID=mapping["UUID"])


def test_dead_letter_queues_and_destinations_need_to_be_written(
    worker: Worker, names: dict[str, str]
) -> None:
    """The role must be let send or publish, for a dead-letter queue and for a destination."""
    api, name = worker.function.api, worker.function.name
    queue = f"arn:aws:sqs:us-east-1:{worker.account.number}:queue"
    text = "The provided execution role does not have permissions to call {}"
    for target, operation, action in (
        (queue, "SendMessage on SQS", "sqs:SendMessage"),
        (names["topic"], "Publish on SNS", "sns:Publish"),
    ):
        worker.may(LOGS)
        expected = ("InvalidParameterValueException", text.format(operation))
        dead_letter = {"FunctionName": name, "DeadLetterConfig": {"TargetArn": target}}
        assert refusal(api.update_function_configuration, **dead_letter) == expected
        destination = {"FunctionName": name, "DestinationConfig": {"OnFailure": {"Destination": target}}}
        assert refusal(api.put_function_event_invoke_config, **destination) == expected
        worker.may(LOGS, allow(action, on=target))
        api.put_function_event_invoke_config(**destination)
        api.update_function_configuration(**dead_letter)
        worker.function.wait()


def test_it_can_be_switched_off(tmp_path: Path, free_port: int) -> None:
    """With LAMBDALAB_IAM=off a role that may do nothing does everything, and need not be there."""
    with own_engine(tmp_path, free_port, LAMBDALAB_IAM="off") as engine:
        account = engine.account
        function = account.deploy(CODE, Role=f"arn:aws:iam::{account.number}:role/missing")
        assert function.invoke({"service": "s3", "call": "list_buckets"}).result == "done"
