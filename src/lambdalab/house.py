"""The rules that every notebook and lab keeps: sizes, links, names, hints; read from the files."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lambdalab.answers import Answer, answers_of
from lambdalab.checks import TASKS, tasks_of
from lambdalab.checks.hints import STEPS
from lambdalab.checks.registry import Task
from lambdalab.errors import LabError
from lambdalab.paths import ROOT, SOLUTIONS
from lambdalab.replay import ANSWER

LESSON_CELLS, LAB_CELLS = range(25, 61), range(30, 71)
TASKS_A_LAB, POINTS_A_LAB = range(6, 10), 100
CODE_LINES, CODE_COLUMNS, CODE_CELLS_IN_A_ROW, FIRST_CODE_LINES = 20, 88, 3, 4
TEXT_WORDS, PROMPT_WORDS, HINT_WORDS = 150, 60, 45
WRONG_ANSWERS, RIGHT_ANSWERS = 5, 2

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_BESIDE_A_MASTER = {"lab.ipynb", "answers", "data", "functions", "build", ".ipynb_checkpoints"}


def faults_of_lab(lab: str) -> list[str]:
    """Return what a lab's master, its tasks and its answers lack of the rules."""
    master = SOLUTIONS / lab / "lab.ipynb"
    try:
        tasks = tasks_of(lab)
        answers = answers_of(lab)
    except LabError as error:
        return [error.message]
    stray = sorted({path.name for path in master.parent.iterdir()} - _BESIDE_A_MASTER)
    return [
        *(f"{name} does not belong beside a master" for name in stray),
        *faults_of_notebook(master, LAB_CELLS),
        *_faults_of_cells(nbformat.read(master, as_version=4), tasks),
        *(fault for task in tasks for fault in _faults_of_task(task, answers)),
        *_faults_of_sums(tasks, answers),
    ]


def faults_of_notebook(notebook: Path, cells: range) -> list[str]:
    """Return what a notebook lacks of the rules; ``cells`` is how many it may have."""
    content = nbformat.read(notebook, as_version=4)
    code = [cell.source for cell in content.cells if cell.cell_type == "code"]
    runs = [sum(1 for _ in run) for kind, run in groupby(content.cells, key=_kind) if kind == "code"]
    found = [
        (
            len(content.cells) not in cells,
            f"{len(content.cells)} cells; {cells[0]} to {cells[-1]} they should be",
        ),
        (max(runs, default=0) > CODE_CELLS_IN_A_ROW, f"{max(runs, default=0)} code cells in a row"),
        (_lines(code[0]) > FIRST_CODE_LINES if code else True, "the first code cell is long, or missing"),
    ]
    return [
        *(fault for is_bad, fault in found if is_bad),
        *(fault for cell in content.cells for fault in _faults_of_size(cell)),
        *faults_of_links(_markdown(content), notebook.parent),
    ]


def _kind(cell: NotebookNode) -> str:
    return str(cell.cell_type)


def _lines(source: str) -> int:
    return sum(1 for line in source.splitlines() if line.strip())


def _words(text: str) -> int:
    return len(re.findall(r"\w+", text))


def _faults_of_size(cell: NotebookNode) -> Iterator[str]:
    if cell.cell_type == "markdown":
        if _words(cell.source) > TEXT_WORDS:
            yield f"cell {cell.id}: {_words(cell.source)} words, {TEXT_WORDS} are the most"
        return
    width = max(map(len, cell.source.splitlines()), default=0)
    if _lines(cell.source) > CODE_LINES:
        yield f"cell {cell.id}: {_lines(cell.source)} lines of code, {CODE_LINES} are the most"
    if width > CODE_COLUMNS:
        yield f"cell {cell.id}: a line of {width} columns, {CODE_COLUMNS} are the most"


def _markdown(content: NotebookNode) -> str:
    return "\n".join(cell.source for cell in content.cells if cell.cell_type == "markdown")


