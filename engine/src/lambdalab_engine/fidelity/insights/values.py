"""The values that queries work with, and how they are compared, ordered and shown."""

import re
from datetime import UTC, datetime
from typing import Any

from lambdalab_engine.fidelity.filter_patterns.conditions import as_number

type Value = str | float | None
type Record = dict[str, Value]

_CHUNKS = re.compile(r"\d+|\D+")


class Time(int):
    """A time in milliseconds since 1970."""


def number(value: Value) -> float | None:
    """Return the number that a value is, None where it is none."""
    if not isinstance(value, str):
        return value
    found = as_number(value)
    return None if found is None else float(found)


def shown(value: Value) -> str:
    """Return a value as a result holds it: times to the millisecond, numbers with at most four decimals."""
    if isinstance(value, Time):
        when = datetime.fromtimestamp(value / 1000, UTC)
        return when.strftime("%Y-%m-%d %H:%M:%S.") + f"{value % 1000:03d}"
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def compare(left: Value, right: Value) -> int | None:
    """Return -1, 0 or 1; as numbers where both are, as texts otherwise; None where one is missing."""
    if left is None or right is None:
        return None
    numbers = number(left), number(right)
    if numbers[0] is not None and numbers[1] is not None:
        return (numbers[0] > numbers[1]) - (numbers[0] < numbers[1])
    texts = shown(left), shown(right)
    return (texts[0] > texts[1]) - (texts[0] < texts[1])


def sort_key(value: Value) -> tuple[Any, ...]:
    """Return the key of the natural order: texts before numbers, digits in texts by length and value.

    Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Sort.html
    """
    found = number(value)
    if found is not None:
        return 1, found
    chunks = _CHUNKS.findall(shown(value))
    return 0, [("0", len(chunk), chunk) if chunk.isdecimal() else (chunk, 0, "") for chunk in chunks]
