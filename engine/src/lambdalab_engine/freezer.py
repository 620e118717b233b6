"""Freezes environments that have done their work: a runtime rests once it asks for its next invocation.

One thread waits for that on behalf of all, so that no caller waits for it.
Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

import selectors
import threading
from collections.abc import Sequence
from typing import Protocol


class Rester(Protocol):
    """What can be frozen."""

    def filenos(self) -> Sequence[int]:
        """Return the descriptors that tell when there is something to look at."""

    def rest(self) -> None:
        """Look, and freeze if it is time, or be watched again."""


class Freezer:
    """Watches resters. Whoever closes a descriptor that is watched calls ``forget`` first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._selector = selectors.DefaultSelector()
        self._watched: dict[Rester, Sequence[int]] = {}
        self._thread: threading.Thread | None = None

    def watch(self, rester: Rester) -> None:
        """Have it rest as soon as it can."""
        with self._lock:
            if rester not in self._watched:
                self._watched[rester] = rester.filenos()
                for fileno in self._watched[rester]:
                    self._selector.register(fileno, selectors.EVENT_READ, rester)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="freezer", daemon=True)
                self._thread.start()

    def forget(self, rester: Rester) -> None:
        """Watch it no more."""
        with self._lock:
            for fileno in self._watched.pop(rester, ()):
                self._selector.unregister(fileno)

    def _run(self) -> None:
        while True:
            for rester in {key.data for key, _ in self._selector.select()}:
                self.forget(rester)
                rester.rest()


FREEZER = Freezer()