def faults_of_links(text: str, folder: Path) -> Iterator[str]:
    """Tell which links and pictures of a text that stands in ``folder`` are against the rules."""
    for link in _LINK.findall(text):
        if link.startswith(("https://", "#", "mailto:")):
            continue
        target = (folder / link.split("#")[0]).resolve()
        if not (target.is_relative_to(ROOT) and target.exists()):
            yield f"the link {link} leads nowhere"
    if re.search(r"!\[[^\]]*\]\(http", text):
        yield "an image comes from the Internet"
    if "![](" in text:
        yield "an image has no alt text"


def _faults_of_cells(content: NotebookNode, tasks: Sequence[Task]) -> Iterator[str]:
    """Tell of tasks whose prompt, stub and check are not as they should be."""
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in content.cells if "nbgrader" in cell.metadata}
    for cell_id, count in Counter(cell.id for cell in content.cells).items():
        if count > 1:
            yield f"{count} cells have the id {cell_id}"
    graded = [name for name, cell in cells.items() if cell.metadata.nbgrader.grade]
    names = [task.name for task in tasks]
    if graded != names:
        yield f"the master's graded cells are {graded}, the tasks of its check module {names}"
        return
    for task in tasks:
        missing = [name for name in (f"{task.name}-prompt", f"{task.name}{ANSWER}") if name not in cells]
        for name in missing:
            yield f"the cell {name} is missing"
        if not missing:
            yield from (f"{task.name}: {fault}" for fault in _faults_of_trio(task, cells))


def _faults_of_trio(task: Task, cells: Mapping[str, NotebookNode]) -> Iterator[str]:
    """Tell what is wrong with a task's prompt, stub and check."""
    prompt, answer, check = (cells[f"{task.name}{part}"] for part in ("-prompt", ANSWER, ""))
    points = check.metadata.nbgrader.points
    if float(points) != task.points:
        yield f"{points} points in the master, {task.points:g} in the check module"
    if check.source != f'check("{task.name}")':
        yield "its check is not the one line check(...)"
    if not (check.metadata.nbgrader.locked and prompt.metadata.nbgrader.locked):
        yield "prompt and check must be locked"
    if _words(prompt.source) > PROMPT_WORDS:
        yield f"a prompt of {_words(prompt.source)} words, {PROMPT_WORDS} are the most"
    if "### BEGIN SOLUTION" not in answer.source or not _ends_in_value(answer.source):
        yield "the stub must hold a solution region and end in its value"


def _ends_in_value(source: str) -> bool:
    """Tell whether a cell shows something after its answer; a file that is written shows its name."""
    if source.startswith("%%"):
        return True
    last = ast.parse(source).body[-1]
    return isinstance(last, ast.Expr) and not source.rstrip().endswith("### END SOLUTION")


def _faults_of_task(task: Task, answers: Sequence[Answer]) -> Iterator[str]:
    for hints in (task.hints, *task.hints_when.values()):
        if len(hints) != STEPS:
            yield f"{task.name}: {len(hints)} hints, {STEPS} they should be"
        for hint in hints:
            if len(hint.split()) > HINT_WORDS:
                yield f"{task.name}: a hint of {len(hint.split())} words, {HINT_WORDS} are the most"
    for kind, least in (("wrong", WRONG_ANSWERS), ("right", RIGHT_ANSWERS)):
        count = sum(answer.task == task.name and answer.kind == kind for answer in answers)
        if count < least:
            yield f"{task.name}: {count} {kind} answers beside the master, {least} are the least"


def _faults_of_sums(tasks: Sequence[Task], answers: Sequence[Answer]) -> Iterator[str]:
    points = sum(task.points for task in tasks)
    if len(tasks) not in TASKS_A_LAB:
        yield f"{len(tasks)} tasks; {TASKS_A_LAB[0]} to {TASKS_A_LAB[-1]} they should be"
    if points != POINTS_A_LAB:
        yield f"{points:g} points, {POINTS_A_LAB} they should be"
    for name in sorted({answer.task for answer in answers} - set(TASKS)):
        yield f"answers/{name}.py: there is no task of this name"
