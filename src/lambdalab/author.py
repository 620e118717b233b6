"""The author's desk: runs notebooks to keep their outputs, and makes the learners' copies of the masters."""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from lambdalab.errors import LabError
from lambdalab.paths import LABS, ROOT, SOLUTIONS
from lambdalab.replay import labs

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
CELL_SECONDS = 60
_TRACES_OF_A_RUN = ("execution", "collapsed", "scrolled", "trusted")
_NOT_FOR_LEARNERS = (".ipynb_checkpoints", "answers", "functions", "build", "__pycache__")


def _same_bytes(notebook: NotebookNode) -> NotebookNode:
    """Take out of a notebook whatever differs from one machine or run to the next."""
    notebook.metadata = NotebookNode(
        kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(name="python")
    )
    for cell in notebook.cells:
        for trace in _TRACES_OF_A_RUN:
            cell.metadata.pop(trace, None)
    return notebook


class SameBytes(Preprocessor):
    """Makes the learner's copy the same bytes on every machine."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Return the notebook with fixed metadata."""
        return _same_bytes(nb), resources


def execute(notebook: Path, *, allow_errors: bool = False) -> NotebookNode:
    """Run a notebook in its folder and return it with its outputs; the file is left alone.

    Raises nbclient's CellExecutionError at the first cell that fails, unless errors are allowed.
    """
    cells = nbformat.read(notebook, as_version=4)
    client = NotebookClient(
        cells,
        timeout=CELL_SECONDS,
        kernel_name=KERNEL["name"],
        resources={"metadata": {"path": str(notebook.parent)}},
        allow_errors=allow_errors,
        record_timing=False,
    )
    client.execute()
    return _same_bytes(cells)


def keep_outputs(notebook: Path) -> None:
    """Run a notebook and write it back with its outputs, the same bytes but for what the run itself made."""
    text = nbformat.writes(execute(notebook))
    for here, anywhere in ((f"{ROOT}/", ""), (sys.base_prefix, "python")):
        text = text.replace(here, anywhere)  # a stored traceback names no machine's folders
    notebook.write_text(text + "\n")


def build_labs(target: Path = LABS) -> list[str]:
    """Make the learner's copy of every master below ``target``; return a line for each.

    Raises LabError where nbgrader refuses a master, with nbgrader's reason.
    """
    names = labs()
    with tempfile.TemporaryDirectory() as scratch:
        for name in names:
            made = build_lab(name, Path(scratch))
            shutil.rmtree(target / name, ignore_errors=True)
            shutil.copytree(made, target / name)
    return [f"labs/{name} from solutions/{name}" for name in names]


def faults_of_labs(kept: Path = LABS) -> list[str]:
    """Return which files below ``kept`` are not, byte for byte, what the masters make; nothing is written."""
    with tempfile.TemporaryDirectory() as scratch:
        build_labs(Path(scratch))
        made, there = _contents(Path(scratch)), _contents(kept)
    names = sorted(name for name in {*made, *there} if made.get(name) != there.get(name))
    return [f"labs/{name} and its master are out of step: ./lab author build" for name in names]


def _contents(folder: Path) -> dict[str, bytes]:
    """Return each notebook below a folder: what else stands there, learners have made."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.glob("*/*.ipynb")}


def build_lab(name: str, scratch: Path) -> Path:
    """Make the learner's copy of one master and return its folder, which stands in ``scratch``."""
    _generate(name, scratch)
    return scratch / "release" / name


def _generate(name: str, scratch: Path) -> None:
    config = Config()
    config.CourseDirectory.root = str(scratch)
    config.CourseDirectory.source_directory = str(SOLUTIONS)
    config.CourseDirectory.assignment_id = name
    config.CourseDirectory.ignore = list(_NOT_FOR_LEARNERS)
    config.SaveCells.enabled = False  # there is no gradebook while labs are made
    config.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError()"}
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.preprocessors = [*converter.preprocessors, SameBytes]
    converter.force = True
    converter.no_database = True
    try:
        converter.start()
    except (SystemExit, NbGraderException) as refusal:
        raise LabError(
            f"nbgrader refuses solutions/{name}/lab.ipynb ({refusal}).",
            "The lines above say why; mend the master and run ./lab author build again.",
        ) from None
