"""Schedule expressions as EventBridge reads them: ``rate(…)``, ``cron(…)`` and, in Scheduler, ``at(…)``.

Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html and
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html. Where these are silent (ranges
over the end, such as ``FRI-MON``; names in lower case; ``*/60``, which is refused), it is as in Quartz, whose
syntax this is.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from itertools import product

type Days = Callable[[int, int], set[int]]
"""Gives the days of a month, by its year and number."""

_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_SATURDAY = 7
_FRIDAY = 6


class InvalidScheduleError(ValueError):
    """An expression that AWS refuses."""


@dataclass(frozen=True)
class Field:
    """The values that a field of a cron expression takes; ``names`` stand for those from ``low`` on."""

    low: int
    high: int
    names: tuple[str, ...] = ()

    def values(self, text: str, *, wildcards: str = "*-/") -> set[int]:
        """Return the values that a comma-separated text stands for."""
        return {value for part in text.split(",") for value in self._part(part, wildcards)}

    def value(self, text: str) -> int:
        """Return the value of a number or a name."""
        if text.upper() in self.names:
            return self.low + self.names.index(text.upper())
        if re.fullmatch(r"[0-9]{1,4}", text) and self.low <= int(text) <= self.high:
            return int(text)
        raise InvalidScheduleError(text)

    def _part(self, part: str, wildcards: str) -> Iterator[int]:
        if any(sign in part and sign not in wildcards for sign in "*-/"):
            raise InvalidScheduleError(part)
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        if span == "*":
            low, high = self.low, self.high
        else:
            low = self.value(first)
            high = self.value(last) if dash else self.high if slash else low
        if high < low:
            high += self.high - self.low + 1
        for value in range(low, high + 1, self._step(step) if slash else 1):
            yield value if value <= self.high else value - self.high - 1 + self.low

    def _step(self, text: str) -> int:
        if re.fullmatch(r"[0-9]{1,4}", text) and 1 <= int(text) <= self.high:
            return int(text)
        raise InvalidScheduleError(text)


MINUTE, HOUR, DAY = Field(0, 59), Field(0, 23), Field(1, 31)
MONTH, WEEKDAY, YEAR = Field(1, 12, _MONTHS), Field(1, 7, _WEEKDAYS), Field(1970, 2199)


@dataclass(frozen=True)
class Rate:
    """Every so many seconds."""

    seconds: int

    def times(self, after: datetime, since: datetime, zone: tzinfo) -> Iterator[datetime]:
        """Give the times after ``after``, counted from ``since``."""
        done = max(0, (after - since) // timedelta(seconds=self.seconds))
        while True:
            done += 1
            yield since + timedelta(seconds=done * self.seconds)


@dataclass(frozen=True)
class Cron:
    """At the minutes that six fields name."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: Days
    months: tuple[int, ...]
    years: tuple[int, ...]

    def times(self, after: datetime, since: datetime, zone: tzinfo) -> Iterator[datetime]:
        """Give the times after ``after``, by the clocks of ``zone``."""
        begin = after.astimezone(zone).replace(tzinfo=None)
        for year, month in product((year for year in self.years if year >= begin.year), self.months):
            if (year, month) >= (begin.year, begin.month):
                for local in self._in_month(year, month, begin):
                    moment = at_the_clock(local, zone)
                    if moment is not None and moment > after:
                        yield moment

    def _in_month(self, year: int, month: int, begin: datetime) -> Iterator[datetime]:
        for day in sorted(self.days(year, month)):
            if (year, month, day) >= (begin.year, begin.month, begin.day):
                for hour, minute in product(self.hours, self.minutes):
                    yield datetime(year, month, day, hour, minute)


@dataclass(frozen=True)
class Once:
    """At one time, by the clocks of a zone."""

    at: datetime

    def times(self, after: datetime, since: datetime, zone: tzinfo) -> Iterator[datetime]:
        """Give the time, where it is after ``after``."""
        moment = at_the_clock(self.at, zone)
        if moment is not None and moment > after:
            yield moment


type Schedule = Rate | Cron | Once


