"""S3 notifies only destinations that are there and let it in, and says which fail."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from engine_testing import Account, Function, package, policy
from permissions_testing import TELLS, Queue, forbid, let_invoke, refusal


@pytest.fixture(scope="module")
def seen(account: Account) -> Queue:
    """Give the queue into which the function puts its events."""
    return Queue(account, "seen")


@pytest.fixture(scope="module")
def function(account: Account, seen: Queue) -> Function:
    """Give the module one function."""
    return account.deploy(TELLS, Environment={"Variables": {"SEEN": seen.url}})


@pytest.fixture(scope="module")
def arn(account: Account, function: Function) -> str:
    """Return the function's ARN."""
    return f"arn:aws:lambda:us-east-1:{account.number}:function:{function.name}"


@pytest.fixture(autouse=True)
def without_permissions(function: Function) -> Iterator[None]:
    """Let each test begin with a function that nobody may invoke."""
    yield
    forbid(function)


def notify(account: Account, bucket: str, *, skip: bool = False, **destinations: str) -> dict[str, Any]:
    """Return the parameters that make a bucket notify destinations."""
    kinds = {"Lambda": "LambdaFunctionConfigurations", "Topic": "TopicConfigurations"}
    kinds |= {"Queue": "QueueConfigurations"}
    names = {"Lambda": "LambdaFunctionArn", "Topic": "TopicArn", "Queue": "QueueArn"}
    events = {"Lambda": "s3:ObjectCreated:*", "Topic": "s3:ObjectRemoved:*", "Queue": "s3:ObjectTagging:*"}
    configuration = {
        kinds[kind]: [{names[kind]: arn, "Events": [events[kind]]}] for kind, arn in destinations.items()
    }
    return {
        "Bucket": bucket,
        "NotificationConfiguration": configuration,
        "SkipDestinationValidation": skip,
    }


@pytest.fixture(scope="module")
def bucket(account: Account) -> str:
    """Give the module one bucket."""
    account.client("s3").create_bucket(Bucket=f"bucket-{account.number}")
    return f"bucket-{account.number}"


def test_s3_refuses_a_function_that_does_not_let_it_in(account: Account, bucket: str, arn: str) -> None:
    """The error is AWS's, with the function named in numbered elements."""
    put = account.client("s3").put_bucket_notification_configuration
    error = refusal(put, **notify(account, bucket, Lambda=arn))
    assert error == {
        "Code": "InvalidArgument",
        "Message": "Unable to validate the following destination configurations",
        "ArgumentName1": f"{arn}, null",
        "ArgumentValue1": f"Not authorized to invoke function [{arn}]",
    }


@pytest.mark.parametrize(
    ("principal", "limits"),
    [
        ("sns", {}),
        ("s3", {"SourceArn": "arn:aws:s3:::another"}),
        ("s3", {"SourceAccount": "123456789012"}),
        ("s3", {"EventSourceToken": "token"}),
    ],
)
def test_s3_refuses_a_permission_for_somebody_else(
    account: Account, function: Function, bucket: str, arn: str, principal: str, limits: dict[str, str]
) -> None:
    """Another principal, bucket or account, or a token that S3 has not: none lets this bucket in."""
    let_invoke(function, principal, **limits)
    put = account.client("s3").put_bucket_notification_configuration
    assert refusal(put, **notify(account, bucket, Lambda=arn))["Code"] == "InvalidArgument"


def test_all_failing_destinations_are_named(account: Account, bucket: str) -> None:
    """What is not there, and what does not let S3 in, stand in one error."""
    topic = account.client("sns").create_topic(Name="closed")["TopicArn"]
    missing = f"arn:aws:lambda:us-east-1:{account.number}:function:missing"
    queue = Queue(account, "closed")
    put = account.client("s3").put_bucket_notification_configuration
    error = refusal(put, **notify(account, bucket, Lambda=missing, Topic=topic, Queue=queue.arn))
    found = {error[f"ArgumentName{n}"]: error[f"ArgumentValue{n}"] for n in (1, 2, 3)}
    closed = "Permissions on the destination {} do not allow S3 to publish notifications from this bucket"
    assert found == {
        missing: "The destination Lambda does not exist",
        topic: closed.format("topic"),
        queue.arn: closed.format("queue"),
    }


