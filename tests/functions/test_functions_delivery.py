"""The functions of notebook 08: the checkout, and the three stages of its pipeline."""

import io
import json
from typing import Any
from zipfile import ZipFile

import boto3
import pytest
from functions_testing import Example, example

RATES = {"DE": 0.19, "FR": 0.2}
LIVE: Any = {"FunctionName": "checkout", "Name": "live"}


def store(rates: dict[str, Any], key: str = "rates-1.json") -> None:
    """Put a file of rates where the events expect it."""
    boto3.client("s3").create_bucket(Bucket="checkout-config")
    boto3.client("s3").put_object(Bucket="checkout-config", Key=key, Body=json.dumps(rates))


def point_at(key: str) -> None:
    """Let the parameter point at a file."""
    boto3.client("ssm").put_parameter(
        Name="/checkout/rates", Value=f"s3://checkout-config/{key}", Type="String", Overwrite=True
    )


def held() -> str:
    """Return what the parameter points at."""
    return boto3.client("ssm").get_parameter(Name="/checkout/rates")["Parameter"]["Value"]


@pytest.fixture
def checkout(monkeypatch: pytest.MonkeyPatch) -> Example:
    """Load the checkout, with rates that it can read."""
    monkeypatch.setenv("RATES", "/checkout/rates")
    store(RATES)
    point_at("rates-1.json")
    return example("08-delivery/checkout")


@pytest.mark.parametrize(
    ("order", "total"),
    [
        ({"country": "DE"}, 119.0),
        ({"country": "FR"}, 120.0),
        ({"country": "DE", "coupon": 10}, 107.1),
        ({"country": "DE", "coupon": "50%"}, 59.5),
    ],
)
def test_checkout_takes_tax_and_coupons(checkout: Example, order: dict[str, Any], total: float) -> None:
    """The country's rate, and coupons in euros and in per cent."""
    assert checkout.handler(checkout.event, None) == checkout.result
    assert checkout.handler({"net": 100} | order, None) == {"total": total}


def test_checkout_follows_the_parameter(checkout: Example) -> None:
    """Another file holds from the next order on, in the same environment; and so does the way back."""
    store({"DE": 0.16}, "rates-2.json")
    totals = []
    for key in ("rates-1.json", "rates-2.json", "rates-1.json"):
        point_at(key)
        totals.append(checkout.handler({"net": 100, "country": "DE"}, None)["total"])
    assert totals == [119.0, 116.0, 119.0]


def test_configure_lets_the_parameter_point_at_the_file() -> None:
    """A new file is a new version of the parameter."""
    store(RATES)
    configure = example("08-delivery/configure")
    assert configure.handler(configure.event, None) == configure.result
    assert held() == "s3://checkout-config/rates-1.json"
    assert configure.handler(configure.event, None) == {"version": 2}


@pytest.mark.parametrize("rate", [19, 1, -0.1])
def test_configure_refuses_a_slip_and_leaves_the_parameter(rate: float) -> None:
    """A rate that is none is named, and what held before holds."""
    store({"DE": rate, "FR": 0.2})
    point_at("rates-0.json")
    configure = example("08-delivery/configure")
    with pytest.raises(ValueError, match=rf"rates-1\.json is no file of rates: DE: {rate}$"):
        configure.handler(configure.event, None)
    assert held() == "s3://checkout-config/rates-0.json"


def release_checkout() -> None:
    """Publish two versions of a function whose alias live sends a tenth to the second one."""
    package = io.BytesIO()
    with ZipFile(package, "w") as archive:
        archive.writestr("app.py", "def handler(event, context): ...")
    functions = boto3.client("lambda")
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = boto3.client("iam").create_role(RoleName="checkout", AssumeRolePolicyDocument=trust)
    functions.create_function(
        FunctionName="checkout",
        Runtime="python3.13",
        Handler="app.handler",
        Role=role["Role"]["Arn"],
        Code={"ZipFile": package.getvalue()},
        Environment={"Variables": {"RATES": "/checkout/rates"}},
        Publish=True,
    )
    functions.update_function_configuration(FunctionName="checkout", Description="changed")
    functions.publish_version(FunctionName="checkout")
    weights: Any = {"AdditionalVersionWeights": {"2": 0.1}}
    functions.create_alias(**LIVE, FunctionVersion="1", RoutingConfig=weights)