@cache
def parse(expression: str, *, with_at: bool = False) -> Schedule:
    """Return what an expression says; ``with_at`` takes Scheduler's ``at(…)`` too.

    Raises InvalidScheduleError.
    """
    kind, _, rest = expression.partition("(")
    readers: dict[str, Callable[[str], Schedule]] = {"rate": _rate, "cron": _cron}
    if with_at:
        readers["at"] = _at
    if kind not in readers or not rest.endswith(")"):
        raise InvalidScheduleError(expression)
    return readers[kind](rest.removesuffix(")"))


def at_the_clock(local: datetime, zone: tzinfo) -> datetime | None:
    """Return the moment, in UTC, at which a zone's clocks show a time; the first one where there are two.

    None where the clocks were put forward over it: that run is skipped.
    """
    moment = local.replace(tzinfo=zone).astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == local else None


def _rate(text: str) -> Rate:
    told = re.fullmatch(r"([1-9][0-9]*) +(minute|hour|day)(s?)", text)
    if told is None or (told[1] == "1") == bool(told[3]):
        raise InvalidScheduleError(text)
    return Rate(int(told[1]) * _SECONDS[told[2]])


def _at(text: str) -> Once:
    try:
        return Once(datetime.strptime(text, "%Y-%m-%dT%H:%M:%S"))
    except ValueError:
        raise InvalidScheduleError(text) from None


def _cron(text: str) -> Cron:
    fields = re.split(r"[ \t]+", text)
    if len(fields) != 6:
        raise InvalidScheduleError(text)
    minutes, hours, day, month, weekday, years = fields
    if (day == "?") == (weekday == "?"):
        raise InvalidScheduleError(text)
    return Cron(
        _sorted(MINUTE.values(minutes)),
        _sorted(HOUR.values(hours)),
        _days_of_week(weekday) if day == "?" else _days_of_month(day),
        _sorted(MONTH.values(month)),
        _sorted(YEAR.values(years)),
    )


def _sorted(values: set[int]) -> tuple[int, ...]:
    return tuple(sorted(values))


def _days_of_month(text: str) -> Days:
    parts = [_day_of_month(part.upper()) for part in text.split(",")]
    return lambda year, month: set().union(*(part(year, month) for part in parts))


def _day_of_month(part: str) -> Days:
    if part in ("L", "LW"):
        return lambda year, month: {_near(year, month, _last(year, month), to_weekday=part == "LW")}
    if part.endswith("W"):
        wanted = DAY.value(part.removesuffix("W"))
        return lambda year, month: (
            {_near(year, month, wanted, to_weekday=True)} if wanted <= _last(year, month) else set()
        )
    days = DAY.values(part)
    return lambda year, month: {day for day in days if day <= _last(year, month)}


def _days_of_week(text: str) -> Days:
    name, sharp, which = text.partition("#")
    if sharp:
        weekday, number = WEEKDAY.value(name), Field(1, 5).value(which)
        return lambda year, month: set(_all_of(year, month, {weekday})[number - 1 : number])
    if text.upper() != "L" and text.upper().endswith("L"):
        weekday = WEEKDAY.value(text[:-1])
        return lambda year, month: {_all_of(year, month, {weekday})[-1]}
    weekdays = {_SATURDAY} if text.upper() == "L" else WEEKDAY.values(text, wildcards="*-")
    return lambda year, month: set(_all_of(year, month, weekdays))


def _all_of(year: int, month: int, weekdays: set[int]) -> list[int]:
    return [day for day in range(1, _last(year, month) + 1) if _weekday(year, month, day) in weekdays]


def _weekday(year: int, month: int, day: int) -> int:
    """Return a day's number in EventBridge, where Sunday is 1."""
    return datetime(year, month, day).isoweekday() % 7 + 1


def _last(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _near(year: int, month: int, day: int, *, to_weekday: bool) -> int:
    """Return the day, or the weekday of the same month that is nearest to it."""
    weekday = _weekday(year, month, day)
    if not to_weekday or 1 < weekday <= _FRIDAY:
        return day
    if weekday == _SATURDAY:
        return day - 1 if day > 1 else day + 2
    return day + 1 if day < _last(year, month) else day - 2
