"""Runs one hand-in to its end, or to the end of its time, memory or patience, and leaves nothing running."""

import contextlib
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from lambdalab.aws import LOOPBACK, client_environment
from lambdalab.countdown import OFF as COUNTDOWN
from lambdalab.environments import COURSE
from lambdalab.grading import sandbox
from lambdalab.grading.admission import Admission
from lambdalab.grading.gateway import Gateway
from lambdalab.paths import MATPLOTLIB_CACHE
from lambdalab.servers import free_port
from lambdalab.waiting import wait_for

_LOOK_SECONDS = 1.0
_END_SECONDS = 10
_CHUNK = 1 << 20
_MOST_TOLD = 40_000_000

type Output = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """What a hand-in may take: seconds a cell and in all, megabytes of memory, processes, open files."""

    cell_seconds: float = 60
    notebook_seconds: float = 480
    memory_mb: int = 1500
    processes: int = 200
    files: int = 1024


@dataclass
class Run:
    """What came of a run, by the sandbox's own word but for ``faults``: outputs by cell, and what went wrong.

    ``account`` is the one that it used last, of its own; ``refusals`` are requests that the gateway kept out.
    """

    account: str
    outputs: dict[int, list[Output]] = field(default_factory=dict)
    faults: list[tuple[int | None, str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    began: int | None = None
    seconds: float = 0.0


def run(
    cells: Sequence[tuple[int, str]],
    learner: str,
    accounts: Sequence[str],
    engine_port: int,
    limits: Limits,
    *,
    shut_in: bool,
) -> Run:
    """Run cells, given by number and source, for a learner whose accounts these are.

    ``learner`` must be a word that nobody can guess: the accounts' numbers come from it.
    """
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="hand-in-"))
    try:
        folder.chmod(0o711)
        (folder / "gate").mkdir(mode=0o711)
        (folder / "home").mkdir()
        admission = Admission(accounts)
        with Gateway(folder / "gate" / "engine.sock", engine_port, admission):
            result = Run(admission.last)
            port = engine_port if shut_in else free_port()
            job = _job(cells, folder, port, limits, shut_in)
            _watch(_start(folder, port, learner, shut_in), job, limits, result)
            result.account, result.refusals = admission.last, admission.refusals[:20]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    result.seconds = time.monotonic() - began
    return result


def _job(cells: Sequence[tuple[int, str]], folder: Path, port: int, limits: Limits, shut_in: bool) -> bytes:
    gate = sandbox.SOCKET_FOLDER if shut_in else str(folder / "gate")
    told = {
        "cells": cells,
        "port": port,
        "socket": f"{gate}/engine.sock",
        "cell_seconds": limits.cell_seconds,
        "fonts": str(MATPLOTLIB_CACHE),
    }
    own = {"memory_mb": limits.memory_mb * 3, "processes": limits.processes, "files": limits.files}
    return json.dumps(told | {"limits": own if shut_in else own | {"processes": 0}}).encode()


def _start(folder: Path, port: int, learner: str, shut_in: bool) -> subprocess.Popen[bytes]:
    home = Path(sandbox.HOME) if shut_in else folder / "home"
    command = [str(COURSE.python), "-P", "-m", "lambdalab.grading.inside"]
    if shut_in:
        way = sandbox.find()
        assert isinstance(way, sandbox.Sandbox)
        command = way.command(command, folder / "gate")
    return subprocess.Popen(
        command,
        env=_environment(home, port, learner),
        cwd=None if shut_in else home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _environment(home: Path, port: int, learner: str) -> Mapping[str, str]:
    """Return the environment of a hand-in's kernel: a list that we wrote, nothing of the grader's."""
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    return (
        client_environment(f"http://{LOOPBACK}:{port}", "000000000000")
        | threads
        | {
            "HOME": str(home),
            "PATH": f"{COURSE.folder / 'bin'}:/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "IPYTHONDIR": str(home / ".ipython"),
            "JUPYTER_CONFIG_DIR": str(home / ".jupyter"),
            "JUPYTER_DATA_DIR": str(home / ".data"),
            "JUPYTER_RUNTIME_DIR": str(home / ".runtime"),
            "LAMBDALAB_LEARNER": learner,
            "LAMBDALAB_NOTES": str(home / ".notes"),
            "MPLCONFIGDIR": str(home / ".matplotlib"),
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            COUNTDOWN: "off",
        }
    )


def _watch(process: subprocess.Popen[bytes], job: bytes, limits: Limits, result: Run) -> None:
    """Hand the job over and read what is told, until it is done, or takes more than it may; then end it."""
    try:
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(job)
            process.stdin.close()
        for told in _told(process, limits, result):
            _note(result, told)
            if "done" in told:
                return
        if not any(cell == result.began for cell, _ in result.faults):
            result.faults.append((result.began, "the kernel or its sandbox ended here"))
    finally:
        end(process)


def _told(process: subprocess.Popen[bytes], limits: Limits, result: Run) -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    deadline = time.monotonic() + limits.notebook_seconds
    rest, read, looked = b"", 0, time.monotonic()
    while True:
        ready, _, _ = select.select([process.stdout], [], [], _LOOK_SECONDS)
        now = time.monotonic()
        if now > deadline:
            result.faults.append((result.began, f"the notebook took more than {limits.notebook_seconds:g} s"))
            return
        if now - looked >= _LOOK_SECONDS:
            looked = now
            if (used := memory_mb(process.pid)) > limits.memory_mb:
                result.faults.append((result.began, f"it held {used:,} MB of memory, more than it may"))
                return
        if not ready:
            continue
        chunk = os.read(process.stdout.fileno(), _CHUNK)
        read += len(chunk)
        if not chunk or read > _MOST_TOLD:
            return
        *lines, rest = (rest + chunk).split(b"\n")
        yield from filter(None, map(_parsed, lines))


def _parsed(line: bytes) -> dict[str, Any] | None:
    """Return what a line tells; a sandbox can write what it likes, so what is no word of ours is left out."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _note(result: Run, told: dict[str, Any]) -> None:
    if type(number := told.get("began")) is int:
        result.began = number
    if type(number := told.get("ended")) is int:
        outputs = told.get("outputs")
        result.outputs[number] = (
            [one for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []
        )
        fault = told.get("fault")
        if isinstance(fault, str) and fault:
            result.faults.append((number, fault[:200]))


def memory_mb(pid: int) -> int:
    """Return the resident memory of a process and all below it."""
    total = 0
    with contextlib.suppress(psutil.Error):
        top = psutil.Process(pid)
        for process in [top, *top.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
    return total >> 20


def end(process: subprocess.Popen[bytes]) -> None:
    """End a hand-in's processes, all of them, and wait until they are gone; the one that ran it comes last.

    With the first process of a sandbox the kernel ends all others of it. Without one, what was started
    meanwhile is found by looking again: on Linux all that loses its parent comes to the one that ran it.
    """
    wait_for(lambda: None if _kill_below(process.pid) else True, _END_SECONDS)
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _kill_below(pid: int) -> bool:
    """Kill what lives below a process, and tell whether there was anything."""
    living = False
    with contextlib.suppress(psutil.Error):
        for one in psutil.Process(pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if one.status() != psutil.STATUS_ZOMBIE:
                    living = True
                    one.kill()
    return living
