"""Patterns for space-delimited log events: ``[ip, user, ..., status_code = 4* && bytes > 1000]``.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-space-delimited-log-events.html
"""

import re
from collections.abc import Callable

from lambdalab_engine.fidelity.filter_patterns.conditions import (
    OPERATOR,
    REGEX_LIMIT,
    InvalidPatternError,
    alternatives,
    as_number,
    condition,
)
from lambdalab_engine.fidelity.scanner import Scanner

_NAME = r"[A-Za-z0-9_]+"
_FIELD = re.compile(r'\[([^\]]*)\]|"((?:[^"\\]|\\.)*)"|\S+')
_ELLIPSIS = "..."

type Test = Callable[[str], bool]


class SpaceDelimitedPattern:
    """Named fields by position, with conditions.

    The last field holds the rest of the line, and an ellipsis as many fields as are left over. What stands
    between brackets or quotation marks is one field.
    """

    supports_fields = True

    def __init__(self, text: str) -> None:
        self._regexes: list[str] = []
        self._scanner = Scanner(text)
        self._fields: list[tuple[str, Test]] = [self._field()]
        while self._scanner.take(","):
            self._fields.append(self._field())
        self.names = [name for name, _ in self._fields]
        self.regexes = len(self._regexes)
        if not self._scanner.end():
            raise InvalidPatternError.of_characters(text, self._scanner.position)
        if not any(self.names) or self.regexes > REGEX_LIMIT or self.names.count(_ELLIPSIS) > 1:
            raise InvalidPatternError

    def _field(self) -> tuple[str, Test]:
        """Read a field: an ellipsis, nothing, a name, or conditions on a name."""
        if self._scanner.take(r"\.\.\.|…"):
            return _ELLIPSIS, _always
        if not self._scanner.sees(rf"\(*\s*{_NAME}"):
            return "", _always
        if not self._scanner.sees(rf"\(|{_NAME}\s*(?:{OPERATOR})"):
            return self._scanner.need(_NAME, "a name"), _always
        names: set[str] = set()
        test = alternatives(self._scanner, lambda: self._single(names))
        if len(names) > 1:
            raise InvalidPatternError
        return names.pop(), test

    def _single(self, names: set[str]) -> Test:
        names.add(self._scanner.need(_NAME, "a name"))
        holds = condition(self._scanner, self._regexes)
        return lambda value: holds(value, as_number(value))

    def matches(self, message: str) -> bool:
        """Tell whether a log event's message has the fields, and the conditions hold."""
        values = self._values(message)
        return values is not None and all(
            test(value) for (_, test), (_, value) in zip(self._named(), values, strict=False)
        )

    def extracted(self, message: str) -> dict[str, str]:
        """Return the values of a matching message by ``$name``, or ``$position`` where there is no name.

        Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html
        """
        return {f"${name}": value for name, value in self._values(message) or ()}

    def value(self, message: str, field: str) -> str | None:
        """Return the value of a field such as ``$bytes``."""
        return self.extracted(message).get(field)

    def _named(self) -> list[tuple[str, Test]]:
        """Return the fields in the order of ``_values``: those of the ellipsis come last."""
        return [field for field in self._fields if field[0] != _ELLIPSIS]

    def _values(self, message: str) -> list[tuple[str, str]] | None:
        """Return the names and values of a message's fields, None where it has too few."""
        found = list(_FIELD.finditer(message))
        wanted = len(self._named())
        if len(found) < wanted:
            return None
        if _ELLIPSIS not in self.names:
            return _rest_in_last(self.names, found, message)
        before = self.names.index(_ELLIPSIS)
        skipped = len(found) - wanted
        numbered = [(str(number), _text(match)) for number, match in enumerate(found, 1)]
        named = numbered[:before] + numbered[before + skipped :]
        names = [name for name in self.names if name != _ELLIPSIS]
        values = [(name or number, value) for name, (number, value) in zip(names, named, strict=True)]
        return values + numbered[before : before + skipped]


def _rest_in_last(names: list[str], found: list[re.Match[str]], message: str) -> list[tuple[str, str]]:
    """Give each name its field, and the last one all that follows."""
    values = [_text(match) for match in found[: len(names)]]
    if len(found) > len(names):
        values[-1] = message[found[len(names) - 1].start() :].rstrip()
    return [
        (name or str(number), value)
        for number, (name, value) in enumerate(zip(names, values, strict=True), 1)
    ]


def _text(match: re.Match[str]) -> str:
    """Return a field without the brackets or quotation marks around it."""
    return next((inner for inner in match.groups() if inner is not None), match[0])


def _always(_: str) -> bool:
    return True
