"""Conditions on one value, as JSON and space-delimited patterns share them, and how they are joined."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from lambdalab_engine.fidelity.filter_patterns.regular_expressions import (
    InvalidPatternError,
    compile_regular_expression,
)
from lambdalab_engine.fidelity.scanner import Scanner

__all__ = ["REGEX_LIMIT", "Condition", "InvalidPatternError", "alternatives", "as_number", "condition"]

REGEX_LIMIT = 2
"""The regular expressions that one JSON or space-delimited pattern may hold."""

OPERATOR = r">=|<=|!=|=|>|<"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_REGEX = r"%(?:[^%\\]|\\.)*%"
_BARE = r"[A-Za-z0-9_.*+-]+"
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")

type Condition = Callable[[str, Decimal | None], bool]
"""Takes a value as a text and, where it is one, as a number."""

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda value, operand: value == operand,
    "!=": lambda value, operand: value != operand,
    "<": lambda value, operand: value < operand,
    ">": lambda value, operand: value > operand,
    "<=": lambda value, operand: value <= operand,
    ">=": lambda value, operand: value >= operand,
}


def as_number(text: str) -> Decimal | None:
    """Return the number that a text is, None where it is none."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def condition(scanner: Scanner, regexes: list[str]) -> Condition:
    """Read an operator and its operand; a regular expression is noted in ``regexes``."""
    operator = scanner.need(OPERATOR, "an operator")
    if (quoted := scanner.take(_QUOTED)) is not None:
        return _text_condition(operator, re.sub(r"\\(.)", r"\1", quoted[1:-1]), quoted)
    if (regex := scanner.take(_REGEX)) is not None:
        regexes.append(regex)
        return _regex_condition(operator, compile_regular_expression(regex[1:-1]))
    bare = scanner.take(_BARE)
    if bare is None:
        raise InvalidPatternError.of_characters(scanner.text, scanner.position)
    number = as_number(bare)
    return (
        _text_condition(operator, bare, bare) if number is None else _number_condition(operator, number, bare)
    )


def _text_condition(operator: str, text: str, written: str) -> Condition:
    """Compare as texts, which have no order."""
    if operator not in ("=", "!="):
        raise InvalidPatternError(f"Invalid character(s) in term '{written}'")
    return lambda value, number: _is_like(value, text) == (operator == "=")


def _regex_condition(operator: str, regex: re.Pattern[str]) -> Condition:
    if operator not in ("=", "!="):
        raise InvalidPatternError
    return lambda value, number: (regex.search(value) is not None) == (operator == "=")


def _number_condition(operator: str, operand: Decimal, written: str) -> Condition:
    """Compare as numbers; a text that is none can only be the same text or another."""
    compare = _COMPARE[operator]

    def holds(value: str, number: Decimal | None) -> bool:
        if number is not None:
            return compare(number, operand)
        return operator in ("=", "!=") and (value == written) == (operator == "=")

    return holds


def _is_like(value: str, text: str) -> bool:
    """Compare with a text whose first and last character may be ``*``; between them it stands for itself.

    Source: https://github.com/awsdocs/amazon-cloudwatch-logs-user-guide/blob/main/doc_source/FilterAndPatternSyntax.md
    """
    if text == "*":
        return True
    if text.startswith("*") and text.endswith("*"):
        return text[1:-1] in value
    if text.startswith("*"):
        return value.endswith(text[1:])
    return value.startswith(text[:-1]) if text.endswith("*") else value == text


def alternatives[T](scanner: Scanner, single: Callable[[], Callable[[T], bool]]) -> Callable[[T], bool]:
    """Read what ``single`` reads, joined by ``||``, ``&&`` (which binds closer) and parentheses."""
    parts = [_conjunction(scanner, single)]
    while scanner.take(r"\|\|"):
        parts.append(_conjunction(scanner, single))
    return parts[0] if len(parts) == 1 else lambda event: any(part(event) for part in parts)


def _conjunction[T](scanner: Scanner, single: Callable[[], Callable[[T], bool]]) -> Callable[[T], bool]:
    parts = [_unit(scanner, single)]
    while scanner.take("&&"):
        parts.append(_unit(scanner, single))
    return parts[0] if len(parts) == 1 else lambda event: all(part(event) for part in parts)


def _unit[T](scanner: Scanner, single: Callable[[], Callable[[T], bool]]) -> Callable[[T], bool]:
    if not scanner.take(r"\("):
        return single()
    inner = alternatives(scanner, single)
    scanner.need(r"\)", "')'")
    return inner
