"""Metrics are told apart by their exact dimensions."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from engine_testing import Account


def put(account: Account, value: float, **dimensions: str) -> None:
    """Put one value."""
    account.client("cloudwatch").put_metric_data(
        Namespace="Shop",
        MetricData=[{"MetricName": "Orders", "Value": value, "Dimensions": _pairs(dimensions)}],
    )


def figures(account: Account, *statistics: str, **dimensions: str) -> dict[str, float]:
    """Return statistics of what was put."""
    now = datetime.now(UTC)
    (point,) = account.client("cloudwatch").get_metric_statistics(
        Namespace="Shop",
        MetricName="Orders",
        Dimensions=_pairs(dimensions),
        StartTime=now - timedelta(minutes=10),
        EndTime=now + timedelta(minutes=50),
        Period=3600,
        Statistics=list(statistics),
    )["Datapoints"]
    return {name: point[name] for name in statistics}


def _pairs(dimensions: dict[str, str]) -> list[dict[str, Any]]:
    return [{"Name": name, "Value": value} for name, value in dimensions.items()]


@pytest.fixture(scope="module", autouse=True)
def orders(account: Account) -> None:
    """Put values under dimensions that look alike."""
    put(account, 1, Shop="north_1")
    put(account, 10, Shop="north-1")
    put(account, 100, Shop="north_12")
    put(account, 1000, Shop="NORTH_1")
    put(account, 10000, Shop="north_1", Till="a")
    put(account, 100000)


@pytest.mark.parametrize(
    ("dimensions", "total"),
    [
        ({"Shop": "north_1"}, 1),
        ({"Shop": "north-1"}, 10),
        ({"Shop": "north_12"}, 100),
        ({"Shop": "NORTH_1"}, 1000),
        ({"Till": "a", "Shop": "north_1"}, 10000),
        ({}, 100000),
    ],
)
def test_dimensions_are_exact(account: Account, dimensions: dict[str, str], total: int) -> None:
    """A name that begins alike, and a further dimension, make another metric."""
    assert figures(account, "Sum", **dimensions) == {"Sum": total}


def test_values_counts_and_statistics_are_summed_up(account: Account) -> None:
    """Each of the three forms of PutMetricData counts."""
    dimensions = _pairs({"Shop": "south"})
    named = {"MetricName": "Orders", "Dimensions": dimensions}
    statistic_set = {"SampleCount": 2, "Sum": 30, "Minimum": 10, "Maximum": 20}
    account.client("cloudwatch").put_metric_data(
        Namespace="Shop",
        MetricData=[
            named | {"Value": 1},
            named | {"Values": [2, 3], "Counts": [2, 1]},
            named | {"StatisticValues": statistic_set},
        ],
    )
    assert figures(account, "SampleCount", "Sum", "Average", "Minimum", "Maximum", Shop="south") == {
        "SampleCount": 6,
        "Sum": 38,
        "Average": 38 / 6,
        "Minimum": 1,
        "Maximum": 20,
    }


def test_periods_are_told_the_newest_first_or_last(account: Account) -> None:
    """GetMetricData gives one value a period, in the order that was asked for."""
    cloudwatch = account.client("cloudwatch")
    minute = datetime.now(UTC).replace(second=0, microsecond=0)
    for ago in (3, 1):
        told = {"MetricName": "Visits", "Value": ago, "Timestamp": minute - timedelta(minutes=ago)}
        cloudwatch.put_metric_data(Namespace="Shop", MetricData=[told])
    stat = {"Metric": {"Namespace": "Shop", "MetricName": "Visits"}, "Period": 60, "Stat": "Sum"}
    for order, values in (("TimestampAscending", [3, 1]), ("TimestampDescending", [1, 3])):
        (result,) = cloudwatch.get_metric_data(
            MetricDataQueries=[{"Id": "visits", "MetricStat": stat}],
            StartTime=minute - timedelta(minutes=5),
            EndTime=minute,
            ScanBy=order,
        )["MetricDataResults"]
        assert result["Values"] == values


def test_an_answer_is_of_one_moment(account: Account) -> None:
    """What is put while the answer is made is in all of its results, or in none."""
    now = datetime.now(UTC)
    metric = {"Namespace": "Shop", "MetricName": "Orders", "Dimensions": _pairs({"Shop": "busy"})}
    queries: list[Any] = [
        {"Id": f"sum{number}", "MetricStat": {"Metric": metric, "Period": 3600, "Stat": "Sum"}}
        for number in range(100)
    ]

    def put_ones() -> None:
        for _ in range(30):
            put(account, 1, Shop="busy")

    putting = threading.Thread(target=put_ones)
    putting.start()
    seen = []
    while putting.is_alive():
        results = account.client("cloudwatch").get_metric_data(
            MetricDataQueries=queries, StartTime=now - timedelta(hours=1), EndTime=now + timedelta(hours=1)
        )["MetricDataResults"]
        seen.append({sum(result["Values"]) for result in results})
    assert [values for values in seen if len(values) > 1] == []
    assert len({value for values in seen for value in values}) > 1
