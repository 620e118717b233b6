"""EventBridge: patterns, targets, schedules."""

import json

import pytest
from conformance_testing import L03, L04, L07, L08, L10, N03, N05, N06, TELL, Account, Queue, group, refused

capability = group("EventBridge")
PATTERNS = "eventbridge/latest/userguide/eb-create-pattern-operators.html"
SCHEDULES = "eventbridge/latest/userguide/eb-scheduled-rule-pattern.html"
TRANSFORM = "eventbridge/latest/userguide/eb-transform-target-input.html"


def _rule(cloud: Account, pattern: object, state: str = "ENABLED", **target: object) -> Queue:
    """Create a rule that sends what matches to a queue; return the queue."""
    events, queue = cloud.client("events"), cloud.queue()
    events.put_rule(Name="orders", EventPattern=json.dumps(pattern), State=state)
    events.put_targets(Rule="orders", Targets=[{"Id": "queue", "Arn": queue.arn} | target])
    return queue


def _put(cloud: Account, *details: dict[str, object]) -> None:
    entries = [{"Source": "shop", "DetailType": "order", "Detail": json.dumps(detail)} for detail in details]
    assert cloud.client("events").put_events(Entries=entries)["FailedEntryCount"] == 0


@capability("a rule and its target", "eventbridge/latest/userguide/eb-rules.html", L07, L08, N03, N06)
def test_rule(cloud: Account) -> None:
    """An event that matches reaches the target with source, detail-type, account, region and detail."""
    queue = _rule(cloud, {"source": ["shop"]})
    _put(cloud, {"n": 7})
    (event,) = queue.messages()
    assert (event["source"], event["detail-type"], event["detail"]) == ("shop", "order", {"n": 7})
    assert (event["account"], event["region"]) == (cloud.id, cloud.region)


@capability("patterns", PATTERNS, L03, N03, N06)
def test_patterns(cloud: Account) -> None:
    """Prefix, anything-but, numeric, exists and several fields together decide what matches."""
    pattern = {
        "detail": {
            "state": [{"prefix": "pa"}],
            "by": [{"anything-but": ["test"]}],
            "price": [{"numeric": [">", 10, "<=", 20]}],
            "note": [{"exists": False}],
        }
    }
    queue, good = _rule(cloud, pattern), {"state": "paid", "by": "ann", "price": 20}
    wrong = ({"state": "open"}, {"by": "test"}, {"price": 10}, {"note": "x"})
    _put(cloud, *(good | one for one in wrong), good)
    assert [event["detail"] for event in queue.messages()] == [good]


@capability("trying a pattern", "eventbridge/latest/APIReference/API_TestEventPattern.html", N06)
def test_try_pattern(cloud: Account) -> None:
    """TestEventPattern tells whether an event matches."""
    event = {"id": "1", "source": "shop", "detail-type": "order", "account": cloud.id, "detail": {"n": 7}}
    event |= {"time": "2026-01-01T00:00:00Z", "region": cloud.region, "resources": []}
    answers = [
        cloud.client("events").test_event_pattern(EventPattern=pattern, Event=json.dumps(event))["Result"]
        for pattern in ('{"source": ["shop"]}', '{"source": ["bank"]}')
    ]
    assert answers == [True, False]


@capability("an invalid pattern is refused", "eventbridge/latest/userguide/eb-event-patterns.html", L03, N06)
def test_invalid_pattern(cloud: Account) -> None:
    """A pattern whose value is no array gives InvalidEventPatternException."""
    put = cloud.client("events").put_rule
    refused(put, "InvalidEventPatternException", Name="bad", EventPattern='{"source": "shop"}')


@capability("input transformer", TRANSFORM, N06, L08)
def test_input_transformer(cloud: Account) -> None:
    """A target gets a text made from the event's fields."""
    transformer = {"InputPathsMap": {"n": "$.detail.n"}, "InputTemplate": '{"order": <n>, "new": true}'}
    queue = _rule(cloud, {"source": ["shop"]}, InputTransformer=transformer)
    _put(cloud, {"n": 7})
    assert queue.messages() == [{"order": 7, "new": True}]


