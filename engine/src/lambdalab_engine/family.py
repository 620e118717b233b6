"""Finds and ends every process that a runtime left behind, however it tried to leave.

A child of a runtime is in its process group, or is its descendant, or, where it has left both (``setsid``
and a second fork), still carries the address of the runtime API in its environment: each environment has
an address of its own.
"""

import contextlib
import os
import signal

import psutil  # type: ignore[import-untyped] # its stubs are not in the engine's environment

ADDRESS_VARIABLE = "AWS_LAMBDA_RUNTIME_API"
_ROUNDS = 10


def end(pid: int, address: str) -> None:
    """Kill the process group ``pid`` and everything else that its runtime started; return when none is left.

    ``address`` is the runtime's value of ``AWS_LAMBDA_RUNTIME_API``.
    """
    found = descendants(pid)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    for _ in range(_ROUNDS):  # a child may be born while its parents are killed
        for process in found:
            with contextlib.suppress(psutil.Error):
                process.kill()
        found = _marked(address)
        if not found:
            return


def descendants(pid: int) -> list[psutil.Process]:
    """Return the children of a process, and theirs."""
    with contextlib.suppress(psutil.Error):
        return list(psutil.Process(pid).children(recursive=True))
    return []


def _marked(address: str) -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if _address_of(process) == address]


def _address_of(process: psutil.Process) -> str | None:
    with contextlib.suppress(psutil.Error, OSError):  # another user's, or already gone
        environment: dict[str, str] = process.environ()
        return environment.get(ADDRESS_VARIABLE)
    return None
