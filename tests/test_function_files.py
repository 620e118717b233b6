"""The functions of notebooks as files: what is kept, and what is told when they differ."""

import re
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lambdalab import function_files
from lambdalab.function_files import build_functions, faults_of_functions, written_by
from lambdalab.paths import ROOT

CELLS = [
    "%%writefile build/sum/app.py\ndef handler(event, context):\n    return 0",
    "%%writefile build/sum/app.py\ndef handler(event, context):\n    ### BEGIN SOLUTION\n    return 1\n"
    "    ### END SOLUTION",
    "%%writefile build/sum/template.yaml\nResources:",
    "%%writefile -a build/sum/template.yaml\n  Sum:\n    Type: AWS::Lambda::Function",
    "%%writefile elsewhere.txt\nnot a function",
    "%%writefile build/tests/test_sum.py\nnot a function either",
]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of functions whose notebook is the only one there is."""
    notebook = tmp_path / "01-lesson.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(source) for source in CELLS]), notebook)
    folder = tmp_path / "functions"
    monkeypatch.setattr(function_files, "notebooks_with_functions", lambda: {notebook: folder})
    return folder


def test_the_last_version_is_kept_without_markers(kept: Path) -> None:
    """What a learner ends with is what stands in the file."""
    build_functions()
    assert (kept / "sum/app.py").read_text() == "def handler(event, context):\n    return 1\n"


def test_a_file_that_grows_is_kept_as_a_whole(kept: Path) -> None:
    """What is added with -a follows what the notebook wrote before."""
    build_functions()
    text = "Resources:\n  Sum:\n    Type: AWS::Lambda::Function\n"
    assert (kept / "sum/template.yaml").read_text() == text


def test_what_is_no_function_is_not_kept(kept: Path) -> None:
    """Neither a file outside build/ nor a test that the notebook writes and runs becomes a file."""
    build_functions()
    assert {path.name for path in kept.rglob("*") if path.is_file()} == {"app.py", "template.yaml"}


def test_what_no_notebook_writes_any_more_is_removed(kept: Path) -> None:
    """A file of an older notebook goes; the event and the result of a function stay."""
    build_functions()
    (kept / "sum/old.py").write_text("x = 1\n")
    (kept / "sum/event.json").write_text("{}")
    build_functions()
    assert {path.name for path in (kept / "sum").iterdir()} == {"app.py", "template.yaml", "event.json"}


def test_a_function_out_of_step_is_told(kept: Path) -> None:
    """A changed file, and one that lacks its example, are faults with the command that mends the first."""
    build_functions()
    for name in function_files.EXAMPLE:
        (kept / "sum" / name).write_text("{}")
    assert faults_of_functions() == []
    (kept / "sum/app.py").write_text("x = 1\n")
    (kept / "sum/result.json").unlink()
    step, *examples = faults_of_functions()
    assert "./lab author build" in step
    assert all("has no result.json" in example for example in examples)
    assert len(examples) == len(["app.py", "template.yaml"])


def test_every_python_function_of_the_course_is_tested() -> None:
    """Each folder that holds Python is named in a test file that loads functions of its notebook."""
    files = [path.read_text() for path in (ROOT / "tests/functions").glob("test_*.py")]
    for notebook, folder in function_files.notebooks_with_functions().items():
        where = folder.parent.name if folder.name == function_files.FOLDER else folder.name
        tests = "\n".join(text for text in files if f"{where}/" in text)
        folders = {path.split("/")[0] for path in written_by(notebook) if path.endswith(".py")}
        untested = {name for name in folders if not re.search(rf"[/\"]{re.escape(name)}\"", tests)}
        assert untested == set(), where
