"""Walks through a text from left to right: what the parsers of AWS's small languages share."""

import re
from functools import lru_cache

_space = re.compile(r"\s*")


class ParseError(ValueError):
    """The text is not of the language: what was found, and where."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end


class Scanner:
    """A text and how far it has been read; white space before a token is passed over."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def take(self, pattern: str) -> str | None:
        """Return what matches here, and step behind it; None where nothing does."""
        match = _compiled(pattern).match(self.text, self._next())
        if match is None:
            return None
        self.position = match.end()
        return match[0]

    def sees(self, pattern: str) -> bool:
        """Tell whether the pattern matches here."""
        return _compiled(pattern).match(self.text, self._next()) is not None

    def need(self, pattern: str, name: str) -> str:
        """Return what matches here, or raise."""
        found = self.take(pattern)
        if found is None:
            raise self.error(name)
        return found

    def end(self) -> bool:
        """Tell whether all has been read."""
        return self._next() == len(self.text)

    def error(self, expected: str) -> ParseError:
        """Return an error that names what stands here and what should."""
        start = self._next()
        found = self.take(r'"[^"]*"|\w+|\W') or "<EOF>"
        return ParseError(f"mismatched input '{found}' expecting {expected}", start, self.position)

    def _next(self) -> int:
        match = _space.match(self.text, self.position)
        assert match is not None
        return match.end()


@lru_cache(maxsize=200)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
