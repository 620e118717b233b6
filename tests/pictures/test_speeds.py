"""The picture of how long tests take."""

import pytest

from lambdalab.errors import LabError
from lambdalab.pictures import speeds

THREE = {"unit": [0.001, 0.002, 0.003], "moto": [0.03], "integration": [0.5, 2.5]}


def test_picture_says_what_to_see() -> None:
    """The alt text gives each layer's number of tests and their median, in the unit that fits."""
    alt = speeds.draw(THREE).alt
    assert "3 rows" in alt
    assert (
        "unit: 3 tests, median 2 ms. moto: 1 test, median 30 ms. integration: 2 tests, median 1.5 s." in alt
    )


@pytest.mark.parametrize(("slow", "count"), [(0.0134, "7"), (1.5, "750"), (3.2468, "1,600"), (0.0199, "10")])
def test_finding_is_the_ratio_of_medians(slow: float, count: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The headline says how many of the quickest run in the time of the slowest, to two digits."""
    said: list[str] = []
    monkeypatch.setattr(speeds.style, "headline", lambda figure, words, *_: said.append(words))
    speeds.draw({"cloud": [slow], "unit": [0.001, 0.002, 0.9]})
    assert said == [f"In the time of one cloud test run about {count} unit tests"]


def test_a_test_without_time_can_be_drawn() -> None:
    """A clock too coarse for a test shows it at the scale's beginning."""
    assert "unit: 1 test, median 0.01 ms." in speeds.draw({"unit": [0.0], "moto": [0.02]}).alt


@pytest.mark.parametrize("count", [0, 1])
def test_one_layer_is_no_comparison(count: int) -> None:
    """Fewer than two layers are refused."""
    with pytest.raises(LabError, match=f"There are {count} layers"):
        speeds.draw(dict(list(THREE.items())[:count]))


def test_layer_without_tests_is_named() -> None:
    """A layer that has not run is an error that says which."""
    with pytest.raises(LabError, match="'moto' has no test"):
        speeds.draw(THREE | {"moto": []})


def test_module_runs_alone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run by itself the module draws sample figures and prints what to see."""
    monkeypatch.setattr("PIL.Image.Image.show", lambda image: None)
    monkeypatch.setattr("sys.argv", ["speeds"])
    speeds.main()
    assert "3 rows" in capsys.readouterr().out
