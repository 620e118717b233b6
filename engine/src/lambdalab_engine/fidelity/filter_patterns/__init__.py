"""CloudWatch Logs filter patterns: terms, JSON and space-delimited.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from functools import lru_cache

from lambdalab_engine.fidelity.filter_patterns.conditions import InvalidPatternError
from lambdalab_engine.fidelity.filter_patterns.json_events import JsonPattern
from lambdalab_engine.fidelity.filter_patterns.space_delimited import SpaceDelimitedPattern
from lambdalab_engine.fidelity.filter_patterns.terms import TermsPattern
from lambdalab_engine.fidelity.scanner import ParseError

__all__ = ["InvalidPatternError", "Pattern", "compile_pattern"]

type Pattern = TermsPattern | JsonPattern | SpaceDelimitedPattern

_STRUCTURED: dict[str, tuple[str, type[JsonPattern | SpaceDelimitedPattern]]] = {
    "{": ("}", JsonPattern),
    "[": ("]", SpaceDelimitedPattern),
}


@lru_cache(maxsize=1000)
def compile_pattern(text: str) -> Pattern:
    """Return the pattern, ready to be applied to messages; raise ``InvalidPatternError``."""
    opening = text[:1]
    if opening not in _STRUCTURED:
        return TermsPattern(text)
    closing, kind = _STRUCTURED[opening]
    if not text.endswith(closing):
        raise InvalidPatternError(f"If a filter pattern starts with '{opening}' it must end with '{closing}'")
    try:
        return kind(text[1:-1])
    except ParseError:
        raise InvalidPatternError from None
