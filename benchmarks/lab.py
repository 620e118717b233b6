"""Measures the commands as a person meets them: ``benchmarks/lab.py``; with ``--suite`` the suite too.

Stop a running ./lab first: a second one would only open the first.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import time

from figures import Figure, milliseconds, show

from lambdalab.paths import ROOT

LAB = str(ROOT / "lab")
ROUNDS = 3
READY = "JupyterLab is ready"
JOINED = "already running"


def start_and_stop() -> tuple[float, float]:
    """Start the lab and stop it with Ctrl-C; return the seconds to a ready JupyterLab, and to the end."""
    began = time.perf_counter()
    command = [LAB, "--no-browser"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as lab:
        assert lab.stderr is not None
        for line in lab.stderr:
            if JOINED in line:
                sys.exit("Lambda Lab is running already; stop it with Ctrl-C in its terminal, then measure.")
            if READY in line:
                break
        ready = time.perf_counter()
        os.kill(lab.pid, signal.SIGINT)
        lab.wait()
    return ready - began, time.perf_counter() - ready


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", action="store_true", help="run ./lab test as well: some minutes")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    starts, stops = zip(*(start_and_stop() for _ in range(ROUNDS)), strict=True)
    figures = [
        Figure("./lab, warm, to a ready JupyterLab", statistics.median(starts), "s", 6),
        Figure("Ctrl-C to the end", statistics.median(stops), "s"),
    ]
    if arguments.suite:
        suite = milliseconds(lambda: subprocess.run([LAB, "test"], stdout=sys.stderr, check=True))
        figures.append(Figure("./lab test", suite / 1000, "s", 900))
    show("The lab", figures, as_json=arguments.json)


if __name__ == "__main__":
    main()
