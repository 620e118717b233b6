"""One hand-in's marks: it is run apart, ended, and only then the checks are asked, from outside.

Nothing that the hand-in printed, returned or patched is looked at for a mark: only its account is.
"""

import queue
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError

from lambdalab.aws import LOOPBACK, Cloud, account_numbers
from lambdalab.checks import Verdict, judge_each, tasks_of
from lambdalab.checks.registry import ENGINE_SILENT
from lambdalab.errors import LabError
from lambdalab.grading.engines import Engine, EngineLost
from lambdalab.grading.running import Limits, Run, run
from lambdalab.outage.handover import prepare

_ATTEMPTS = 10
"""The accounts of a hand-in: ``open_account(fresh=True)`` and ``reset`` take the next one."""

_JUDGE_SECONDS = 420


@dataclass(frozen=True)
class Job:
    """One hand-in to be graded: the cells to run, by number and source.

    ``system`` is the number of its learner's, where a lab gives each another one.
    """

    learner: str
    lab: str
    cells: tuple[tuple[int, str], ...]
    limits: Limits = field(default_factory=Limits)
    shut_in: bool = True
    system: str = ""


@dataclass(frozen=True)
class Marked:
    """What came of a job. ``why_not`` is "" where it was graded; else there is no mark, and it says why.

    ``faults`` are cells that failed by time, memory or crash, ``unsteady`` the tasks that were first refused.
    """

    learner: str
    lab: str
    verdicts: tuple[Verdict, ...] = ()
    outputs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    faults: tuple[tuple[int | None, str], ...] = ()
    refusals: tuple[str, ...] = ()
    unsteady: tuple[str, ...] = ()
    run_seconds: float = 0.0
    judge_seconds: float = 0.0
    why_not: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self)


def mark(job: Job, engine: Engine) -> Marked:
    """Grade a hand-in; where the engine is lost on the way, once more, alone."""
    for alone in (False, True):
        try:
            with engine.run(alone=alone) as port:
                return _mark(job, port)
        except EngineLost:
            continue
        except LabError as error:
            return Marked(job.learner, job.lab, why_not=f"{error.message} {error.next_step}")
    why_not = "the engine ended or fell silent while this ran, also when it ran alone: look at its functions"
    return Marked(job.learner, job.lab, why_not=why_not)


def _mark(job: Job, port: int) -> Marked:
    secret = f"graded-{secrets.token_hex(16)}"
    accounts = account_numbers(secret, job.lab, 1 if job.system else _ATTEMPTS)
    if job.system:
        _hand_over(Cloud(f"http://{LOOPBACK}:{port}", accounts[0]), job.system)
    ran = run(job.cells, secret, accounts, port, job.limits, shut_in=job.shut_in)
    cloud = Cloud(f"http://{LOOPBACK}:{port}", ran.account)
    began = time.monotonic()
    try:
        verdicts, unsteady = _judged(job.lab, cloud)
    except TimeoutError:
        why_not = f"the checks did not end within {_JUDGE_SECONDS} s: look at what its functions do"
        return _told(job, ran, why_not=why_not)
    finally:
        _tidy(cloud)
    seconds = time.monotonic() - began
    return _told(job, ran, verdicts=tuple(verdicts), unsteady=unsteady, judge_seconds=seconds)


def _hand_over(cloud: Cloud, system: str) -> None:
    """Build a learner's system before the notebook runs, in the only account that it has: it chooses none."""
    try:
        prepare(cloud, system)
    except BotoCoreError:  # no answer, or none in time
        raise EngineLost from None


def _told(job: Job, ran: Run, **more: Any) -> Marked:
    return Marked(
        job.learner,
        job.lab,
        outputs=ran.outputs,
        faults=tuple(ran.faults),
        refusals=tuple(dict.fromkeys(ran.refusals)),
        run_seconds=ran.seconds,
        **more,
    )


def _judged(lab: str, cloud: Cloud) -> tuple[list[Verdict], tuple[str, ...]]:
    """Return the verdicts, and those tasks that passed only when they were asked again.

    What is set up and does not behave is asked twice: on a busy machine something right can come too late.
    """
    first = _judge_within(lab, cloud)
    if all(verdict.status != "failed" for verdict in first):
        return first, ()
    second = _judge_within(lab, cloud)
    verdicts = [
        again if again.status == "passed" and one.status in ("failed", "skipped") else one
        for one, again in zip(first, second, strict=True)
    ]
    return verdicts, tuple(one.task for one, was in zip(verdicts, first, strict=True) if one is not was)


def _judge_within(lab: str, cloud: Cloud) -> list[Verdict]:
    """Judge a lab. Raises TimeoutError where that takes too long, and leaves the check that hangs behind."""
    verdicts: queue.Queue[Verdict | BaseException] = queue.Queue()

    def judge() -> None:
        try:
            for verdict in judge_each(lab, cloud):
                verdicts.put(verdict)
        except BaseException as error:
            verdicts.put(error)

    threading.Thread(target=judge, daemon=True).start()
    deadline = time.monotonic() + _JUDGE_SECONDS
    told: list[Verdict] = []
    for _ in tasks_of(lab):
        try:
            verdict = verdicts.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise TimeoutError from None
        if isinstance(verdict, BaseException):
            raise verdict
        if verdict.expected == ENGINE_SILENT:
            raise EngineLost
        told.append(verdict)
    return told


def _tidy(cloud: Cloud) -> None:
    """Delete a graded account's functions: no schedule and no loop of theirs goes on."""
    try:
        functions = cloud.client("lambda")
        for page in functions.get_paginator("list_functions").paginate():
            for function in page["Functions"]:
                functions.delete_function(FunctionName=function["FunctionName"])
    except Exception:  # noqa: S110 (the marks are made; a broken account is no reason to lose them)
        pass


def points(verdicts: Sequence[Verdict]) -> float:
    """Return the points of verdicts."""
    return sum(verdict.points for verdict in verdicts)
