"""Metrics are told apart by their exact dimensions, written in one transaction a call, and found by an index.

LocalStack finds ``FunctionName=notify`` in ``FunctionName=notify-all`` and in every set of dimensions that
holds it, and an underscore in a name stands for any letter; each value costs it a transaction. It asks for
the statistics of one answer one by one, so that a value that comes in between is in some and not in others.
Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Dimension
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from localstack.services.cloudwatch.cloudwatch_database_helper import (
    STAT_TO_SQLITE_AGGREGATION_FUNC,
    STAT_TO_SQLITE_COL_NAME_HELPER,
    CloudwatchDatabase,
)
from localstack.services.cloudwatch.provider_v2 import CloudwatchProvider
from localstack.utils.patch import patch

from lambdalab_engine.fidelity.account_closing import CLOSED

_COMMON = "account_id, region, metric_name, namespace, timestamp, dimensions, unit, storage_resolution"
_INSERT_VALUE = f"INSERT INTO SINGLE_METRICS ({_COMMON}, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
_INSERT_STATISTICS = (
    f"INSERT INTO AGGREGATED_METRICS ({_COMMON}, sample_count, sum, min, max) "  # noqa: S608
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INDEXED = "account_id, metric_name, namespace, region, timestamp"
_SELECT = """
SELECT (timestamp - :start) / :period AS slot, {aggregate}, SUM(count)
FROM (
    SELECT timestamp, value, 1 AS count FROM SINGLE_METRICS WHERE {condition}
    UNION ALL
    SELECT timestamp, {column} AS value, sample_count AS count FROM AGGREGATED_METRICS WHERE {condition}
)
GROUP BY slot ORDER BY slot
"""
_CONDITION = """
metric_name = :metric AND namespace = :namespace AND account_id = :account AND region = :region
AND dimensions IS :dimensions AND timestamp >= :start AND timestamp < :end
"""

_TABLES = (CloudwatchDatabase.TABLE_SINGLE_METRICS, CloudwatchDatabase.TABLE_AGGREGATED_METRICS)

_LOCK = threading.RLock()
"""SQLite lets those who come at one moment sleep; here they take turns without it, on one connection."""


def install() -> None:
    """Read and write metrics our way."""
    for name, ours in (("add_metric_data", _add), ("get_metric_data_stat", _read)):
        setattr(CloudwatchDatabase, name, ours)
    patch(CloudwatchDatabase.__init__)(_set_up)
    CLOSED.append(_drop)
    for answer in (CloudwatchProvider.get_metric_statistics, CloudwatchProvider.get_metric_data):
        patch(answer)(_of_one_moment)


def make_older(account: str, region: str, seconds: int) -> None:
    """Make an account's data points older by so many seconds."""
    with _opened() as database:
        for table in _TABLES:
            database.execute(
                f"UPDATE {table} SET timestamp = timestamp - ? WHERE account_id = ? AND region = ?",  # noqa: S608
                (seconds, account, region),
            )


def _drop(account: str) -> None:
    """Forget an account's data points."""
    with _opened() as database:
        for table in _TABLES:
            database.execute(f"DELETE FROM {table} WHERE account_id = ?", (account,))  # noqa: S608


@contextmanager
def _opened() -> Iterator[sqlite3.Connection]:
    """Give the connection, and keep what is written with it where nothing fails."""
    with _LOCK, _connection() as connection:
        yield connection


@cache
def _connection() -> sqlite3.Connection:
    """Return the one connection; no metric outlives the engine, so no write waits for the disk."""
    connection = sqlite3.connect(CloudwatchDatabase.METRICS_DB, check_same_thread=False)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _set_up(make: Callable[..., None], self: CloudwatchDatabase) -> None:
    """Let a metric be found without a look at those of everyone else."""
    with _LOCK:  # there is one database, and whoever comes first makes it
        make(self)
    self.DATABASE_LOCK = _LOCK
    with _opened() as database:
        for table in _TABLES:
            database.execute(f"CREATE INDEX IF NOT EXISTS {table}_OF ON {table} ({_INDEXED})")


