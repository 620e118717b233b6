"""Reads policies: what a role's statements allow."""

import fnmatch
import json
from collections.abc import Iterable, Iterator
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.results import Unmet


def statements_of_role(cloud: Cloud, role: str) -> list[dict[str, Any]]:
    """Return the statements of all policies of a role. Raises Unmet where the role is not there."""
    iam = cloud.client("iam")
    try:
        return list(_statements(iam, role))
    except iam.exceptions.NoSuchEntityException:
        raise Unmet(
            "missing",
            expected=f"a role called {role}",
            found="there is none",
            look_at="the cell at the top of this lab that creates it",
        ) from None


def allows(statements: list[dict[str, Any]], action: str, resource: str) -> bool:
    """Tell whether the statements allow an action on a resource: one allows it and none denies it.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
    """
    matching = [
        statement["Effect"]
        for statement in statements
        if _matches(statement.get("Action", []), action.lower(), lower=True)
        and _matches(statement.get("Resource", []), resource)
    ]
    return "Allow" in matching and "Deny" not in matching


def require_no_more(
    statements: list[dict[str, Any]], too_much: Iterable[tuple[str, str]], *, expected: str, look_at: str
) -> None:
    """Raise Unmet where a role's statements allow one of these actions on its resource."""
    for action, resource in too_much:
        if allows(statements, action, resource):
            found = f"it also allows {action} on {resource}"
            raise Unmet("mismatch", expected=expected, found=found, look_at=look_at)


def names_action(statements: list[dict[str, Any]], action: str) -> bool:
    """Tell whether any of the statements is about an action, on whatever resource."""
    return any(_matches(statement.get("Action", []), action.lower(), lower=True) for statement in statements)


def in_words(statements: list[dict[str, Any]]) -> str:
    """Return what statements say, in a line; those about logs alone are left out."""
    words = []
    for statement in statements:
        actions, resources = (_list(statement.get(part, [])) for part in ("Action", "Resource"))
        if not all(action.startswith("logs:") for action in actions):
            words.append(f"{statement['Effect']} {', '.join(actions)} on {', '.join(resources)}")
            words[-1] += _conditions(statement)
    return "; ".join(words)


def _conditions(statement: dict[str, Any]) -> str:
    """Return under which conditions a statement holds; nothing where there are none."""
    pairs = [pair for test in statement.get("Condition", {}).values() for pair in test.items()]
    words = [f"{key} is {' or '.join(map(str, _list(values)))}" for key, values in pairs]
    return f" if {' and '.join(words)}" if words else ""


def _statements(iam: Any, role: str) -> Iterator[dict[str, Any]]:
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        yield from _listed(iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"])
    for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        version = iam.get_policy(PolicyArn=policy["PolicyArn"])["Policy"]["DefaultVersionId"]
        document = iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId=version)
        yield from _listed(document["PolicyVersion"]["Document"])


def _listed(document: Any) -> list[dict[str, Any]]:
    """Return a document's statements; AWS takes one statement without a list, and text for JSON."""
    if isinstance(document, str):
        document = json.loads(document)
    return _list(document.get("Statement", []))


def _list(one_or_more: Any) -> list[Any]:
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]


def _matches(patterns: str | list[str], text: str, lower: bool = False) -> bool:
    return any(
        fnmatch.fnmatchcase(text, pattern.lower() if lower else pattern) for pattern in _list(patterns)
    )