@capability("a disabled rule", "eventbridge/latest/userguide/eb-disable-rule.html", L03, L10, N05)
def test_disabled_rule(cloud: Account) -> None:
    """A disabled rule sends nothing; enabled again, it sends."""
    queue, witness, events = (
        _rule(cloud, {"source": ["shop"]}, "DISABLED"),
        cloud.queue(),
        cloud.client("events"),
    )
    events.put_rule(Name="witness", EventPattern='{"source": ["shop"]}')
    events.put_targets(Rule="witness", Targets=[{"Id": "queue", "Arn": witness.arn}])
    _put(cloud, {"n": 1})
    assert witness.messages()[0]["detail"] == {"n": 1}  # only now may the other rule be enabled
    events.enable_rule(Name="orders")
    _put(cloud, {"n": 2})
    assert [event["detail"]["n"] for event in queue.messages()] == [2]


@capability(
    "a rule invokes a function", "eventbridge/latest/userguide/eb-use-resource-based.html", L03, L04, L07, N03
)
def test_function_target(cloud: Account) -> None:
    """A function with permission for the rule gets the event."""
    function = cloud.deploy(TELL)
    cloud.permit(function, "events", cloud.arn("events", "rule/orders"))
    _rule(cloud, {"source": ["shop"]}, Arn=cloud.function_arn(function))
    _put(cloud, {"n": 7})
    assert cloud.told(function)[0]["detail"] == {"n": 7}


@capability(
    "a function that does not let the rule in",
    "eventbridge/latest/userguide/eb-use-resource-based.html",
    L10,
    L03,
)
def test_function_without_permission(cloud: Account) -> None:
    """Without permission for this rule the function is not invoked; other targets are."""
    events, function, queue = cloud.client("events"), cloud.deploy(TELL), _rule(cloud, {"source": ["shop"]})
    cloud.permit(function, "events", cloud.arn("events", "rule/other"))
    events.put_targets(Rule="orders", Targets=[{"Id": "function", "Arn": cloud.function_arn(function)}])
    _put(cloud, {"n": 1}, {"n": 2})
    assert len(queue.messages(2)) == 2
    assert not cloud.logged(function)


@capability("schedules", SCHEDULES, L03, L04, N05)
def test_schedules(cloud: Account) -> None:
    """Rate and cron expressions are taken as AWS writes them."""
    events = cloud.client("events")
    for number, expression in enumerate(
        ("rate(1 minute)", "rate(5 minutes)", "cron(0 19 ? * MON-FRI *)", "cron(0/15 8-17 * * ? *)")
    ):
        events.put_rule(Name=f"rule-{number}", ScheduleExpression=expression)
    kept = [rule["ScheduleExpression"] for rule in events.list_rules()["Rules"]]
    assert kept[2] == "cron(0 19 ? * MON-FRI *)"


@capability("wrong schedules are refused", SCHEDULES, L03, L04, N05)
@pytest.mark.parametrize(
    "expression",
    ["rate(1 minutes)", "rate(5 minute)", "cron(0 19 * * MON *)", "cron(0 19 * * *)", "cron(61 19 ? * * *)"],
)
def test_wrong_schedules(cloud: Account, expression: str) -> None:
    """One minute is singular, and cron has six fields, of which day and weekday exclude each other."""
    put = cloud.client("events").put_rule
    refused(
        put,
        "ValidationException",
        "Parameter ScheduleExpression is not valid.",
        Name="r",
        ScheduleExpression=expression,
    )


@capability("an event bus of one's own", "eventbridge/latest/userguide/eb-event-bus.html", N06)
def test_own_bus(cloud: Account) -> None:
    """What is put on one bus does not match the rules of another."""
    events, queue = cloud.client("events"), _rule(cloud, {"source": ["shop"]})
    events.create_event_bus(Name="tests")
    entry = {"Source": "shop", "DetailType": "order", "Detail": '{"n": 1}'}
    events.put_events(Entries=[entry | {"EventBusName": "tests"}, entry | {"Detail": '{"n": 2}'}])
    assert [event["detail"]["n"] for event in queue.messages()] == [2]


@capability("Scheduler", "scheduler/latest/UserGuide/schedule-types.html", N05)
def test_scheduler(cloud: Account) -> None:
    """EventBridge Scheduler keeps a schedule with its time zone and target."""
    scheduler, function = cloud.client("scheduler"), cloud.deploy(TELL)
    target = {"Arn": cloud.function_arn(function), "RoleArn": cloud.role(service="scheduler")}
    scheduler.create_schedule(
        Name="evening",
        ScheduleExpression="cron(0 19 ? * MON-FRI *)",
        ScheduleExpressionTimezone="Europe/Berlin",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target=target,
    )
    assert scheduler.get_schedule(Name="evening")["ScheduleExpressionTimezone"] == "Europe/Berlin"
