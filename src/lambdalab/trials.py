"""Tries answers: runs the master with them in an account that nobody has used, and asks the checks.

A wrong answer is tried before the master's own, and is to be refused with its words; a right one goes as far
as the lab's end, where every task must pass. What does not come out as it should in company is tried again in
an account of its own, so that only what an answer does by itself is held against it. There its task is judged
as a learner's is, with what it needs; in company the task alone, since the master's cells met what it needs.

A wrong answer that is refused with other words is tried once more: on a busy machine a function can end just
before a check looks, and the check then truly says something else. One that passes, or a right answer that is
refused, is a fault at once.
"""

import os
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode

from lambdalab import replay
from lambdalab.answers import Answer
from lambdalab.aws import Cloud
from lambdalab.checks import Verdict, judge, judge_alone, judge_lab, tasks_of
from lambdalab.errors import LabError


@dataclass(frozen=True)
class Outcome:
    """What came of an answer; ``fault`` says what should have been otherwise, "" where all is well.

    ``misnamed`` tells of a wrong answer that was refused, with other words than its own.
    """

    answer: Answer
    fault: str
    verdict_seconds: float
    misnamed: bool = False


type Company = tuple[Answer, ...]
"""Answers to one lab that are tried in one account, all right or all wrong, in the order of its tasks."""


def try_company(company: Company) -> tuple[list[Outcome], list[Company]]:
    """Try answers in one account; return what came of them, and those that are to be tried anew."""
    return _try_right(company) if company[0].kind == "right" else _try_wrong(company)


def _try_right(company: Company) -> tuple[list[Outcome], list[Company]]:
    outcomes = _in_an_account(_right_outcomes, company)
    if len(company) == 1 or not any(outcome.fault for outcome in outcomes):
        return outcomes, []
    return [], [(answer,) for answer in company]


def _try_wrong(company: Company) -> tuple[list[Outcome], list[Company]]:
    outcomes = _in_an_account(_wrong_outcomes, company)
    if outcomes[0].misnamed:
        outcomes = _in_an_account(_wrong_outcomes, company)
    left = company[len(outcomes) :]
    return outcomes, [left] if left else []


def _in_an_account(outcomes: Callable[[Company], Iterator[Outcome]], company: Company) -> list[Outcome]:
    """Return what comes of answers in a new account and an empty folder; of the first where that fails."""
    os.environ["LAMBDALAB_LEARNER"] = f"proof-{secrets.token_hex(6)}"
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            return list(outcomes(company))
        except LabError as error:
            return [Outcome(company[0], error.message, 0.0)]
        finally:
            os.chdir(home)


def _right_outcomes(company: Company) -> Iterator[Outcome]:
    """Run the lab to its end with these answers, and judge all of it."""
    lab = company[0].lab
    cells = _cells(company, tasks_of(lab)[-1].name)
    _run(cells, {answer.task: answer.source for answer in company})
    began = time.monotonic()
    verdicts = judge_lab(lab, Cloud.of_environment())
    seconds = (time.monotonic() - began) / len(verdicts)
    refused = "\n".join(str(verdict) for verdict in verdicts if verdict.status != "passed")
    for answer in company:
        yield Outcome(answer, refused, seconds)


def _wrong_outcomes(company: Company) -> Iterator[Outcome]:
    """Go through the lab, and try each task's answers before the master's own.

    It ends where one does not come out as it should, or where a cell fails: a wrong answer's, or the master's
    after it. The account then is no place for another one.
    """
    cells = _cells(company, company[-1].task)
    tasks = [replay.task_of(cell) for cell in cells]
    reached = tasks.index(company[0].task)
    _run(cells[:reached], {})
    for number, answer in enumerate(company):
        begin = tasks.index(answer.task)
        if not _runs(cells[reached:begin], {}):
            return
        reached = begin
        ran = _runs(cells[begin : _end(answer)], {answer.task: answer.source})
        outcome = _judged_wrong(answer, judge_alone if number else judge)
        if number == 0 or (ran and not outcome.fault):
            yield outcome
        if not ran or outcome.fault:
            return


def _judged_wrong(answer: Answer, judged: Callable[[str, Cloud], Verdict]) -> Outcome:
    began = time.monotonic()
    verdict = judged(answer.task, Cloud.of_environment())
    seconds = time.monotonic() - began
    if verdict.status == "passed":
        return Outcome(answer, "it passed", seconds)
    if answer.refused not in str(verdict):
        return Outcome(answer, f"it was refused with other words: {verdict}", seconds, misnamed=True)
    return Outcome(answer, "", seconds)


def _cells(company: Company, until: str) -> Sequence[NotebookNode]:
    """Return the master's cells up to a task, for a new shell. Raises LabError for an unknown task."""
    lab = company[0].lab
    cells = list(replay.cells_until(replay.master_of(lab), until))
    tasks = {replay.task_of(cell) for cell in cells}
    for answer in company:
        if answer.task not in tasks:
            raise LabError(f"{lab} has no task {answer.task}.", "An answer's file is named after its task.")
    InteractiveShell.instance().reset(new_session=False)
    return cells


def _end(answer: Answer) -> int:
    """Return how many cells of the master come before the check of an answer's task."""
    return len(list(replay.cells_until(replay.master_of(answer.lab), answer.task)))


def _run(cells: Sequence[NotebookNode], sources: Mapping[str, str]) -> None:
    """Run cells, with these sources in place of the answers'. Raises LabError at the first that fails."""
    for cell in cells:
        task = replay.task_of(cell)
        replay.run_cell(InteractiveShell.instance(), cell, sources.get(task or "", cell.source))


def _runs(cells: Sequence[NotebookNode], sources: Mapping[str, str]) -> bool:
    """Run all cells, and tell whether none of them failed."""
    failed = False
    for cell in cells:
        try:
            _run([cell], sources)
        except LabError:
            failed = True
    return not failed
