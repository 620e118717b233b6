"""A notebook that was half written: what is whole in it stays, the rest comes back, the file is kept."""

import json
import shutil
from pathlib import Path

import pytest

from lambdalab import mending, originals, paths
from lambdalab.paths import LABS, NOTEBOOKS, ROOT

LAB = "02-object-notifications"
LESSON = "04-cloudwatch"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a checkout with one lab and one lesson, and their originals as an image has them."""
    for place in (tmp_path, tmp_path / "originals"):
        shutil.copytree(LABS / LAB, place / "labs" / LAB)
        (place / "notebooks").mkdir(parents=True)
        shutil.copy2(NOTEBOOKS / f"{LESSON}.ipynb", place / "notebooks")
    for module in (mending, originals, paths):
        for name, folder in (("ROOT", ""), ("LABS", "labs"), ("NOTEBOOKS", "notebooks")):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, tmp_path / folder)
    monkeypatch.setattr(originals, "ORIGINALS", tmp_path / "originals")
    return tmp_path


def cells(notebook: Path) -> list[dict[str, object]]:
    """Return a notebook's cells."""
    return list(json.loads(notebook.read_text())["cells"])


def halve(notebook: Path, mark: str) -> str:
    """Cut a file off behind a mark, and return what is left."""
    text = notebook.read_text()
    left = text[: text.index(mark) + len(mark)]
    notebook.write_text(left)
    return left


def test_whole_notebooks_are_left_alone(checkout: Path) -> None:
    """There is nothing to say and nothing to do."""
    assert list(mending.warnings()) == []
    assert list(mending.mend(None)) == []
    assert not (checkout / "labs" / LAB / "build").exists()


def test_what_a_learner_wrote_stays(checkout: Path) -> None:
    """Answers before the break stand in the mended notebook, the half of the last one in the kept file."""
    mine, original = checkout / "labs" / LAB / "lab.ipynb", cells(checkout / "labs" / LAB / "lab.ipynb")
    written = json.loads(mine.read_text())
    written["cells"][5] = written["cells"][5] | {"source": ["my own answer"]}
    written["cells"][9] = written["cells"][9] | {"source": ["half of an ans", "wer"]}
    mine.write_text(json.dumps(written, indent=1))
    left = halve(mine, "half of an ans")
    [warning] = mending.warnings()
    assert f"labs/{LAB}/lab.ipynb cannot be read" in warning
    assert f"./lab reset {LAB}" in warning
    [told] = mending.mend(LAB)
    assert cells(mine) == [*original[:5], written["cells"][5], *original[6:]]
    assert "its 9 cells" in told
    assert (checkout / "labs" / LAB / "build" / "half-written-1.txt").read_text() == left
    assert list(mending.warnings()) == []


def test_a_lesson_comes_back_too(checkout: Path) -> None:
    """An empty file is the shortest half; another notebook is not touched."""
    lesson, lab = checkout / "notebooks" / f"{LESSON}.ipynb", checkout / "labs" / LAB / "lab.ipynb"
    before = lesson.read_bytes()
    lesson.write_text("")
    halve(lab, '"cells"')
    [_] = mending.mend(LESSON)
    assert json.loads(lesson.read_text()) == json.loads(before)
    assert [name for name, _ in mending.half_written()] == [LAB]


def test_every_notebook_of_this_checkout_is_whole() -> None:
    """So nobody is warned without a reason."""
    assert mending.half_written() == []
    assert mending.is_whole(ROOT / "labs" / LAB / "lab.ipynb")
