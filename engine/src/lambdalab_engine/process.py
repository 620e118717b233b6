"""One runtime process: its start, its output, its memory, and the end of its whole process group."""

import contextlib
import os
import select
import signal
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

import psutil

from lambdalab_engine.output import Output
from lambdalab_engine.reaper import REAPER

MIB = 1024 * 1024
_CHUNK = 65536


class RuntimeProcess:
    """A process in a session of its own, its standard output and error on one pipe."""

    def __init__(self, command: Sequence[str], env: dict[str, str], folder: Path) -> None:
        self._pipe, child_end = os.pipe()
        os.set_blocking(self._pipe, False)
        try:
            self._process = subprocess.Popen(
                command,
                env=env,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=child_end,
                stderr=child_end,
                start_new_session=True,
            )
        except OSError:
            os.close(self._pipe)
            raise
        finally:
            os.close(child_end)
        REAPER.watch(self._process.pid)
        self._peak = 0
        self._closed = False
        self._lock = threading.Lock()

    def fileno(self) -> int:
        """Return the descriptor on which the output arrives."""
        return self._pipe

    def exit_code(self) -> int | None:
        """Return the exit status (minus the signal's number where one ended it), None while it runs."""
        return self._process.poll()

    def read_into(self, output: Output) -> bool:
        """Move all output that is there into ``output``; return False once the pipe has ended."""
        with contextlib.suppress(BlockingIOError):
            while chunk := os.read(self._pipe, _CHUNK):
                output.feed(chunk)
            return False
        return True

    def memory_used(self, with_children: bool = False) -> int:
        """Return the peak of resident memory so far, in bytes."""
        with contextlib.suppress(psutil.Error, OSError):
            used = _peak_resident(self._process.pid)
            if with_children:
                family = psutil.Process(self._process.pid).children(recursive=True)
                used += sum(_peak_resident(child.pid) for child in family)
            self._peak = max(self._peak, used)
        return self._peak

    def kill(self) -> None:
        """End the process, its children and its process group, and wait until it is gone."""
        family = []
        with contextlib.suppress(psutil.Error):
            family = psutil.Process(self._process.pid).children(recursive=True)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for child in family:
            with contextlib.suppress(psutil.Error):
                child.kill()
        self._process.wait()

    def close(self) -> None:
        """Give the pipe back; call it after ``kill``, when nobody reads any more."""
        with self._lock:
            if not self._closed:
                self._closed = True
                REAPER.forget(self._process.pid)
                os.close(self._pipe)


def wait_readable(descriptors: Sequence[int], seconds: float) -> set[int]:
    """Wait for ``seconds`` at the most; return the descriptors that can be read, or that have ended."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll(max(0.0, seconds) * 1000)}


def _peak_resident(pid: int) -> int:
    """Return the most memory that a process held at once, in bytes (the present value outside Linux)."""
    with contextlib.suppress(FileNotFoundError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        return 0
    return int(psutil.Process(pid).memory_info().rss)
