"""A lab fires a rule at once, and asks when its schedule would."""

import json
import os
import secrets
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from lambdalab.aws import Cloud
from lambdalab.errors import NotReady, NotScheduled, UnknownName
from lambdalab.schedules import fire_now, next_times

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def cloud() -> Cloud:
    """Return an account with a rule that sends to a queue every weekday at 19:00."""
    made = Cloud(os.environ["AWS_ENDPOINT_URL"], str(10**11 + secrets.randbelow(9 * 10**11)))
    queue = made.client("sqs").create_queue(QueueName="inbox")["QueueUrl"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": made.arn("sqs", "inbox"),
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    made.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    events = made.client("events")
    events.put_rule(Name="nightly", ScheduleExpression="cron(0 19 ? * MON-FRI *)")
    events.put_targets(Rule="nightly", Targets=[{"Id": "inbox", "Arn": made.arn("sqs", "inbox")}])
    return made


def test_a_rule_is_fired_for_a_time(cloud: Cloud) -> None:
    """Its targets get the event of that time."""
    fired = fire_now("nightly", cloud=cloud, time=MONDAY)
    assert (fired.was_fired, fired.targets, fired.time) == (True, 1, MONDAY)
    sqs = cloud.client("sqs")
    queue = sqs.get_queue_url(QueueName="inbox")["QueueUrl"]
    (message,) = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=10)["Messages"]
    assert json.loads(message["Body"])["time"] == "2026-11-23T12:00:00Z"


def test_a_notebook_fires_a_rule_of_its_account(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a cloud it is the account that plain clients work in."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", cloud.account)
    assert fire_now("nightly").was_fired
    assert len(next_times("nightly", after=MONDAY)) == 1


def test_a_disabled_rule_is_not_fired(cloud: Cloud) -> None:
    """What became of it is told, and is no error."""
    cloud.client("events").disable_rule(Name="nightly")
    fired = fire_now("nightly", cloud=cloud)
    assert (fired.was_fired, fired.targets) == (False, 0)


def test_the_next_times_of_a_rule(cloud: Cloud) -> None:
    """As many as are asked for, or all until a moment; the next one alone where nothing is asked."""
    evening = MONDAY.replace(hour=19)
    assert next_times("nightly", after=MONDAY, cloud=cloud) == [evening]
    two = next_times("nightly", after=MONDAY, count=2, cloud=cloud)
    assert two == [evening, evening.replace(day=24)]
    week = next_times("nightly", after=MONDAY, until=MONDAY.replace(day=30), cloud=cloud)
    assert [time.day for time in week] == [23, 24, 25, 26, 27]


def test_an_unknown_rule_is_told_with_the_known(cloud: Cloud) -> None:
    """A mistyped name lists the rules that there are."""
    with pytest.raises(UnknownName, match=r"Rule nightyl does not exist.*: nightly\."):
        fire_now("nightyl", cloud=cloud)
    with pytest.raises(UnknownName, match="Schedule nightly does not exist in group default"):
        next_times("nightly", group="default", after=MONDAY, cloud=cloud)


def test_a_rule_without_schedule_is_told(cloud: Cloud) -> None:
    """A rule that waits for events cannot be fired by a clock."""
    cloud.client("events").put_rule(Name="pattern", EventPattern='{"source": ["shop"]}')
    with pytest.raises(NotScheduled, match="event pattern and no schedule"):
        fire_now("pattern", cloud=cloud)


def test_no_engine_is_told() -> None:
    """Where nothing answers, the next step is to start the engine."""
    with pytest.raises(NotReady, match=r"does not answer.*\./lab"):
        fire_now("nightly", cloud=Cloud("http://127.0.0.1:9", "123456789012"))


def test_another_localstack_is_told() -> None:
    """An endpoint that does not know the address is no engine of ours."""
    with HTTPServer(("127.0.0.1", 0), _KnowingNothing) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        with pytest.raises(NotReady, match="not an address of the course's engine"):
            fire_now("nightly", cloud=Cloud(f"http://127.0.0.1:{server.server_port}", "123456789012"))
        thread.join()


class _KnowingNothing(BaseHTTPRequestHandler):
    """Answers 404 to everything, and logs nothing."""

    def do_POST(self) -> None:
        """Answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
