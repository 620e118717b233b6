"""Proves a lab's checks: each wrong answer is refused with its message, each right one earns everything.

An answer is tried in a new account, in which the master's cells are run with that answer in place of the
master's. The wrong ones go as far as their task; the right ones as far as the last, and every task must pass.

Wrong answers that are one file each follow one another in an account, since each overwrites the last. What
does not come out as it should there, or fails on the way, is tried again in a new account.

A wrong answer that is refused with other words is tried once more: on a busy machine a function can end just
before a check looks, and the check then truly says something else. One that passes, or a right answer that is
refused, is a fault at once.
"""

import os
import secrets
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from itertools import batched
from multiprocessing import get_context
from pathlib import Path
from types import SimpleNamespace

import botocore.session
import botocore.waiter
from IPython.core.interactiveshell import InteractiveShell

from lambdalab import replay
from lambdalab.answers import Answer
from lambdalab.aws import Cloud
from lambdalab.checks import judge, judge_lab, tasks_of
from lambdalab.errors import LabError

_WORKERS_PER_CORE = 4
"""An answer mostly waits: for the engine, and for what takes its time as on AWS."""

_ANSWERS_IN_AN_ACCOUNT = 5

_WAITER_SECONDS = 0.05


@dataclass(frozen=True)
class Outcome:
    """What came of an answer; ``fault`` says what should have been otherwise, "" where all is well.

    ``misnamed`` tells of a wrong answer that was refused, with other words than its own.
    """

    answer: Answer
    fault: str
    verdict_seconds: float
    misnamed: bool = False


def prove(answers: Sequence[Answer]) -> Iterator[Outcome]:
    """Try answers side by side on the engine of the environment, and yield each outcome as it comes."""
    batches = list(_batches(answers))
    workers = min(_WORKERS_PER_CORE * (os.cpu_count() or 1), len(batches) or 1)
    forks = get_context("forkserver")
    forks.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(workers, forks, _prepare) as pool:
        for done in as_completed([pool.submit(_try_all, batch) for batch in batches]):
            yield from done.result()


def _batches(answers: Sequence[Answer]) -> Iterator[tuple[Answer, ...]]:
    """Yield answers that can follow one another in an account, the right ones first: they take longest."""
    files = defaultdict(list)
    for answer in sorted(answers, key=lambda answer: answer.kind):
        if answer.kind == "wrong" and answer.source.startswith("%%writefile"):
            files[answer.lab, answer.task, answer.source.partition("\n")[0]].append(answer)
        else:
            yield (answer,)
    for group in files.values():
        yield from batched(group, _ANSWERS_IN_AN_ACCOUNT, strict=False)


def _prepare() -> None:
    """Let boto3's waiters ask often, since the engine is quicker than AWS, and read each API's model once."""

    def sleep(seconds: float) -> None:
        time.sleep(min(seconds, _WAITER_SECONDS))

    vars(botocore.waiter)["time"] = SimpleNamespace(sleep=sleep)
    vars(botocore.session)["create_loader"] = cache(botocore.session.create_loader)


def _try_all(answers: Sequence[Answer]) -> list[Outcome]:
    """Try answers one after another, in as few accounts as will do."""
    outcomes: list[Outcome] = []
    while remaining := answers[len(outcomes) :]:
        tried = _try_in_an_account(remaining)
        if tried[0].misnamed:
            tried = _try_in_an_account(remaining)
        outcomes += tried
    return outcomes


def _try_in_an_account(answers: Sequence[Answer]) -> list[Outcome]:
    """Try the first of the answers in a new account, and those after it as long as all is well."""
    os.environ["LAMBDALAB_LEARNER"] = f"proof-{secrets.token_hex(6)}"
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            return list(_outcomes(answers))
        except LabError as error:
            return [Outcome(answers[0], error.message, 0.0)]
        finally:
            os.chdir(home)


def _outcomes(answers: Sequence[Answer]) -> Iterator[Outcome]:
    trial = _Trial(answers[0])
    for number, answer in enumerate(answers):
        ran = trial.run(answer)
        outcome = _judged_wrong(answer) if answer.kind == "wrong" else _judged_right(answer)
        if number and (outcome.fault or not ran):
            return
        yield outcome
        if not ran:
            return


def _judged_wrong(answer: Answer) -> Outcome:
    began = time.monotonic()
    verdict = judge(answer.task, Cloud.of_environment())
    seconds = time.monotonic() - began
    if verdict.status == "passed":
        return Outcome(answer, "it passed", seconds)
    if answer.refused not in str(verdict):
        return Outcome(answer, f"it was refused with other words: {verdict}", seconds, misnamed=True)
    return Outcome(answer, "", seconds)


def _judged_right(answer: Answer) -> Outcome:
    began = time.monotonic()
    verdicts = judge_lab(answer.lab, Cloud.of_environment())
    seconds = (time.monotonic() - began) / len(verdicts)
    refused = [str(verdict) for verdict in verdicts if verdict.status != "passed"]
    return Outcome(answer, "\n".join(refused), seconds)


class _Trial:
    """A shell in which the master's cells were run as far as the answer's."""

    def __init__(self, answer: Answer) -> None:
        until = answer.task if answer.kind == "wrong" else tasks_of(answer.lab)[-1].name
        cells = list(replay.cells_until(replay.master_of(answer.lab), until))
        tasks = [replay.task_of(cell) for cell in cells]
        if answer.task not in tasks:
            raise LabError(
                f"{answer.lab} has no task {answer.task}.", "An answer's file is named after its task."
            )
        self._shell = InteractiveShell.instance()
        self._shell.reset(new_session=False)
        begin = tasks.index(answer.task)
        self._cells = cells[begin:]
        for cell in cells[:begin]:
            replay.run_cell(self._shell, cell, cell.source)

    def run(self, answer: Answer) -> bool:
        """Run the answer and what follows it; tell whether no cell failed, which only a wrong one may."""
        ran = True
        for cell in self._cells:
            is_it = replay.task_of(cell) == answer.task
            try:
                replay.run_cell(self._shell, cell, answer.source if is_it else cell.source)
            except LabError:
                if answer.kind == "right":
                    raise
                ran = False
        return ran
