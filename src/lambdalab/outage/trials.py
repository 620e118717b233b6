"""Tries lab 10 from end to end for a seed: broken, judged, mended by the solution, judged again."""

import contextlib
import io
import os
import secrets
import time
from dataclasses import dataclass

from IPython.core.interactiveshell import InteractiveShell

from lambdalab import replay
from lambdalab.aws import Cloud, account_id, find_endpoint
from lambdalab.checks import judge_lab, tasks_of
from lambdalab.errors import LabError
from lambdalab.outage.faults import draw
from lambdalab.outage.handover import hand_over
from lambdalab.outage.names import LAB


@dataclass(frozen=True)
class Trial:
    """What came of a seed: its faults, the points before anything was mended, and those afterwards.

    ``unmet`` holds the verdicts that the solution did not bring to pass, or the error in which it ended.
    """

    seed: str
    faults: tuple[str, ...]
    before: float
    after: float
    unmet: tuple[str, ...]
    seconds: float


def try_seed(seed: str) -> Trial:
    """Hand over a system that a seed breaks, in a new account, and mend it with the master's cells."""
    began = time.monotonic()
    os.environ["LAMBDALAB_LEARNER"] = f"seed-{seed}-{secrets.token_hex(4)}"
    cloud = Cloud(find_endpoint(), account_id(LAB))
    with contextlib.redirect_stdout(io.StringIO()):
        hand_over(cloud, seed=seed)
    before = sum(verdict.points for verdict in judge_lab(LAB, cloud))
    after, unmet = _mend(cloud)
    return Trial(seed, tuple(draw(seed).values()), before, after, unmet, time.monotonic() - began)


def _mend(cloud: Cloud) -> tuple[float, tuple[str, ...]]:
    """Run the master's cells; return the points afterwards, and what is still unmet."""
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    try:
        for cell in replay.cells_until(replay.master_of(LAB), tasks_of(LAB)[-1].name):
            replay.run_cell(shell, cell, cell.source)
    except LabError as error:
        return 0, (error.message,)
    verdicts = judge_lab(LAB, cloud)
    unmet = tuple(str(verdict) for verdict in verdicts if verdict.status != "passed")
    return sum(verdict.points for verdict in verdicts), unmet
