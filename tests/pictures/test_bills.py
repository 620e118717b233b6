"""The picture of what a month costs."""

from pathlib import Path

import pytest

from lambdalab.errors import LabError
from lambdalab.pictures import bills


def test_picture_says_what_is_paid_for() -> None:
    """The alt text has each workload's sum and the share of each of its services."""
    alt = bills.draw({"busy": {"Logs": 30.0, "Lambda": 10.0}, "quiet": {"Lambda": 0.004}}).alt
    assert "busy: $40.00 a month, 75% for Logs, 25% for Lambda." in alt
    assert "quiet: 0.4 cents a month, 100% for Lambda." in alt


@pytest.mark.parametrize(
    ("dollars", "finding"),
    [
        (
            {"quiet": {"Logs": 9.0, "SNS": 1.0}, "busy": {"Logs": 700.0, "SNS": 300.0}},
            "Logs: 90% of the bill of “quiet”",
        ),
        (
            {"quiet": {"Logs": 9.0, "SNS": 1.0}, "busy": {"Logs": 300.0, "SNS": 700.0}},
            "Each pays most for something else: Logs, SNS",
        ),
    ],
)
def test_finding_is_what_is_dearest(dollars: bills.Dollars, finding: str) -> None:
    """Where it is another service in each bill, all are told, else the largest share."""
    assert bills._finding(dollars) == finding


@pytest.mark.parametrize(
    "dollars", [{}, {"none": {"Lambda": 0.0}}, {"many": {str(number): 1.0 for number in range(6)}}]
)
def test_bills_that_cannot_be_drawn_are_refused(dollars: bills.Dollars) -> None:
    """No workload, a bill of nothing, and more services than colours are errors."""
    with pytest.raises(LabError, match="by workload and service"):
        bills.draw(dollars)


@pytest.mark.parametrize(("dollars", "words"), [(0.0042, "0.42 cents"), (3.5, "$3.50"), (1234.5, "$1,234")])
def test_dollars_have_the_digits_they_deserve(dollars: float, words: str) -> None:
    """A month of a small function is told in cents."""
    assert bills.in_words(dollars) == words


def test_module_runs_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run by itself with a file's name, the module writes a small PNG there."""
    monkeypatch.setattr("sys.argv", ["bills", str(tmp_path / "bills.png")])
    bills.main()
    assert 0 < (tmp_path / "bills.png").stat().st_size < 60_000
