"""The picture of an alarm's life."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lambdalab.errors import NotReady, UnknownName
from lambdalab.pictures import alarms, style
from lambdalab.pictures.alarms import History

if TYPE_CHECKING:
    from tests.pictures.conftest import System

STATES = [(0.0, "INSUFFICIENT_DATA"), (5.0, "OK"), (60.0, "ALARM")]


@pytest.fixture
def account(system: "System", monkeypatch: pytest.MonkeyPatch) -> "System":
    """Let plain boto3 work in the test's account."""
    session = boto3.Session(system.cloud.account, "x", region_name=system.cloud.region)
    monkeypatch.setattr(boto3, "client", session.client)
    return system


def history(**changes: Any) -> History:
    """Return a made-up life, changed in some parts."""
    parts: dict[str, Any] = {"points": [(10.0, 0.0), (50.0, 9.0)], "states": STATES, "end": 100.0}
    return History("errors", "Errors", 5.0, **({"sign": "≥"} | parts | changes))


def test_alt_text_tells_the_states() -> None:
    """Who cannot see it reads the states in order, the range and the threshold."""
    assert alarms.draw(history()).alt == (
        "Line chart of Errors over seconds, with the alarm's states. "
        "errors was in ALARM once, and is ALARM now. The metric is between 0 and 9; "
        "the alarm waits for ≥ 5. Its states: no data → OK → ALARM."
    )


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([*STATES, (80.0, "OK")], "once, and recovered"),
        (STATES[:2], "never in ALARM"),
        ([*STATES, (70.0, "OK"), (80.0, "ALARM"), (90.0, "OK")], "2 times, and recovered"),
    ],
)
def test_finding(states: list[tuple[float, str]], expected: str) -> None:
    """The headline says how often it went off, and how it stands."""
    assert expected in alarms.draw(history(states=states)).alt


def test_a_silent_minute_breaks_the_line() -> None:
    """No value is drawn where none was measured, and the words say so; each datapoint stays."""
    points = [(60.0, 0.0), (120.0, 1.0), (240.0, 0.0), (300.0, 2.0)]
    found = history(points=points, end=400.0)
    breaks = [place for place, (_, value) in enumerate(found.line) if math.isnan(value)]
    assert breaks == [2]
    assert [point for point in found.line if not math.isnan(point[1])] == points
    assert "between 0 and 2, with gaps where nothing was measured" in alarms.draw(found).alt


def test_no_gap_is_told_where_there_is_none() -> None:
    """Points a period apart are joined, also where one came some seconds late."""
    found = history(points=[(60.0, 0.0), (120.0, 1.0), (185.0, 0.0)], end=200.0)
    assert found.line == found.points
    assert "gaps" not in alarms.draw(found).alt


@pytest.mark.parametrize(("values", "whole"), [((0.0, 1.0), True), ((0.0, 0.5), False)])
def test_whole_numbers_have_an_axis_of_whole_numbers(
    monkeypatch: pytest.MonkeyPatch, values: tuple[float, float], whole: bool
) -> None:
    """Nobody reads of a fifth of an error; a share keeps its fractions."""
    drawn: list[Figure] = []
    canvas = style.canvas

    def kept(*args: Any, **settings: Any) -> tuple[Figure, Axes]:
        figure, axes = canvas(*args, **settings)
        drawn.append(figure)
        return figure, axes

    monkeypatch.setattr(style, "canvas", kept)
    points = [(60.0 * number, value) for number, value in enumerate(values, 1)]
    alarms.draw(History("errors", "Errors", 1.0, "≥", points, STATES, 200.0))
    assert all(tick.is_integer() for tick in drawn[0].axes[0].get_yticks()) is whole


def test_no_data_at_all() -> None:
    """An alarm without data is drawn with its states alone."""
    assert "without any data" in alarms.draw(history(points=[])).alt


def test_reads_states_and_metric(account: "System") -> None:
    """The history's changes and the metric's points are read from the account."""
    account.alarm("errors", Namespace="App", MetricName="Bad")
    account.cloudwatch.put_metric_data(
        Namespace="App", MetricData=[{"MetricName": "Bad", "Value": 3, "Timestamp": datetime.now(UTC)}]
    )
    for state in ("OK", "ALARM"):
        account.cloudwatch.set_alarm_state(AlarmName="errors", StateValue=state, StateReason="a test")
    found = alarms.read("errors")
    assert [state for _, state in found.states][:3] == ["INSUFFICIENT_DATA", "OK", "ALARM"]
    assert [moment for moment, _ in found.states] == sorted(moment for moment, _ in found.states)
    assert (found.metric, found.sign, found.threshold) == ("Bad", "≥", 1.0)
    assert [value for _, value in found.points] == [3.0]
    assert 0 <= found.points[0][0] <= found.end


@pytest.mark.parametrize("late", [1, 20, 40, 58])
def test_points_do_not_depend_on_the_second_of_asking(account: "System", late: int) -> None:
    """Each minute's events are one datapoint, at its end, however long after the last one it is drawn."""
    account.alarm("errors", Namespace="App", MetricName=f"Bad{late}")
    last = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=60 + late)
    for minutes, value in ((0, 4), (1, 3), (3, 1)):
        for seconds in (0, 2):  # a minute's two events, and what the machine took since
            moment = last - timedelta(minutes=minutes, seconds=minutes + seconds)
            datum = {"MetricName": f"Bad{late}", "Value": value, "Timestamp": moment}
            account.cloudwatch.put_metric_data(Namespace="App", MetricData=[datum])
    found = alarms.read("errors", minutes=10)
    assert [value for _, value in found.points] == [2.0, 6.0, 8.0]
    first = found.points[0][0]
    assert [over - first for over, _ in found.points] == [0, 120, 180]
    assert found.end - found.points[-1][0] == pytest.approx(60 + late, abs=5)


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [("quiet", NotReady, "Nothing has happened"), ("quite", UnknownName, "Known are: quiet")],
)
def test_nothing_to_draw_is_said(
    account: "System", name: str, error: Callable[..., Exception], words: str
) -> None:
    """An alarm that nothing has happened to, and a name that is not known, are told apart."""
    account.alarm("quiet", Namespace="App", MetricName="Bad")
    with pytest.raises(error, match=words):  # type: ignore[call-overload]
        alarms.read(name)


def test_module_runs_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run by itself with a file's name, the module writes a small PNG there."""
    monkeypatch.setattr("sys.argv", ["alarms", str(tmp_path / "alarms.png")])
    alarms.main()
    assert 0 < (tmp_path / "alarms.png").stat().st_size < 60_000
