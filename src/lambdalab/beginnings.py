"""Begins a lab: its master, its check module and its answers, complete for one task."""

import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lambdalab.answers import FOLDER
from lambdalab.errors import LabError
from lambdalab.paths import ROOT, SOLUTIONS

_NAME = re.compile(r"\d\d-[a-z]+(-[a-z]+)*")
_CHECKS = ROOT / "src" / "lambdalab" / "checks"
_TEXT = ("text", "prompt")
_TEMPLATE = Path(__file__).with_name("beginning")


def begin_lab(name: str) -> list[str]:
    """Write the files of a new lab and return a line for each, and one that says how to go on.

    Raises LabError where the name is no lab's, or where something stands there already.
    """
    if not _NAME.fullmatch(name):
        raise LabError(
            f"{name!r} is no name for a lab.", "Two digits and words in small letters: 11-step-functions."
        )
    topic = name[3:]
    words = {"LAB": name, "TOPIC": topic, "TITLE": topic.replace("-", " ").capitalize(), "NUMBER": name[:2]}
    task = f"{topic}-stored"
    module = _CHECKS / f"{topic.replace('-', '_')}.py"
    master = SOLUTIONS / name / "lab.ipynb"
    answers = SOLUTIONS / name / FOLDER / f"{task}.py"
    for file in (module, master, answers):
        if file.exists():
            raise LabError(
                f"{file.relative_to(ROOT)} is there already.", "Choose another name, or remove it."
            )
    answers.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(_filled("checks.py", words))
    answers.write_text(_filled("answers.py", words))
    nbformat.write(_master(_filled("lab.md", words), task), master)
    written = [f"{file.relative_to(ROOT)}" for file in (master, module, answers)]
    return [*written, f"Now: ./lab author run solutions/{name}/lab.ipynb, then ./lab author check {name}"]


def _filled(template: str, words: dict[str, str]) -> str:
    text = (_TEMPLATE / f"{template}.txt").read_text()
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    return text


def _master(text: str, task: str) -> NotebookNode:
    """Return the notebook that a template describes: cells between lines of ``--- kind name``."""
    cells = []
    for kind, name, source in re.findall(r"^--- (\w+) ([\w-]+)\n(.*?)\n(?=--- |\Z)", text, re.S | re.M):
        text = source.strip("\n")
        cell = new_markdown_cell(text) if kind in _TEXT else new_code_cell(text)
        cell.id = name
        settings = _settings(kind, name)
        if settings:
            cell.metadata.nbgrader = NotebookNode(settings)
        cells.append(cell)
    notebook: NotebookNode = new_notebook(cells=cells)
    return notebook


def _settings(kind: str, name: str) -> dict[str, object]:
    """Return nbgrader's settings of a cell.

    Source: https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html
    """
    if kind in ("text", "open"):
        return {}
    settings = {"grade_id": name, "schema_version": 3, "task": False}
    settings |= {"grade": kind == "check", "locked": kind != "answer", "solution": kind == "answer"}
    return settings | ({"points": 100} if kind == "check" else {})
