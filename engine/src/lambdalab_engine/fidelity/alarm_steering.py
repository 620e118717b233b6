"""Addresses by which nobody waits for alarms: they are evaluated now, or minutes pass at once.

They are the engine's own, not AWS's, and are served on loopback only:

- ``POST /_lambdalab/evaluate-alarms`` with ``account`` and ``region``: each alarm on a metric looks at once,
  as it does every minute on AWS, and has told its actions when the answer comes; ``states`` by their names;
- ``POST /_lambdalab/pass-time`` with ``account``, ``region`` and ``seconds``: data points of metrics and the
  history of alarms become so much older, as if that time had passed.

An evaluation waits for what functions have measured until then. No two run at a time: none ends with what
another knows better.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

import sqlite3
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from localstack.services.cloudwatch import alarm_scheduler
from localstack.services.cloudwatch.cloudwatch_database_helper import CloudwatchDatabase
from localstack.services.cloudwatch.models import cloudwatch_stores
from localstack.utils.patch import patch

from lambdalab_engine.fidelity.steering import number, of_region, serve
from lambdalab_engine.metrics import WRITER

EVALUATE_PATH = "/_lambdalab/evaluate-alarms"
TIME_PATH = "/_lambdalab/pass-time"

_EVALUATED = {"Period", "Statistic", "MetricName", "Threshold"}
_TIMES_OF_AN_ALARM = ("StateUpdatedTimestamp", "StateTransitionedTimestamp")
_TABLES = ("SINGLE_METRICS", "AGGREGATED_METRICS")
_YEAR = 366 * 24 * 3600
_LOCK_SECONDS = 20
_METRIC_SECONDS = 10

_EVALUATION = threading.Lock()


def install() -> None:
    """Serve the addresses."""
    patch(alarm_scheduler.calculate_alarm_state)(_one_at_a_time)
    serve(EVALUATE_PATH, _evaluate)
    serve(TIME_PATH, _pass_time)


def _one_at_a_time(calculate: Callable[[str], None], arn: str) -> None:
    with _EVALUATION:
        calculate(arn)


def _evaluate(asked: dict[str, Any]) -> dict[str, Any]:
    alarms = dict(of_region(cloudwatch_stores, asked).alarms)
    WRITER.flush(_METRIC_SECONDS)
    for arn, alarm in alarms.items():
        if alarm.alarm.keys() >= _EVALUATED:
            alarm_scheduler.calculate_alarm_state(arn)
    return {"states": {alarm.alarm["AlarmName"]: alarm.alarm["StateValue"] for alarm in alarms.values()}}


def _pass_time(asked: dict[str, Any]) -> dict[str, Any]:
    store, seconds = of_region(cloudwatch_stores, asked), int(number("seconds", asked.get("seconds"), _YEAR))
    WRITER.flush(_METRIC_SECONDS)
    with _EVALUATION, sqlite3.connect(CloudwatchDatabase.METRICS_DB, timeout=_LOCK_SECONDS) as database:
        for table in _TABLES:
            database.execute(
                f"UPDATE {table} SET timestamp = timestamp - ? WHERE account_id = ? AND region = ?",  # noqa: S608
                (seconds, asked["account"], asked["region"]),
            )
    passed = timedelta(seconds=seconds)
    for item in store.histories:
        item["Timestamp"] -= passed
    for alarm in store.alarms.values():
        for name in _TIMES_OF_AN_ALARM:
            if name in alarm.alarm:
                alarm.alarm[name] -= passed
    return {"seconds": seconds}
