"""Proves a lab's checks: each wrong answer is refused with its message, each right one earns everything.

An answer is tried in an account in which the master's cells are run with that answer in place of the master's
(``trials``). To do so for each would take most of the time, so answers keep company: a right one with right
ones of other tasks, in one run of the lab; a wrong one with wrong ones of its task that are refused with
other words, one after another.
"""

import os
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from functools import cache
from itertools import zip_longest
from multiprocessing import get_context
from types import SimpleNamespace

import botocore.session
import botocore.waiter

from lambdalab.answers import Answer
from lambdalab.trials import Company, Outcome, try_company

_WORKERS_PER_CORE = 4
"""An answer mostly waits: for the engine, and for what takes its time as on AWS."""

_WRONG_ANSWERS_IN_AN_ACCOUNT = 6

_WAITER_SECONDS = 0.05


def prove(answers: Sequence[Answer], *, apart: bool = False) -> Iterator[Outcome]:
    """Try answers side by side on the engine of the environment, and yield each outcome as it comes.

    With ``apart`` each has an account of its own, which takes several times as long.
    """
    companies = [(answer,) for answer in answers] if apart else list(companies_of(answers))
    workers = min(_WORKERS_PER_CORE * (os.cpu_count() or 1), len(companies) or 1)
    forks = get_context("forkserver")
    forks.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(workers, forks, _prepare) as pool:
        running = {pool.submit(try_company, company) for company in companies}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for outcomes, anew in (one.result() for one in done):
                yield from outcomes
                running |= {pool.submit(try_company, company) for company in anew}


def companies_of(answers: Sequence[Answer]) -> Iterator[Company]:
    """Yield answers that can be tried in one account, the right ones first: they take longest."""
    right: dict[str, dict[str, list[Answer]]] = defaultdict(lambda: defaultdict(list))
    wrong: dict[tuple[str, str], list[list[Answer]]] = defaultdict(list)
    for answer in answers:
        if answer.kind == "right":
            right[answer.lab][answer.task].append(answer)
        else:
            _join(wrong[answer.lab, answer.task], answer)
    for tasks in right.values():
        for company in zip_longest(*tasks.values()):
            yield tuple(answer for answer in company if answer)
    for companies in wrong.values():
        yield from map(tuple, companies)


def _join(companies: list[list[Answer]], answer: Answer) -> None:
    """Let a wrong answer into the first company with room where none is refused with the same words."""
    for company in companies:
        words = {one.refused for one in company}
        if len(company) < _WRONG_ANSWERS_IN_AN_ACCOUNT and answer.refused not in words:
            company.append(answer)
            return
    companies.append([answer])


def _prepare() -> None:
    """Let boto3's waiters ask often, since the engine is quicker than AWS, and read each API's model once."""

    def sleep(seconds: float) -> None:
        time.sleep(min(seconds, _WAITER_SECONDS))

    vars(botocore.waiter)["time"] = SimpleNamespace(sleep=sleep)
    vars(botocore.session)["create_loader"] = cache(botocore.session.create_loader)
