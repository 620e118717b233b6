"""Lets learners work on one engine for hours and tells whether it stays as it was: ``benchmarks/soak.py``.

Some learners run the labs' solutions over and over, as they would by hand, each in accounts of its own, with
the checks at the end and a reset. Every few seconds the engine is looked at: what it holds, and how long it
takes to answer somebody else. The first third of the time is the warm-up. From the middle third to the last
nothing may have grown by more than a tenth (or by a few, where there are few), and no answer may take half as
long again. The table's column "floor" is the middle third.

It stops by itself: after two hours, or ``--minutes 10`` for a weekly run. What was seen is drawn in
``.lab/soak.png``. The exit status is 1 where something grew or a lab did not earn its points.
"""

import argparse
import functools
import os
import queue
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psutil
import soak_learner
from figures import Figure, median_and_p95, milliseconds, show
from soak_picture import Row, draw

from engine import client, deploy, invoke
from lambdalab import countdown, engine, jupyter
from lambdalab.aws import client_environment
from lambdalab.paths import WORK
from lambdalab.replay import labs
from lambdalab.servers import free_port

PROBE_ACCOUNT = "111122223333"
MOST_LEARNERS = 8
MOST_MINUTES = 240
EVERY_SECONDS = 5.0
CALLS = 10
"""How many invocations, and how many simple calls, are measured at each look."""

GROWTH = 1.10
SLOWER = 1.5
"""How much more there may be in the last third than in the middle one."""

DESCRIPTORS = 20
THREADS = 5
PROCESSES = 9
FILES = 5
"""So many more there may be at any rate: what three labs hold differs, and a sandbox is three processes."""

WARM = 8
"""How many idle environments the engine keeps here: what it may hold is to be reached in the warm-up."""

_LAST_LAB_SECONDS = 60
_POINTS_DRAWN = 60


@dataclass(frozen=True)
class Look:
    """What was seen at one moment: what the engine's process holds, its functions, and each call's time."""

    minute: float
    memory: float
    descriptors: float
    threads: float
    processes: float
    disk: float
    invocations: list[float]
    calls: list[float]


@dataclass
class Soak:
    """All looks, and what came of the labs that were worked."""

    looks: list[Look] = field(default_factory=list)
    attempts: list[soak_learner.Attempt] = field(default_factory=list)

    def third(self, number: int) -> list[Look]:
        """Return the looks of a third of the time: 0, 1 or 2."""
        end = self.looks[-1].minute
        return [look for look in self.looks if number <= 3 * look.minute / end - 1e-9 < number + 1]


def look(process: psutil.Process, state: Path, began: float) -> Look:
    """Look at the engine once."""
    invoke("probe")  # after a pause its environment may have been ended, for others
    return Look(
        minute=(time.monotonic() - began) / 60,
        memory=process.memory_info().rss / 2**20,
        descriptors=process.num_fds(),
        threads=process.num_threads(),
        processes=len(process.children(recursive=True)),
        disk=_megabytes(state),
        invocations=[milliseconds(lambda: invoke("probe")) for _ in range(CALLS)],
        calls=[milliseconds(client("sts").get_caller_identity) for _ in range(CALLS)],
    )