def test_destinations_that_let_s3_in_are_taken(
    account: Account, function: Function, bucket: str, arn: str, seen: Queue
) -> None:
    """With permissions for the bucket, S3 takes all kinds and delivers, until a permission goes."""
    s3, sns, queue = account.client("s3"), account.client("sns"), Queue(account, "open")
    topic = sns.create_topic(Name="open")["TopicArn"]
    source = {"ArnLike": {"aws:SourceArn": f"arn:aws:s3:::{bucket}"}}
    queue.let("s3", StringEquals={"aws:SourceAccount": account.number}, **source)
    statement = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "SNS:Publish"}
    sns.set_topic_attributes(
        TopicArn=topic,
        AttributeName="Policy",
        AttributeValue=policy(statement | {"Resource": topic, "Condition": source}),
    )
    let_invoke(function, "s3", SourceArn=f"arn:aws:s3:::{bucket}", SourceAccount=account.number)
    s3.put_bucket_notification_configuration(
        **notify(account, bucket, Lambda=arn, Topic=topic, Queue=queue.arn)
    )
    s3.put_object(Bucket=bucket, Key="first")
    assert json.loads(seen.next()["Body"])["Records"][0]["s3"]["object"]["key"] == "first"
    forbid(function)
    s3.put_object(Bucket=bucket, Key="second")
    let_invoke(function, "s3")
    s3.put_object(Bucket=bucket, Key="third")
    assert json.loads(seen.next()["Body"])["Records"][0]["s3"]["object"]["key"] == "third"
    assert seen.is_empty()


def test_validation_can_be_skipped(account: Account, bucket: str, arn: str, seen: Queue) -> None:
    """SkipDestinationValidation puts the configuration; what may not be invoked is not."""
    s3 = account.client("s3")
    s3.put_bucket_notification_configuration(**notify(account, bucket, skip=True, Lambda=arn))
    told = s3.get_bucket_notification_configuration(Bucket=bucket)
    assert told["LambdaFunctionConfigurations"][0]["LambdaFunctionArn"] == arn


def test_an_alias_needs_a_permission_of_its_own(
    account: Account, function: Function, bucket: str, arn: str
) -> None:
    """A permission for the function lets nobody invoke its alias."""
    version = function.api.publish_version(FunctionName=function.name)["Version"]
    function.api.create_alias(FunctionName=function.name, Name="live", FunctionVersion=version)
    put = account.client("s3").put_bucket_notification_configuration
    let_invoke(function, "s3")
    assert refusal(put, **notify(account, bucket, Lambda=f"{arn}:live"))["Code"] == "InvalidArgument"
    let_invoke(function, "s3", Qualifier="live")
    put(**notify(account, bucket, Lambda=f"{arn}:live"))


def test_a_permission_may_name_a_version(account: Account, bucket: str) -> None:
    """A version of a function is invoked by the version's policy."""
    function = account.deploy("def handler(event, context): return 1")
    function.api.update_function_code(FunctionName=function.name, ZipFile=package("x = 1"), Publish=True)
    version = {"FunctionName": function.name, "Qualifier": "1"}
    function.api.get_waiter("published_version_active").wait(**version)
    arn = f"arn:aws:lambda:us-east-1:{account.number}:function:{function.name}"
    let_invoke(function, "s3", Qualifier="1")
    put = account.client("s3").put_bucket_notification_configuration
    put(**notify(account, bucket, Lambda=f"{arn}:1"))
    assert refusal(put, **notify(account, bucket, Lambda=arn))["Code"] == "InvalidArgument"
