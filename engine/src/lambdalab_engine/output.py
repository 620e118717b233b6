"""What a function and the platform wrote during an invocation: lines with their times."""

import time
from collections.abc import Sequence

MOST_BYTES = 4 * 1024 * 1024
MOST_LINES = 20_000
"""How much output of one invocation is kept. AWS keeps more."""


class FunctionLog(str):
    """An invocation's log as text, that also knows when each of its lines came.

    LocalStack hands an invocation's log on as one string; ``events`` rides along and gives CloudWatch Logs
    the true times: a list of (milliseconds since 1970, line without its newline).
    """

    events: list[tuple[int, str]]

    @classmethod
    def of(cls, events: list[tuple[int, str]]) -> "FunctionLog":
        """Make a log of its lines."""
        log = cls("\n".join(text for _, text in events) + "\n")
        log.events = events
        return log


class Output:
    """Collects lines as they come, up to a limit: who prints for ever must not fill the engine."""

    def __init__(self) -> None:
        self._events: list[tuple[int, str]] = []
        self._partial = b""
        self._latest = 0
        self._fed_bytes = 0

    def add(self, text: str) -> None:
        """Append a line of the platform's own, such as START."""
        self.flush()
        self._events.append((self._now(), text))

    def feed(self, chunk: bytes) -> None:
        """Take bytes as they come from the process; empty lines are left out, as CloudWatch Logs does."""
        if self._is_full:
            return
        self._fed_bytes += len(chunk)
        *whole, self._partial = (self._partial + chunk).split(b"\n")
        now = self._now()
        self._events += [(now, line.decode(errors="replace")) for line in whole if line]
        if self._is_full:
            self._partial = (
                f"The engine dropped what came after {MOST_BYTES} bytes or {MOST_LINES} lines.".encode()
            )

    def flush(self) -> None:
        """End a last line that has no newline."""
        if self._partial:
            self._events.append((self._now(), self._partial.decode(errors="replace")))
            self._partial = b""

    def take(self, replacing: Sequence[tuple[str, str]]) -> FunctionLog:
        """Return the lines so far and start anew; each pair's first text is replaced by its second."""
        self.flush()
        events, self._events, self._fed_bytes = self._events, [], 0
        # The Python runtime joins the lines of one record, such as a stack trace, with carriage returns.
        replacing = [*replacing, ("\r", "\n")]
        return FunctionLog.of([(when, _replaced(text, replacing)) for when, text in events])

    @property
    def _is_full(self) -> bool:
        return self._fed_bytes >= MOST_BYTES or len(self._events) >= MOST_LINES

    def _now(self) -> int:
        """Return milliseconds since 1970, never earlier than the line before, whatever the clock does."""
        self._latest = max(self._latest, time.time_ns() // 1_000_000)
        return self._latest


def _replaced(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = text.replace(old, new)
    return text
