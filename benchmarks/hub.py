"""Measures a hub as a class meets it: ``benchmarks/hub.py``, with ``--learners 30``.

The hub, its proxy and the engine run as processes from what an image would hold, made in ``.lab/hub`` the
first time (some minutes). Each learner logs in, starts a JupyterLab in its sandbox and works lab 02 from the
top, by the same addresses as a browser; between two cells they think for a while.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil
from figures import Figure, median_and_p95, show
from hub_learner import START_SECONDS, Learner, Work
from tornado.httpclient import AsyncHTTPClient

from lambdalab import engine
from lambdalab.grading.rehearsal import LAB, solved
from lambdalab.paths import ROOT, WORK
from lambdalab.servers import Server, free_port
from lambdalab.waiting import wait_for

sys.path.insert(0, str(ROOT / "tests" / "deploy"))
from dockerfiles import context

TREE = WORK / "hub"


def make_tree() -> None:
    """Make what the hub's image would hold, with the steps of its Dockerfile."""
    done = TREE / "made"
    if done.exists():
        _copy("src", "deploy")
        return
    shutil.rmtree(TREE, ignore_errors=True)
    _copy(".")
    env = os.environ | {"UV": str(ROOT / ".venv" / "bin" / "uv"), "UV_LINK_MODE": "hardlink"}
    env["PATH"] = f"{ROOT / '.venv' / 'bin'}:{env['PATH']}"
    for step in (["environments", "hub.txt"], ["proxy"], ["course"]):
        print(f"deploy/make {' '.join(step)} …", file=sys.stderr)
        subprocess.run([TREE / "deploy" / "make", *step], cwd=TREE, env=env, stdout=sys.stderr, check=True)
    done.touch()


def _copy(*folders: str) -> None:
    """Bring what an image would hold of these folders."""
    for name in (name for folder in folders for name in context(folder)):
        (TREE / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, TREE / name)


@contextlib.contextmanager
def hub(endpoint: str, names: list[str]) -> Iterator[tuple[str, dict[str, str], Server]]:
    """Run a hub for a class; gives its address, each learner's password, and its process."""
    state = WORK / "hub-state"
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True, mode=0o700)
    (state / "class.txt").write_text("\n".join(names))
    url, own, proxy = (f"http://127.0.0.1:{free_port()}" for _ in range(3))
    env = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "LAMBDALAB_HUB": str(state),
        "AWS_ENDPOINT_URL": endpoint,
        "LAMBDALAB_HUB_URL": url,
        "LAMBDALAB_HUB_PORT": own.rpartition(":")[2],
        "LAMBDALAB_PROXY_API": proxy,
    }
    python = str(TREE / ".venv" / "bin" / "python")
    listed = [python, "-P", str(TREE / "deploy/hub/class_list.py")]
    slips = subprocess.run(listed, env=env, capture_output=True, text=True, check=True).stdout
    command = [python, "-P", "-m", "jupyterhub", "--config", str(TREE / "deploy/hub/jupyterhub_config.py")]
    server = Server("The hub", command, env, WORK / "hub.log")
    try:
        server.wait_until(lambda: "JupyterHub is now running" in server.log.read_text(), START_SECONDS)
        yield url, dict(line.split() for line in slips.splitlines()), server
    finally:
        server.stop()


def cells() -> list[str]:
    """Return the code of a solved lab, in order."""
    notebook = solved(LAB)
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def megabytes(pid: int, *, without: str = "") -> float:
    """Return what a process and all below it hold, shared pages counted once."""
    total = 0
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        with contextlib.suppress(psutil.Error):
            if not without or not re.search(without, " ".join(process.cmdline())):
                total += process.memory_full_info().pss
    return total / 1e6


async def work(url: str, passwords: dict[str, str], think: float) -> list[Work]:
    """Let everybody work at once."""
    AsyncHTTPClient.configure(None, max_clients=10 * len(passwords))
    learners = [Learner(url, name, password, think) for name, password in passwords.items()]
    return await asyncio.gather(*(learner.run(cells()) for learner in learners))


def figures(done: list[Work], before: float, after: float, engine_mb: float) -> list[Figure]:
    """Return what is told of a class."""
    checks = [seconds for learner in done for seconds in learner.checks]
    starts = [learner.start for learner in done if learner.start]
    half, most = median_and_p95(checks) if len(checks) > 1 else (0.0, 0.0)
    start_half, start_most = median_and_p95(starts) if len(starts) > 1 else (0.0, 0.0)
    return [
        Figure("errors", sum(len(learner.errors) for learner in done), "", 0),
        Figure("checks that were asked", len(checks), ""),
        Figure("a check, median", half, "s", 2),
        Figure("a check, 95 of 100", most, "s"),
        Figure("from login to a ready JupyterLab, median", start_half, "s"),
        Figure("from login to a ready JupyterLab, 95 of 100", start_most, "s"),
        Figure("a learner's JupyterLab and kernel", (after - before) / len(done), "MB"),
        Figure("the hub and its proxy", before, "MB"),
        Figure("the engine and its functions, after all", engine_mb, "MB"),
    ]


def main() -> None:
    """Print the figures, and what went wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=5)
    parser.add_argument("--think", type=float, default=5, help="seconds between two cells, on average")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the hub does not end by itself
    make_tree()
    port = free_port()
    names = [f"learner-{number:02}" for number in range(arguments.learners)]
    with engine.running(port) as endpoint, hub(endpoint, names) as (url, passwords, server):
        before = megabytes(server.pid)
        done = asyncio.run(work(url, passwords, arguments.think))
        after = megabytes(server.pid)
        served = wait_for(lambda: _engine_pid(port), 10)
        show(
            f"A hub, {arguments.learners} learners",
            figures(done, before, after, megabytes(served or 0)),
            as_json=arguments.json,
        )
    for learner in done:
        for error in learner.errors:
            print(f"{learner.name}: {error}", file=sys.stderr)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", file=sys.stderr)


def _engine_pid(port: int) -> int | None:
    with contextlib.suppress(OSError, ValueError, KeyError):
        from lambdalab.aws import open_directly

        with open_directly(f"http://127.0.0.1:{port}/_lambdalab/ready") as answer:
            return int(json.load(answer)["pid"])
    return None


if __name__ == "__main__":
    main()
