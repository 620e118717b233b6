"""The picture that compares runtimes."""

import pytest

from lambdalab.errors import LabError
from lambdalab.pictures import runtimes
from lambdalab.reports import Report

COLD = Report("a", 3.0, 50, 128, 30, 47.0)
WARM = Report("b", 2.0, 2, 128, 36)
QUICK = Report("c", 30.0, 40, 128, 12, 10.0)
SLOW = Report("d", 25.0, 25, 128, 12)
BOTH = {"Python": [COLD, WARM, WARM], "shell": [QUICK, SLOW]}


def test_picture_says_what_to_see() -> None:
    """The alt text gives each runtime's medians and its most memory, from the figures given."""
    alt = runtimes.draw(BOTH).alt
    assert "2 runtimes" in alt
    assert "Python: 50 ms cold, 47 ms of them init; 2.0 ms warm; 36 MB." in alt
    assert "shell: 40 ms cold, 10 ms of them init; 25.0 ms warm; 12 MB." in alt


def test_median_is_drawn_not_an_outlier() -> None:
    """One slow invocation among three changes nothing."""
    outlier = Report("e", 900.0, 900, 128, 36)
    assert "2.0 ms warm" in runtimes.draw(BOTH | {"Python": [COLD, WARM, WARM, outlier]}).alt


@pytest.mark.parametrize("reports", [[], [COLD], [WARM, WARM]])
def test_both_kinds_are_needed(reports: list[Report]) -> None:
    """A runtime without both kinds is named, and the error says how to get them."""
    with pytest.raises(LabError, match=r"Of Node\.js there are .* to draw"):
        runtimes.draw(BOTH | {"Node.js": reports})


@pytest.mark.parametrize("count", [0, 1])
def test_one_runtime_is_no_comparison(count: int) -> None:
    """Fewer than two runtimes are refused."""
    with pytest.raises(LabError, match="nothing to compare"):
        runtimes.draw(dict(list(BOTH.items())[:count]))


@pytest.mark.parametrize(
    ("reports", "finding"),
    [
        (BOTH, "shell starts quickest, Python runs quickest"),
        ({"Python": [COLD, WARM], "shell": [COLD, SLOW]}, "Python is the quickest, cold and warm"),
    ],
)
def test_finding_follows_the_figures(
    reports: dict[str, list[Report]], finding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The headline names who is quickest in what, whatever the figures say."""
    said: list[str] = []
    monkeypatch.setattr(runtimes.style, "headline", lambda figure, words, *_: said.append(words))
    runtimes.draw(reports)
    assert said == [finding]


def test_module_runs_alone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run by itself the module draws sample figures and prints what to see."""
    monkeypatch.setattr("PIL.Image.Image.show", lambda image: None)
    monkeypatch.setattr("sys.argv", ["runtimes"])
    runtimes.main()
    assert "3 runtimes" in capsys.readouterr().out