def answer_with(validate: Example, monkeypatch: pytest.MonkeyPatch, *answers: dict[str, Any]) -> list[Any]:
    """Let invocations, which moto runs in Docker only, give these answers; return what is invoked."""
    given, invoked = iter(answers), []

    def invoke(**asked: Any) -> dict[str, Any]:
        invoked.append((asked["FunctionName"], asked["Qualifier"], json.loads(asked["Payload"])))
        return {"Payload": io.BytesIO(json.dumps(next(given)).encode())}

    monkeypatch.setattr(validate.module.aws_lambda, "invoke", invoke)
    return invoked


def test_validate_asks_the_version_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each order goes to the version, not to the alias; right answers are nothing wrong."""
    release_checkout()
    point_at("rates-1.json")
    validate = example("08-delivery/validate")
    invoked = answer_with(validate, monkeypatch, {"total": 119.0}, {"total": 107.1})
    assert validate.handler(validate.event, None) == validate.result
    assert invoked == [("checkout", "1", order) for order, _ in validate.event["orders"]]


def test_validate_tells_settings_wrong_totals_and_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parameter that is not there, a total that is another, and an error are three different lines."""
    release_checkout()
    validate = example("08-delivery/validate")
    answer_with(validate, monkeypatch, {"total": 100.0}, {"errorType": "KeyError", "errorMessage": "x"})
    setting, total, error = validate.handler(validate.event, None)["wrong"]
    assert setting == "there is no parameter /checkout/rates"
    assert total.endswith("{'total': 100.0}")
    assert error.endswith("'coupon': 10}: KeyError")


@pytest.fixture
def roll_back(monkeypatch: pytest.MonkeyPatch) -> Example:
    """Load the function, with a canary on the alias and a topic for people."""
    monkeypatch.setenv("RELEASES", boto3.client("sns").create_topic(Name="releases")["TopicArn"])
    release_checkout()
    return example("08-delivery/roll-back")


def told(roll_back: Example, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that fills with what people are told."""
    messages: list[str] = []
    publish = roll_back.module.sns.publish

    def note(**asked: Any) -> Any:
        messages.append(asked["Message"])
        return publish(**asked)

    monkeypatch.setattr(roll_back.module.sns, "publish", note)
    return messages


def test_roll_back_takes_the_weight_away_and_tells(
    roll_back: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The alias keeps its version, the canary has no share, and people know why."""
    messages = told(roll_back, monkeypatch)
    assert roll_back.handler(roll_back.event, None) == roll_back.result
    alias = boto3.client("lambda").get_alias(**LIVE)
    assert alias["FunctionVersion"] == "1"
    assert not alias.get("RoutingConfig", {}).get("AdditionalVersionWeights")
    assert messages == ["checkout 2 is rolled back: canary-2 is in ALARM"]


def test_roll_back_leaves_another_canary_alone(roll_back: Example, monkeypatch: pytest.MonkeyPatch) -> None:
    """An alarm of a version that has no share changes nothing and tells nobody."""
    messages = told(roll_back, monkeypatch)
    metric = roll_back.event["alarmData"]["configuration"]["metrics"][0]["metricStat"]["metric"]
    metric["dimensions"]["ExecutedVersion"] = "7"
    assert roll_back.handler(roll_back.event, None) == {"rolled back": None}
    weights = boto3.client("lambda").get_alias(**LIVE)["RoutingConfig"]["AdditionalVersionWeights"]
    assert (weights, messages) == ({"2": 0.1}, [])
