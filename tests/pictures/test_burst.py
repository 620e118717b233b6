"""The picture of execution environments over time."""

from pathlib import Path

import pytest

from lambdalab.errors import LabError
from lambdalab.pictures import burst

Invocation = dict[str, object]


def invocation(environment: str, started: float, ended: float, cold: bool = False) -> Invocation:
    """Return one invocation as the notebook collects it."""
    return {"environment": environment, "started": started, "ended": ended, "cold": cold}


THREE = [invocation("b", 12.0, 13.0, cold=True), invocation("a", 10.0, 11.0), invocation("a", 12.5, 13.5)]


def test_bars_are_ordered_and_count_from_the_first() -> None:
    """Times are seconds after the first start, and rows are numbered as environments appear."""
    bars = burst.arrange(THREE)
    assert [(bar.row, bar.start, bar.end) for bar in bars] == [(0, 0.0, 1.0), (1, 2.0, 3.0), (0, 2.5, 3.5)]


def test_cold_is_what_was_told() -> None:
    """An environment may have served before the picture begins: the first bar of a row can be warm."""
    assert [bar.is_cold for bar in burst.arrange(THREE)] == [False, True, False]


@pytest.mark.parametrize(("second", "expected"), [(10.5, 2), (11.0, 1)])
def test_busiest_counts_what_overlaps(second: float, expected: int) -> None:
    """Invocations that only touch, one ending as the other starts, did not run at once."""
    pair = [invocation("a", 10.0, 11.0), invocation("b", second, second + 1)]
    assert burst.busiest(burst.arrange(pair)) == expected


def test_picture_says_what_to_see() -> None:
    """The alt text counts environments, invocations and the reuse."""
    alt = burst.draw(THREE).alt
    assert "each of 2 execution environments. Of 3 invocations, 1 had a cold start" in alt
    assert "and 2 a warm one in an environment that was free. At most 2 ran at the same moment" in alt


def test_nothing_to_draw_is_said() -> None:
    """An empty list is an error that says what to give."""
    with pytest.raises(LabError, match="no invocation to draw"):
        burst.draw([])


def test_module_runs_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run by itself with a file's name, the module writes a small PNG there."""
    monkeypatch.setattr("sys.argv", ["burst", str(tmp_path / "burst.png")])
    burst.main()
    assert 0 < (tmp_path / "burst.png").stat().st_size < 60_000
