"""The picture of a month's cost."""

from pathlib import Path

import pytest

from lambdalab.errors import LabError
from lambdalab.pictures import breakeven


def test_picture_says_where_the_lines_cross() -> None:
    """The alt text gives the break-even of each kind, which is the instance's price over a request's."""
    alt = breakeven.draw({"short": 1e-6, "long": 4e-6}, 8.0, "one t3.micro").alt
    assert "8.0 million requests for short, 2.0 million requests for long" in alt


@pytest.mark.parametrize(
    ("prices", "month"),
    [({}, 8.0), ({"free": 0.0}, 8.0), ({"short": 1e-6}, 0.0), (dict.fromkeys("abcd", 1e-6), 8.0)],
)
def test_prices_that_cannot_be_drawn_are_refused(prices: dict[str, float], month: float) -> None:
    """No price, a price of nothing, and more kinds than there are colours are errors."""
    with pytest.raises(LabError, match="all above zero"):
        breakeven.draw(prices, month, "one t3.micro")


def test_module_runs_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run by itself with a file's name, the module writes a small PNG there."""
    monkeypatch.setattr("sys.argv", ["breakeven", str(tmp_path / "breakeven.png")])
    breakeven.main()
    assert 0 < (tmp_path / "breakeven.png").stat().st_size < 60_000
