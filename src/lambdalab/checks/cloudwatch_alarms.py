"""Lab 05, its function and its alarms: errors are counted, seen and told, silence is fine.

How the message reaches people is judged in ``cloudwatch_alarms_people``.
"""

import secrets
from datetime import UTC, datetime
from functools import partial
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks import alarm_messages, chain
from lambdalab.checks.alarm_drives import drive, muted
from lambdalab.checks.alarms import Watch, get_alarm, require_actions, require_metric
from lambdalab.checks.functions import error_of, get_function, invoke
from lambdalab.checks.refusals import be_refused
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet

LAB = "05-cloudwatch-alarms"
FUNCTION = "checkout"
TELLER = "tell"
TOPIC = "alarms"
RECORD = "record"
PAGER = "pager"
ERRORS = Watch("checkout-errors", "Errors", FUNCTION)
THROTTLES = Watch("checkout-throttles", "Throttles", FUNCTION)

_BAD = {
    "without items": {"items": []},
    "with an item that has no price": {"items": [{"count": 2}]},
    "without a list": {},
}


def good_order() -> dict[str, Any]:
    """Return an order that can be computed, another one each time."""
    items = [{"cents": 1 + secrets.randbelow(9999), "count": 1 + secrets.randbelow(9)} for _ in range(3)]
    return {"items": items}


def free_order() -> dict[str, Any]:
    """Return an order that can be computed, and comes to nothing."""
    return {"items": [{"cents": 0, "count": 1 + secrets.randbelow(9)}]}


def send_good(cloud: Cloud) -> None:
    """Send a good order."""
    invoke(cloud, FUNCTION, good_order())


def send_bad(cloud: Cloud) -> None:
    """Send a bad order."""
    invoke(cloud, FUNCTION, _BAD["without items"])


@task(
    "errors-are-counted",
    lab=LAB,
    points=10,
    hints=(
        "Lambda counts an invocation as an error when an exception leaves the handler, or the function dies. "
        "What is caught, or returned, is a success to it.",
        "See Errors in the page on Lambda's metrics. Then: which line of your handler keeps an exception "
        "from leaving it? And what does sum give for an empty list?",
        "No try around the sum. Before it: if <the list is empty>: raise <an exception>(<what happened>). "
        "The return of a good order stays. Then update().",
    ),
)
def errors_are_counted(cloud: Cloud) -> None:
    """Pass where good orders are answered, and each bad one is an error of the function."""
    get_function(cloud, FUNCTION)
    with muted(cloud):
        for good in (good_order(), good_order(), free_order()):
            _require_total(cloud, good)
        for what, order in _BAD.items():
            answer = invoke(cloud, FUNCTION, order)
            if not answer.error:
                raise Unmet(
                    "mismatch",
                    expected=f"an order {what} to end as an error of {FUNCTION}",
                    found=f"it was answered with {answer.payload}: to Lambda that is a success",
                    look_at="what catches the exception, or who should raise one; then update()",
                )


def _require_total(cloud: Cloud, order: dict[str, Any]) -> None:
    wanted = {"cents": sum(item["cents"] * item["count"] for item in order["items"])}
    kind = "a good order" if wanted["cents"] else "a good order, of free items,"
    answer = invoke(cloud, FUNCTION, order)
    if answer.error or answer.payload != wanted:
        raise Unmet(
            "failed" if answer.error else "mismatch",
            expected=f"{kind} to be answered with {wanted}",
            found=f"it ended with {error_of(answer)}" if answer.error else f"it got {answer.payload}",
            look_at="what the handler returns, which was right before, and when it raises",
        )


@task(
    "alarm-sees-errors",
    lab=LAB,
    points=20,
    needs=("errors-are-counted",),
    hints=(
        "An alarm asks one question: is this statistic of this metric, over this period, beyond the "
        "threshold? The card says what yours asks, or what it watches instead.",
        "See put_metric_alarm in boto3's reference: Dimensions, Statistic, Period, EvaluationPeriods, "
        "Threshold, ComparisonOperator. Which operator takes 1 error for enough?",
        '"Dimensions": [{"Name": "FunctionName", "Value": <its name>}], "Statistic": <how many>, "Period": '
        '<seconds>, "EvaluationPeriods": ..., "Threshold": ..., "ComparisonOperator": <one of four>.',
    ),
)
def alarm_sees_errors(cloud: Cloud) -> None:
    """Pass where one error in a minute sets the alarm off, and a good minute ends it."""
    alarm = get_alarm(cloud, ERRORS.alarm)
    require_metric(alarm, ERRORS)
    with drive(cloud, alarm, partial(send_good, cloud)) as driven:
        driven.require_good("without an error")
        driven.require_alarm("with one error", partial(send_bad, cloud))
        driven.require_recovery()


