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
