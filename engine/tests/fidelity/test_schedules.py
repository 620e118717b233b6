"""Rules and schedules that run by the clock, or at once."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account, Function, wait_for

NIGHTLY = "cron(0 19 ? * MON-FRI *)"


class Inbox:
    """A queue that rules and schedules send to."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.sqs = account.client("sqs")
        self.url = self.sqs.create_queue(QueueName="inbox")["QueueUrl"]
        self.arn = f"arn:aws:sqs:us-east-1:{account.number}:inbox"
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": ["events.amazonaws.com", "sns.amazonaws.com"]},
            "Action": "sqs:SendMessage",
            "Resource": self.arn,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.sqs.set_queue_attributes(QueueUrl=self.url, Attributes={"Policy": policy})

    def next(self, seconds: float = 20) -> Any:
        """Return the next message."""

        def receive() -> Any:
            return self.sqs.receive_message(QueueUrl=self.url, WaitTimeSeconds=1).get("Messages")

        (message,) = wait_for(receive, seconds)
        self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return json.loads(message["Body"])


@pytest.fixture(scope="module")
def inbox(account: Account) -> Inbox:
    """Give the module a queue."""
    return Inbox(account)


@pytest.fixture(scope="module")
def role(account: Account) -> str:
    """Return the ARN of a role that Scheduler may assume."""
    return make_role(account, "schedules", "scheduler.amazonaws.com")


def make_role(account: Account, name: str, service: str) -> str:
    """Create a role for a service that may do everything."""
    iam = account.client("iam")
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    made: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=policy)
    return made


def put_rule(account: Account, name: str, expression: str, **target: Any) -> str:
    """Put a rule with a schedule and one target, and return its ARN."""
    events = account.client("events")
    arn: str = events.put_rule(Name=name, ScheduleExpression=expression)["RuleArn"]
    if target:
        events.put_targets(Rule=name, Targets=[{"Id": "1", **target}])
    return arn


def fire(account: Account, **asked: Any) -> dict[str, Any]:
    """Run a rule or a schedule now, and return what the engine tells."""
    body = json.dumps({"account": account.number, "region": "us-east-1", **asked}).encode()
    return call(urllib.request.Request(f"{account.endpoint}/_lambdalab/fire-rule", body))


def fire_times(account: Account, **asked: Any) -> dict[str, Any]:
    """Ask for the next times of a rule or a schedule."""
    query = urllib.parse.urlencode({"account": account.number, "region": "us-east-1", **asked})
    return call(urllib.request.Request(f"{account.endpoint}/_lambdalab/fire-times?{query}"))


def call(request: urllib.request.Request) -> dict[str, Any]:
    """Return the answer, with its status."""
    try:
        with urllib.request.urlopen(request) as response:
            return {"status": response.status, **json.load(response)}
    except urllib.error.HTTPError as error:
        with error:
            return {"status": error.code, **json.load(error)}


@pytest.mark.parametrize(
    "expression", ["rate(1 minutes)", "rate(5 minute)", "cron(0 10 * * * *)", "cron(*/60 * * * ? *)", "daily"]
)
def test_a_rule_without_a_valid_schedule_is_refused(account: Account, expression: str) -> None:
    """AWS's error, and no rule."""
    with pytest.raises(ClientError) as refused:
        account.client("events").put_rule(Name="wrong", ScheduleExpression=expression)
    assert refused.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": "Parameter ScheduleExpression is not valid.",
    }


def test_a_rule_that_only_our_parser_takes_is_taken(account: Account) -> None:
    """A documented example that LocalStack's own expression refuses is fine."""
    put_rule(account, "overnight", "cron(0/30 20-2 ? * MON-FRI *)")


