"""Services reach functions, queues and topics only where the policy that stands there lets them."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from engine_testing import Account, Function, wait_for
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
    let_invoke(function, "sns", SourceArn=topic)
    sns.publish(TopicArn=topic, Message="two")
    assert json.loads(seen.next()["Body"])["Records"][0]["Sns"]["Message"] == "two"
    assert seen.is_empty()


def test_a_topic_reaches_a_queue_by_the_queue_s_policy(account: Account) -> None:
    """A queue without a policy stays empty, as does one that lets another topic in."""
    sns = account.client("sns")
    topic = sns.create_topic(Name="fan")["TopicArn"]
    shut, others, open_ = (Queue(account, name) for name in ("shut", "of-another", "subscribed"))
    others.let("sns", ArnEquals={"aws:SourceArn": f"{topic}-of-another"})
    open_.let("sns", ArnEquals={"aws:SourceArn": topic})
    for queue in (shut, others, open_):
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    for message in ("one", "two"):
        sns.publish(TopicArn=topic, Message=message)
        assert json.loads(open_.next()["Body"])["Message"] == message
    assert shut.is_empty()
    assert others.is_empty()


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
    let_invoke(function, "events", SourceArn=rule)
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
    let_invoke(function, "lambda.alarms.cloudwatch", SourceArn=source, SourceAccount=account.number)
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
            let_invoke(function, "logs", **limits)
        error = refusal(logs.put_subscription_filter, **subscription)
        assert error["Code"] == "InvalidParameterException"
        assert error["Message"] == (
            "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission "
            "to execute your function."
        )
    forbid(function)
    let_invoke(function, "logs.us-east-1", SourceArn=f"{group}:*")
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
    let_invoke(function, "apigateway", SourceArn=f"{source}/*/POST/")
    assert get() == refused
    forbid(function)
    let_invoke(function, "apigateway", SourceArn=f"{source}/*/GET/")
    assert get() == (200, "fine")


def test_a_function_s_own_account_needs_no_permission(function: Function) -> None:
    """Who administers the account invokes its functions."""
    assert function.invoke({}).result["body"] == "fine"
