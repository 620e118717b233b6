"""Services reach functions, queues and topics only where the policy that stands there lets them."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account, Function, package, policy, wait_for

CODE = """
import json, os
import boto3

sqs = boto3.client("sqs")

def handler(event, context):
    sqs.send_message(QueueUrl=os.environ["SEEN"], MessageBody=json.dumps(event))
    return {"statusCode": 200, "body": "fine"}
"""


class Queue:
    """A queue, and what arrives in it."""

    def __init__(self, account: Account, name: str) -> None:
        self.sqs = account.client("sqs")
        self.url: str = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        self.arn = f"arn:aws:sqs:us-east-1:{account.number}:{name}"

    def let(self, service: str, **condition: Any) -> None:
        """Let a service send to it."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": f"{service}.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": self.arn,
        }
        given = statement | ({"Condition": condition} if condition else {})
        self.sqs.set_queue_attributes(QueueUrl=self.url, Attributes={"Policy": policy(given)})

    def next(self) -> dict[str, Any]:
        """Wait for a message, take it, and return it."""

        def receive() -> Any:
            return self.sqs.receive_message(
                QueueUrl=self.url, WaitTimeSeconds=2, MessageAttributeNames=["All"]
            ).get("Messages")

        (message,) = wait_for(receive)
        self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        found: dict[str, Any] = message
        return found

    def is_empty(self) -> bool:
        """Tell whether nothing waits in it."""
        return not self.sqs.receive_message(QueueUrl=self.url).get("Messages")


@pytest.fixture(scope="module")
def seen(account: Account) -> Queue:
    """Give the queue into which the function puts its events."""
    return Queue(account, "seen")


@pytest.fixture(scope="module")
def function(account: Account, seen: Queue) -> Function:
    """Give the module one function."""
    return account.deploy(CODE, Environment={"Variables": {"SEEN": seen.url}})


@pytest.fixture(scope="module")
def arn(account: Account, function: Function) -> str:
    """Return the function's ARN."""
    return f"arn:aws:lambda:us-east-1:{account.number}:function:{function.name}"


@pytest.fixture(autouse=True)
def without_permissions(function: Function) -> Iterator[None]:
    """Let each test begin with a function that nobody may invoke."""
    yield
    forbid(function)


def allow(function: Function, principal: str, **limits: str) -> None:
    """Let a service invoke the function."""
    function.api.add_permission(
        FunctionName=function.name,
        StatementId="test",
        Action="lambda:InvokeFunction",
        Principal=f"{principal}.amazonaws.com",
        **limits,
    )


def forbid(function: Function) -> None:
    """Take the function's policy away."""
    try:
        told = function.api.get_policy(FunctionName=function.name)["Policy"]
    except function.api.exceptions.ResourceNotFoundException:
        return
    for statement in json.loads(told)["Statement"]:
        function.api.remove_permission(FunctionName=function.name, StatementId=statement["Sid"])