def _of_one_moment(answer: Callable[..., Any], self: CloudwatchProvider, *args: Any, **kwargs: Any) -> Any:
    """Answer while nothing is written."""
    with _LOCK:
        return answer(self, *args, **kwargs)


def _add(
    self: CloudwatchDatabase, account_id: str, region: str, namespace: str, metric_data: list[Any]
) -> None:
    """Write what one call of PutMetricData holds."""
    values: list[tuple[Any, ...]] = []
    statistics: list[tuple[Any, ...]] = []
    for datum in metric_data:
        at = (datum.get("Timestamp") or datetime.now(UTC)).timestamp()
        dimensions = _dimensions(datum.get("Dimensions"))
        place = (account_id, region, datum["MetricName"], namespace, int(at), dimensions)
        row = (*place, datum.get("Unit"), datum.get("StorageResolution"))
        values += [(*row, value) for value in _values(datum)]
        if told := datum.get("StatisticValues"):
            figures = (told[name] for name in ("SampleCount", "Sum", "Minimum", "Maximum"))
            statistics.append((*row, *figures))
    with _opened() as database:
        database.executemany(_INSERT_VALUE, values)
        database.executemany(_INSERT_STATISTICS, statistics)


def _values(datum: Mapping[str, Any]) -> Iterator[float]:
    if (value := datum.get("Value")) is not None:
        yield value
        return
    values = datum.get("Values") or []
    for value, count in zip(values, datum.get("Counts") or [1] * len(values), strict=True):
        yield from [value] * int(count)


def _read(
    self: CloudwatchDatabase,
    account_id: str,
    region: str,
    query: Any,
    start_time: datetime,
    end_time: datetime,
    scan_by: str | None,
) -> dict[str, list[Any]]:
    """Return one statistic of one metric, period by period, the newest first unless asked otherwise."""
    points = statistic(account_id, region, query["MetricStat"], start_time, end_time)
    if scan_by != "TimestampAscending":
        points.reverse()
    return {"timestamps": [at for at, _ in points], "values": [value for _, value in points]}


def statistic(
    account: str, region: str, wanted: Any, begin: datetime, end: datetime
) -> list[tuple[int, float]]:
    """Return a MetricStat's value for each period that has one, the oldest first.

    Each comes with the second at which its period begins, since 1970.
    """
    metric, stat, period = wanted["Metric"], wanted["Stat"], int(wanted["Period"])
    start = int(begin.timestamp())
    asked = {
        "metric": metric["MetricName"],
        "namespace": metric["Namespace"],
        "account": account,
        "region": region,
        "dimensions": _dimensions(metric.get("Dimensions")),
        "start": start,
        "end": int(end.timestamp()),
        "period": period,
        "unit": wanted.get("Unit"),
    }
    statement = _SELECT.format(
        aggregate=STAT_TO_SQLITE_AGGREGATION_FUNC[stat],
        column=STAT_TO_SQLITE_COL_NAME_HELPER[stat],
        condition=_CONDITION + _unit_condition(wanted.get("Unit")),
    )
    with _opened() as database:
        rows = database.execute(statement, asked).fetchall()
    return [
        (start + slot * period, value / count if stat == "Average" else value) for slot, value, count in rows
    ]


def _dimensions(pairs: Sequence[Mapping[str, str]] | None) -> str | None:
    """Return dimensions as the one column that holds them, in the order of their names."""
    ordered = sorted(pairs or (), key=lambda pair: pair["Name"])
    return "".join(f"{pair['Name']}={pair['Value']}\t" for pair in ordered) or None


def _unit_condition(unit: str | None) -> str:
    if not unit:
        return ""
    return "AND unit IS NULL" if unit == "NULL_VALUE" else "AND unit = :unit"
