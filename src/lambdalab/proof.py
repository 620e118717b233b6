"""Proves a lab's checks: each wrong answer is refused with its message, each right one earns everything.

Every answer gets an account of its own, in which the master's cells are run with that answer in place of the
master's. The wrong ones go as far as their task; the right ones as far as the last, and every task must pass.
"""

import os
import secrets
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
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

_WORKERS_PER_CORE = 2
"""An answer waits for the engine as long as it works."""

_WAITER_SECONDS = 0.05


@dataclass(frozen=True)
class Outcome:
    """What came of an answer; ``fault`` says what should have been otherwise, "" where all is well."""

    answer: Answer
    fault: str
    verdict_seconds: float


def prove(answers: Sequence[Answer]) -> Iterator[Outcome]:
    """Try answers side by side on the engine of the environment, and yield each outcome as it comes."""
    workers = min(_WORKERS_PER_CORE * (os.cpu_count() or 1), len(answers) or 1)
    forks = get_context("forkserver")
    forks.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(workers, forks, _prepare) as pool:
        for done in as_completed([pool.submit(_try, answer) for answer in answers]):
            yield done.result()


def _prepare() -> None:
    """Let boto3's waiters ask often, since the engine is quicker than AWS, and read each API's model once."""

    def sleep(seconds: float) -> None:
        time.sleep(min(seconds, _WAITER_SECONDS))

    vars(botocore.waiter)["time"] = SimpleNamespace(sleep=sleep)
    vars(botocore.session)["create_loader"] = cache(botocore.session.create_loader)


def _try(answer: Answer) -> Outcome:
    os.environ["LAMBDALAB_LEARNER"] = f"proof-{secrets.token_hex(6)}"
    home = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            fault, seconds = _try_wrong(answer) if answer.kind == "wrong" else _try_right(answer)
        except LabError as error:
            fault, seconds = error.message, 0.0
        finally:
            os.chdir(home)
    return Outcome(answer, fault, seconds)


def _try_wrong(answer: Answer) -> tuple[str, float]:
    _run(answer, until=answer.task)
    began = time.monotonic()
    verdict = judge(answer.task, Cloud.of_environment())
    seconds = time.monotonic() - began
    if verdict.status == "passed":
        return "it passed", seconds
    if answer.refused not in str(verdict):
        return f"it was refused with other words: {verdict}", seconds
    return "", seconds


def _try_right(answer: Answer) -> tuple[str, float]:
    _run(answer, until=tasks_of(answer.lab)[-1].name)
    began = time.monotonic()
    verdicts = judge_lab(answer.lab, Cloud.of_environment())
    seconds = (time.monotonic() - began) / len(verdicts)
    refused = [str(verdict) for verdict in verdicts if verdict.status != "passed"]
    return "\n".join(refused), seconds


def _run(answer: Answer, until: str) -> None:
    """Run the master with another answer; after a wrong one any cell may fail."""
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    was_given = False
    for cell in replay.cells_until(replay.master_of(answer.lab), until):
        is_it = replay.task_of(cell) == answer.task
        was_given = was_given or is_it
        try:
            replay.run_cell(shell, cell, answer.source if is_it else cell.source)
        except LabError:
            if not was_given or answer.kind == "right":
                raise
    if not was_given:
        raise LabError(
            f"{answer.lab} has no task {answer.task}.", "An answer's file is named after its task."
        )
