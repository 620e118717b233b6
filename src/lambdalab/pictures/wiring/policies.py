"""What a policy's statements allow: a role's, and those of functions, queues and topics.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

Statement = Mapping[str, Any]

_OPERATORS = ("stringequals", "stringlike", "arnequals", "arnlike")


def statements_of(document: str | Mapping[str, Any]) -> list[Statement]:
    """Return a policy's statements; AWS takes one alone without a list."""
    policy = json.loads(document or "{}") if isinstance(document, str) else document
    statements: list[Statement] = _listed(policy.get("Statement", []))
    return statements


def allows(
    statements: Iterable[Statement],
    action: str,
    resource: str,
    principal: str | None = None,
    context: Mapping[str, str] | None = None,
) -> bool:
    """Tell whether a statement allows an action on a resource, and none denies it.

    Of a resource's own policy ``principal`` is who asks, such as ``s3.amazonaws.com``. ``context`` holds what
    is known of the request; a condition on anything else is taken to be met where it allows.
    """
    known = {key.lower(): value for key, value in (context or {}).items()}
    matching = [
        one["Effect"]
        for one in statements
        if _covers(one, "Action", action, ignore_case=True)
        and _covers(one, "Resource", resource)
        and (principal is None or _is_for(one, principal))
        and _holds(one.get("Condition", {}), known, unknown=one["Effect"] == "Allow")
    ]
    return "Allow" in matching and "Deny" not in matching


def matches(pattern: str, text: str) -> bool:
    """Tell whether a text fits a pattern, in which ``*`` stands for any text and ``?`` for one sign."""
    parts = (".*" if sign == "*" else "." if sign == "?" else re.escape(sign) for sign in pattern)
    return re.fullmatch("".join(parts), text, re.DOTALL) is not None


def _covers(statement: Statement, element: str, text: str, ignore_case: bool = False) -> bool:
    fold = str.lower if ignore_case else str
    excluded = f"Not{element}" in statement
    patterns = _listed(statement.get(f"Not{element}" if excluded else element, []))
    return any(matches(fold(pattern), fold(text)) for pattern in patterns) != excluded


def _is_for(statement: Statement, principal: str) -> bool:
    named = statement.get("Principal", {})
    if isinstance(named, str):
        return named == "*"
    return principal in _listed(named.get("Service", [])) or "*" in _listed(named.get("AWS", []))


def _holds(conditions: Mapping[str, Any], known: Mapping[str, str], unknown: bool) -> bool:
    return all(
        any(matches(str(value), known[key.lower()]) for value in _listed(values))
        if key.lower() in known and operator.lower().removesuffix("ifexists") in _OPERATORS
        else unknown
        for operator, pairs in conditions.items()
        for key, values in pairs.items()
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