def test_a_fired_rule_sends_a_scheduled_event(account: Account, inbox: Inbox) -> None:
    """The event is the one that the schedule sends, for the time that was asked for."""
    arn = put_rule(account, "nightly", NIGHTLY, Arn=inbox.arn)
    told = fire(account, rule="nightly", time="2026-11-23T20:00:00+01:00")
    assert (told["status"], told["fired"], told["targets"]) == (200, True, 1)
    event = inbox.next()
    assert re.fullmatch("[0-9a-f-]{36}", event.pop("id"))
    assert event == {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": account.number,
        "time": "2026-11-23T19:00:00Z",
        "region": "us-east-1",
        "resources": [arn],
        "detail": {},
    }
    fire(account, rule="nightly")
    now = datetime.fromisoformat(inbox.next()["time"])
    assert timedelta(0) <= datetime.now(UTC) - now < timedelta(minutes=1)


def test_a_fired_rule_transforms_its_event(account: Account, inbox: Inbox) -> None:
    """Input, InputPath and InputTransformer act as they do on the schedule's event."""
    put_rule(account, "fixed", NIGHTLY, Arn=inbox.arn, Input='{"action": "stop"}')
    put_rule(account, "path", NIGHTLY, Arn=inbox.arn, InputPath="$.resources")
    transformer = {"InputPathsMap": {"at": "$.time"}, "InputTemplate": '{"stop": "all", "at": "<at>"}'}
    put_rule(account, "formed", NIGHTLY, Arn=inbox.arn, InputTransformer=transformer)
    fire(account, rule="fixed")
    assert inbox.next() == {"action": "stop"}
    fire(account, rule="path")
    assert inbox.next() == [f"arn:aws:events:us-east-1:{account.number}:rule/path"]
    fire(account, rule="formed", time="2026-11-23T19:00:00Z")
    assert inbox.next() == {"stop": "all", "at": "2026-11-23T19:00:00Z"}


def test_a_fired_rule_invokes_a_function(account: Account, inbox: Inbox) -> None:
    """A function that lets EventBridge invoke it gets the event."""
    code = "import boto3, json, os\ndef handler(event, context):\n boto3.client('sqs')"
    code += ".send_message(QueueUrl=os.environ['INBOX'], MessageBody=json.dumps(event))"
    function = account.deploy(code, Environment={"Variables": {"INBOX": inbox.url}})
    arn = put_rule(account, "invoking", NIGHTLY, Arn=arn_of(function))
    function.api.add_permission(
        FunctionName=function.name,
        StatementId="events",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=arn,
    )
    fire(account, rule="invoking")
    assert inbox.next()["resources"] == [arn]


def arn_of(function: Function) -> str:
    """Return a function's ARN."""
    return str(function.api.get_function_configuration(FunctionName=function.name)["FunctionArn"])


def test_a_disabled_rule_does_not_fire(account: Account, inbox: Inbox) -> None:
    """The answer says that it is disabled, and nothing is sent until it is enabled."""
    events = account.client("events")
    put_rule(account, "paused", NIGHTLY, Arn=inbox.arn, Input='"paused"')
    events.disable_rule(Name="paused")
    told = fire(account, rule="paused")
    assert (told["fired"], told["enabled"], told["targets"]) == (False, False, 0)
    events.enable_rule(Name="paused")
    assert fire(account, rule="paused")["fired"]
    assert inbox.next() == "paused"
    assert "Messages" not in inbox.sqs.receive_message(QueueUrl=inbox.url)


def test_what_cannot_be_fired_is_told(account: Account) -> None:
    """An unknown rule is 404 and names the known; a rule with a pattern is 409; nonsense is 400."""
    put_rule(account, "known", NIGHTLY)
    account.client("events").put_rule(Name="pattern", EventPattern='{"source": ["shop"]}')
    unknown = fire(account, rule="unknown")
    assert unknown["status"] == 404
    assert "known" in unknown["message"]
    assert fire(account, schedule="unknown")["status"] == 404
    assert fire(account, rule="known", bus="nowhere")["status"] == 404
    assert fire(account, rule="pattern")["status"] == 409
    assert fire(account)["status"] == 400
    assert fire(account, rule="known", time="tomorrow")["status"] == 400
    assert fire_times(account, rule="known", count="many")["status"] == 400
    no_json = urllib.request.Request(f"{account.endpoint}/_lambdalab/fire-rule", b"rule=known")
    assert call(no_json)["status"] == 400


