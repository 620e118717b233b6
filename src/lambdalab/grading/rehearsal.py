"""A made-up class to try a grader on: right, wrong, half done, and every kind of mess.

python -m lambdalab.grading.rehearsal FOLDER [HOW_MANY] [LAB]
"""

import copy
import json
import random
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lambdalab.answers import answers_of
from lambdalab.checks import tasks_of
from lambdalab.grading.releases import DIFFERENT_FOR_EACH
from lambdalab.outage.numbers import number_of
from lambdalab.paths import LABS, SOLUTIONS

LAB = "02-object-notifications"

type Cells = list[dict[str, Any]]
type Change = Callable[[Cells], None]

_NAMES = """
    ada grace linus margaret alan barbara dennis edsger frances ken katherine radia tim
    whitfield annie bjarne carol donald evelyn fernando guido hedy ivan joan karen leslie mary
    niklaus ole peter quinn ruth sophie tony ursula vint wendy xiao yukihiro zeynep
"""


def blank(lab: str = LAB) -> dict[str, Any]:
    """Return a lab as learners get it."""
    notebook: dict[str, Any] = json.loads((LABS / lab / "lab.ipynb").read_text())
    return notebook


def solved(
    lab: str = LAB, *, until: str | None = None, instead: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return a lab with the master's answers, up to a task where one is named, or with others ``instead``."""
    notebook = blank(lab)
    master = json.loads((SOLUTIONS / lab / "lab.ipynb").read_text())
    answers = {cell["id"]: _without_marks("".join(cell["source"])) for cell in master["cells"]}
    for cell in notebook["cells"]:
        settings = cell["metadata"].get("nbgrader", {})
        if settings.get("solution"):
            task = settings["grade_id"].removesuffix("-answer")
            cell["source"] = (instead or {}).get(task, answers[cell["id"]])
        if until and settings.get("grade_id") == until:
            break
    return notebook


def _without_marks(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if line.strip() not in _MARKS)


_MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")


def wrong(task: str, number: int, lab: str = LAB) -> dict[str, Any]:
    """Return a lab whose answer to a task is one of the wrong ones that its checks are proven with."""
    answers = [answer for answer in answers_of(lab) if answer.task == task and answer.kind == "wrong"]
    return solved(lab, instead={task: answers[number % len(answers)].source})


def changed(notebook: dict[str, Any], *changes: Change) -> dict[str, Any]:
    """Return a notebook with changes made to its cells."""
    made = copy.deepcopy(notebook)
    for change in changes:
        change(made["cells"])
    return made


def at(cells: Cells, name: str) -> int:
    """Return where the cell of this id stands."""
    return next(number for number, cell in enumerate(cells) if cell.get("id") == name)


def code(source: str, name: str = "mine") -> dict[str, Any]:
    """Return a code cell of a learner's own."""
    cell = {"cell_type": "code", "id": name, "metadata": {}, "source": source}
    return cell | {"execution_count": None, "outputs": []}


def delete(name: str) -> Change:
    """Return a change that deletes a cell."""
    return lambda cells: cells.__delitem__(at(cells, name))


def move(name: str, to: int) -> Change:
    """Return a change that moves a cell."""
    return lambda cells: cells.insert(to, cells.pop(at(cells, name)))


def merge(first: str) -> Change:
    """Return a change that merges a cell with the next one of code, as JupyterLab does."""

    def change(cells: Cells) -> None:
        here = at(cells, first)
        after = next(number for number in range(here + 1, len(cells)) if cells[number]["cell_type"] == "code")
        cells[here]["source"] = "".join(cells[here]["source"]) + "\n\n" + "".join(cells.pop(after)["source"])

    return change


def rename(cells: Cells) -> None:
    """Take all names off, as some editors do."""
    for number, cell in enumerate(cells):
        cell["id"], cell["metadata"] = f"cell-{number}", {}


def insert(source: str, *, after: str | None = None) -> Change:
    """Return a change that adds a cell of code, at the end or below another one."""
    return lambda cells: cells.insert(len(cells) if after is None else at(cells, after) + 1, code(source))


def edit(name: str, source: str) -> Change:
    """Return a change of a cell's source."""
    return lambda cells: cells[at(cells, name)].__setitem__("source", source)


def retype(name: str, kind: str = "markdown") -> Change:
    """Return a change of a cell's type."""
    return lambda cells: cells[at(cells, name)].__setitem__("cell_type", kind)


def with_output(cells: Cells) -> None:
    """Let a cell hold 30 MB of output, as a loop that prints does."""
    first = next(cell for cell in cells if cell["cell_type"] == "code")
    first["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "spam and eggs\n" * 2_200_000}]


def with_system(learner: str) -> Change:
    """Return a change that lets a notebook tell the number of a learner's system, as the lab prints it."""
    told = {"output_type": "stream", "name": "stdout", "text": f"This is system {number_of(learner)}.\n"}

    def change(cells: Cells) -> None:
        next(cell for cell in cells if cell["cell_type"] == "code")["outputs"] = [told]

    return change


def notebooks(lab: str, how_many: int, seed: int = 1) -> list[dict[str, Any]]:
    """Return notebooks of a class: some complete, most with one thing wrong, some that stopped on the way."""
    chance = random.Random(seed)  # noqa: S311 (it makes up a class, not a secret)
    tasks = [task.name for task in tasks_of(lab)]
    made: list[dict[str, Any]] = []
    for number in range(how_many):
        task = chance.choice(tasks)
        kinds = (solved(lab), wrong(task, number, lab), solved(lab, until=task))
        made.append(kinds[number % len(kinds)])
    return made


def messes(lab: str = LAB) -> list[dict[str, Any]]:
    """Return solved notebooks with one mess each, none of which costs a point."""
    tasks = [task.name for task in tasks_of(lab)]
    first, last = f"{tasks[0]}-answer", f"{tasks[-1]}-answer"
    whole = solved(lab)
    copied = copy.deepcopy(whole["cells"][at(whole["cells"], first)]) | {"id": "copied"}
    return [
        changed(whole, delete(tasks[1])),
        changed(whole, move(last, 3)),
        changed(whole, rename),
        changed(whole, merge(f"{tasks[1]}-answer")),
        changed(whole, lambda cells: cells.insert(at(cells, first) + 1, copied)),
        changed(whole, retype(first)),
        changed(whole, with_output),
        changed(whole, insert("def forever():\n    while True:\n        pass\n\nprint('x' * 200_000_000)")),
    ]


def write_class(folder: Path, how_many: int = 40, lab: str = LAB) -> None:
    """Write a made-up class: learners' folders, files as platforms name them, and what is no hand-in."""
    folder.mkdir(parents=True)
    tidy = max(0, how_many - 16)
    names = _NAMES.split()
    learners = [f"{names[at % len(names)]}{at // len(names) or ''}" for at in range(how_many)]
    for number, notebook in enumerate([*notebooks(lab, tidy), *messes(lab)][:how_many]):
        own = [with_system(learners[number])] if lab in DIFFERENT_FOR_EACH else []
        _save(folder / learners[number] / lab / "lab.ipynb", changed(notebook, *own))
        if number % 3 == 0:
            _note_progress(folder / learners[number] / "progress.json", lab, number)
    rest = learners[tidy + 8 :]
    if len(rest) == 8:
        _write_strays(folder, rest, lab)


def _write_strays(folder: Path, learners: Sequence[str], lab: str) -> None:
    other = next(
        name for name in sorted(path.parent.name for path in LABS.glob("*/lab.ipynb")) if name != lab
    )
    _save(folder / learners[0] / lab / "lab.ipynb", solved(other))
    (folder / learners[1]).mkdir()
    (folder / learners[1] / "lab.ipynb").write_bytes(b"")
    (folder / learners[2]).mkdir()
    (folder / learners[2] / "lab.ipynb").write_text("%PDF-1.7 my answers")
    (folder / learners[3]).mkdir()
    (folder / learners[3] / "answers.docx").write_text("see attached")
    _save(folder / f"{learners[4]}_104512_220417_lab.ipynb", solved(lab))
    _save(folder / f"{learners[4]}_104512_220999_lab-1.ipynb", solved(lab, until=tasks_of(lab)[2].name))
    with zipfile.ZipFile(folder / f"{learners[5]}.zip", "w") as archive:
        archive.writestr("lab.ipynb", json.dumps(solved(lab)))
        archive.writestr(f"../{learners[0]}/{lab}/lab.ipynb", json.dumps(blank(lab)))
    stops = insert("import os\nos._exit(1)", after=tasks_of(lab)[1].name)
    _save(folder / learners[6] / "lab.ipynb", changed(solved(lab), stops))
    loops = insert("while True:\n    pass", after=tasks_of(lab)[-1].name)
    _save(folder / learners[7] / "lab.ipynb", changed(solved(lab), loops))


def _note_progress(path: Path, lab: str, number: int) -> None:
    noted = {}
    for at, task in enumerate(tasks_of(lab)):
        passed = 1_060.0 + 97 * at + 11 * number
        noted[task.name] = {"hints": (number + at) % 4 % 3, "first_check": 1_000.0, "passed": passed}
    path.write_text(json.dumps({"100000000000": noted}))


def _save(path: Path, notebook: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook))


if __name__ == "__main__":
    write_class(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 40, *sys.argv[3:4])
