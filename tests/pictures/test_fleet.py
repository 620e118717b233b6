"""The picture of a fleet over time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from matplotlib.axes import Axes

from lambdalab.errors import LabError
from lambdalab.pictures import fleet, style

DAY = [
    (0.0, {"i-1": "stopped", "i-2": "stopped"}),
    (60.0, {"i-1": "pending", "i-2": "stopped"}),
    (90.0, {"i-1": "running", "i-2": "running"}),
    (300.0, {"i-1": "running", "i-2": "terminated"}),
]


def event(time: str, instance: str, state: str) -> dict[str, object]:
    """Return an event as EC2 sends it to EventBridge."""
    return {"time": time, "source": "aws.ec2", "detail": {"instance-id": instance, "state": state}}


def test_alt_text_counts_what_runs() -> None:
    """The least, the most and the average over time are told, with how often the number changed."""
    alt = fleet.draw(DAY).alt
    assert "Between 0 and 2 instances run, 1.4 on average." in alt
    assert "The number that run rises once and falls once." in alt


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", 30), ("Europe/Berlin", 30), ("Europe/Berlin", 28), ("Asia/Kolkata", 30)],
)
def test_a_day_is_marked_by_the_clock_on_the_wall(
    zone: str, day: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The marks are at 00:00, 03:00 and so on where the observations are, on a shorter day as well."""
    midnight = datetime(2027, 3, day, tzinfo=ZoneInfo(zone))
    shown: list[str] = []
    monkeypatch.setattr(Axes, "set_xticks", lambda _, __, names: shown.extend(names))
    fleet.draw([(midnight, {"i": "running"}), (midnight + timedelta(days=1), {})])
    assert shown == [f"{hour % 24:02}:00" for hour in range(0, 25, 3)]


def test_load_and_bounds_are_told() -> None:
    """A load has its line, and bounds have theirs."""
    load = ((time, value) for time, value in ((0.0, 5), (300.0, 80)))
    alt = fleet.draw(DAY, load, load_name="CPU", bounds=(1, 4)).alt
    assert alt.endswith("A line shows CPU, from 5 to 80. Dashed lines mark the bounds, 1 and 4.")


@pytest.mark.parametrize(("load", "place"), [([(0.0, 80.0), (300.0, 80.0)], 4.5), ([(0.0, 20.0)], 75.0)])
def test_the_line_leaves_labels_alone(
    load: list[tuple[float, float]], place: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bound's label stands where the load's line doesn't cross it, at the left where it may."""
    shown: dict[str, float] = {}
    monkeypatch.setattr(style, "label", lambda _, x, __, text, **looks: shown.setdefault(text, x))
    crossing = [*load, (40.0, load[0][1]), (80.0, 80.0), (300.0, 80.0)]
    fleet.draw(DAY, crossing, bounds=(1, 4))
    assert shown["at least 1"] == pytest.approx(place)


@pytest.mark.parametrize(
    ("states", "named"),
    [
        ({"stopping"}, "stopping"),
        ({"shutting-down"}, "shutting-down"),
        ({"stopping", "shutting-down"}, "stopping or shutting-down"),
    ],
)
def test_states_have_the_names_of_ec2(states: set[str], named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two states look alike, and the key names those that were seen."""
    keys: list[str] = []
    monkeypatch.setattr(style, "headline", lambda _, __, ___, key: keys.extend(key))
    fleet.draw([(0, dict.fromkeys(states, "running") | {one: one for one in states}), (9, {"i": "running"})])
    assert keys == ["running", named]


def test_a_level_fleet() -> None:
    """A fleet that never changes is no range."""
    assert "1 instance runs all the time" in fleet.draw([(0, {"i": "running"}), (9, {"i": "running"})]).alt


def test_events_become_observations() -> None:
    """Each event changes one instance, in the order of time; the others stay as they were."""
    events = [
        event("2026-11-23T10:05:00Z", "i-2", "running"),
        event("2026-11-23T10:00:00Z", "i-1", "stopping"),
    ]
    assert fleet.from_events(events, {"i-1": "running"}) == [
        (datetime(2026, 11, 23, 10, 0, tzinfo=UTC), {"i-1": "stopping"}),
        (datetime(2026, 11, 23, 10, 5, tzinfo=UTC), {"i-1": "stopping", "i-2": "running"}),
    ]


@pytest.mark.parametrize("observations", [[], DAY[:1], [DAY[0], DAY[0]], [(0, {}), (1, {})]])
def test_nothing_to_draw_is_said(observations: list[fleet.Observation]) -> None:
    """Over time means two moments, and a fleet an instance."""
    with pytest.raises(LabError, match="no fleet to draw"):
        fleet.draw(observations)


def test_module_runs_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run by itself with a file's name, the module writes a small PNG there."""
    monkeypatch.setattr("sys.argv", ["fleet", str(tmp_path / "fleet.png")])
    fleet.main()
    assert 0 < (tmp_path / "fleet.png").stat().st_size < 60_000