def refusal(call: Any, **parameters: Any) -> dict[str, Any]:
    """Make a call that must be refused, and return the error."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error: dict[str, Any] = caught.value.response["Error"]
    return error


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
    allow(function, principal, **limits)
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
    allow(function, "s3", SourceArn=f"arn:aws:s3:::{bucket}", SourceAccount=account.number)
    s3.put_bucket_notification_configuration(
        **notify(account, bucket, Lambda=arn, Topic=topic, Queue=queue.arn)
    )
    s3.put_object(Bucket=bucket, Key="first")
    assert json.loads(seen.next()["Body"])["Records"][0]["s3"]["object"]["key"] == "first"
    forbid(function)
    s3.put_object(Bucket=bucket, Key="second")
    allow(function, "s3")
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
    allow(function, "s3")
    assert refusal(put, **notify(account, bucket, Lambda=f"{arn}:live"))["Code"] == "InvalidArgument"
    allow(function, "s3", Qualifier="live")
    put(**notify(account, bucket, Lambda=f"{arn}:live"))


def test_sns_delivers_where_it_may_and_to_the_dead_letter_queue_where_not(
    account: Account, function: Function, arn: str, seen: Queue
) -> None:
    """A subscription without permission fails; its dead-letter queue gets the message."""
    sns, lost = account.client("sns"), Queue(account, "lost")
    topic = sns.create_topic(Name="news")["TopicArn"]
    lost.let("sns", ArnEquals={"aws:SourceArn": topic})
    redrive = json.dumps({"deadLetterTargetArn": lost.arn})
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=arn, Attributes={"RedrivePolicy": redrive})
    sns.publish(TopicArn=topic, Message="one")
    assert "one" in lost.next()["Body"]
    allow(function, "sns", SourceArn=topic)
    sns.publish(TopicArn=topic, Message="two")
    assert json.loads(seen.next()["Body"])["Records"][0]["Sns"]["Message"] == "two"
    assert seen.is_empty()


def test_a_topic_reaches_a_queue_by_the_queue_s_policy(account: Account) -> None:
    """Without a policy nothing arrives; with one for the topic it does."""
    sns, queue = account.client("sns"), Queue(account, "subscribed")
    topic = sns.create_topic(Name="fan")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    sns.publish(TopicArn=topic, Message="one")
    queue.let("sns", ArnEquals={"aws:SourceArn": f"{topic}-of-another"})
    sns.publish(TopicArn=topic, Message="two")
    queue.let("sns", ArnEquals={"aws:SourceArn": topic})
    sns.publish(TopicArn=topic, Message="three")
    assert json.loads(queue.next()["Body"])["Message"] == "three"
    assert queue.is_empty()


def failures(account: Account, rule: str) -> float:
    """Return how often a rule failed to reach a target."""
    from datetime import UTC, datetime, timedelta

    now = datetime.now(UTC)
    points = account.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Events",
        MetricName="FailedInvocations",
        Dimensions=[{"Name": "RuleName", "Value": rule}],
        StartTime=now - timedelta(minutes=10),
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=["Sum"],
    )["Datapoints"]
    return float(sum(point["Sum"] for point in points))


def test_a_rule_reaches_its_targets_by_their_policies(
    account: Account, function: Function, arn: str, seen: Queue
) -> None:
    """Function, queue and topic: without policies each fails, counts and goes to the dead-letter queue."""
    events, lost, target = account.client("events"), Queue(account, "unsent"), Queue(account, "target")
    rule = events.put_rule(Name="orders", EventPattern='{"source": ["shop"]}')["RuleArn"]
    lost.let("events", ArnEquals={"aws:SourceArn": rule})
    topic = account.client("sns").create_topic(Name="orders")["TopicArn"]
    targets = {"function": arn, "queue": target.arn, "topic": topic}
    events.put_targets(
        Rule="orders",
        Targets=[
            {"Id": name, "Arn": given, "DeadLetterConfig": {"Arn": lost.arn}}
            for name, given in targets.items()
        ],
    )
    entry = {"Source": "shop", "DetailType": "order", "Detail": '{"n": 1}'}
    events.put_events(Entries=[entry])
    messages = [lost.next() for _ in targets]
    told = [
        {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
        for message in messages
    ]
    assert {attributes["TARGET_ARN"] for attributes in told} == set(targets.values())
    assert {(item["RULE_ARN"], item["ERROR_CODE"]) for item in told} == {(rule, "NO_PERMISSIONS")}
    assert {json.loads(message["Body"])["detail"]["n"] for message in messages} == {1}
    wait_for(lambda: failures(account, "orders") == 3)
    allow(function, "events", SourceArn=rule)
    target.let("events", ArnEquals={"aws:SourceArn": rule})
    events.put_events(Entries=[entry | {"Detail": '{"n": 2}'}])
    assert json.loads(seen.next()["Body"])["detail"] == {"n": 2}
    assert json.loads(target.next()["Body"])["detail"] == {"n": 2}


def test_an_alarm_publishes_to_its_account_s_topic_and_invokes_by_permission(
    account: Account, function: Function, arn: str, seen: Queue
) -> None:
    """The default policy of a topic lets alarms in, a function's must name them; the alarm goes on anyway."""
    cloudwatch, sns, queue = account.client("cloudwatch"), account.client("sns"), Queue(account, "alarms")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    queue.let("sns")
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    alarm = {"Period": 60, "EvaluationPeriods": 1, "Threshold": 1, "Statistic": "Sum"}
    cloudwatch.put_metric_alarm(
        AlarmName="errors",
        Namespace="shop",
        MetricName="errors",
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[topic, arn],
        OKActions=[arn],
        **alarm,
    )
    state = {"AlarmName": "errors", "StateReason": "test"}
    cloudwatch.set_alarm_state(StateValue="ALARM", **state)
    assert json.loads(json.loads(queue.next()["Body"])["Message"])["NewStateValue"] == "ALARM"
    source = f"arn:aws:cloudwatch:us-east-1:{account.number}:alarm:errors"
    allow(function, "lambda.alarms.cloudwatch", SourceArn=source, SourceAccount=account.number)
    cloudwatch.set_alarm_state(StateValue="OK", **state)
    assert json.loads(seen.next()["Body"])["alarmData"]["state"]["value"] == "OK"
    assert seen.is_empty()


