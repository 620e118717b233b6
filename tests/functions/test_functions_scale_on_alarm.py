"""The function of lab 07: scale."""

import json
from typing import Any

import boto3
import pytest
from functions_testing import AMAZON_LINUX, Example, example

ALARMS = ("web-high", "web-low")


class Shop:
    """A fleet of one beside a database server, two alarms, a table, and the function."""

    def __init__(self, **settings: str) -> None:
        self.ec2, self.cloudwatch = boto3.client("ec2"), boto3.client("cloudwatch")
        data = {"ImageId": AMAZON_LINUX, "InstanceType": "t3.micro"}
        self.ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData=data)
        self.names = {self.launch("web"): "web-1", self.launch("db"): "db-1"}
        for name in ALARMS:
            self._set(name)
        boto3.client("dynamodb").create_table(
            TableName="scaling",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )
        bounds = {"MIN_SIZE": "1", "MAX_SIZE": "3", "COOLDOWN_SECONDS": "0", "TABLE": "scaling"}
        self.settings = bounds | settings
        self.function = self.environment()

    def environment(self) -> Example:
        """Return the function as a new environment has it: nothing in memory."""
        return example("07-scale-on-alarm/scale", **self.settings)

    def launch(self, fleet: str) -> str:
        """Launch an instance of a fleet."""
        tags = [{"ResourceType": "instance", "Tags": [{"Key": "Fleet", "Value": fleet}]}]
        template = {"LaunchTemplateName": "web"}
        made = self.ec2.run_instances(LaunchTemplate=template, MinCount=1, MaxCount=1, TagSpecifications=tags)
        return str(made["Instances"][0]["InstanceId"])

    def call(self, message: str, alarm: str, state: str = "ALARM") -> str:
        """Deliver a message, and return what the function did."""
        text = json.dumps({"AlarmName": alarm, "NewStateValue": state})
        event = {"Records": [{"Sns": {"MessageId": message, "Message": text}}]}
        return str(self.function.handler(event, None)["messages"][0]["done"])

    def named(self, result: dict[str, Any]) -> dict[str, Any]:
        """Return a result with names in place of the members' ids; those that are new follow the first."""
        for one in result["members"]:
            self.names.setdefault(one, f"web-{len(self.names)}")
        return result | {"members": sorted(self.names[one] for one in result["members"])}

    def states(self) -> dict[str, str]:
        """Return the alarms' states."""
        found = self.cloudwatch.describe_alarms()["MetricAlarms"]
        return {alarm["AlarmName"]: alarm["StateValue"] for alarm in found}

    def _set(self, name: str) -> None:
        self.cloudwatch.put_metric_alarm(
            AlarmName=name, Namespace="Shop", MetricName="RequestsPerInstance", Statistic="Average",
            Period=60, EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
        )  # fmt: skip
        self.cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test")


@pytest.fixture
def shop() -> Shop:
    """Return a shop whose fleet has no cooldown."""
    return Shop()


def test_a_call_launches_one(shop: Shop) -> None:
    """The event beside the function gives the result beside it, and the database server stays."""
    result = shop.named(shop.function.handler(shop.function.event, None))
    assert result == shop.function.result


def test_bounds_hold(shop: Shop) -> None:
    """Three at the most, one at the least, whoever calls."""
    grown = [shop.call(f"up-{number}", "web-high") for number in range(3)]
    shrunk = [shop.call(f"down-{number}", "web-low") for number in range(3)]
    assert grown == shrunk == ["changed", "changed", "at its bound"]


def test_a_fleet_beyond_its_bounds_comes_back(shop: Shop) -> None:
    """Five are two too many: down it may go, up it may not."""
    for _ in range(4):
        shop.launch("web")
    assert [shop.call("up", "web-high"), shop.call("down", "web-low")] == ["at its bound", "changed"]


def test_a_message_counts_once(shop: Shop) -> None:
    """The same one again does nothing, not even in another environment."""
    first = shop.call("one", "web-high")
    shop.function = shop.environment()
    assert [first, shop.call("one", "web-high"), shop.call("two", "web-high")] == [
        "changed",
        "seen before",
        "changed",
    ]


def test_a_change_is_followed_by_a_cooldown() -> None:
    """Another environment knows of it, too, and a message that is refused is not remembered as a change."""
    shop = Shop(COOLDOWN_SECONDS="300")
    first = shop.call("one", "web-high")
    shop.function = shop.environment()
    assert [first, shop.call("two", "web-low")] == ["changed", "cooling down"]


@pytest.mark.parametrize(
    ("alarm", "state"), [("web-high", "OK"), ("web-low", "INSUFFICIENT_DATA"), ("db-high", "ALARM")]
)
def test_what_is_no_call_changes_nothing(shop: Shop, alarm: str, state: str) -> None:
    """Another state, or another alarm, moves no instance and no bell."""
    assert shop.call("one", alarm, state) == "nothing to do"
    assert set(shop.states().values()) == {"ALARM"}


def test_the_bell_is_put_back(shop: Shop) -> None:
    """The alarm that rang has no state until it looks anew; the other one keeps its own."""
    shop.call("one", "web-high")
    assert shop.states() == {"web-high": "INSUFFICIENT_DATA", "web-low": "ALARM"}
