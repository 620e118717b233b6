"""The regular expressions of filter patterns: a part of those that Python has.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html
"""

import re

_ALLOWED = re.compile(
    r"(?:[A-Za-z0-9 :_#=@/;,^$?\[\]{}|*+.-]|\\[dDsSwW]|\\x[0-9A-Fa-f]{2}|\\[^A-Za-z0-9])+", re.ASCII
)


class InvalidPatternError(ValueError):
    """A filter pattern that AWS refuses; without a text of its own, the operation has one."""

    @classmethod
    def of_characters(cls, text: str, position: int) -> "InvalidPatternError":
        """Return the error for the characters at ``position`` that would need quotation marks."""
        match = re.compile(r"\s*([^\w\s]+)", re.ASCII).match(text, position)
        return cls(f"Invalid character(s) in term '{match[1]}'") if match else cls()


def compile_regular_expression(text: str) -> re.Pattern[str]:
    """Return what stands between two ``%``, compiled; raise where AWS does not support it."""
    if not _ALLOWED.fullmatch(text) or not text.isascii():
        raise InvalidPatternError
    try:
        return re.compile(text, re.ASCII)
    except re.error:
        raise InvalidPatternError from None
