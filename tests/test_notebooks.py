"""What nbval cannot see: that notebooks are stored with the outputs that it is to compare."""

import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from lambdalab.paths import NOTEBOOKS, ROOT, SOLUTIONS

STORED = [*sorted(NOTEBOOKS.glob("*.ipynb")), *sorted(SOLUTIONS.glob("*/lab.ipynb"))]


def code_cells(notebook: Path) -> list[NotebookNode]:
    """Return a notebook's code cells."""
    return [cell for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]


def name_of(notebook: Path) -> str:
    """Return a notebook's path in the checkout."""
    return str(notebook.relative_to(ROOT))


@pytest.mark.parametrize("notebook", STORED, ids=name_of)
def test_every_cell_is_stored_executed_in_order(notebook: Path) -> None:
    """A cell without an execution count would be passed over by the comparison."""
    counts = [cell.execution_count for cell in code_cells(notebook)]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("notebook", STORED, ids=name_of)
def test_only_cells_that_say_so_end_in_an_error(notebook: Path) -> None:
    """A stored error is either tagged raises-exception or a mistake."""
    failed = {cell.id for cell in code_cells(notebook) for output in cell.outputs if "ename" in output}
    tagged = {cell.id for cell in code_cells(notebook) if "raises-exception" in cell.metadata.get("tags", [])}
    assert failed == tagged


@pytest.mark.parametrize("notebook", STORED, ids=name_of)
def test_outputs_are_compared_unless_they_are_pictures_or_measured(notebook: Path) -> None:
    """At most one cell in five is left out of the comparison."""
    cells = code_cells(notebook)
    ignored = [cell for cell in cells if "nbval-ignore-output" in cell.metadata.get("tags", [])]
    assert len(ignored) <= len(cells) / 5


@pytest.mark.parametrize("notebook", STORED, ids=name_of)
def test_stored_outputs_name_no_folder_of_a_machine(notebook: Path) -> None:
    """A traceback that was stored shows paths within the checkout only."""
    text = notebook.read_text()
    assert [folder for folder in (ROOT, Path.home(), sys.base_prefix) if f"{folder}/" in text] == []


@pytest.mark.parametrize("page", ["README.md", "notebooks/00-start-here.ipynb"])
def test_the_course_s_maps_name_every_notebook_and_lab(page: str) -> None:
    """Nobody has to find a lesson by listing folders."""
    text = (ROOT / page).read_text()
    labs = [f"labs/{master.parent.name}/lab.ipynb" for master in SOLUTIONS.glob("*/lab.ipynb")]
    lessons = [lesson.name for lesson in NOTEBOOKS.glob("[0-9]*.ipynb") if lesson.name != Path(page).name]
    assert [path for path in (*lessons, *labs) if path not in text] == []
