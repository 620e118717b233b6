"""Asks CloudWatch about an alarm: what it watches, what it asks, whom it tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.results import Unmet, listed

PERIOD = 60
"""Lambda's metrics have a datapoint a minute: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"""

_SIGNS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": ">=",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
}


@dataclass(frozen=True)
class Watch:
    """What an alarm is to watch: a metric that Lambda sends for a function."""

    alarm: str
    metric: str
    function: str


def get_alarm(cloud: Cloud, name: str) -> dict[str, Any]:
    """Return an alarm's settings. Raises Unmet where there is no such alarm on a metric."""
    pages = cloud.client("cloudwatch").get_paginator("describe_alarms").paginate()
    alarms = {alarm["AlarmName"]: alarm for page in pages for alarm in page["MetricAlarms"]}
    if name in alarms:
        found: dict[str, Any] = alarms[name]
        return found
    raise Unmet(
        "missing",
        expected=f"an alarm called {name}",
        found=listed("the account's alarms", sorted(alarms)),
        look_at="put_metric_alarm(AlarmName=...)",
    )


def require_metric(alarm: dict[str, Any], watch: Watch) -> None:
    """Raise Unmet unless an alarm watches that metric of that function, minute by minute."""
    expected = f"{watch.alarm} to watch {watch.metric} of {watch.function}"
    metric = f"{alarm.get('Namespace')} {alarm.get('MetricName')}"
    if metric != f"AWS/Lambda {watch.metric}":
        raise Unmet(
            "mismatch",
            expected=f"{expected}, a metric in the namespace AWS/Lambda",
            found=f"it watches {metric}",
            look_at="Namespace and MetricName, letter by letter: a metric that nobody sends is silent",
        )
    dimensions = {pair["Name"]: pair["Value"] for pair in alarm["Dimensions"]}
    if dimensions not in _dimensions_of(watch.function):
        raise _of_another(dimensions, expected)
    if alarm.get("Period", 0) < PERIOD:
        raise Unmet(
            "mismatch",
            expected=f"{expected}, which has a datapoint a minute",
            found=f"its Period is {alarm.get('Period')} s: between two datapoints it sees nothing",
            look_at="Period, in seconds",
        )


def _dimensions_of(function: str) -> tuple[dict[str, str], ...]:
    return {"FunctionName": function}, {"FunctionName": function, "Resource": function}


def _of_another(dimensions: dict[str, str], expected: str) -> Unmet:
    told = " and ".join(f"{name} = {value}" for name, value in dimensions.items())
    if not dimensions:
        found = "it has no dimension, and so counts every function of the account"
    elif "FunctionName" in dimensions:
        found = f"it watches {told}"
    else:
        found = f"its dimension is {told}, by which Lambda sends nothing"
    return Unmet(
        "mismatch",
        expected=expected,
        found=found,
        look_at='Dimensions: [{"Name": ..., "Value": ...}], with the name FunctionName',
    )


def question_of(alarm: dict[str, Any]) -> str:
    """Return what an alarm asks, in a line."""
    sign = _SIGNS.get(alarm["ComparisonOperator"], alarm["ComparisonOperator"])
    most = alarm["EvaluationPeriods"]
    need = alarm.get("DatapointsToAlarm", most)
    statistic = alarm.get("Statistic") or alarm.get("ExtendedStatistic")
    return f"{statistic} in {alarm['Period']} s {sign} {alarm['Threshold']:g}, {need} time(s) of {most}"


def where_it_errs(alarm: dict[str, Any]) -> str:
    """Return where to look where an alarm misses a single bad event among good ones in a minute."""
    if alarm.get("DatapointsToAlarm", alarm["EvaluationPeriods"]) > 1:
        return "EvaluationPeriods: how many bad minutes does it wait for?"
    if alarm.get("Statistic") not in ("Sum", "Maximum"):
        return "Statistic: each invocation sends 0 or 1, and you want their number"
    return "Threshold and ComparisonOperator: is 1 > 1?"


def require_actions(alarm: dict[str, Any], topic: str) -> None:
    """Raise Unmet unless an alarm acts, and tells a topic of both changes: to ALARM and to OK."""
    name = alarm["AlarmName"]
    expected = f"{name} to tell {topic} when it goes off, and when it is OK again"
    if not alarm["ActionsEnabled"]:
        found, look_at = "its actions are disabled", "ActionsEnabled, or enable_alarm_actions"
        raise Unmet("mismatch", expected=expected, found=found, look_at=look_at)
    for state, kind in (("ALARM", "AlarmActions"), ("OK", "OKActions")):
        if topic not in alarm[kind]:
            others = _in_words(alarm[kind])
            raise Unmet(
                "mismatch" if others else "missing",
                expected=expected,
                found=f"when it becomes {state} it tells {others or 'nobody'}",
                look_at=f"{kind} of put_metric_alarm: a list with the topic's ARN",
            )


def _in_words(actions: Iterable[str]) -> str:
    return ", ".join(actions)
