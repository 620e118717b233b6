"""Waits for a condition, never for a time."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_POLL_SECONDS = 0.05

type Teller = Callable[[float, float], None]
"""Takes the seconds that a wait has lasted, and those that it may still last."""

_teller: ContextVar[Teller | None] = ContextVar("teller", default=None)


@contextmanager
def told_to(teller: Teller) -> Iterator[None]:
    """Tell each wait within the block to somebody, as often as it looks."""
    before = _teller.set(teller)
    try:
        yield
    finally:
        _teller.reset(before)


def wait_for[T](look: Callable[[], T | None], seconds: float) -> T | None:
    """Look until there is something, and return it; None where there is nothing after ``seconds``.

    It rests for as long as a look took, at least: who waits for a busy engine leaves it time to work.
    """
    began = looked = time.monotonic()
    while True:
        seen = look()
        now = time.monotonic()
        waited = now - began
        if seen is not None or waited > seconds:
            return seen
        if teller := _teller.get():
            teller(waited, seconds - waited)
        rest = max(_POLL_SECONDS, now - looked)
        time.sleep(rest)
        looked = now + rest
