"""The processes below a process, found quickly, stopped and continued.

Linux tells the children of each thread; elsewhere every process of the machine is asked for its parent.
"""

import contextlib
import os
import signal
from collections.abc import Iterable, Sequence
from pathlib import Path

import psutil  # type: ignore[import-untyped] # its stubs are not in the engine's environment


def children(pid: int) -> list[int]:
    """Return the children of a process, the oldest first; none where it is gone."""
    try:
        threads = os.listdir(f"/proc/{pid}/task")
        return [child for thread in threads for child in _of_thread(pid, thread)]
    except FileNotFoundError:
        return _asked(pid)


def below(pids: Iterable[int]) -> list[int]:
    """Return these processes and all below them, each before its children."""
    found = list(pids)
    for pid in found:  # the list grows while it is walked
        found += children(pid)
    return found


def threads(pids: Iterable[int]) -> int:
    """Return how many threads these processes have together, the first of each included."""
    return sum(_threads(pid) for pid in pids)


def stop(pids: Sequence[int]) -> list[int]:
    """Stop these processes and all below them; return which. A stopped one starts no more."""
    found = list(pids)
    for pid in found:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGSTOP)
            found += children(pid)
    return found


def go_on(pids: Sequence[int]) -> None:
    """Let stopped processes go on, the last one stopped first."""
    for pid in reversed(pids):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGCONT)


def _of_thread(pid: int, thread: str) -> list[int]:
    with contextlib.suppress(ProcessLookupError, FileNotFoundError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{thread}/children").read_bytes().split()]
    return []


def _asked(pid: int) -> list[int]:
    with contextlib.suppress(psutil.Error):
        return [child.pid for child in psutil.Process(pid).children()]
    return []


def _threads(pid: int) -> int:
    with contextlib.suppress(OSError):
        return len(os.listdir(f"/proc/{pid}/task"))
    with contextlib.suppress(psutil.Error):
        return int(psutil.Process(pid).num_threads())
    return 0
