"""One who works labs one after another, on the engine of the environment, until the time is over."""

import contextlib
import os
import random
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from IPython.core.interactiveshell import InteractiveShell

from lambdalab import replay
from lambdalab.aws import Cloud, new_attempt
from lambdalab.checks import judge_lab
from lambdalab.errors import LabError

if TYPE_CHECKING:
    from multiprocessing.queues import Queue


@dataclass(frozen=True)
class Attempt:
    """One lab worked from its first cell to its last check; ``wrong`` says what did not come out well."""

    learner: str
    lab: str
    seconds: float
    wrong: tuple[str, ...]


def work(learner: str, first: int, think: float, until: float, done: "Queue[Attempt]") -> None:
    """Work all labs in turn, beginning with the ``first``; ``until`` is in seconds since 1970.

    Each lab is run as its solution is, with a moment of thought before a cell, ``think`` seconds on average;
    then its checks are asked, and it is reset.
    """
    os.environ["LAMBDALAB_LEARNER"] = learner
    labs = replay.labs()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        number = first
        while time.time() < until:
            lab = labs[number % len(labs)]
            began = time.monotonic()
            wrong = _work(lab, think, until)
            if wrong is None:
                return
            done.put(Attempt(learner, lab, time.monotonic() - began, wrong))
            new_attempt(lab)
            number += 1


def _work(lab: str, think: float, until: float) -> tuple[str, ...] | None:
    """Return what was wrong, nothing where all points were earned; None where the time was over before."""
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    try:
        for cell in replay.cells_until(replay.master_of(lab), None):
            if time.time() > until:
                return None
            time.sleep(random.expovariate(1 / think) if think else 0)
            replay.run_cell(shell, cell, cell.source)
        verdicts = judge_lab(lab, Cloud.of_environment())
    except LabError as error:
        return (error.message,)
    return tuple(str(verdict) for verdict in verdicts if verdict.status != "passed")