@task(
    "silence-is-fine",
    lab=LAB,
    points=10,
    needs=("alarm-sees-errors",),
    hints=(
        "At night nobody orders, and Lambda sends nothing: the datapoint is missing. The alarm must be told "
        "what to take a missing datapoint for.",
        "See the page on how alarms treat missing data: four words, and for each what becomes of the state. "
        "Which of them makes an hour without orders OK?",
        'watch["TreatMissingData"] = <one of four>, then put_metric_alarm(AlarmName=..., **watch) once more: '
        "it replaces all settings.",
    ),
)
def silence_is_fine(cloud: Cloud) -> None:
    """Pass where the alarm is OK when nothing is measured, although a bad minute was before."""
    alarm = get_alarm(cloud, ERRORS.alarm)
    with drive(cloud, alarm, partial(send_good, cloud)) as driven:
        driven.minute(partial(send_bad, cloud))
        driven.require_calm_in_silence()


@task(
    "alarm-tells-topic",
    lab=LAB,
    points=10,
    needs=("silence-is-fine",),
    hints=(
        "An alarm does something at each change of its state, if it has an action for the new one. The card "
        "names the change of which nobody is told.",
        "See put_metric_alarm in boto3's reference: three lists of actions, one for each state that can be "
        "entered. Of what are they lists?",
        'watch["<State>Actions"] = [<the topic\'s ARN>], for two of the three states; then '
        "put_metric_alarm(AlarmName=..., **watch).",
    ),
)
def alarm_tells_topic(cloud: Cloud) -> None:
    """Pass where the topic's queue gets one message when the alarm goes off, and one when it is OK again."""
    alarm = get_alarm(cloud, ERRORS.alarm)
    topic = chain.require_topic(cloud, TOPIC)
    chain.require_subscription(cloud, topic, RECORD)
    require_actions(alarm, topic)
    began = datetime.now(UTC)
    with drive(cloud, alarm, partial(send_good, cloud), aloud=True) as driven:
        driven.minute(partial(send_bad, cloud))
        driven.minute()
    told = alarm_messages.collect(cloud, RECORD, ERRORS.alarm, began)
    if cloud.arn("lambda", f"function:{TELLER}") in subscribers(cloud, topic):  # so the pager is told as well
        times = [message["StateChangeTime"] for message in told]
        alarm_messages.collect_lines(cloud, PAGER, times, len(told), and_duplicates=False)
    if not told:
        raise chain.why_undelivered(cloud, topic, RECORD)
    states = [message["NewStateValue"] for message in told]
    if states != ["ALARM", "OK"]:
        raise Unmet(
            "failed",
            expected=f"one message in {RECORD} that {ERRORS.alarm} is in ALARM, and one that it is OK again",
            found=f"these arrived: {', '.join(states)}",
            look_at="the subscription's FilterPolicy, and the two lists of actions",
        )


def subscribers(cloud: Cloud, topic: str) -> list[str]:
    """Return the endpoints that are subscribed to a topic."""
    pages = cloud.client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    return [entry["Endpoint"].removesuffix(":$LATEST") for page in pages for entry in page["Subscriptions"]]


@task(
    "throttles-are-seen",
    lab=LAB,
    points=10,
    needs=("alarm-tells-topic",),
    hints=(
        "An invocation that is refused never ran, so it has no error. Lambda counts it under another metric "
        "of the same function.",
        "See the invocation metrics in Lambda's guide. All but the description may stay as in your first "
        "alarm; two alarms need two names.",
        "put_metric_alarm(AlarmName=<the new name>, **watch | {<what it watches>: <the metric>, "
        "<what it says>: why}).",
    ),
)
def throttles_are_seen(cloud: Cloud) -> None:
    """Pass where one refused invocation in a minute sets the second alarm off, and it tells the topic."""
    alarm = get_alarm(cloud, THROTTLES.alarm)
    require_metric(alarm, THROTTLES)
    require_actions(alarm, chain.require_topic(cloud, TOPIC))
    _require_own_words(cloud, alarm)
    with drive(cloud, alarm, partial(send_good, cloud)) as driven:
        driven.require_good("without a refused invocation")
        driven.require_alarm(
            "with one refused invocation", partial(be_refused, cloud, FUNCTION, good_order())
        )
        driven.require_recovery()
        driven.require_calm_in_silence()


def _require_own_words(cloud: Cloud, alarm: dict[str, Any]) -> None:
    """Raise Unmet where an alarm says nothing to those whom it wakes, or what the first alarm says."""
    told = alarm.get("AlarmDescription", "").strip()
    first = get_alarm(cloud, ERRORS.alarm).get("AlarmDescription", "").strip()
    if told in ("", first):
        raise Unmet(
            "mismatch" if told else "missing",
            expected=f"{THROTTLES.alarm} to say where to begin when orders are refused",
            found=f"it says what {ERRORS.alarm} says: {told}" if told else "it has no description",
            look_at="AlarmDescription of put_metric_alarm: the text in why",
        )
