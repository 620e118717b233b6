"""What of a function reaches CloudWatch's metrics."""

from datetime import UTC, datetime, timedelta

from engine_testing import Account, Function, wait_for


def total(function: Function, metric: str) -> float:
    """Return a metric's sum over the last minutes."""
    now = datetime.now(UTC)
    points = function.account.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName=metric,
        Dimensions=[{"Name": "FunctionName", "Value": function.name}],
        StartTime=now - timedelta(minutes=10),
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=["Sum"],
    )["Datapoints"]
    return float(sum(point["Sum"] for point in points))


def test_every_invocation_and_error_is_counted(account: Account) -> None:
    """Invocations counts results and errors, Errors the errors alone."""
    function = account.deploy("def handler(event, context): return 1 / event")
    for event in (1, 0, 1, 0, 1):
        function.invoke(event)
    wait_for(lambda: total(function, "Invocations") == 5)
    assert total(function, "Errors") == 2
