"""The author's desk: proves labs, and shows what was proven.

python -m lambdalab.desk [--share]    all labs on the engine of the environment, or today's share
"""

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from lambdalab.answers import Answer, answers_of
from lambdalab.checks import find, tasks_of
from lambdalab.errors import LabError, UnknownName
from lambdalab.function_files import faults_of_functions
from lambdalab.house import LESSON_CELLS, faults_of_lab, faults_of_notebook
from lambdalab.paths import NOTEBOOKS
from lambdalab.proof import drawn, prove
from lambdalab.replay import labs
from lambdalab.trials import Outcome

_TABLE_COLUMNS = 120
"""No name of a task is cut, where nothing tells how wide the terminal is."""

console = Console(
    highlight=False, soft_wrap=True, width=shutil.get_terminal_size((_TABLE_COLUMNS, 0)).columns
)

_HEADINGS = ("lab", "task", "points", "wrong, refused", "right, accepted", "verdict, median")


@dataclass(frozen=True)
class Proof:
    """What was proven of one task; ``seconds`` is the median time of a verdict."""

    lab: str
    task: str
    points: float
    wrong: str
    right: str
    seconds: float

    def cells(self) -> tuple[str, ...]:
        """Return a row of the table."""
        return self.lab, self.task, f"{self.points:g}", self.wrong, self.right, f"{self.seconds:.1f} s"


def chosen(names: Sequence[str]) -> list[str]:
    """Return the named labs, all where none is named. Raises UnknownName."""
    for name in names:
        if name not in labs():
            raise UnknownName(f"There is no lab {name!r}.", f"Known are: {', '.join(labs())}.")
    return list(names) or labs()


def check(
    names: Sequence[str] = (),
    *,
    table: Path | None = None,
    task: str | None = None,
    share: bool = False,
    apart: bool = False,
) -> bool:
    """Prove labs on the engine of the environment, print the table, and return whether nothing is wrong.

    ``table`` is a Markdown file to keep it in. With ``task`` only the answers to that one are tried, with
    ``share`` those that are drawn for today, with ``apart`` each in an account of its own.
    """
    wanted = [find(task).lab] if task else chosen(names)
    faults = [f"{lab}: {fault}" for lab in wanted for fault in faults_of_lab(lab)]
    if not names and task is None:
        faults += faults_of_functions()
        faults += [
            f"{path.name}: {fault}" for path in _lessons() for fault in faults_of_notebook(path, LESSON_CELLS)
        ]
    answers = [answer for lab in wanted for answer in _readable(lab) if task in (None, answer.task)]
    if share:
        answers = drawn(answers, today := datetime.now(UTC).date())
        console.print(f"{len(answers)} answers, drawn for {today}; ./lab author check tries all.")
    tried = prove(answers, apart=apart)
    outcomes = list(
        track(tried, "Trying answers", len(answers), console=Console(stderr=True), transient=True)
    )
    faults += [f"{_name(one.answer)}: {one.fault}" for one in outcomes if one.fault]
    proofs = list(_proofs(wanted, outcomes))
    console.print(_drawn(proofs))
    for fault in faults:
        console.print(f"[red]✗[/red] {escape(fault)}")
    if table is not None:
        table.write_text(markdown(proofs))
    return not faults


def markdown(proofs: Iterable[Proof]) -> str:
    """Return the page that keeps the table."""
    rows = [_HEADINGS, ("---",) * len(_HEADINGS), *(proof.cells() for proof in proofs)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(
        [
            "# What the checks are proven against",
            "",
            "Each check refuses wrong answers, each with its own message, and accepts other right ones.",
            f"Written by `./lab author check --table docs/checks.md` on {os.cpu_count()} cores, "
            "with several answers tried at once.",
            "",
            *lines,
            "",
        ]
    )


def _lessons() -> list[Path]:
    return sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))


def _readable(lab: str) -> list[Answer]:
    try:
        return answers_of(lab)
    except LabError:
        return []  # it is among the faults already


def _name(answer: Answer) -> str:
    return f"{answer.lab}, {answer.task}, {answer.kind} answer {answer.name!r}"


def _proofs(names: Sequence[str], outcomes: Sequence[Outcome]) -> Iterable[Proof]:
    for lab in names:
        for task in tasks_of(lab):
            of_task = [one for one in outcomes if (one.answer.lab, one.answer.task) == (lab, task.name)]
            if not of_task:
                continue
            seconds = median([one.verdict_seconds for one in of_task] or [0.0])
            counts = (_count(of_task, "wrong"), _count(of_task, "right"))
            yield Proof(lab, task.name, task.points, *counts, seconds)


def _count(outcomes: Sequence[Outcome], kind: str) -> str:
    of_kind = [outcome for outcome in outcomes if outcome.answer.kind == kind]
    return f"{sum(not outcome.fault for outcome in of_kind)} of {len(of_kind)}"


def _drawn(proofs: Iterable[Proof]) -> Table:
    table = Table(*_HEADINGS)
    for proof in proofs:
        table.add_row(*proof.cells())
    return table


if __name__ == "__main__":
    sys.exit(0 if check(share="--share" in sys.argv[1:]) else 1)
