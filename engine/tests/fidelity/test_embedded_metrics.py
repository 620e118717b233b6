"""Metrics in a function's own log lines: the embedded metric format."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from engine_testing import Account, wait_for

NOW = datetime.now(UTC)
TELL = """
import json

def handler(event, context):
    for line in event:
        print(json.dumps(line))
"""


def line(directive: dict[str, Any], **members: Any) -> dict[str, Any]:
    """Return a log line with one directive."""
    told = {"Timestamp": int(NOW.timestamp() * 1000), "CloudWatchMetrics": [directive]}
    return {"_aws": told, **members}


def directive(*dimensions: list[str], unit: str = "Count") -> dict[str, Any]:
    """Return a directive that names the metric ``sold`` in these dimension sets."""
    return {"Namespace": "Shop", "Dimensions": list(dimensions), "Metrics": [{"Name": "sold", "Unit": unit}]}


def sums(account: Account, **dimensions: str) -> float:
    """Return the sum of the metric in these dimensions."""
    points = account.client("cloudwatch").get_metric_statistics(
        Namespace="Shop",
        MetricName="sold",
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=NOW - timedelta(hours=1),
        EndTime=NOW + timedelta(hours=1),
        Period=7200,
        Statistics=["Sum"],
    )["Datapoints"]
    return float(sum(point["Sum"] for point in points))


def test_each_dimension_set_gets_the_value(account: Account) -> None:
    """Values of a list are all counted; the metric stands under each set of dimensions."""
    told = line(directive(["Fleet"], ["Fleet", "Zone"]), Fleet="web", Zone="a", sold=[3, 4])
    account.deploy(TELL).invoke([told])
    wait_for(lambda: sums(account, Fleet="web") == 7)
    wait_for(lambda: sums(account, Fleet="web", Zone="a") == 7)


@pytest.mark.parametrize(
    "broken",
    [
        line(directive(["Fleet"]), Fleet=7, sold=1),
        line(directive(["Fleet"]), sold=1),
        line(directive(["Fleet"]), Fleet="db", sold="many"),
        line({"Namespace": "Shop"}, Fleet="db", sold=1),
        {"_aws": "nothing", "Fleet": "db", "sold": 1},
    ],
    ids=["number as dimension", "dimension missing", "text as value", "no metrics", "no directives"],
)
def test_what_breaks_the_format_gives_nothing(account: Account, broken: dict[str, Any]) -> None:
    """The line after it counts all the same."""
    right = line(directive(["Fleet"]), Fleet=f"after-{secrets.token_hex(4)}", sold=5)
    account.deploy(TELL).invoke([broken, right])
    wait_for(lambda: sums(account, Fleet=right["Fleet"]) == 5)
    assert sums(account, Fleet="db") == 0
    assert sums(account) == 0
