"""The picture of how long something took over time."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from matplotlib.axes import Axes

from lambdalab.errors import LabError
from lambdalab.pictures import latencies

START = datetime(2026, 11, 24, 9)


def line(*times: float) -> list[tuple[datetime, float]]:
    """Return a line of one point in each five minutes."""
    return [(START + timedelta(minutes=5 * number), time) for number, time in enumerate(times)]


def test_picture_says_which_line_went_highest_and_when() -> None:
    """The alt text names the worst, its time of day, what the others stay below, and every range."""
    lines = {"north": line(100, 120, 110), "east": line(90, 1480, 95), "south": line(130, 80, 99)}
    alt = latencies.draw(lines).alt
    assert "The p95 of east is 1,480 ms at 09:05; the others stay below 131 ms." in alt
    assert "north: between 100 and 120 ms. east: between 90 and 1,480 ms." in alt


@pytest.mark.parametrize(
    ("count", "words"), [(1, "The mean of a is 20 ms at 09:05."), (2, "; the other stays below 21 ms.")]
)
def test_finding_counts_the_other_lines(count: int, words: str) -> None:
    """One line has no others, two have one."""
    lines = {name: line(10, 20) for name in "ab"[:count]}
    assert words in latencies.draw(lines, "mean").alt


def test_points_are_drawn_in_the_order_of_time() -> None:
    """Points that come in any order make the same line, from an iterator too."""
    points = line(1, 2, 3)
    assert latencies.draw({"a": reversed(points)}).png == latencies.draw({"a": points}).png


def test_an_hour_is_marked_at_round_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve points, five minutes apart, get a mark each ten minutes."""
    shown: list[str] = []
    monkeypatch.setattr(Axes, "set_xticks", lambda _, __, names: shown.extend(names))
    latencies.draw({"a": line(*range(12))})
    assert shown == ["09:00", "09:10", "09:20", "09:30", "09:40", "09:50"]


def test_names_do_not_overlap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that end at the same height have their names apart, within the picture."""
    heights: list[float] = []
    monkeypatch.setattr(Axes, "annotate", lambda _, __, place, *___, **____: heights.append(place[1]))
    latencies.draw({name: line(100, 50) for name in "abcd"})
    assert all(after - before > 5 for before, after in pairwise(heights))
    assert heights[-1] < 100


@pytest.mark.parametrize("count", [0, 5])
def test_too_few_or_too_many_lines(count: int) -> None:
    """No line is no picture, and five cannot be told apart."""
    with pytest.raises(LabError, match=f"There are {count} lines"):
        latencies.draw({str(number): line(1, 2) for number in range(count)})


def test_a_single_point_is_no_line() -> None:
    """The line that is too short is named."""
    with pytest.raises(LabError, match="'a' has 1 points"):
        latencies.draw({"a": line(1)})


def test_module_runs_alone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run by itself the module draws sample figures and prints what to see."""
    monkeypatch.setattr("PIL.Image.Image.show", lambda image: None)
    monkeypatch.setattr("sys.argv", ["latencies"])
    latencies.main()
    assert "The p95 of east is 1,620 ms at 09:35" in capsys.readouterr().out
