"""The picture of cold and warm starts."""

import pytest

from lambdalab.errors import LabError
from lambdalab.pictures import starts
from lambdalab.reports import Report

COLD = Report("a", 2.0, 50, 128, 36, 48.0)
WARM = Report("b", 5.0, 5, 128, 36)


def test_picture_says_what_to_see() -> None:
    """The alt text counts both kinds and gives their medians, from the figures given."""
    alt = starts.draw([COLD, WARM, WARM]).alt
    assert "3 invocations" in alt
    assert "1 of them are cold" in alt
    assert "50 ms at the median" in alt
    assert "5.0 ms at the median" in alt


@pytest.mark.parametrize("reports", [[], [COLD], [WARM, WARM]])
def test_both_kinds_are_needed(reports: list[Report]) -> None:
    """Without both kinds there is nothing to compare, and the error says how to get them."""
    with pytest.raises(LabError, match="at least one of each"):
        starts.draw(reports)


def test_module_runs_alone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run by itself the module draws sample figures and prints what to see."""
    monkeypatch.setattr("PIL.Image.Image.show", lambda image: None)
    monkeypatch.setattr("sys.argv", ["starts"])
    starts.main()
    assert "cold starts" in capsys.readouterr().out
