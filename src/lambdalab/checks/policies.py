"""Reads policies: what a role's statements allow."""

import fnmatch
import json
from collections.abc import Iterator
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
    statements = document.get("Statement", [])
    return statements if isinstance(statements, list) else [statements]


def _matches(patterns: str | list[str], text: str, lower: bool = False) -> bool:
    listed = [patterns] if isinstance(patterns, str) else patterns
    return any(fnmatch.fnmatchcase(text, pattern.lower() if lower else pattern) for pattern in listed)
