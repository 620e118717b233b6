"""A lab's notebook, brought back to its first state."""

import shutil
from pathlib import Path

import pytest

from lambdalab import originals
from lambdalab.paths import LABS

LAB = "02-object-notifications"
ORIGINAL = (LABS / LAB / "lab.ipynb").read_bytes()


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the notebook of a learner who has written into it."""
    mine = tmp_path / LAB / "lab.ipynb"
    mine.parent.mkdir()
    mine.write_text("my own answers")
    monkeypatch.setattr(originals, "LABS", tmp_path)
    return mine


def test_the_original_comes_back_and_the_learners_is_kept(notebook: Path) -> None:
    """A second reset does not overwrite what the first one kept."""
    first = originals.restore(LAB)
    assert notebook.read_bytes() == ORIGINAL
    notebook.write_text("other answers")
    second = originals.restore(LAB)
    assert (first.read_text(), second.read_text()) == ("my own answers", "other answers")


def test_without_solutions_the_committed_notebook_is_the_original(
    notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An instructor may hand out a checkout without the answers."""
    monkeypatch.setattr(originals, "SOLUTIONS", tmp_path / "none")
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    originals.restore(LAB)
    assert notebook.read_bytes().startswith(b"{")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a learner's place with one lesson, brought from an image's originals."""
    write(tmp_path / "originals" / "notebooks" / "01.ipynb", "first")
    assert originals.bring(tmp_path / "place", tmp_path / "originals") == [Path("notebooks/01.ipynb")]
    return tmp_path / "place"


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_new_original_is_brought_once(place: Path) -> None:
    """A second start has nothing to do."""
    write(place.parent / "originals" / "labs" / "01" / "lab.ipynb", "a lab")
    assert originals.bring(place, place.parent / "originals") == [Path("labs/01/lab.ipynb")]
    assert originals.bring(place, place.parent / "originals") == []


def test_an_original_replaces_what_the_learner_has_not_touched(place: Path) -> None:
    """An update reaches it."""
    write(place.parent / "originals" / "notebooks" / "01.ipynb", "second")
    originals.bring(place, place.parent / "originals")
    assert (place / "notebooks" / "01.ipynb").read_text() == "second"


def test_a_learners_work_stays(place: Path) -> None:
    """Whatever the originals become."""
    write(place / "notebooks" / "01.ipynb", "mine")
    write(place.parent / "originals" / "notebooks" / "01.ipynb", "second")
    assert originals.bring(place, place.parent / "originals") == []
    assert (place / "notebooks" / "01.ipynb").read_text() == "mine"


def test_what_was_deleted_comes_back(place: Path) -> None:
    """The way to an original is to delete one's own."""
    (place / "notebooks" / "01.ipynb").unlink()
    originals.bring(place, place.parent / "originals")
    assert (place / "notebooks" / "01.ipynb").read_text() == "first"


def test_in_an_image_the_original_is_the_one_that_it_came_with(
    notebook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It holds neither masters nor git."""
    write(tmp_path / "image" / "labs" / LAB / "lab.ipynb", "as it came")
    monkeypatch.setattr(originals, "ORIGINALS", tmp_path / "image")
    monkeypatch.setattr(originals, "SOLUTIONS", tmp_path / "none")
    originals.restore(LAB)
    assert notebook.read_text() == "as it came"
