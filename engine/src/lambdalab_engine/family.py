"""Finds and ends every process that a runtime started, however it tried to leave.

A child of a runtime is in its process group, or is its descendant, or, where it has left both (``setsid``
and a second fork), still carries the address of the runtime API in its environment: each environment has
an address of its own.
"""

import contextlib
import os
import signal
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

import psutil  # type: ignore[import-untyped] # its stubs are not in the engine's environment

ADDRESS_VARIABLE = "AWS_LAMBDA_RUNTIME_API"
_ROUNDS = 10


def end(runtimes: Mapping[int, str]) -> None:
    """Kill these runtimes and everything else that they started; return when none is left.

    ``runtimes`` gives the value of ``AWS_LAMBDA_RUNTIME_API`` for the number of each process (and group).
    """
    found = descendants(runtimes)
    for pid in runtimes:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    for _ in range(_ROUNDS):  # a child may be born while its parents are killed
        for process in found:
            with contextlib.suppress(psutil.Error):
                process.kill()
        found = _marked(set(runtimes.values()))
        if not found:
            return


def descendants(pids: Iterable[int]) -> list[psutil.Process]:
    """Return the children of these processes, and theirs."""
    children = defaultdict(list)
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            children[process.ppid()].append(process)
    found: list[psutil.Process] = []
    for pid in pids:
        found += children[pid]
    for child in found:  # the list grows while it is walked
        found += children.pop(child.pid, [])
    return found


def _marked(addresses: Set[str]) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if _address_of(process) in addresses]


def _address_of(process: psutil.Process) -> str | None:
    with contextlib.suppress(psutil.Error, OSError):  # another user's, or already gone
        environment: dict[str, str] = process.environ()
        return environment.get(ADDRESS_VARIABLE)
    return None
