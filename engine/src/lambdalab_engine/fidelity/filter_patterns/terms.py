"""Patterns of terms: ``ERROR timeout``, ``?ERROR ?WARN``, ``ERROR -ARGUMENTS``, ``"a phrase"``, ``%regex%``.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-unstructured-log-events.html
"""

import re
from collections import defaultdict
from collections.abc import Callable

from lambdalab_engine.fidelity.filter_patterns.regular_expressions import (
    InvalidPatternError,
    compile_regular_expression,
)
from lambdalab_engine.fidelity.scanner import Scanner

_TERM = r'[-?]?\s*(?:"(?:[^"\\]|\\.)*"|%(?:[^%\\]|\\.)*%|[A-Za-z0-9_]+)(?=\s|$)'


class TermsPattern:
    """Terms that a message must hold, must not hold, or must hold one of; without any, all messages match."""

    supports_fields = False

    def __init__(self, text: str) -> None:
        self.regexes = 0
        self._tests: defaultdict[str, list[Callable[[str], bool]]] = defaultdict(list)
        scanner = Scanner(text)
        while not scanner.end():
            term = scanner.take(_TERM)
            if term is None:
                raise _refusal(scanner)
            sign = term[0] if term[0] in "-?" else ""
            self._tests[sign].append(self._test(term.removeprefix(sign).strip()))

    def _test(self, term: str) -> Callable[[str], bool]:
        if term.startswith("%"):
            self.regexes += 1
            regex = compile_regular_expression(term[1:-1])
            return lambda message: regex.search(message) is not None
        text = re.sub(r"\\(.)", r"\1", term[1:-1]) if term.startswith('"') else term
        return (lambda message: text in message) if text.strip() else lambda message: True

    def matches(self, message: str) -> bool:
        """Tell whether a log event's message matches; terms with ``?`` count only among themselves."""
        included, excluded = self._tests[""], self._tests["-"]
        if included or excluded:
            return all(test(message) for test in included) and not any(test(message) for test in excluded)
        return not self._tests["?"] or any(test(message) for test in self._tests["?"])

    def extracted(self, message: str) -> dict[str, str]:
        """Return no values: terms have no names."""
        return {}

    def value(self, message: str, field: str) -> str | None:
        """Return None: terms have no fields."""
        return None


def _refusal(scanner: Scanner) -> InvalidPatternError:
    """Name the characters that would need quotation marks; an open quotation has no such name."""
    scanner.take(r"[-?]?[A-Za-z0-9_]*")
    if scanner.sees(r'["%]'):
        return InvalidPatternError()
    return InvalidPatternError.of_characters(scanner.text, scanner.position)
