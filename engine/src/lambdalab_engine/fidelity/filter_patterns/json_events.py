"""Patterns for JSON log events: ``{ $.level = "ERROR" && ($.latency > 500 || $.retry IS TRUE) }``.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html
"""

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lambdalab_engine.fidelity.filter_patterns.conditions import (
    REGEX_LIMIT,
    InvalidPatternError,
    alternatives,
    condition,
)
from lambdalab_engine.fidelity.scanner import ParseError, Scanner

WILDCARD_LIMIT = 3
_ANY = object()
_CONSTANTS = {"NULL": None, "TRUE": True, "FALSE": False}

type Steps = tuple[Any, ...]


class JsonPattern:
    """A condition on the fields of a JSON message; a message that is not JSON never matches."""

    supports_fields = True

    def __init__(self, text: str) -> None:
        self._regexes: list[str] = []
        self._wildcards = 0
        self._scanner = Scanner(text)
        self._holds = alternatives(self._scanner, self._single)
        self.regexes = len(self._regexes)
        if not self._scanner.end():
            raise self._scanner.error("'&&' or '||'")
        if self.regexes > REGEX_LIMIT or self._wildcards > WILDCARD_LIMIT:
            raise InvalidPatternError

    def _single(self) -> Callable[[Any], bool]:
        """Read ``selector IS constant``, ``selector NOT EXISTS`` or ``selector operator value``."""
        steps = _selector(self._scanner)
        self._wildcards += steps.count(_ANY)
        if self._scanner.take(r"IS\s+(?=NULL\b|TRUE\b|FALSE\b)"):
            constant = _CONSTANTS[self._scanner.need(r"\w+", "NULL, TRUE or FALSE")]
            return lambda document: any(node is constant for node in _select(document, steps))
        if self._scanner.take(r"NOT\s+EXISTS\b"):
            return lambda document: not any(True for _ in _select(document, steps))
        holds = condition(self._scanner, self._regexes)
        return lambda document: any(
            holds(str(node), node if isinstance(node, Decimal) else None)
            for node in _select(document, steps)
            if isinstance(node, str | Decimal)
        )

    def matches(self, message: str) -> bool:
        """Tell whether a log event's message is a JSON document for which the condition holds."""
        document = _document(message)
        return isinstance(document, dict | list) and self._holds(document)

    def extracted(self, message: str) -> dict[str, str]:
        """Return no values: AWS extracts them of space-delimited events alone."""
        return {}

    def value(self, message: str, field: str) -> str | None:
        """Return the text or number that a selector such as ``$.latency`` points to."""
        nodes = _select(_document(message), selector(field))
        return next((str(node) for node in nodes if isinstance(node, str | Decimal)), None)


@lru_cache(maxsize=1000)
def selector(text: str) -> Steps:
    """Return the steps of a property selector; raise ``InvalidPatternError``."""
    scanner = Scanner(text)
    try:
        steps = _selector(scanner)
    except ParseError:
        raise InvalidPatternError from None
    if not scanner.end():
        raise InvalidPatternError
    return steps


def _selector(scanner: Scanner) -> Steps:
    """Read ``$.name``, ``$.list[0].name``, ``$.list[*]``, ``$.*`` or ``$.['odd.name']``."""
    start = scanner.position
    scanner.need(r"\$(?=[.\[])", "'$.'")
    steps: list[Any] = []
    while (step := _step(scanner)) is not None:
        steps.append(step)
    if not steps:
        raise InvalidPatternError.of_characters(scanner.text, start)
    if steps.count(_ANY) > 1:
        raise InvalidPatternError
    return tuple(steps)


def _step(scanner: Scanner) -> Any:
    if name := scanner.take(r"\.[A-Za-z0-9_-]+"):
        return name[1:]
    if quoted := scanner.take(r"""\.?\[(?:'[^']+'|"[^"]+")\]"""):
        return quoted.removeprefix(".")[2:-2]
    if index := scanner.take(r"\.?\[\d+\]"):
        return int(index.removeprefix(".")[1:-1])
    return _ANY if scanner.take(r"\.\*|\.?\[\*\]") else None


def _document(message: str) -> Any:
    """Return the message's JSON document, its numbers as they are written; None where it is none."""
    try:
        return json.loads(message, parse_float=Decimal, parse_int=Decimal)
    except (ValueError, RecursionError):
        return None


def _select(node: Any, steps: Steps) -> Iterable[Any]:
    """Yield what the steps lead to from a node."""
    if not steps:
        yield node
        return
    for child in _children(node, steps[0]):
        yield from _select(child, steps[1:])


def _children(node: Any, step: Any) -> Iterable[Any]:
    if step is _ANY:
        return node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    if isinstance(step, int):
        return node[step : step + 1] if isinstance(node, list) else ()
    return (node[step],) if isinstance(node, dict) and step in node else ()
