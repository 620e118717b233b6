"""Proves a lab's checks: each wrong answer is refused with its message, each right one earns everything.

An answer is tried in an account in which the master's cells are run with that answer in place of the master's
(``trials``). To do so for each would take most of the time, so answers keep company in one run of the lab: a
right one with right ones to other tasks; a wrong one with others, one after another, each refused with other
words than those to its task before it.
"""

import os
import random
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import chain, zip_longest
from multiprocessing import get_context
from types import SimpleNamespace

import botocore.waiter

from lambdalab import api_models
from lambdalab.answers import Answer
from lambdalab.checks import tasks_of
from lambdalab.trials import Company, Outcome, try_company

_WORKERS_PER_CORE = 4
"""An answer mostly waits: for the engine, and for what takes its time as on AWS."""

_WRONG_ANSWERS_TOGETHER = 4
"""To one task. Where one spoils the account, what is left is begun anew, so a company is not to be long."""

_LABS_RIGHT = 2
"""In a share, so many labs are tried with right answers; with the solution's own the suite runs all."""

_WAITER_SECONDS = 0.05


def drawn(answers: Sequence[Answer], seed: object) -> list[Answer]:
    """Draw a share of the answers: a wrong one to each task, and a right one to each task of two labs.

    The same seed draws the same.
    """
    draw = random.Random(str(seed))  # noqa: S311 — nothing secret
    labs = sorted({answer.lab for answer in answers})
    right = draw.sample(labs, min(_LABS_RIGHT, len(labs)))
    share = [answer for answer in answers if answer.kind == "wrong" or answer.lab in right]
    draw.shuffle(share)
    return list({(answer.lab, answer.task, answer.kind): answer for answer in share}.values())


def prove(answers: Sequence[Answer], *, apart: bool = False) -> Iterator[Outcome]:
    """Try answers side by side on the engine of the environment, and yield each outcome as it comes.

    With ``apart`` each has an account of its own, which takes several times as long.
    """
    companies = [(answer,) for answer in answers] if apart else list(companies_of(answers))
    workers = min(_WORKERS_PER_CORE * (os.cpu_count() or 1), len(companies) or 1)
    forks = get_context("forkserver")
    forks.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(workers, forks, _prepare) as pool:
        waiting, running = deque(companies), set[Future[tuple[list[Outcome], list[Company]]]]()
        while waiting or running:
            while waiting and len(running) < workers:
                running.add(pool.submit(try_company, waiting.popleft()))
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for outcomes, anew in (one.result() for one in done):
                yield from outcomes
                waiting.extendleft(anew)  # at once: they may take long


def companies_of(answers: Sequence[Answer]) -> Iterator[Company]:
    """Yield answers that can be tried in one account, the wrong ones first: they take longest."""
    yield from _in_company([answer for answer in answers if answer.kind == "wrong"], _by_words)
    yield from _in_company([answer for answer in answers if answer.kind == "right"], _one_by_one)


def _in_company(
    answers: Sequence[Answer], parted: Callable[[list[Answer]], list[list[Answer]]]
) -> Iterator[Company]:
    """Part the answers to each task; yield the first parts of all tasks of a lab, then the second ones."""
    tasks: dict[str, dict[str, list[Answer]]] = defaultdict(lambda: defaultdict(list))
    for answer in answers:
        tasks[answer.lab][answer.task].append(answer)
    for lab, of_task in tasks.items():
        parts = [parted(of_task[task.name]) for task in tasks_of(lab)]
        for company in zip_longest(*parts, fillvalue=[]):
            yield tuple(chain.from_iterable(company))


def _one_by_one(answers: list[Answer]) -> list[list[Answer]]:
    return [[answer] for answer in answers]


def _by_words(answers: list[Answer]) -> list[list[Answer]]:
    """Part wrong answers so that each is refused with words that no other one of its part has."""
    parts: list[list[Answer]] = []
    for answer in answers:
        for part in parts:
            if len(part) < _WRONG_ANSWERS_TOGETHER and answer.refused not in {one.refused for one in part}:
                part.append(answer)
                break
        else:
            parts.append([answer])
    return parts


def _prepare() -> None:
    """Let boto3's waiters ask often, since the engine is quicker than AWS, and read each API's model once."""

    def sleep(seconds: float) -> None:
        time.sleep(min(seconds, _WAITER_SECONDS))

    vars(botocore.waiter)["time"] = SimpleNamespace(sleep=sleep)
    api_models.read_once()
