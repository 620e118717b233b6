"""What policies call patterns: wildcards, policy variables, and the sections of an ARN.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

type Context = Mapping[str, str | Sequence[str]]
"""The condition keys of a request, in lower case, each with its value or values."""

_TOKEN = re.compile(r"(\$\{[^}]*\}|\*|\?)")
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_WITH_DEFAULT = re.compile(r"\s*([^,]*?)\s*(?:,\s*'(.*)')?\s*", re.DOTALL)
_ARN_COLONS = 5


def like(pattern: str, text: str, context: Context) -> bool:
    """Tell whether a text is like a pattern, in which ``*``, ``?`` and ``${variable}`` have a meaning.

    A variable that the request has not, and for which no default is given, is like nothing.
    """
    if "${" not in pattern:
        return _compiled(pattern).fullmatch(text) is not None
    pieces = []
    for token in _TOKEN.split(pattern):
        if token.startswith("${"):
            value = _value(token, context)
            if value is None:
                return False
            pieces.append(re.escape(value))
        else:
            pieces.append(_regex(token))
    return re.fullmatch("".join(pieces), text, re.DOTALL) is not None


def arn_like(pattern: str, arn: str, context: Context) -> bool:
    """Tell whether each of an ARN's six sections is like the pattern's.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    """
    wanted, sections = pattern.split(":", _ARN_COLONS), arn.split(":", _ARN_COLONS)
    if pattern == "*":
        return True
    return len(wanted) == len(sections) and all(
        like(want, section, context) for want, section in zip(wanted, sections, strict=True)
    )


def expand(text: str, context: Context) -> str | None:
    """Put the values of variables into a text; None where the request lacks one."""
    if "${" not in text:
        return text
    values = {token: _value(token, context) for token in _VARIABLE.findall(text)}
    if None in values.values():
        return None
    return _VARIABLE.sub(lambda found: values[found[0]] or "", text)


def _value(variable: str, context: Context) -> str | None:
    """Return the value of ``${key}``, ``${key, 'default'}`` or one of the three escapes."""
    inside = variable[2:-1]
    if inside in ("*", "?", "$"):
        return inside
    found = _WITH_DEFAULT.fullmatch(inside)
    assert found is not None  # the pattern takes any text
    value = context.get(found[1].lower())
    # A key with several values is no variable.
    return value if isinstance(value, str) else found[2]


@lru_cache(4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(map(_regex, _TOKEN.split(pattern))), re.DOTALL)


def _regex(token: str) -> str:
    return {"*": ".*", "?": "."}.get(token) or re.escape(token)
