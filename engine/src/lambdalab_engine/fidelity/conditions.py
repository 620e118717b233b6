"""Judges the Condition of a policy's statement.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

import ipaddress
import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lambdalab_engine.fidelity.wildcards import Context, arn_like, expand, like

type Test = Callable[[str, str, Context], bool]
"""Compares a request's value with a policy's."""


def hold(conditions: Mapping[str, Mapping[str, Sequence[str]]], context: Context) -> bool:
    """Tell whether all conditions hold: operators and keys are joined by AND, the values of a key by OR."""
    return all(
        _holds(name, context.get(key.lower()), wanted, context)
        for name, keys in conditions.items()
        for key, wanted in keys.items()
    )


def _plain(compare: Callable[[Any, Any], bool], read: Callable[[str], Any] = str) -> Test:
    """Return a test that reads both values before it compares them; what cannot be read is not equal."""

    def test(value: str, wanted: str, context: Context) -> bool:
        expanded = expand(wanted, context)
        try:
            return expanded is not None and compare(read(value), read(expanded))
        except ValueError:
            return False

    return test


def _date(text: str) -> datetime:
    """Read a date as W3C writes it, or as seconds since 1970."""
    if text.replace(".", "", 1).isdecimal() and "-" not in text:
        return datetime.fromtimestamp(float(text), UTC)
    date = datetime.fromisoformat(text)
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _in_network(address: str, network: str, context: Context) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


TESTS: dict[str, Test] = {
    "StringEquals": _plain(operator.eq),
    "StringEqualsIgnoreCase": _plain(operator.eq, str.casefold),
    "StringLike": lambda value, wanted, context: like(wanted, value, context),
    "NumericEquals": _plain(operator.eq, float),
    "NumericLessThan": _plain(operator.lt, float),
    "NumericLessThanEquals": _plain(operator.le, float),
    "NumericGreaterThan": _plain(operator.gt, float),
    "NumericGreaterThanEquals": _plain(operator.ge, float),
    "DateEquals": _plain(operator.eq, _date),
    "DateLessThan": _plain(operator.lt, _date),
    "DateLessThanEquals": _plain(operator.le, _date),
    "DateGreaterThan": _plain(operator.gt, _date),
    "DateGreaterThanEquals": _plain(operator.ge, _date),
    "Bool": _plain(operator.eq, str.casefold),
    "BinaryEquals": _plain(operator.eq),
    "IpAddress": _in_network,
    "ArnEquals": lambda value, wanted, context: arn_like(wanted, value, context),
    "ArnLike": lambda value, wanted, context: arn_like(wanted, value, context),
}

NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}
"""Operators that hold where no value of the policy matches; they hold for a key that is not there, too."""


def _holds(
    operator_name: str, found: str | Sequence[str] | None, wanted: Sequence[str], context: Context
) -> bool:
    """Tell whether an operator holds for a key. An unknown one, which AWS would refuse, never does."""
    quantifier, _, name = operator_name.rpartition(":")
    is_enough_if_missing = name.endswith("IfExists")
    name = name.removesuffix("IfExists")
    if name == "Null":
        return str(found is None).lower() in (value.lower() for value in wanted)
    is_negated = name in NEGATED
    test = TESTS.get(NEGATED.get(name, name))
    if test is None:
        return False
    if found is None:
        is_true_of_nothing = quantifier == "ForAllValues" or (is_negated and quantifier != "ForAnyValue")
        return is_enough_if_missing or is_true_of_nothing
    values = [found] if isinstance(found, str) else found
    matched = [is_negated != any(test(value, want, context) for want in wanted) for value in values]
    needs_all = quantifier == "ForAllValues" or (is_negated and quantifier != "ForAnyValue")
    return all(matched) if needs_all else any(matched)
