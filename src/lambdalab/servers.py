"""A server as a child process: started, waited for, watched, and ended with its whole process group."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lambdalab.aws import LOOPBACK
from lambdalab.errors import NotReady, PortTaken

if TYPE_CHECKING:
    import psutil

_POLL_SECONDS = 0.05
_STOP_SECONDS = 15
_CHILDREN_STOP_SECONDS = 2


class Server:
    """One server; it also ends by itself when this process is gone, by the end of its standard input."""

    def __init__(self, name: str, command: Sequence[str], env: dict[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                env=env,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Return its process number."""
        return self._process.pid

    def exit_code(self) -> int | None:
        """Return its exit status, None while it runs."""
        return self._process.poll()

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until ``ready`` says so. Raises NotReady where the server ends first or takes too long."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self.exit_code() is not None:
                raise self._failed(f"ended with {self.exit_code()} before it was ready")
            if time.monotonic() > deadline:
                raise self._failed(f"was not ready within {seconds:.0f} s")
            time.sleep(_POLL_SECONDS)

    def stop(self) -> None:
        """End it, first politely, then with all that it started."""
        children = _descendants(self._process.pid)
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        _end(children)
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _failed(self, what: str) -> NotReady:
        last = self.log.read_text(errors="replace").strip().splitlines()[-1:]
        said = f" Its last words: {last[0]}" if last else ""
        return NotReady(f"{self.name} {what}.{said}", f"Its log is {self.log}; ./lab doctor looks around.")


def _descendants(pid: int) -> "list[psutil.Process]":
    import psutil  # here, not above: the doctor reads this module before anything is installed

    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _end(processes: "list[psutil.Process]") -> None:
    """Give them a moment to end with their parent, then kill them: kernels have groups of their own."""
    import psutil

    for process in _left(processes):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    _left(processes)


def _left(processes: "list[psutil.Process]") -> "list[psutil.Process]":
    """Wait a moment for processes to end; return those that live on.

    A process that ended may stay in the list of processes as a zombie until its new parent asks for its
    exit status, which a container's first process may never do.
    """
    deadline = time.monotonic() + _CHILDREN_STOP_SECONDS
    while (living := [one for one in processes if _lives(one)]) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    return living


def _lives(process: "psutil.Process") -> bool:
    import psutil

    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def choose_port(wanted: int | None, usual: int) -> int:
    """Return the wanted port, else the usual, else a free one. Raises PortTaken for a wanted one in use."""
    if wanted is None:
        return usual if port_is_free(usual) else free_port()
    if not port_is_free(wanted):
        raise PortTaken(
            f"Port {wanted} is in use by another program.",
            "Choose another with --port, or leave --port out: a free one is found.",
        )
    return wanted


def port_is_free(port: int) -> bool:
    """Tell whether a server could listen on this loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
