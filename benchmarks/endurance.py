"""A thousand functions invoked once, and ten thousand invocations of one: what of it stays behind."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import psutil
from figures import Figure, milliseconds

FUNCTIONS = 1000
INVOCATIONS = 10_000
CALLERS = 8

_SETTLE_SECONDS = 30
_STEADY_LOOKS = 10
_LOOK_SECONDS = 0.2


def thousand_functions(deploy: Any, invoke: Any, process: psutil.Process) -> list[Figure]:
    """Create a thousand functions and invoke each once; the memory is the engine's alone, in MB."""

    def create_and_invoke(number: int) -> None:
        deploy(f"one-of-many-{number}")
        invoke(f"one-of-many-{number}")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(create_and_invoke, range(FUNCTIONS)))
    processes = len(process.children(recursive=True))
    return [
        Figure(f"resident, after {FUNCTIONS} functions", process.memory_info().rss / 2**20, "MB", 450),
        Figure("processes that they keep warm", processes, ""),
    ]


def ten_thousand_invocations(invoke: Any, process: psutil.Process) -> list[Figure]:
    """Invoke one warm function; the targets say that nothing may be more afterwards than before.

    A thread or two is the web server's pool and the timer that ends what is idle.
    """
    with ThreadPoolExecutor(CALLERS) as pool:
        list(pool.map(invoke, ["warm"] * INVOCATIONS))
        before = _settled(process)
        whole = milliseconds(partial(_invoke_all, pool, invoke))
    after = _settled(process)
    names = ("processes", "threads", "descriptors")
    more = zip(names, before, after, (0, 2, 0), strict=True)
    return [
        Figure(f"{INVOCATIONS} invocations", whole / 1000, "s"),
        *(Figure(f"more {name} after them", max(0, new - old), "", most) for name, old, new, most in more),
    ]


def _invoke_all(pool: ThreadPoolExecutor, invoke: Any) -> None:
    list(pool.map(invoke, ["warm"] * INVOCATIONS))


def _settled(process: psutil.Process) -> tuple[int, int, int]:
    """Return processes, threads and descriptors, once they have stayed the same for a while."""
    deadline = time.monotonic() + _SETTLE_SECONDS
    steady, last = 0, (0, 0, 0)
    while steady < _STEADY_LOOKS and time.monotonic() < deadline:
        now = (len(process.children(recursive=True)), process.num_threads(), process.num_fds())
        steady, last = (steady + 1, now) if now == last else (0, now)
        time.sleep(_LOOK_SECONDS)
    return last
