"""Addresses by which nobody waits for alarms: they are evaluated now, or minutes pass at once.

They are the engine's own, not AWS's, and are served on loopback only:

- ``POST /_lambdalab/evaluate-alarms`` with ``account`` and ``region``: each alarm on a metric looks at once,
  as it does every minute on AWS, and has told its actions when the answer comes; ``states`` by their names.
  With ``seconds``, so many pass before;
- ``POST /_lambdalab/pass-time`` with ``account``, ``region`` and ``seconds``: data points of metrics and the
  history of alarms become so much older, as if that time had passed.

An evaluation waits for what functions have measured until then. No two of an account run at a time: none ends
with what another knows better.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from localstack.services.cloudwatch import alarm_scheduler
from localstack.services.cloudwatch.models import cloudwatch_stores
from localstack.utils.patch import patch

from lambdalab_engine.fidelity import metric_store
from lambdalab_engine.fidelity.steering import number, of_region, serve
from lambdalab_engine.metrics import WRITER

EVALUATE_PATH = "/_lambdalab/evaluate-alarms"
TIME_PATH = "/_lambdalab/pass-time"

_EVALUATED = {"Period", "Statistic", "MetricName", "Threshold"}
_TIMES_OF_AN_ALARM = ("StateUpdatedTimestamp", "StateTransitionedTimestamp")
_YEAR = 366 * 24 * 3600
_METRIC_SECONDS = 10

_TURNS = tuple(threading.Lock() for _ in range(64))


def install() -> None:
    """Serve the addresses."""
    patch(alarm_scheduler.calculate_alarm_state)(_one_at_a_time)
    serve(EVALUATE_PATH, _evaluate)
    serve(TIME_PATH, _pass_time)


def _one_at_a_time(calculate: Callable[[str], None], arn: str) -> None:
    with _turn_of(arn.split(":")[4]):
        calculate(arn)


def _turn_of(account: str) -> threading.Lock:
    """Return what keeps an account's evaluations apart: its actions may take a while, others' do not wait."""
    return _TURNS[hash(account) % len(_TURNS)]


def _evaluate(asked: dict[str, Any]) -> dict[str, Any]:
    if "seconds" in asked:
        _pass_time(asked)
    else:
        WRITER.flush(_METRIC_SECONDS)
    alarms = dict(of_region(cloudwatch_stores, asked).alarms)
    for arn, alarm in alarms.items():
        if alarm.alarm.keys() >= _EVALUATED:
            alarm_scheduler.calculate_alarm_state(arn)
    return {"states": {alarm.alarm["AlarmName"]: alarm.alarm["StateValue"] for alarm in alarms.values()}}


def _pass_time(asked: dict[str, Any]) -> dict[str, Any]:
    store, seconds = of_region(cloudwatch_stores, asked), int(number("seconds", asked.get("seconds"), _YEAR))
    WRITER.flush(_METRIC_SECONDS)
    with _turn_of(asked["account"]):
        metric_store.make_older(asked["account"], asked["region"], seconds)
    passed = timedelta(seconds=seconds)
    for item in store.histories:
        item["Timestamp"] -= passed
    for alarm in store.alarms.values():
        for name in _TIMES_OF_AN_ALARM:
            if name in alarm.alarm:
                alarm.alarm[name] -= passed
    return {"seconds": seconds}
