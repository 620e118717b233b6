"""Waits for a condition, never for a time."""

import time
from collections.abc import Callable

_POLL_SECONDS = 0.05


def wait_for[T](look: Callable[[], T | None], seconds: float) -> T | None:
    """Look until there is something, and return it; None where there is nothing after ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if seen is not None or time.monotonic() > deadline:
            return seen
        time.sleep(_POLL_SECONDS)
