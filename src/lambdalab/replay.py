"""Runs a master's cells in a shell, up to a task: to catch up with it, or to prove its check."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from lambdalab.errors import LabError, NotReady
from lambdalab.paths import SOLUTIONS

if TYPE_CHECKING:
    from nbformat import NotebookNode

ANSWER = "-answer"
"""What an answer cell's name adds to its task's."""


def labs() -> list[str]:
    """Return the labs that have a master."""
    return sorted(path.parent.name for path in SOLUTIONS.glob("*/lab.ipynb"))


def master_of(lab: str) -> Path:
    """Return a lab's master. Raises NotReady where this checkout has none."""
    master = SOLUTIONS / lab / "lab.ipynb"
    if not master.is_file():
        raise NotReady(
            f"There is no solution of {lab} in this checkout.", f"It would stand in {master.parent}."
        )
    return master


def cells_until(master: Path, task: str | None) -> Iterator["NotebookNode"]:
    """Yield the code cells up to a task's check, or all where no task is named; never a check."""
    import nbformat  # here: it takes a tenth of a second, and every learner's kernel reads this module

    for cell in nbformat.read(master, as_version=4).cells:
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("grade"):
            if settings["grade_id"] == task:
                return
        elif cell.cell_type == "code":
            yield cell


def task_of(cell: "NotebookNode") -> str | None:
    """Return the task that a cell answers, None where it is given."""
    settings = cell.metadata.get("nbgrader", {})
    return str(settings["grade_id"]).removesuffix(ANSWER) if settings.get("solution") else None


def run_cell(shell: InteractiveShell, cell: "NotebookNode", source: str) -> None:
    """Run one cell without showing what it prints. Raises LabError where it fails and is not meant to."""
    with capture_output():
        result: Any = shell.run_cell(source, store_history=False)
    error = result.error_before_exec or result.error_in_exec
    if error is not None and "raises-exception" not in cell.metadata.get("tags", ()):
        raise LabError(
            f"The cell {cell.id} of the solution failed: {type(error).__name__}: {error}",
            "Restart the kernel and try once more; ./lab doctor looks at the engine.",
        ) from error