def _megabytes(folder: Path) -> float:
    """Return what the files below a folder take; some of them end while it looks."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(path, name)).st_size
    return total / 2**20


@contextmanager
def learners(count: int, think: float, until: float) -> Iterator["queue.Queue[soak_learner.Attempt]"]:
    """Let so many work, each beginning with another lab; gives what tells of each lab that was worked."""
    spawn = get_context("spawn")
    done: Any = spawn.Queue()
    first = [number * len(labs()) // count for number in range(count)]
    workers = [
        spawn.Process(target=soak_learner.work, args=(f"soak-{at}", at, think, until, done), daemon=True)
        for at in first
    ]
    for worker in workers:
        worker.start()
    try:
        yield done
        for worker in workers:
            worker.join(_LAST_LAB_SECONDS)
    finally:
        for worker in workers:
            worker.kill()


def soak(minutes: float, count: int, think: float) -> Soak:
    """Let learners work on an engine of their own for so long, and look at it meanwhile."""
    port, seen = free_port(), Soak()
    server = engine.start(port)
    try:
        engine.wait_until_ready(server, port)
        url = f"http://127.0.0.1:{port}"
        os.environ.update(jupyter.environment(url) | {countdown.OFF: "off"})
        os.environ.update(client_environment(url, PROBE_ACCOUNT))
        _load_what_is_loaded_by_its_first_call()
        deploy("probe")
        process, state = psutil.Process(server.pid), WORK / f"engine-{port}"
        began = time.monotonic()
        with learners(count, think, time.time() + 60 * minutes) as done:
            while time.monotonic() < began + 60 * minutes:
                next_look = time.monotonic() + EVERY_SECONDS
                seen.looks.append(look(process, state, began))
                _hear(done, next_look, seen)
    finally:
        server.stop()
    return seen


def _load_what_is_loaded_by_its_first_call() -> None:
    """Load the services that the engine does not begin with: when a learner comes to them is chance."""
    client("ec2").describe_instances()
    client("autoscaling").describe_auto_scaling_groups()
    client("cloudformation").describe_stacks()


def _hear(done: "queue.Queue[soak_learner.Attempt]", until: float, seen: Soak) -> None:
    """Note what learners tell, until the next look is due."""
    while (left := until - time.monotonic()) > 0:
        with suppress(queue.Empty):
            attempt = done.get(timeout=left)
            seen.attempts.append(attempt)
            words = " ".join(attempt.wrong) or "all points"
            minute, memory = seen.looks[-1].minute, seen.looks[-1].memory
            told = f"{attempt.learner}, {attempt.lab} in {attempt.seconds:.0f} s: {words}"
            print(f"{minute:5.1f} min, {memory:.0f} MB: {told}", file=sys.stderr, flush=True)


def figures(seen: Soak) -> list[Figure]:
    """Return what is told: for each measure the last third, and at most what the middle one allows."""
    middle, last = seen.third(1), seen.third(2)

    def grown(name: str, unit: str, of: Callable[[Look], float], any_rate: float = 0) -> Figure:
        before, after = (statistics.median(map(of, looks)) for looks in (middle, last))
        most = max(before * GROWTH, before + any_rate)
        return Figure(f"{name}, last third", after, unit, most, before)

    return [
        Figure("labs that were worked", len(seen.attempts), ""),
        Figure("labs that did not earn all points", sum(bool(one.wrong) for one in seen.attempts), "", 0),
        grown("memory", "MB", lambda one: one.memory),
        grown("descriptors", "", lambda one: one.descriptors, DESCRIPTORS),
        grown("threads", "", lambda one: one.threads, THREADS),
        grown("processes of functions", "", lambda one: one.processes, PROCESSES),
        grown("files", "MB", lambda one: one.disk, FILES),
        *_slower("a warm invocation", middle, last, lambda one: one.invocations),
        *_slower("a simple call", middle, last, lambda one: one.calls),
    ]


def _slower(
    name: str, middle: Sequence[Look], last: Sequence[Look], of: Callable[[Look], list[float]]
) -> Iterator[Figure]:
    before, after = (median_and_p95([ms for one in looks for ms in of(one)]) for looks in (middle, last))
    for words, old, new in zip(("median", "p95"), before, after, strict=True):
        yield Figure(f"{name}, {words}, last third", new, "ms", old * SLOWER, old)


def picture(seen: Soak, file: Path) -> None:
    """Draw what was seen; neighbouring looks are drawn as one point where there are many."""
    size = -(-len(seen.looks) // _POINTS_DRAWN)
    groups = [seen.looks[at : at + size] for at in range(0, len(seen.looks), size)]

    def line(of: Callable[[Look], float]) -> list[float]:
        return [statistics.median(map(of, group)) for group in groups]

    def times(of: Callable[[Look], list[float]]) -> dict[str, list[float]]:
        pairs = [median_and_p95([ms for one in group for ms in of(one)]) for group in groups]
        return {"median": [half for half, _ in pairs], "p95": [most for _, most in pairs]}

    rows = [
        Row("memory of the engine, MB", {"memory": line(lambda one: one.memory)}),
        Row(
            "held by the engine",
            {"threads": line(lambda one: one.threads), "descriptors": line(lambda one: one.descriptors)},
        ),
        Row("processes of functions", {"processes": line(lambda one: one.processes)}),
        Row("files, MB", {"files": line(lambda one: one.disk)}),
        Row("a warm invocation, ms", times(lambda one: one.invocations)),
        Row("a simple call, ms", times(lambda one: one.calls)),
    ]
    minutes = [statistics.median(one.minute for one in group) for group in groups]
    half = [statistics.median(one.memory for one in seen.third(number)) for number in (1, 2)]
    finding = f"{len(seen.attempts)} labs on one engine: {half[0]:.0f} MB, and {half[1]:.0f} MB at the end"
    draw(finding, minutes, rows, minutes[-1] / 3).save(file)


def _within(text: str, most: float) -> float:
    """Return a number of the command line that is above 0 and not above ``most``."""
    value = float(text)
    if not 0 < value <= most:
        raise argparse.ArgumentTypeError(f"above 0, and {most:g} at the most")
    return value


def main() -> None:
    """Soak, print the figures, draw them, and exit with 1 where something is not flat."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    minutes, count = (functools.partial(_within, most=most) for most in (MOST_MINUTES, MOST_LEARNERS))
    parser.add_argument("--minutes", type=minutes, default=120)
    parser.add_argument("--learners", type=count, default=3)
    parser.add_argument("--think", type=float, default=0.5, help="seconds before a cell, on average")
    parser.add_argument("--picture", type=Path, default=WORK / "soak.png")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as notes:
        os.environ |= {"LAMBDALAB_NOTES": notes, "LAMBDALAB_WARM_ENVIRONMENTS": str(WARM)}
        seen = soak(asked.minutes, int(asked.learners), asked.think)
    picture(seen, asked.picture)
    told = figures(seen)
    show(f"{asked.minutes:g} minutes, {asked.learners:g} learners", told, as_json=asked.json)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", file=sys.stderr)
    sys.exit(any(figure.is_missed for figure in told))


if __name__ == "__main__":
    main()