def test_the_next_times_are_told(account: Account) -> None:
    """When a rule would run in the week after a moment, or how often one wants to know."""
    put_rule(account, "weekdays", NIGHTLY)
    week = fire_times(account, rule="weekdays", after="2026-11-25T12:00:00Z", until="2026-12-02T12:00:00Z")
    days = ("2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01")
    assert week["times"] == [f"{day}T19:00:00Z" for day in days]
    assert (week["enabled"], week["expression"]) == (True, NIGHTLY)
    past = fire_times(account, rule="weekdays", after="2020-01-01T00:00:00Z")
    assert past["times"] == ["2020-01-01T19:00:00Z"]  # before it was made: the question is its expression
    two = fire_times(account, rule="weekdays", after="2026-11-28T00:00:00Z", count=2)
    assert two["times"] == ["2026-11-30T19:00:00Z", "2026-12-01T19:00:00Z"]


def make_schedule(account: Account, name: str, role: str, expression: str, target: str, **more: Any) -> str:
    """Create a schedule of Scheduler, and return its ARN."""
    settings = {key: more.pop(key) for key in list(more) if key[0].isupper() and key != "Input"}
    arn: str = account.client("scheduler").create_schedule(
        Name=name,
        ScheduleExpression=expression,
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": target, "RoleArn": role, **more},
        **settings,
    )["ScheduleArn"]
    return arn


def test_a_fired_schedule_sends_its_input(account: Account, inbox: Inbox, role: str) -> None:
    """The input's context attributes are filled in."""
    given = '{"at": "<aws.scheduler.scheduled-time>", "by": "<aws.scheduler.schedule-arn>"}'
    arn = make_schedule(account, "input", role, "rate(1 hour)", inbox.arn, Input=given)
    told = fire(account, schedule="input", time="2026-11-23T19:00:00Z")
    assert (told["fired"], told["arn"]) == (True, arn)
    assert inbox.next() == {"at": "2026-11-23T19:00:00Z", "by": arn}


def test_a_schedule_without_input_sends_its_event(account: Account, inbox: Inbox, role: str) -> None:
    """Scheduler's event has its own source, and a detail that is a text."""
    arn = make_schedule(account, "plain", role, NIGHTLY, inbox.arn)
    fire(account, schedule="plain", time="2026-11-23T19:00:00Z")
    event = inbox.next()
    assert event.pop("id")
    assert event == {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": account.number,
        "time": "2026-11-23T19:00:00Z",
        "region": "us-east-1",
        "resources": [arn],
        "detail": "{}",
    }


def test_a_schedule_reaches_topics_and_any_api(account: Account, inbox: Inbox, role: str) -> None:
    """A topic gets the input as its message; a universal target is an API's action with its parameters."""
    sns = account.client("sns")
    topic = sns.create_topic(Name="scheduled")["TopicArn"]
    raw = {"RawMessageDelivery": "true"}
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=inbox.arn, Attributes=raw)
    make_schedule(account, "topic", role, NIGHTLY, topic, Input='{"by": "topic"}')
    parameters = json.dumps({"QueueUrl": inbox.url, "MessageBody": '{"by": "api"}'})
    make_schedule(
        account, "api", role, NIGHTLY, "arn:aws:scheduler:::aws-sdk:sqs:sendMessage", Input=parameters
    )
    for name in ("topic", "api"):
        fire(account, schedule=name)
        assert inbox.next() == {"by": name}


