"""The functions of notebook 04."""

import io
import json
from zipfile import ZipFile

import boto3
import pytest
from functions_testing import example

ORDERS, BRAKE = "04-cloudwatch/orders", "04-cloudwatch/brake"


def test_an_order_is_accepted_and_told_in_the_embedded_metric_format(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The printed line names a metric and a dimension, and has a value for each; the order is neither."""
    orders = example(ORDERS)
    assert orders.handler(orders.event, None) == orders.result
    line = json.loads(capsys.readouterr().out)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive == {"Namespace": "Shop", "Dimensions": [["Channel"]], "Metrics": [{"Name": "Amount"}]}
    assert {name: line[name] for name in ("Channel", "Amount", "order")} == {
        "Channel": orders.event["channel"],
        "Amount": orders.event["amount"],
        "order": orders.event["order"],
    }
    assert isinstance(line["_aws"]["Timestamp"], int)


@pytest.mark.parametrize("amount", [0, -5])
def test_an_order_without_an_amount_is_an_error_and_no_metric(
    amount: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error names the order, and nothing is counted."""
    orders = example(ORDERS)
    with pytest.raises(ValueError, match="order A-1 has no amount"):
        orders.handler(orders.event | {"amount": amount}, None)
    assert capsys.readouterr().out == ""


def test_the_brake_stops_the_function_of_the_alarm_and_no_other() -> None:
    """The event beside the brake stops ``orders``; another function is left as it is."""
    create("orders", "others")
    brake = example(BRAKE)
    assert brake.handler(brake.event, None) == brake.result
    assert [limit("orders"), limit("others")] == [0, None]


@pytest.mark.parametrize("state", ["OK", "INSUFFICIENT_DATA"])
def test_the_brake_is_not_pulled_unless_in_alarm(state: str) -> None:
    """An alarm that is over, or knows nothing, stops nothing."""
    create("orders")
    brake = example(BRAKE)
    brake.event["alarmData"]["state"]["value"] = state
    assert brake.handler(brake.event, None) == {"function": "orders", "state": state}
    assert limit("orders") is None


def create(*names: str) -> None:
    """Create functions in moto's account."""
    package = io.BytesIO()
    with ZipFile(package, "w") as archive:
        archive.writestr("app.py", "def handler(event, context): ...")
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = boto3.client("iam").create_role(RoleName="shop", AssumeRolePolicyDocument=trust)
    for name in names:
        boto3.client("lambda").create_function(
            FunctionName=name,
            Runtime="python3.13",
            Handler="app.handler",
            Role=role["Role"]["Arn"],
            Code={"ZipFile": package.getvalue()},
        )


def limit(name: str) -> int | None:
    """Return a function's reserved concurrency, None where it has none."""
    found = boto3.client("lambda").get_function_concurrency(FunctionName=name)
    reserved: int | None = found.get("ReservedConcurrentExecutions")
    return reserved
