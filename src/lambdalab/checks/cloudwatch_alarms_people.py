"""Lab 05, the way to people: an alarm's message becomes a line that is read on a pager."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from lambdalab.aws import Cloud
from lambdalab.checks import alarm_messages, chain
from lambdalab.checks.alarm_drives import drive
from lambdalab.checks.alarm_messages import PARTS, Alarm
from lambdalab.checks.alarms import get_alarm
from lambdalab.checks.cloudwatch_alarms import (
    ERRORS,
    LAB,
    PAGER,
    RECORD,
    TELLER,
    TOPIC,
    send_bad,
    send_good,
    subscribers,
)
from lambdalab.checks.functions import Answer, error_of, get_function, invoke
from lambdalab.checks.invokers import require_invoker
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet

PEOPLE = "people"


@task(
    "message-is-readable",
    lab=LAB,
    points=15,
    hints=(
        "The event holds a list of records, and each of them the alarm's message as text. The card shows the "
        "first line that is not as it should be.",
        "See json.loads, and the message of step 4: which of its fields is the state now, which the one "
        "before?",
        'for record in <the list>: alarm = json.loads(record["Sns"][<which part>]); then append one f-string '
        "of four fields.",
    ),
)
def message_is_readable(cloud: Cloud) -> None:
    """Pass where the function makes a line of each record's alarm, and publishes each line once."""
    get_function(cloud, TELLER)
    nonce = secrets.token_hex(4)
    alarms = [
        alarm_messages.message(cloud, f"{nonce}-errors", f"Über 5 € ({nonce})", "INSUFFICIENT_DATA", "ALARM"),
        alarm_messages.message(cloud, f"{nonce}-orders", f"Call {nonce}: any time", "ALARM", "OK"),
    ]
    answer = invoke(cloud, TELLER, alarm_messages.handed_over(alarms, cloud.arn("sns", TOPIC)))
    marks = [nonce, *(alarm["StateChangeTime"] for alarm in alarms)]
    lines = alarm_messages.collect_lines(cloud, PAGER, marks, 0 if answer.error else len(alarms))
    if answer.error:
        raise Unmet(
            "failed",
            expected=f"{TELLER} to read an event with {len(alarms)} records",
            found=f"it ended with {error_of(answer)}",
            look_at="what a record holds: the alarm's message is text, and text has no fields",
        )
    _require_lines(lines, alarms, answer)


def _require_lines(lines: Sequence[str], alarms: Sequence[Alarm], answer: Answer) -> None:
    wanted = [alarm_messages.line(alarm) for alarm in alarms]
    if sorted(lines) == sorted(wanted):
        return
    if len(lines) != len(wanted):
        raise Unmet(
            "mismatch" if lines else "missing",
            expected=f"{TELLER} to publish {len(wanted)} lines, one for each record",
            found=f"{len(lines)} arrived on the {PAGER}; it returned {answer.payload}",
            look_at=_where_lines_went(wanted, answer),
        )
    missed = next(number for number, line in enumerate(wanted) if line not in lines)
    instead = next(line for line in lines if line not in wanted)
    raise Unmet(
        "mismatch",
        expected=f"the line {wanted[missed]!r}",
        found=f"this one arrived: {instead!r}",
        look_at=_where_line_errs(instead, alarms),
    )


def _where_lines_went(wanted: Sequence[str], answer: Answer) -> str:
    if answer.payload == wanted:
        return f"TOPIC_ARN in its environment, and the subscription of {PAGER} to {PEOPLE}"
    return "the loop over event['Records'], and what it appends to lines"


def _where_line_errs(line: str, alarms: Sequence[Alarm]) -> str:
    for part in PARTS:
        if not any(alarm[part] in line for alarm in alarms):
            return f"the field {part} of the alarm: it is not in your line"
    return "the words and signs between the four fields, and their order"