def test_a_log_group_subscribes_a_function_that_lets_it(
    account: Account, function: Function, arn: str, seen: Queue
) -> None:
    """Without permission the filter is refused; with one, which needs ``:*``, lines arrive."""
    logs = account.client("logs")
    logs.create_log_group(logGroupName="shop")
    logs.create_log_stream(logGroupName="shop", logStreamName="one")
    subscription = {"filterName": "all", "filterPattern": "", "destinationArn": arn, "logGroupName": "shop"}
    group = f"arn:aws:logs:us-east-1:{account.number}:log-group:shop"
    for limits in ({}, {"SourceArn": group}):
        if limits:
            allow(function, "logs", **limits)
        error = refusal(logs.put_subscription_filter, **subscription)
        assert error["Code"] == "InvalidParameterException"
        assert error["Message"] == (
            "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission "
            "to execute your function."
        )
    forbid(function)
    allow(function, "logs.us-east-1", SourceArn=f"{group}:*")
    logs.put_subscription_filter(**subscription)

    def put(message: str) -> None:
        import time

        event = {"timestamp": int(time.time() * 1000), "message": message}
        logs.put_log_events(logGroupName="shop", logStreamName="one", logEvents=[event])

    put("hello")
    assert "awslogs" in seen.next()["Body"]
    forbid(function)
    put("lost")


def test_an_api_invokes_a_function_by_permission(account: Account, function: Function, arn: str) -> None:
    """Without permission, or with one for another method, the caller gets a 500 with AWS's body."""
    api = account.client("apigateway")
    api_id = api.create_rest_api(name="shop")["id"]
    root = api.get_resources(restApiId=api_id)["items"][0]["id"]
    method = {"restApiId": api_id, "resourceId": root, "httpMethod": "GET"}
    api.put_method(**method, authorizationType="NONE")
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    api.put_integration(**method, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    api.create_deployment(restApiId=api_id, stageName="live")

    def get() -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"{account.endpoint}/_aws/execute-api/{api_id}/live/") as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    source = f"arn:aws:execute-api:us-east-1:{account.number}:{api_id}"
    refused = (500, '{"message": "Internal server error"}')
    assert get() == refused
    allow(function, "apigateway", SourceArn=f"{source}/*/POST/")
    assert get() == refused
    forbid(function)
    allow(function, "apigateway", SourceArn=f"{source}/*/GET/")
    assert get() == (200, "fine")


def test_a_function_s_own_account_needs_no_permission(function: Function) -> None:
    """Who administers the account invokes its functions."""
    assert function.invoke({}).result["body"] == "fine"


def test_a_permission_may_name_a_version(account: Account, bucket: str) -> None:
    """A version of a function is invoked by the version's policy."""
    function = account.deploy("def handler(event, context): return 1")
    function.api.update_function_code(FunctionName=function.name, ZipFile=package("x = 1"), Publish=True)
    arn = f"arn:aws:lambda:us-east-1:{account.number}:function:{function.name}"
    allow(function, "s3", Qualifier="1")
    put = account.client("s3").put_bucket_notification_configuration
    put(**notify(account, bucket, Lambda=f"{arn}:1"))
    assert refusal(put, **notify(account, bucket, Lambda=arn))["Code"] == "InvalidArgument"
