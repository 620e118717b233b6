"""The functions of the query language, of one record and of a group of records.

Sources: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
and https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html
"""

import math
import statistics
import time
from collections.abc import Callable, Sequence

from lambdalab_engine.fidelity.insights.values import Record, Time, Value, number, shown, sort_key

type Expression = Callable[[Record], Value]
type Aggregate = Callable[[Sequence[Record]], Value]


def _numeric(function: Callable[..., float]) -> Callable[..., Value]:
    """Return the function for values; None where one is no number or it has no result."""

    def call(*values: Value) -> Value:
        numbers = [number(value) for value in values]
        if not numbers or None in numbers:
            return None
        try:
            return function(*numbers)
        except (ValueError, ZeroDivisionError, OverflowError):
            return None

    return call


def _textual(function: Callable[..., Value]) -> Callable[..., Value]:
    """Return the function for values; None where one is missing."""

    def call(*values: Value) -> Value:
        return None if None in values else function(*(shown(value) for value in values))

    return call


def _floor(value: Value, period: Value) -> Value:
    when, length = number(value), number(period)
    return None if when is None or not length else Time(when // length * length)


def _ceiling(value: Value, period: Value) -> Value:
    when, length = number(value), number(period)
    return None if when is None or not length else Time(-(-when // length) * length)


def _substring(text: str, start: str, length: str | None = None) -> str:
    first = int(float(start))
    return text[first:] if length is None else text[first : first + int(float(length))]


ARITHMETIC: dict[str, Callable[..., Value]] = {
    "+": _numeric(lambda left, right: left + right),
    "-": _numeric(lambda left, right: left - right),
    "*": _numeric(lambda left, right: left * right),
    "/": _numeric(lambda left, right: left / right),
    "%": _numeric(math.fmod),
    "^": _numeric(math.pow),
}

FUNCTIONS: dict[str, Callable[..., Value]] = {
    "abs": _numeric(abs),
    "ceil": _numeric(math.ceil),
    "floor": _numeric(math.floor),
    "greatest": _numeric(max),
    "least": _numeric(min),
    "log": _numeric(math.log),
    "sqrt": _numeric(math.sqrt),
    "ispresent": lambda value: value is not None,
    "isempty": lambda value: value is None or value == "",
    "isblank": lambda value: not shown(value).strip(),
    "coalesce": lambda *values: next((value for value in values if value is not None), None),
    "if": lambda condition, then, otherwise: then if number(condition) else otherwise,
    "concat": _textual(lambda *texts: "".join(texts)),
    "ltrim": _textual(lambda text, which=None: text.lstrip(which)),
    "rtrim": _textual(lambda text, which=None: text.rstrip(which)),
    "trim": _textual(lambda text, which=None: text.strip(which)),
    "strlen": _textual(len),
    "toupper": _textual(str.upper),
    "tolower": _textual(str.lower),
    "substr": _textual(_substring),
    "replace": _textual(str.replace),
    "strcontains": _textual(lambda text, part: int(part in text)),
    "datefloor": _floor,
    "dateceil": _ceiling,
    "frommillis": lambda value: None if number(value) is None else Time(number(value) or 0),
    "tomillis": lambda value: None if number(value) is None else int(number(value) or 0),
    "now": lambda: int(time.time()),
}


def aggregate(name: str, arguments: Sequence[Expression]) -> Aggregate | None:
    """Return the function of a group of that name; None where there is none, or the arguments do not fit."""
    if name == "count" and not arguments:
        return len
    known = _AGGREGATES.get(name)
    if known is None or len(arguments) != (2 if name == "pct" else 1):
        return None
    of_values, first, rest = known, arguments[0], arguments[1:]

    def call(records: Sequence[Record]) -> Value:
        found = [(record, value) for record in records if (value := first(record)) is not None]
        return of_values([value for _, value in found], found, *(number(more({})) for more in rest))

    return call


def _numbers(values: Sequence[Value]) -> list[float]:
    return [found for value in values if (found := number(value)) is not None]


def _percentile(values: Sequence[Value], percent: float) -> Value:
    """Return the value below which so many of the numbers lie, by the nearest rank."""
    ordered = sorted(_numbers(values))
    return ordered[max(math.ceil(percent / 100 * len(ordered)) - 1, 0)] if ordered else None


def _by_time(found: Sequence[tuple[Record, Value]]) -> list[Value]:
    return [value for _, value in sorted(found, key=lambda item: number(item[0].get("@timestamp")) or 0)]


def _average(values: Sequence[Value]) -> Value:
    return statistics.fmean(_numbers(values)) if _numbers(values) else None


_AGGREGATES: dict[str, Callable[..., Value]] = {
    "count": lambda values, found: len(values),
    "count_distinct": lambda values, found: len({shown(value) for value in values}),
    "sum": lambda values, found: math.fsum(_numbers(values)) if _numbers(values) else None,
    "avg": lambda values, found: _average(values),
    "stddev": lambda values, found: statistics.pstdev(_numbers(values)) if _numbers(values) else None,
    "min": lambda values, found: min(values, key=sort_key, default=None),
    "max": lambda values, found: max(values, key=sort_key, default=None),
    "pct": lambda values, found, percent: _percentile(values, percent or 0),
    "earliest": lambda values, found: next(iter(_by_time(found)), None),
    "latest": lambda values, found: next(reversed(_by_time(found)), None),
    "sortsfirst": lambda values, found: min(values, key=sort_key, default=None),
    "sortslast": lambda values, found: max(values, key=sort_key, default=None),
}
