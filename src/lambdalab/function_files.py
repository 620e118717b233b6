"""The functions of notebooks and labs as files of their own, where tests and readers find them.

A notebook writes its functions with ``%%writefile build/NAME/FILE``, and adds to a file with ``-a``. The last
version of each file is kept: a lesson's as ``notebooks/functions/NOTEBOOK/NAME/FILE``, a lab's as
``solutions/LAB/functions/NAME/FILE``. An event and the expected result stand beside it, as ``event.json``
and ``result.json``. What a notebook writes to ``build/tests/`` is no function: tests that are shown and run
there, and not kept.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat

from lambdalab.paths import NOTEBOOKS, SOLUTIONS

FOLDER = "functions"
EXAMPLE = ("event.json", "result.json")

_WRITTEN = re.compile(r"%%writefile (-a )?build/(?!tests/)(\S+)\n(.*)", re.DOTALL)
_MARKER = re.compile(r"^ *### (BEGIN|END) SOLUTION *(\n|\Z)", re.MULTILINE)


def notebooks_with_functions() -> dict[Path, Path]:
    """Return each notebook and master, with the folder of its functions."""
    lessons = {path: NOTEBOOKS / FOLDER / path.stem for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))}
    masters = {path: path.parent / FOLDER for path in sorted(SOLUTIONS.glob("*/lab.ipynb"))}
    return lessons | masters


def written_by(notebook: Path) -> dict[str, str]:
    """Return the text of each file of a function that a notebook writes below build/, as it is last."""
    cells = nbformat.read(notebook, as_version=4).cells
    texts: dict[str, str] = {}
    for match in (_WRITTEN.fullmatch(cell.source) for cell in cells if cell.cell_type == "code"):
        if match:
            before = texts.get(match[2], "") if match[1] else ""
            texts[match[2]] = before + _MARKER.sub("", match[3]).rstrip("\n") + "\n"
    return texts


def build_functions() -> list[str]:
    """Write the functions of all notebooks to their files; return a line for each notebook that has some."""
    return [
        line for notebook, folder in notebooks_with_functions().items() for line in _build(notebook, folder)
    ]


def _build(notebook: Path, folder: Path) -> Iterator[str]:
    texts = written_by(notebook)
    for path in _kept(folder) - set(texts):
        (folder / path).unlink()
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    if texts:
        yield f"{len(texts)} files in {'/'.join(folder.parts[-3:])}"


def faults_of_functions() -> list[str]:
    """Return what is out of step with the notebooks, or lacks its event and result."""
    return [
        fault
        for notebook, folder in notebooks_with_functions().items()
        for fault in _faults(notebook, folder)
    ]


def _faults(notebook: Path, folder: Path) -> Iterator[str]:
    texts, kept = written_by(notebook), _kept(folder)
    for path in sorted(kept ^ set(texts)):
        yield f"{folder.name}/{path} and the notebook are out of step: ./lab author build"
    for path in sorted(kept & set(texts)):
        if (folder / path).read_text() != texts[path]:
            yield f"{folder.name}/{path} and the notebook are out of step: ./lab author build"
        for name in EXAMPLE:
            if not (folder / path).with_name(name).is_file():
                yield f"{folder.name}/{Path(path).parent} has no {name}"


def _kept(folder: Path) -> set[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in EXAMPLE)
    return {str(path.relative_to(folder)) for path in files if "__pycache__" not in path.parts}