@task(
    "topic-may-invoke",
    lab=LAB,
    points=10,
    hints=(
        "A function lets in only whom its resource policy names. Who calls this one: the alarm, the topic, "
        "or the service that the topic belongs to?",
        "See add_permission in boto3's reference, and the page on using Lambda with SNS: Principal is a "
        "service, SourceArn one thing of it.",
        'add_permission(FunctionName=..., StatementId=<any word>, Action="lambda:<Operation>", '
        'Principal="<service>.amazonaws.com", SourceArn=<the topic\'s>).',
    ),
)
def topic_may_invoke(cloud: Cloud) -> None:
    """Pass where SNS may invoke the function for the alarms' topic, and for no other."""
    require_invoker(cloud, TELLER, "sns.amazonaws.com", chain.require_topic(cloud, TOPIC))


@task(
    "alarm-reaches-people",
    lab=LAB,
    points=15,
    needs=("alarm-tells-topic", "message-is-readable", "topic-may-invoke"),
    hints=(
        "All parts work alone. The card names the first link between them that is missing: alarm, topic, "
        "function, topic, pager.",
        "See subscribe in boto3's reference of SNS: which Protocol is for a function, and what is its "
        "Endpoint? And which of the two topics does the alarm tell?",
        "subscribe(TopicArn=<the alarms'>, Protocol=<for functions>, Endpoint=<the function's ARN>). Then a "
        "minute with a bad order, and one with a good order.",
    ),
)
def alarm_reaches_people(cloud: Cloud) -> None:
    """Pass where a bad minute pages people once, its end once more, and silence not at all."""
    _require_path(cloud)
    alarm = get_alarm(cloud, ERRORS.alarm)
    began = datetime.now(UTC)
    with drive(cloud, alarm, partial(send_good, cloud), aloud=True) as driven:
        for bad in (None, partial(send_bad, cloud), None):
            driven.minute(bad)
        driven.silence()
    told = alarm_messages.collect(cloud, RECORD, ERRORS.alarm, began)
    wanted = [alarm_messages.line(alarm) for alarm in told]
    times = [alarm["StateChangeTime"] for alarm in told]
    lines = alarm_messages.collect_lines(cloud, PAGER, times, len(told))
    if sorted(lines) != sorted(wanted) or not lines:
        raise _of_pages(lines, wanted)


def _require_path(cloud: Cloud) -> None:
    """Raise Unmet unless the function is subscribed to the alarms' topic."""
    topic = chain.require_topic(cloud, TOPIC)
    function = cloud.arn("lambda", f"function:{TELLER}")
    ends = subscribers(cloud, topic)
    if function not in ends:
        raise Unmet(
            "missing",
            expected=f"a subscription of {function} to {topic}",
            found=f"its subscriptions go to {', '.join(ends) or 'nobody'}",
            look_at='subscribe(Protocol="lambda", Endpoint=...), at the topic that the alarm tells',
        )


def _of_pages(lines: Sequence[str], wanted: Sequence[str]) -> Unmet:
    """Return what is wrong with what people were told."""
    extra = [line for line in lines if line not in wanted]
    if not lines:
        found, look_at = "nothing arrived", f"the log group /aws/lambda/{TELLER}: did it run, and publish?"
    elif extra:
        found = f"this arrived, too: {extra[0][:120]}"
        look_at = f"who is subscribed to {PEOPLE} and to {TOPIC}: the {PAGER} is for lines, nothing else"
    elif len(lines) > len(wanted):
        found, look_at = f"{len(lines)} arrived", f"the subscriptions to {TOPIC} and to {PEOPLE}"
    else:
        missing = next(line for line in wanted if line not in lines)
        found, look_at = f"this is missing: {missing}", "the subscription's FilterPolicy"
    return Unmet(
        "failed",
        expected=f"one line on the {PAGER} that {ERRORS.alarm} is in ALARM, and one that it is OK again",
        found=found,
        look_at=look_at,
    )
