"""Evaluates the policies of IAM: which statement applies to a call, and what follows from all of them.

Why our own: the package index has checkers and generators of policies, but no kept evaluator for Python, and
``moto.iam.access_control`` knows neither conditions nor resource policies.
Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
and https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from lambdalab_engine.fidelity import conditions
from lambdalab_engine.fidelity.wildcards import Context, like

type Outcome = Literal["allow", "deny", "silent"]
"""What policies say of a call; "silent", the implicit deny, where no statement applies to it."""

type Name = tuple[str, str]
"""A name that a Principal may give a caller: its kind (AWS, Service) and the name."""

_WITH_VARIABLES = "2012-10-17"


@dataclass(frozen=True)
class Call:
    """What is asked: an action on a resource, by a caller who has these names."""

    action: str
    resource: str
    names: frozenset[Name] = frozenset()
    context: Context = field(default_factory=dict)


@dataclass(frozen=True)
class Statement:
    """A statement with each element as a list; None where it lacks the element."""

    effect: str
    actions: list[str] | None
    not_actions: list[str] | None
    resources: list[str] | None
    not_resources: list[str] | None
    principals: frozenset[Name] | None
    not_principals: frozenset[Name] | None
    conditions: dict[str, dict[str, list[str]]]

    def applies_to(self, call: Call) -> bool:
        """Tell whether every element that the statement has matches the call."""
        action = call.action.lower()
        return (
            _matches(self.actions, self.not_actions, action, {})
            and _matches(self.resources, self.not_resources, call.resource, call.context)
            and self._names(call)
            and conditions.hold(self.conditions, call.context)
        )

    def _names(self, call: Call) -> bool:
        if self.not_principals is not None:
            return not self.not_principals & call.names
        return self.principals is None or ("*", "*") in self.principals or bool(self.principals & call.names)


def evaluate(documents: Iterable[str], call: Call) -> Outcome:
    """Return what policies, given as JSON, say of a call: an explicit deny wins over any allow."""
    outcome: Outcome = "silent"
    for document in documents:
        for statement in _statements(document):
            if statement.applies_to(call):
                if statement.effect == "Deny":
                    return "deny"
                outcome = "allow"
    return outcome


def _matches(wanted: list[str] | None, unwanted: list[str] | None, text: str, context: Context) -> bool:
    if unwanted is not None:
        return not any(like(pattern, text, context) for pattern in unwanted)
    return wanted is None or any(like(pattern, text, context) for pattern in wanted)


@lru_cache(1024)
def _statements(document: str) -> list[Statement]:
    """Read a policy; what its text says is kept, as each call is judged by the same few texts."""
    policy = json.loads(document)
    if policy.get("Version") != _WITH_VARIABLES:
        # Without that version, ${...} is text like any other.
        policy = json.loads(document.replace("${", "${$}{"))
    return [_statement(statement) for statement in _listed(policy.get("Statement", []))]


def _statement(told: Mapping[str, Any]) -> Statement:
    actions, not_actions = _texts(told, "Action"), _texts(told, "NotAction")
    return Statement(
        effect=told["Effect"],
        actions=actions and [action.lower() for action in actions],
        not_actions=not_actions and [action.lower() for action in not_actions],
        resources=_texts(told, "Resource"),
        not_resources=_texts(told, "NotResource"),
        principals=_principals(told.get("Principal")),
        not_principals=_principals(told.get("NotPrincipal")),
        conditions={
            operator: {key: [_text(value) for value in _listed(values)] for key, values in keys.items()}
            for operator, keys in told.get("Condition", {}).items()
        },
    )


def _principals(told: str | Mapping[str, Any] | None) -> frozenset[Name] | None:
    """Return the names of a Principal; an account's number means its root, and ``"AWS": "*"`` everybody."""
    if told is None:
        return None
    if told == "*":
        return frozenset({("*", "*")})
    assert not isinstance(told, str)
    names = {(kind, name) for kind, listed in told.items() for name in _listed(listed)}
    return frozenset(
        ("*", "*")
        if name == "*"
        else (kind, f"arn:aws:iam::{name}:root")
        if kind == "AWS" and name.isdecimal()
        else (kind, name)
        for kind, name in names
    )


def _texts(told: Mapping[str, Any], element: str) -> list[str] | None:
    return _listed(told[element]) if element in told else None


def _listed(told: Any) -> list[Any]:
    return told if isinstance(told, list) else [told]


def _text(value: object) -> str:
    """Return a condition's value as text: JSON's booleans and numbers are taken like their text."""
    return json.dumps(value) if isinstance(value, bool | int | float) else str(value)
