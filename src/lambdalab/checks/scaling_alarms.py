"""Drives the metric of a fleet, and asks what its two alarms make of each minute.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lambdalab.alarms import evaluate_now, pass_time
from lambdalab.aws import Cloud
from lambdalab.checks.alarm_drives import muted
from lambdalab.checks.alarms import PERIOD, question_of
from lambdalab.checks.results import Unmet

NAMESPACE, METRIC, DIMENSIONS = "Shop", "RequestsPerInstance", {"Fleet": "web"}
HIGH, LOW = "web-high", "web-low"
MOST, LEAST = 80, 30
"""Requests a second for each instance: above the one another is needed, below the other one too many runs."""

WATCHED = f"{NAMESPACE} {METRIC} of Fleet = web"


@dataclass(frozen=True)
class Minute:
    """What is measured in a minute, in words and in numbers, and the alarm that goes off, "" for none."""

    words: str
    values: Sequence[float]
    rings: str
    look_at: str


def publish(cloud: Cloud, *values: float) -> None:
    """Publish values of the fleet's metric, as its load balancer would."""
    told = [{"Name": name, "Value": value} for name, value in DIMENSIONS.items()]
    data = [{"MetricName": METRIC, "Dimensions": told, "Value": value} for value in values]
    if data:
        cloud.client("cloudwatch").put_metric_data(Namespace=NAMESPACE, MetricData=data)


def minutes() -> list[Minute]:
    """Return minutes that tell the alarms wanted from those that look like them."""
    some = 1 + secrets.randbelow(9)
    question = "Statistic, Threshold and ComparisonOperator of {}"
    return [
        Minute("an ordinary minute", [45 + some, 55], "", "Statistic: how do several values become one?"),
        Minute("a busy minute", [MOST + some, MOST + 1, 95], HIGH, question.format(HIGH)),
        Minute("a minute with one high value", [200 + some, 10, 12], "", "Statistic, and Period: one minute"),
        Minute("a quiet minute", [LEAST - some, LEAST - 1, 5], LOW, question.format(LOW)),
        Minute("a minute with one low value", [some, 60, 65], "", "Statistic, and Period: one minute"),
        Minute(f"a minute of just {MOST}", [MOST, MOST], "", "ComparisonOperator: more than, or at least?"),
        Minute(f"a minute of just {LEAST}", [LEAST, LEAST], "", "ComparisonOperator: less than, or at most?"),
        Minute(
            "a minute without a value", [], "", "TreatMissingData: a metric that fails says nothing of load"
        ),
    ]


def require_alarms(cloud: Cloud, alarms: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise Unmet unless each of the alarms goes off in just the minutes that it is for."""
    for name, alarm in alarms.items():
        _require_metric(name, alarm)
    with muted(cloud):
        for minute in minutes():
            pass_time(PERIOD if minute.values else 60 * PERIOD, cloud=cloud)
            publish(cloud, *minute.values)
            states = evaluate_now(cloud=cloud)
            for name, alarm in alarms.items():
                _require_state(name, alarm, states[name], minute)


def _require_metric(name: str, alarm: Mapping[str, Any]) -> None:
    dimensions = {pair["Name"]: pair["Value"] for pair in alarm.get("Dimensions", [])}
    if alarm.get("Metrics") or (alarm["Namespace"], alarm["MetricName"], dimensions) == (
        NAMESPACE,
        METRIC,
        DIMENSIONS,
    ):
        return
    of = " and ".join(f"{key} = {value}" for key, value in dimensions.items()) or "no dimension"
    raise Unmet(
        "mismatch",
        expected=f"{name} to watch {WATCHED}",
        found=f"it watches {alarm['Namespace']} {alarm['MetricName']} of {of}: nobody sends that",
        look_at="Namespace, MetricName and Dimensions, letter by letter",
    )


def _require_state(name: str, alarm: Mapping[str, Any], state: str, minute: Minute) -> None:
    rings = minute.rings == name
    if (state == "ALARM") == rings:
        return
    told = f" ({', '.join(f'{value:g}' for value in minute.values)})" if minute.values else ""
    asks = f": it asks for {question_of(dict(alarm))}" if "MetricName" in alarm else ""
    missing = alarm.get("TreatMissingData", "missing")
    raise Unmet(
        "mismatch",
        expected=f"{name} {'' if rings else 'not '}to be in ALARM after {minute.words}{told}",
        found=f"it is {state}{asks}{'' if minute.values else f', and takes missing data as {missing}'}",
        look_at=minute.look_at,
    )


def require_action(alarm: Mapping[str, Any], topic: str) -> None:
    """Raise Unmet unless an alarm acts, and tells a topic when it goes off."""
    name = alarm["AlarmName"]
    expected = f"{name} to tell {topic} when it goes off"
    if not alarm["ActionsEnabled"]:
        raise Unmet(
            "mismatch",
            expected=expected,
            found="its actions are disabled",
            look_at="ActionsEnabled, or enable_alarm_actions",
        )
    if topic not in alarm["AlarmActions"]:
        raise Unmet(
            "mismatch" if alarm["AlarmActions"] else "missing",
            expected=expected,
            found=f"when it becomes ALARM it tells {', '.join(alarm['AlarmActions']) or 'nobody'}",
            look_at="AlarmActions of put_metric_alarm: a list with the topic's ARN",
        )
