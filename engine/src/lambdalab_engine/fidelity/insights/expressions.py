"""Reads the expressions of queries: fields, literals, functions, arithmetic, comparisons, ``and`` and ``or``.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Filter.html
"""

import re
from collections.abc import Callable
from typing import NoReturn

from lambdalab_engine.fidelity.insights.functions import (
    ARITHMETIC,
    FUNCTIONS,
    Aggregate,
    Expression,
    aggregate,
)
from lambdalab_engine.fidelity.insights.values import Record, Value, compare, number, shown
from lambdalab_engine.fidelity.scanner import ParseError, Scanner

_NUMBER = r"\d+(?:\.\d+)?(?![\w.])"
_PERIOD = r"\d+(?:ms|s|m|h|d|w)\b"
_NAME = r"@{0,2}[A-Za-z_][\w.]*"
_QUOTED = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
_REGEX = r"/(?:[^/\\]|\\.)+/"
_PERIODS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000}
_RANKS: tuple[str, ...] = (r"[+-]", r"[*/%]", r"\^")
_ORDERS: dict[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "!=": lambda order: order != 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


class Reader(Scanner):
    """A query and how far it has been read."""

    def __init__(self, text: str) -> None:
        super().__init__(re.sub(r"(?m)^\s*#.*$", lambda match: " " * len(match[0]), text))
        self.aggregates: list[Aggregate] | None = None

    def word(self, *words: str) -> str | None:
        """Return one of the keywords in small letters, if it stands here."""
        found = self.take(rf"(?i:{'|'.join(words)})(?![\w.])")
        return found.lower() if found else None

    def refuse(self) -> NoReturn:
        """Raise the error for what stands here."""
        start = self._next()
        found = self.take(r'"[^"]*"|[\w.@]+|\W') or "<EOF>"
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start) - 1
        message = f"unexpected symbol found {found} at line {line} and position {column}"
        raise ParseError(message, start, self.position)

    def require(self, pattern: str) -> str:
        """Return what matches here, or refuse what does not."""
        found = self.take(pattern)
        return self.refuse() if found is None else found

    def name(self) -> str:
        """Read a field's name, which stands between backticks where it has other characters."""
        return self.require(rf"`[^`]+`|{_NAME}").strip("`")

    def quoted(self) -> str | None:
        """Read a text between quotation marks, if one stands here."""
        found = self.take(_QUOTED)
        return None if found is None else re.sub(r"\\(.)", r"\1", found[1:-1])

    def regex(self) -> re.Pattern[str] | None:
        """Read a regular expression between slashes, if one stands here."""
        start = self._next()
        found = self.take(_REGEX)
        if found is None:
            return None
        text = found[1:-1].replace(r"\/", "/").replace("(?<", "(?P<")
        text = text.replace("(?P<=", "(?<=").replace("(?P<!", "(?<!")
        flags = re.IGNORECASE if "(?i)" in text else re.NOFLAG
        try:
            return re.compile(text.replace("(?i)", ""), flags)
        except re.error as error:
            raise ParseError(f"invalid regular expression {found}: {error}", start, self.position) from None

    def expression(self) -> tuple[Expression, str]:
        """Read an expression, and return it with its text, by which its column is named."""
        start = self._next()
        found = self._either()
        return found, self.text[start : self.position].strip().strip("`")

    def _either(self) -> Expression:
        parts = [self._both()]
        while self.word("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda record: any(_true(part(record)) for part in parts)

    def _both(self) -> Expression:
        parts = [self._negation()]
        while self.word("and"):
            parts.append(self._negation())
        return parts[0] if len(parts) == 1 else lambda record: all(_true(part(record)) for part in parts)

    def _negation(self) -> Expression:
        if not self.word("not"):
            return self._comparison()
        inner = self._negation()
        return lambda record: not _true(inner(record))

    def _comparison(self) -> Expression:
        left = self._arithmetic(0)
        if operator := self.take(r"=~"):
            return _like(left, self._needle())
        if operator := self.take(r"!=|<=|>=|=|<|>"):
            return _ordered(left, _ORDERS[operator], self._arithmetic(0), missing=operator == "!=")
        negated = bool(self.take(r"(?i:not)(?=\s+(?i:like|in)\b)"))
        if self.word("like"):
            found = _like(left, self._needle())
        elif self.word("in"):
            found = _member(left, self._list())
        else:
            return left
        return (lambda record: not found(record)) if negated else found

    def _needle(self) -> re.Pattern[str]:
        regex = self.regex()
        if regex is not None:
            return regex
        text = self.quoted()
        return self.refuse() if text is None else re.compile(re.escape(text))

    def _list(self) -> list[Expression]:
        self.require(r"\[")
        items = [self._arithmetic(0)]
        while self.take(","):
            items.append(self._arithmetic(0))
        self.require(r"\]")
        return items

    def _arithmetic(self, rank: int) -> Expression:
        """Read operators of a rank and of those that bind closer."""
        if rank == len(_RANKS):
            return self._single()
        left = self._arithmetic(rank + 1)
        while operator := self.take(_RANKS[rank]):
            left = _applied(ARITHMETIC[operator], [left, self._arithmetic(rank + 1)])
        return left

    def _single(self) -> Expression:
        """Read a literal, a call, a field, or an expression in parentheses."""
        if self.take(r"\("):
            inner = self._either()
            self.require(r"\)")
            return inner
        if self.take("-"):
            return _applied(ARITHMETIC["-"], [lambda record: 0, self._single()])
        if found := self.take(_NUMBER):
            return lambda record: float(found)
        if (text := self.quoted()) is not None:
            return lambda record: text
        if constant := self.word("true", "false"):
            return lambda record: constant == "true"
        if self.sees(r"\w+\s*\("):
            return self._call()
        name = self.name()
        return lambda record: record.get(name)

    def _call(self) -> Expression:
        """Read a call: of a function of one record, or within ``stats`` of one of a group."""
        start = self._next()
        name = self.require(r"\w+").lower()
        arguments = self._arguments()
        if name == "bin" and len(arguments) == 1:
            return _applied(FUNCTIONS["datefloor"], [lambda record: record.get("@timestamp"), *arguments])
        if name in FUNCTIONS:
            return _applied(FUNCTIONS[name], arguments)
        found = aggregate(name, arguments)
        if found is None or self.aggregates is None:
            self.position = start
            self.refuse()
        self.aggregates.append(found)
        place = f"aggregate {len(self.aggregates) - 1}"
        return lambda record: record.get(place)

    def _arguments(self) -> list[Expression]:
        self.require(r"\(")
        if self.take(r"\*?\s*\)"):
            return []
        arguments = [self._argument()]
        while self.take(","):
            arguments.append(self._argument())
        self.require(r"\)")
        return arguments

    def _argument(self) -> Expression:
        if period := self.take(_PERIOD):
            digits = re.match(r"\d+", period)
            assert digits is not None
            length = int(digits[0]) * _PERIODS[period[digits.end() :]]
            return lambda record: length
        return self._either()


def _applied(function: Callable[..., Value], arguments: list[Expression]) -> Expression:
    return lambda record: function(*(argument(record) for argument in arguments))


def _ordered(
    left: Expression, holds: Callable[[int], bool], right: Expression, *, missing: bool
) -> Expression:
    """Compare two values; ``missing`` is the answer where one of them is."""

    def test(record: Record) -> bool:
        order = compare(left(record), right(record))
        return missing if order is None else holds(order)

    return test


def _like(left: Expression, needle: re.Pattern[str]) -> Expression:
    def test(record: Record) -> bool:
        value = left(record)
        return value is not None and needle.search(shown(value)) is not None

    return test


def _member(left: Expression, items: list[Expression]) -> Expression:
    def test(record: Record) -> bool:
        value = left(record)
        return any(compare(value, item(record)) == 0 for item in items)

    return test


def _true(value: Value) -> bool:
    """Tell whether a condition holds: what is compared, or a field that is 1."""
    return bool(number(value))
