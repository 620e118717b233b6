"""The picture of a release."""

from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest

from lambdalab.alarms import pass_time
from lambdalab.errors import NotReady
from lambdalab.pictures import releases
from lambdalab.pictures.releases import Release

if TYPE_CHECKING:
    from tests.pictures.conftest import System

CALLS = [{"4": 20}, {"4": 18, "5": 2}, {"4": 20}, {"4": 10, "10": 10}, {"10": 20}]
RUNG = [(0.0, "INSUFFICIENT_DATA"), (2.0, "ALARM"), (3.0, "OK")]


@pytest.fixture
def account(system: "System", monkeypatch: pytest.MonkeyPatch) -> "System":
    """Let plain boto3 work in the test's account."""
    session = boto3.Session(system.cloud.account, "x", region_name=system.cloud.region)
    monkeypatch.setattr(boto3, "client", session.client)
    return system


def release(account: "System") -> None:
    """Publish two versions of a function, the second of which fails, and let an alias name the first."""
    account.function("checkout")
    account.functions.publish_version(FunctionName="checkout")
    account.functions.update_function_configuration(FunctionName="checkout", Handler="app.nothing")
    account.functions.get_waiter("function_updated_v2").wait(FunctionName="checkout")
    account.functions.publish_version(FunctionName="checkout")
    account.functions.create_alias(FunctionName="checkout", Name="live", FunctionVersion="1")


def call(account: "System", times: int, seconds: int) -> None:
    """Call the alias, and let time pass."""
    for _ in range(times):
        account.functions.invoke(FunctionName="checkout:live")
    pass_time(seconds, cloud=account.cloud)


def test_alt_text_tells_shares_errors_and_states() -> None:
    """Who cannot see it reads what each version got, the errors and the alarms' states."""
    release = Release("checkout:live", CALLS, [0, 2, 0, 0, 0], {"canary-5": RUNG})
    assert releases.draw(release).alt == (
        "Stacked bars, one a minute. Version 5 was rolled back; checkout:live ends with version 10. "
        "Version 4 got 50 to 100 % of the calls in 4 of 5 minutes. "
        "Version 5 got 10 % of the calls in 1 of 5 minutes. "
        "Version 10 got 50 to 100 % of the calls in 2 of 5 minutes. "
        "Errors: 2. canary-5: no data → ALARM → OK."
    )


@pytest.mark.parametrize(
    ("calls", "finding"),
    [
        ([{"4": 20}], "checkout:live ends with version 4."),
        ([{"4": 20}, {"4": 18, "5": 2}], "checkout:live ends with version 4 and version 5."),
        ([{"4": 20}, {"5": 20}, {"6": 20}], "checkout:live ends with version 6."),
    ],
)
def test_only_what_never_had_all_is_rolled_back(calls: list[dict[str, int]], finding: str) -> None:
    """A version that was replaced is no roll-back, and a canary that still sings is none either."""
    assert finding in releases.draw(Release("checkout:live", calls, [0] * len(calls), {})).alt


def test_reads_minutes_by_version_and_states(account: "System") -> None:
    """Calls after a pause are a new minute; a state begins after the calls that led to it."""
    release(account)
    call(account, 3, 60)
    account.functions.update_alias(FunctionName="checkout", Name="live", FunctionVersion="2")
    call(account, 2, 0)
    account.alarm("canary-5")
    account.cloudwatch.set_alarm_state(AlarmName="canary-5", StateValue="ALARM", StateReason="a test")
    found = releases.read("checkout:live", ["canary-5"])
    assert (found.calls, found.errors) == ([{"1": 3}, {"2": 2}], [0, 2])
    assert found.states["canary-5"][:2] == [(0.0, "INSUFFICIENT_DATA"), (2.0, "ALARM")]


def test_lasting_traffic_is_cut_into_minutes(account: "System") -> None:
    """Without a pause, a minute is over after 60 seconds."""
    release(account)
    for _ in range(8):
        call(account, 1, 10)
    assert len(releases.read("checkout:live").calls) == 2


def test_nothing_to_draw_is_said(account: "System") -> None:
    """An alias that nobody has called has no picture."""
    with pytest.raises(NotReady, match="Nobody has called checkout:live"):
        releases.release_history("checkout:live")


def test_module_runs_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run by itself with a file's name, the module writes a small PNG there."""
    monkeypatch.setattr("sys.argv", ["releases", str(tmp_path / "releases.png")])
    releases.main()
    assert 0 < (tmp_path / "releases.png").stat().st_size < 60_000
