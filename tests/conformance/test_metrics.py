"""CloudWatch: metrics of functions and one's own, arithmetic on them, dashboards."""

import json
from datetime import UTC, datetime

from conformance_testing import (
    FAIL,
    L05,
    L07,
    L08,
    N01,
    N03,
    N04,
    N06,
    TELL,
    Account,
    group,
    refused,
    wait_for,
)

capability = group("CloudWatch metrics")
FUNCTION_METRICS = "lambda/latest/dg/monitoring-metrics-types.html"
PUBLISHING = "AmazonCloudWatch/latest/monitoring/publishingMetrics.html"
DASHBOARDS = "AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html"
MATH = "AmazonCloudWatch/latest/monitoring/using-metric-math.html"
EMBEDDED = "AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html"


@capability("Invocations and Errors of a function", FUNCTION_METRICS, L05, L08, N04)
def test_errors(cloud: Account) -> None:
    """Every invocation counts, every error too, by function."""
    function = cloud.deploy(FAIL)
    cloud.invoke(function)
    cloud.invoke(function)
    for name in ("Invocations", "Errors"):
        wait_for(f"2 {name}", lambda name=name: _sum(cloud, name, function) == 2)


@capability("Duration", FUNCTION_METRICS, N01, N04, L08)
def test_duration(cloud: Account) -> None:
    """The handler's time in milliseconds."""
    function = cloud.deploy("import time\ndef handler(event, context):\n    time.sleep(0.2)")
    cloud.invoke(function)
    wait_for("the duration", lambda: _sum(cloud, "Duration", function) >= 200)


@capability("Throttles", FUNCTION_METRICS, L07, N03, N04)
def test_throttles(cloud: Account) -> None:
    """Calls that were refused for want of concurrency."""
    function, api = cloud.deploy(), cloud.client("lambda")
    api.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    refused(api.invoke, "TooManyRequestsException", FunctionName=function)
    wait_for("one throttle", lambda: _sum(cloud, "Throttles", function) == 1)


@capability("ConcurrentExecutions", FUNCTION_METRICS, N01, N04)
def test_concurrent_executions(cloud: Account) -> None:
    """How many invocations are served at a time."""
    function = cloud.deploy()
    cloud.invoke(function)
    metric = ("AWS/Lambda", "ConcurrentExecutions", "Maximum")
    wait_for("the concurrency", lambda: cloud.metric(*metric, FunctionName=function) >= 1)


@capability("metrics over all functions", FUNCTION_METRICS, N04)
def test_without_dimension(cloud: Account) -> None:
    """Without a dimension, the account's functions are added up."""
    for _ in range(2):
        cloud.invoke(cloud.deploy())
    wait_for("2 Invocations", lambda: cloud.metric("AWS/Lambda", "Invocations", "Sum") == 2)


@capability("one's own metrics", PUBLISHING, L05, L07, N04, N06)
def test_own_metric(cloud: Account) -> None:
    """Values are kept by namespace, name and dimensions, and summed up by statistic."""
    cloud.measure("load", 3, 5, Fleet="web")
    cloud.measure("load", 90, Fleet="batch")
    statistics = ("Sum", "Average", "Maximum", "SampleCount")
    measured = [cloud.metric("Shop", "load", statistic, Fleet="web") for statistic in statistics]
    assert measured == [8, 4, 5, 2]


@capability("embedded metrics in a log", EMBEDDED, N04)
def test_embedded_metric_format(cloud: Account) -> None:
    """A JSON line with _aws in a function's log is a metric, too."""
    telling = {"Namespace": "Shop", "Dimensions": [["Fleet"]], "Metrics": [{"Name": "sold", "Unit": "Count"}]}
    now = int(datetime.now(UTC).timestamp() * 1000)
    line = {"_aws": {"Timestamp": now, "CloudWatchMetrics": [telling]}, "Fleet": "web", "sold": 3}
    cloud.invoke(cloud.deploy(TELL), line)
    wait_for("the metric", lambda: cloud.metric("Shop", "sold", "Sum", Fleet="web") == 3, 5)


@capability("dashboards", DASHBOARDS, N04)
def test_dashboards(cloud: Account) -> None:
    """A dashboard's body is kept and listed."""
    widget = {"type": "text", "x": 0, "y": 0, "width": 6, "height": 3, "properties": {"markdown": "Orders"}}
    body, cloudwatch = json.dumps({"widgets": [widget]}), cloud.client("cloudwatch")
    cloudwatch.put_dashboard(DashboardName="orders", DashboardBody=body)
    (entry,) = cloudwatch.list_dashboards()["DashboardEntries"]
    assert entry["DashboardName"] == "orders"
    kept = cloudwatch.get_dashboard(DashboardName="orders")["DashboardBody"]
    assert json.loads(kept) == json.loads(body)


def _sum(cloud: Account, name: str, function: str) -> float:
    return cloud.metric("AWS/Lambda", name, "Sum", FunctionName=function)