def test_a_schedule_follows_its_time_zone(account: Account, inbox: Inbox, role: str) -> None:
    """Seven in the evening is another hour in Berlin, and one more after the clocks are put forward."""
    zone = {"ScheduleExpressionTimezone": "Europe/Berlin"}
    make_schedule(account, "zoned", role, "cron(0 19 * * ? *)", inbox.arn, **zone)
    told = fire_times(account, schedule="zoned", after="2027-03-27T12:00:00Z", count=2)
    assert told["times"] == ["2027-03-27T18:00:00Z", "2027-03-28T17:00:00Z"]


def test_a_schedule_keeps_to_its_dates(account: Account, inbox: Inbox, role: str) -> None:
    """It runs neither before its start date nor after its end date."""
    start = datetime(2030, 1, 2, tzinfo=UTC)
    dates = {"StartDate": start, "EndDate": start + timedelta(days=2)}
    make_schedule(account, "dated", role, "cron(0 19 * * ? *)", inbox.arn, **dates)
    told = fire_times(account, schedule="dated", after="2029-12-24T12:00:00Z", count=9)
    assert told["times"] == ["2030-01-02T19:00:00Z", "2030-01-03T19:00:00Z"]


@pytest.mark.parametrize(
    ("expression", "zone", "message"),
    [
        ("rate(1 minutes)", "UTC", "Invalid Schedule Expression rate(1 minutes)."),
        ("at(2026-02-30T10:00:00)", "UTC", "Invalid Schedule Expression at(2026-02-30T10:00:00)."),
        ("rate(1 hour)", "Europe/Atlantis", "Invalid Schedule Expression Timezone Europe/Atlantis."),
    ],
)
def test_a_wrong_schedule_is_refused(
    account: Account, inbox: Inbox, role: str, expression: str, zone: str, message: str
) -> None:
    """Scheduler names what it does not understand."""
    with pytest.raises(ClientError) as refused:
        make_schedule(account, "wrong", role, expression, inbox.arn, ScheduleExpressionTimezone=zone)
    assert refused.value.response["Error"] == {"Code": "ValidationException", "Message": message}


def test_a_role_that_does_not_trust_scheduler_is_refused(account: Account, inbox: Inbox) -> None:
    """Neither a role of another service nor one that is not there will do."""
    for role in (make_role(account, "other", "lambda.amazonaws.com"), f"{account.role}-of-nobody"):
        with pytest.raises(ClientError, match="must allow AWS EventBridge Scheduler to assume the role"):
            make_schedule(account, "untrusted", role, "rate(1 hour)", inbox.arn)


def test_the_clock_runs_what_is_due(endpoint: str) -> None:
    """A rule and a schedule of the next minute run then, once; a disabled rule and a passed time do not."""
    account = Account(endpoint)
    inbox = Inbox(account)
    role = make_role(account, "schedules", "scheduler.amazonaws.com")
    due = (datetime.now(UTC) + timedelta(seconds=65)).replace(second=0, microsecond=0)
    if due - datetime.now(UTC) < timedelta(seconds=10):
        due += timedelta(minutes=1)
    cron = f"cron({due.minute} {due.hour} * * ? *)"
    put_rule(account, "off", cron, Arn=inbox.arn, Input='"off"')
    account.client("events").disable_rule(Name="off")
    for _ in range(2):  # a second PutTargets is no second run
        put_rule(account, "on", cron, Arn=inbox.arn)
    past, once = (f"at({time:%Y-%m-%dT%H:%M:%S})" for time in (due - timedelta(days=1), due))
    make_schedule(account, "past", role, past, inbox.arn, Input='"past"')
    make_schedule(account, "once", role, once, inbox.arn, Input='"once"', ActionAfterCompletion="DELETE")
    received = [inbox.next(150), inbox.next()]
    received.remove("once")
    assert received[0]["time"] == due.strftime("%Y-%m-%dT%H:%M:%SZ")
    scheduler = account.client("scheduler")
    wait_for(lambda: [found["Name"] for found in scheduler.list_schedules()["Schedules"]] == ["past"])
    assert "Messages" not in inbox.sqs.receive_message(QueueUrl=inbox.url)
