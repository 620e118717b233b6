"""Every lab: its points are 100, the learner's copy earns none of them.

That the master earns them all is seen while nbval runs it: see the suite's conftest.
"""

import ast
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from lambdalab import author
from lambdalab.author import build_labs, execute, faults_of_labs
from lambdalab.checks.registry import TASKS
from lambdalab.paths import LABS, SOLUTIONS

MASTERS = sorted(SOLUTIONS.glob("*/lab.ipynb"))
COPIES = sorted(LABS.glob("*/lab.ipynb"))


type Apart = Callable[[Path], Path]


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Apart:
    """Return what copies a lab's folder, to be run for another learner: nbval may run the lab meanwhile."""
    monkeypatch.setenv("LAMBDALAB_LEARNER", f"test-{secrets.token_hex(4)}")

    def copy(notebook: Path) -> Path:
        folder = shutil.copytree(
            notebook.parent, tmp_path / "lab", ignore=shutil.ignore_patterns("build", "answers")
        )
        return folder / notebook.name

    return copy


def lab_of(notebook: Path) -> str:
    """Return a lab's name."""
    return notebook.parent.name


def graded(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells that earn points."""
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def errors_of(cell: NotebookNode) -> list[str]:
    """Return the names of the errors that a cell ended with."""
    return [output.ename for output in cell.outputs if output.output_type == "error"]


def grades(notebook: NotebookNode) -> dict[str, tuple[float, float]]:
    """Return what nbgrader gives for each graded cell's outputs: points, and points there are."""
    return {cell.metadata.nbgrader.grade_id: determine_grade(cell) for cell in graded(notebook)}


@pytest.mark.parametrize("copy", COPIES, ids=lab_of)
def test_blank_copy_stops_at_its_first_task_and_earns_nothing(copy: Path, apart: Apart) -> None:
    """Who runs all cells is stopped where the first answer is due; without answers no check gives a point.

    None of the checks fails with an error of its own.
    """
    notebook = execute(apart(copy), allow_errors=True)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    first = next(cell for cell in cells if errors_of(cell))
    assert (errors_of(first), first.metadata.nbgrader.solution) == (["NotImplementedError"], True)
    assert {points for points, _ in grades(notebook).values()} == {0.0}
    assert [error for cell in graded(notebook) for error in errors_of(cell)] == []


@pytest.mark.parametrize("master", MASTERS, ids=lab_of)
def test_tasks_are_the_same_in_notebook_and_checks(master: Path) -> None:
    """Names and points of the graded cells are those of the check module."""
    cells = graded(nbformat.read(master, as_version=4))
    points = {cell.metadata.nbgrader.grade_id: float(cell.metadata.nbgrader.points) for cell in cells}
    assert points == {task.name: task.points for task in TASKS.values() if task.lab == lab_of(master)}
    assert sum(points.values()) == 100
    assert [ast.literal_eval(cell.source[len("check(") : -1]) for cell in cells] == list(points)


def test_a_copy_out_of_step_with_its_master_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that was changed, and one that no master makes; ./lab test --static asks it of every lab."""
    lab = lab_of(MASTERS[0])
    monkeypatch.setattr(author, "labs", lambda: [lab])
    build_labs(tmp_path)
    assert faults_of_labs(tmp_path) == []
    (tmp_path / lab / "lab.ipynb").write_text("{}")
    shutil.copytree(tmp_path / lab, tmp_path / "99-gone")
    told = "and its master are out of step: ./lab author build"
    assert faults_of_labs(tmp_path) == [f"labs/{name}/lab.ipynb {told}" for name in (lab, "99-gone")]
