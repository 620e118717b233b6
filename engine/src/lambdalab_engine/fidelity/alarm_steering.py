"""Addresses by which nobody waits for alarms: they are evaluated now, or minutes pass at once.

They are the engine's own, not AWS's, and are served on loopback only:

- ``POST /_lambdalab/evaluate-alarms`` with ``account`` and ``region``: each alarm on a metric looks at once,
  as it does every minute on AWS, and has told its actions when the answer comes; ``states`` by their names;
- ``POST /_lambdalab/pass-time`` with ``account``, ``region`` and ``seconds``: data points of metrics and the
  history of alarms become so much older, as if that time had passed.

An evaluation takes the running second in, so that what was just measured counts.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

import sqlite3
from datetime import datetime, timedelta
from typing import Any

from localstack.services.cloudwatch import alarm_scheduler
from localstack.services.cloudwatch.cloudwatch_database_helper import CloudwatchDatabase
from localstack.services.cloudwatch.models import cloudwatch_stores

from lambdalab_engine.fidelity.steering import Refusal, number, serve

EVALUATE_PATH = "/_lambdalab/evaluate-alarms"
TIME_PATH = "/_lambdalab/pass-time"

_EVALUATED = {"Period", "Statistic", "MetricName", "Threshold"}
_TIMES_OF_AN_ALARM = ("StateUpdatedTimestamp", "StateTransitionedTimestamp")
_TABLES = ("SINGLE_METRICS", "AGGREGATED_METRICS")
_YEAR = 366 * 24 * 3600
_LOCK_SECONDS = 20


class _TheSecondsEnd(datetime):
    """The clock of evaluations: what was measured in this second lies before it."""

    @classmethod
    def utcnow(cls) -> datetime:  # type: ignore[override]
        return datetime.utcnow() + timedelta(seconds=1)


def install() -> None:
    """Serve the addresses."""
    vars(alarm_scheduler)["datetime"] = _TheSecondsEnd
    serve(EVALUATE_PATH, _evaluate)
    serve(TIME_PATH, _pass_time)


def _evaluate(asked: dict[str, Any]) -> dict[str, Any]:
    alarms = dict(_store(asked).alarms)
    for arn, alarm in alarms.items():
        if alarm.alarm.keys() >= _EVALUATED:
            alarm_scheduler.calculate_alarm_state(arn)
    return {"states": {alarm.alarm["AlarmName"]: alarm.alarm["StateValue"] for alarm in alarms.values()}}


def _pass_time(asked: dict[str, Any]) -> dict[str, Any]:
    store, seconds = _store(asked), int(number("seconds", asked.get("seconds"), _YEAR))
    with sqlite3.connect(CloudwatchDatabase.METRICS_DB, timeout=_LOCK_SECONDS) as database:
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


def _store(asked: dict[str, Any]) -> Any:
    try:
        return cloudwatch_stores[asked["account"]][asked.get("region")]
    except (ValueError, TypeError):
        raise Refusal(400, f"there is no region {asked.get('region')!r}") from None
