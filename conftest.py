"""Rules for the whole suite: every test and notebook is a learner of its own; masters earn all points."""

import os
import sys
from collections.abc import Generator

import pytest
from nbformat import NotebookNode
from nbgrader.utils import determine_grade
from xdist.scheduler import LoadFileScheduling

from lambdalab import api_models

RUN = os.environ.get("LAMBDALAB_LEARNER", "test")

MAIN = sys.modules["__main__"]

api_models.read_once()


class ByFile(LoadFileScheduling):
    """Keeps a file on one worker, as a notebook's cells need it; but labs' copies wait side by side."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, name = nodeid.partition("::")
        return name if file == "tests/test_labs.py" else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """Choose who runs what."""
    return ByFile(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Name the learner before a notebook's kernel starts, so that its accounts are its own.

    An IPython shell takes the place of the main module, without which no process can be spawned: put it back.
    """
    sys.modules["__main__"] = MAIN
    is_notebook = item.path.suffix == ".ipynb"
    os.environ["LAMBDALAB_LEARNER"] = f"{RUN}/{item.path if is_notebook else item.nodeid}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a graded cell whose live outputs do not give all points, read as nbgrader reads them.

    nbval alone would pass a master that is stored with fewer points, or whose cell warns on stderr.
    """
    result = yield
    cell = getattr(item, "cell", None)
    if cell is not None and cell.metadata.get("nbgrader", {}).get("grade"):
        points, most = determine_grade(NotebookNode(cell, outputs=item.test_outputs))
        assert points == most, f"nbgrader gives {points:g} of {most:g} points"
    return result
