"""Lab 06, what is written and what is counted: structured lines, their retention, metrics made of them.

Questions to the log, and the function that reports, are judged in ``log_analysis_report``.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from lambdalab.alarms import pass_time
from lambdalab.aws import Cloud
from lambdalab.checks import log_lines, sign_ins
from lambdalab.checks.alarm_drives import SILENCE, muted
from lambdalab.checks.desks import clear
from lambdalab.checks.functions import get_function
from lambdalab.checks.log_lines import Line
from lambdalab.checks.registry import task
from lambdalab.checks.results import Unmet, listed
from lambdalab.checks.sign_ins import GROUP

LAB = "06-log-analysis"
REPORTER = "report"
DAYS = 14
NAMESPACE, GUESSES, DURATION = "Door", "Guesses", "Duration"
DIMENSION = {"Outcome": "$.outcome"}


@task(
    "sign-ins-logged",
    lab=LAB,
    points=15,
    hints=(
        "The check signs in, and reads what your function wrote of it. The card names the field, or the "
        "line, that is not as it should be.",
        "See json.dumps in Python's reference, and aws_request_id in the page on Lambda's context object. "
        "What does an event without a source need?",
        'line = {"request_id": context.<...>, "outcome": outcome, <user and ip of the event>, "ms": '
        '<milliseconds>}; if "source" in event: <one more>; then print it as JSON, once.',
    ),
)
def sign_ins_logged(cloud: Cloud) -> None:
    """Pass where each sign-in leaves one JSON line with its fields, and never a password."""
    get_function(cloud, sign_ins.FUNCTION)
    sent = sign_ins.attempts()
    with muted(cloud):
        try:
            for attempt in sent:
                sign_ins.require_line(cloud, attempt, sign_ins.sign_in(cloud, attempt))
        finally:
            clear(cloud, GROUP, [attempt.event["ip"] for attempt in sent if attempt.is_guess])


@task(
    "lines-expire",
    lab=LAB,
    points=5,
    hints=(
        "Lambda makes a function's log group at its first run, and such a group keeps its lines for ever. "
        "The card names the group that does, or that is not there.",
        "See create_log_group and put_retention_policy in boto3's reference of CloudWatch Logs. Which "
        "numbers of days are there?",
        "create_log_group(logGroupName=<the one that is missing>); then "
        "put_retention_policy(logGroupName=..., retentionInDays=...) for each of the two.",
    ),
)
def lines_expire(cloud: Cloud) -> None:
    """Pass where the log groups of both functions are there, and keep their lines for 14 days."""
    names = [GROUP, f"/aws/lambda/{REPORTER}"]
    pages = cloud.client("logs").get_paginator("describe_log_groups").paginate()
    groups = {group["logGroupName"]: group for page in pages for group in page["logGroups"]}
    for name in names:
        expected = f"the log group {name} to keep its lines for {DAYS} days"
        if name not in groups:
            found = listed("the account's log groups", sorted(groups))
            raise Unmet("missing", expected=expected, found=found, look_at="create_log_group")
        days = groups[name].get("retentionInDays")
        if days != DAYS:
            found = f"it keeps them for {days} days" if days else "it keeps them for ever"
            raise Unmet("mismatch", expected=expected, found=found, look_at="put_retention_policy")


@task(
    "guesses-counted",
    lab=LAB,
    points=20,
    hints=(
        "A pattern errs in two ways: it misses a line, or it finds one too many. The card shows the line. "
        "Put it into must or must_not, and let trial tell.",
        "See the page on patterns for JSON: !=, NOT EXISTS, && and ||, brackets. And put_metric_filter in "
        "boto3's reference: which of its values is for lines that do not match?",
        "{ $.<field> != <value> && (<the other field> NOT EXISTS || <it> != <value>) }, and one "
        "transformation: metricNamespace, metricName, metricValue as text, defaultValue as a number.",
    ),
)
def guesses_counted(cloud: Cloud) -> None:
    """Pass where each guess adds 1 to the metric and any other line 0, counted on lines of the check."""
    counter, how = log_lines.get_counter(cloud, GROUP, NAMESPACE, GUESSES)
    _require_counting(how)
    nonce = secrets.token_hex(4)
    lines = sign_ins.lines(nonce)
    log_lines.require_pattern(cloud, counter["filterPattern"], lines, "a pattern for guesses alone")
    wanted = float(sum(line.matches for line in lines))
    with muted(cloud):
        total = _count(cloud, lines, nonce)
        if total != wanted:  # a guess just before may have come late
            total = _count(cloud, lines, nonce)
    if total != wanted:
        raise Unmet(
            "failed",
            expected=f"{len(lines)} lines, {wanted:g} of them guesses, to add up to {wanted:g}",
            found=f"the sum is {total:g}",
            look_at="the filter's metricValue and defaultValue; who else writes to this metric?",
        )


def _count(cloud: Cloud, lines: Sequence[Line], nonce: str) -> float:
    """Write lines, and return the sum that they make in the metric."""
    pass_time(SILENCE, cloud=cloud)
    with log_lines.written(cloud, GROUP, [line.text for line in lines]):
        try:
            return log_lines.wait_for_values(cloud, NAMESPACE, GUESSES, len(lines))[1]
        finally:
            clear(cloud, GROUP, [nonce])


def _require_counting(how: dict[str, Any]) -> None:
    """Raise Unmet unless a line that matches gives 1, and one that does not 0."""
    value, otherwise = how["metricValue"], how.get("defaultValue")
    expected = f"{NAMESPACE}/{GUESSES} to get a 1 for a guess and a 0 for any other line"
    if how.get("dimensions"):
        found, look_at = (
            f"it has the dimension {', '.join(how['dimensions'])}",
            "dimensions: one number is wanted",
        )
    elif value.startswith("$") or float(value) != 1:
        found, look_at = f"a guess gives {value}", "metricValue: what is one guess worth?"
    elif otherwise is None:
        found, look_at = "any other line gives nothing: while all is well there is no metric", "defaultValue"
    elif otherwise != 0:
        found, look_at = (
            f"any other line gives {otherwise:g}",
            "defaultValue: it is for lines without a match",
        )
    else:
        return
    raise Unmet("mismatch", expected=expected, found=found, look_at=look_at)


@task(
    "times-by-outcome",
    lab=LAB,
    points=10,
    hints=(
        "The metric's value comes out of the line, and so does its dimension. The card says which of the two "
        "is not what it should be, or which sign-ins are left out.",
        "See the last part of step Count what matches in notebook 07: how does a filter name a field of the "
        "line?",
        'One transformation: metricNamespace, metricName, metricValue "$.<field>", dimensions {<name>: '
        '"$.<field>"}, no default value. The pattern takes every line with that field.',
    ),
)
def times_by_outcome(cloud: Cloud) -> None:
    """Pass where each sign-in gives its milliseconds to the metric, under its outcome."""
    counter, how = log_lines.get_counter(cloud, GROUP, NAMESPACE, DURATION)
    _require_fields(how)
    nonce = secrets.token_hex(4)
    every = [Line(line.words, line.text, '"ms"' in line.text) for line in sign_ins.lines(nonce)]
    log_lines.require_pattern(cloud, counter["filterPattern"], every, "a pattern for every sign-in")
    told = [sign_ins.line(outcome, nonce, ms) for outcome, ms in _TIMES]
    with muted(cloud), log_lines.written(cloud, GROUP, told):
        try:
            for outcome in ("ok", "wrong-password"):
                times = [ms for other, ms in _TIMES if other == outcome]
                _require_times(cloud, outcome, times)
        finally:
            clear(cloud, GROUP, [nonce])


_TIMES = (("ok", 31), ("ok", 4700), ("wrong-password", 42), ("ok", 250))


def _require_times(cloud: Cloud, outcome: str, times: list[int]) -> None:
    found = log_lines.wait_for_values(cloud, NAMESPACE, DURATION, len(times), Outcome=outcome)
    if found != (len(times), sum(times)):
        raise Unmet(
            "failed",
            expected=f"{len(times)} values of {NAMESPACE}/{DURATION} for Outcome {outcome}: {times}",
            found=f"there are {found[0]}, and their sum is {found[1]:g}",
            look_at="metricValue: which field of the line?",
        )


def _require_fields(how: dict[str, Any]) -> None:
    """Raise Unmet unless value and dimension come from the line's fields."""
    dimensions = how.get("dimensions") or {}
    expected = f"{NAMESPACE}/{DURATION} to get each line's ms, with the dimension Outcome from its outcome"
    if not how["metricValue"].startswith("$"):
        found, look_at = f"each line gives {how['metricValue']}", 'metricValue: "$.<field>" takes a field'
    elif not dimensions:
        found, look_at = "it has no dimension: all outcomes are in one", "dimensions={<name>: <field>}"
    elif dimensions != DIMENSION:
        told = ", ".join(f"{name} from {field}" for name, field in dimensions.items())
        many = "each value makes a metric, and each metric costs"
        found = f"its dimensions are: {told}"
        look_at = f"dimensions: {many if len(dimensions) > 1 else 'name and field, letter by letter'}"
    else:
        return
    raise Unmet("mismatch", expected=expected, found=found, look_at=look_at)
