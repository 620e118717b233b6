"""What a learner calls in a lab: check, check_all, hint, progress, catch_up and reset."""

import dataclasses
import os
from pathlib import Path

from IPython.core.getipython import get_ipython
from IPython.display import display

from lambdalab import originals, replay
from lambdalab import progress as records
from lambdalab.aws import NOTEBOOK_VARIABLE, Cloud, account_id, new_attempt
from lambdalab.checks import Verdict, find, judge, judge_lab
from lambdalab.checks.hints import hint_on
from lambdalab.checks.results import LabVerdict
from lambdalab.countdown import countdown
from lambdalab.course import CourseProgress
from lambdalab.errors import NotReady
from lambdalab.paths import LABS

__all__ = ["catch_up", "check", "check_all", "hint", "progress", "reset"]


def check(task: str) -> float:
    """Show the verdict on a task and return its points, which nbgrader takes as the cell's value.

    Raises UnknownName where there is no such task.
    """
    lab = find(task).lab
    if lab != _notebook(lab):
        verdict = _of_another_notebook(task)
    else:
        cloud = Cloud.of_environment()
        with countdown(task):
            found = judge(task, cloud)
        verdict = _noted(cloud, found, cloud.engine_mark())
    display(verdict)
    return verdict.points


def check_all() -> float:
    """Show the verdicts on all tasks of this notebook and return their points.

    Raises NotReady where no account is open, UnknownName where the notebook has no tasks.
    """
    lab, cloud = _notebook(), Cloud.of_environment()
    mark = cloud.engine_mark()
    with countdown(lab):
        found = judge_lab(lab, cloud)
    verdict = LabVerdict(lab, tuple(_noted(cloud, one, mark) for one in found))
    display(verdict)
    return verdict.points


def hint(task: str) -> None:
    """Open one more hint on a task: three there are, and they cost nothing. Raises UnknownName."""
    wanted = find(task)
    account = account_id(wanted.lab)
    last = records.records_of(account).get(task, records.Record())
    hint_on(wanted, 1, last.status)
    display(hint_on(wanted, records.note_hint(account, task), last.status))


def progress() -> CourseProgress:
    """Return the course as it stands, lab by lab and task by task, for the notebook to show."""
    return CourseProgress.now()


def catch_up(task: str) -> None:
    """Bring a fresh account, and this notebook's names, to where the solution is after a task.

    What was in the account before is left behind. Raises UnknownName, NotReady without a solution, LabError
    where a cell of the solution fails.
    """
    lab = find(task).lab
    master, shell = replay.master_of(lab), get_ipython()
    if shell is None:
        raise NotReady("There is no notebook to catch up in.", "Call catch_up in a cell of the lab.")
    before = account_id(lab)
    new_attempt(lab)
    done: list[str] = []
    for cell in replay.cells_until(master, task):
        replay.run_cell(shell, cell, cell.source)
        done.extend(filter(None, [replay.task_of(cell)]))
    records.note_catch_up(before, account_id(lab), done)
    print(f"Done for you: {', '.join(done)}. Go on with the cell below {task}.")


def reset() -> None:
    """Give this notebook an empty account, and a lab its original cells; yours are kept beside it.

    Raises NotReady where no account is open.
    """
    lab = _notebook()
    notebook = LABS / lab / "lab.ipynb"
    kept = originals.restore(lab) if Path.cwd() == notebook.parent else None
    new_attempt(lab)
    print(f"{lab} has an empty account.")
    if kept:
        place = kept.relative_to(notebook.parent)
        print(f"The notebook is as it was at first; yours, as it was last saved, is kept as {place}.")
        print("In JupyterLab: File, Reload Notebook from Disk; then Kernel, Restart Kernel.")
    else:
        print("Restart the kernel and run the notebook from its first cell.")


def _notebook(otherwise: str = "") -> str:
    """Return the notebook whose account is open. Raises NotReady where none is."""
    notebook = os.environ.get(NOTEBOOK_VARIABLE) or otherwise
    if not notebook:
        raise NotReady("No account is open here.", "Run the notebook's first cell, which calls open_account.")
    return notebook


def _of_another_notebook(task: str) -> Verdict:
    wanted = find(task)
    found = f"this is a task of {wanted.lab}, and here the account of {_notebook()} is open"
    look_at = f'open_account("{wanted.lab}"), in the notebook of that lab'
    return Verdict(task, "skipped", 0.0, wanted.points, found=found, look_at=look_at)


def _noted(cloud: Cloud, verdict: Verdict, engine: str) -> Verdict:
    """Note a verdict; one that is lost because the engine was restarted says so."""
    before = records.records_of(cloud.account)
    records.note_check(cloud.account, verdict.task, verdict.status, verdict.points, engine)
    marks = {record.engine for record in before.values() if record.passed and record.engine}
    if verdict.status in ("passed", "mismatch") or not marks or engine in marks:
        return verdict
    note = f'the engine was restarted, and keeps nothing: run from the top, or catch_up("{verdict.task}")'
    return dataclasses.replace(verdict, note=note)
