"""Tries many seeds of lab 10: none is solved from the start, each is by the solution's repair.

``benchmarks/break_fix.py 200`` tries the seeds 0 to 199, a few at a time, on an engine of its own.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from figures import Figure, show

from lambdalab import countdown, engine, jupyter
from lambdalab.outage.faults import PARTS
from lambdalab.outage.trials import Trial, try_seed
from lambdalab.servers import free_port

SEEDS = 200
AT_ONCE = 8
"""A trial mostly waits: for messages that do not come."""

FULL = 100


def tried(seeds: list[str], at_once: int) -> Iterator[Trial]:
    """Try seeds side by side on an engine of their own, and tell of each as it comes."""
    with engine.running(free_port()) as url, tempfile.TemporaryDirectory() as notes:
        os.environ.update(jupyter.environment(url) | {"LAMBDALAB_NOTES": notes, countdown.OFF: "off"})
        with ProcessPoolExecutor(at_once, get_context("spawn")) as pool:
            for number, done in enumerate(as_completed([pool.submit(try_seed, seed) for seed in seeds]), 1):
                trial = done.result()
                told = f"{trial.before:g} → {trial.after:g}: {', '.join(trial.faults)}"
                print(f"{number} of {len(seeds)}, seed {trial.seed}, {told}", *trial.unmet, file=sys.stderr)
                yield trial


def main() -> None:
    """Print how many seeds were broken, and mended."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", nargs="?", type=int, default=SEEDS, help="how many of them")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help="how many at the same time")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    asked = parser.parse_args()
    seeds = [str(number) for number in range(asked.first, asked.first + asked.seeds)]
    trials = list(tried(seeds, asked.at_once))
    ways = Counter(fault for trial in trials for fault in trial.faults)
    figures = [
        Figure("seeds with points from the start", sum(trial.before > 0 for trial in trials), "", 0),
        Figure("seeds that the solution does not mend", sum(one.after < FULL for one in trials), "", 0),
        Figure("different mixes of faults", len({trial.faults for trial in trials}), ""),
        Figure("ways to break that were drawn", len(ways), "", sum(map(len, PARTS.values())), None, True),
        Figure("a trial, median", statistics.median(trial.seconds for trial in trials), "s"),
    ]
    show(f"Lab 10, {len(trials)} seeds", figures, as_json=asked.json)


if __name__ == "__main__":
    main()
