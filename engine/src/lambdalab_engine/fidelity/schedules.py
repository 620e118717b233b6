"""The clock that runs what has a schedule: EventBridge's rules and Scheduler's schedules.

LocalStack's own looks once a minute from wherever it began, counts rates by the wall clock, adds a further
run with each call of PutTargets, and keeps on running a rule that was disabled. It runs no schedule of
Scheduler.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import dropwhile, takewhile

from lambdalab_engine.fidelity.schedule_expressions import parse

LOG = logging.getLogger(__name__)

_LOOK_SECONDS = 5
"""How often the clock looks, at whole multiples of it: cron's full minutes are among them."""


@dataclass(frozen=True)
class Scheduled:
    """A rule or a schedule. ``fire`` runs it for a time and returns how many targets it was sent to.

    A rate counts from ``since``; there is no run before ``begin`` or after ``end``.
    """

    name: str
    expression: str
    state: str
    since: datetime
    fire: Callable[[datetime], int]
    zone: tzinfo = UTC
    begin: datetime | None = None
    end: datetime | None = None

    @property
    def is_enabled(self) -> bool:
        """Tell whether it runs by itself."""
        return self.state.startswith("ENABLED")

    def times(self, after: datetime) -> Iterator[datetime]:
        """Give the times of its runs after a moment."""
        begin, end = self.begin, self.end
        times = parse(self.expression, with_at=True).times(after, self.since, self.zone)
        if begin is not None:
            times = dropwhile(lambda time: time < begin, times)
        return times if end is None else takewhile(lambda time: time <= end, times)


type Source = Callable[[], Iterable[Scheduled]]
"""Gives all that has a schedule of its kind."""


class Clock:
    """Runs what is due, from a thread of its own."""

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start, unless it runs already."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="schedules", daemon=True)
                self._thread.start()

    def run_due(self, after: datetime, until: datetime) -> None:
        """Run what is due after one moment and until another; what is due more than once, once."""
        for source in self.sources:
            for scheduled in list(source()):
                if scheduled.is_enabled:
                    due = list(takewhile(lambda time: time <= until, scheduled.times(after)))
                    if due:
                        _fire(scheduled, due[-1])

    def _run(self) -> None:
        pause = threading.Event()
        seen = datetime.now(UTC)
        while True:
            pause.wait(_LOOK_SECONDS - datetime.now(UTC).timestamp() % _LOOK_SECONDS)
            now = datetime.now(UTC)
            try:
                self.run_due(seen, now)
            except Exception as error:  # whatever it is, the next minute's runs must come
                LOG.warning("schedules could not be run: %s", error)
            seen = now


CLOCK = Clock()


def moment(seconds: str | float | None) -> datetime | None:
    """Return a time that is kept as seconds since 1970."""
    return None if seconds is None else datetime.fromtimestamp(float(seconds), UTC)


def stamp(time: datetime) -> str:
    """Return a time as events carry it: UTC, in whole seconds."""
    return (time.astimezone(UTC) - timedelta(microseconds=time.microsecond)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _fire(scheduled: Scheduled, time: datetime) -> None:
    try:
        scheduled.fire(time)
    except Exception as error:  # one target's failure is not another one's
        LOG.warning("%s could not be run: %s", scheduled.name, error)
