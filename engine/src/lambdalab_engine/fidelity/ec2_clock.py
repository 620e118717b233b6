"""Does things a moment later, in order, from one thread: an instance stops, a snapshot completes."""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

LOG = logging.getLogger(__name__)

MOMENT = 0.5
"""How long an intermediate state lasts, in seconds: on AWS it is seconds or minutes."""

type Action = Callable[[], None]


class Clock:
    """Runs actions when they are due; its thread starts with the first one."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Action]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def after(self, seconds: float, action: Action) -> None:
        """Run an action in so many seconds; what is due at the same time runs in the order of the calls."""
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), action))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ec2-clock", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def wait_until(self, condition: Callable[[], bool], seconds: float) -> None:
        """Return when an action has made the condition true, or after so many seconds."""
        with self._changed:
            self._changed.wait_for(condition, seconds)

    def _run(self) -> None:
        while True:
            action = self._next()
            try:
                action()
            except Exception:  # one action that fails must not end all the others
                LOG.exception("an action that was due failed")
            del action  # what it is about may be gone before the next one comes
            with self._changed:
                self._changed.notify_all()

    def _next(self) -> Action:
        with self._changed:
            while True:
                left = self._due[0][0] - time.monotonic() if self._due else None
                if left is not None and left <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(left)


CLOCK = Clock()
"""The one clock of this engine."""
