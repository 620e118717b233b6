"""Tries what a role may do in EC2 by dry runs, which change nothing.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-api-permissions.html
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import boto3
from botocore.exceptions import ClientError

from lambdalab.aws import Cloud
from lambdalab.checks.policies import in_words, statements_of_role
from lambdalab.checks.results import Unmet

_DENIED = re.compile(r"not authorized to perform: (\S+)")
"""Where EC2's message names the action that was denied: a call may need more than one."""


class Try(NamedTuple):
    """An action, the resource that it is tried on, in words, and the call."""

    action: str
    where: str
    call: Callable[..., Any]

    @property
    def words(self) -> str:
        """Return what is tried."""
        return f"{self.action} on {self.where}" if self.where else self.action


def client_of(cloud: Cloud, role: str) -> Any:
    """Return an EC2 client that calls with a role, as a function does."""
    arn = f"arn:aws:iam::{cloud.account}:role/{role}"
    keys = cloud.client("sts").assume_role(RoleArn=arn, RoleSessionName="check")["Credentials"]
    return boto3.client(
        "ec2",
        endpoint_url=cloud.endpoint,
        region_name=cloud.region,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


def require(cloud: Cloud, role: str, needed: Iterable[Try], too_much: Iterable[Try], limited: str) -> None:
    """Raise Unmet unless a role may do all that is needed, and nothing of what is too much.

    ``limited`` says in words what the role may do under a Condition alone.
    """
    for one in needed:
        if denied := _denied(one):
            why = "" if denied == one.action else f": that call needs {denied}, too"
            raise Unmet(
                "missing",
                expected=f"{role} to allow {one.words}",
                found=f"it does not{why}; {_statements(cloud, role, denied)}",
                look_at=_why_denied(one),
            )
    for one in too_much:
        if not _denied(one):
            raise Unmet(
                "mismatch",
                expected=f"{role} to allow what the function does, and no more",
                found=f"it also allows {one.words}",
                look_at=f"the statements: no * in Action, a Condition to {limited}",
            )


def _why_denied(tried: Try) -> str:
    if ":Describe" in tried.action:
        return f'Action, and Resource: {tried.action} knows no resource but "*", and no tag'
    return "Action, Resource and Condition of the statements, letter by letter; put_role_policy"


def _statements(cloud: Cloud, role: str, action: str) -> str:
    """Return what a role's statements say of an action, and where none names it, what they all say."""
    every = statements_of_role(cloud, role)
    about = [one for one in every if action in _list(one.get("Action", []))]
    if about:
        return f"its statements about that are: {in_words(about)}"
    return f"its statements are: {in_words(every) or 'only those about logs'}"


def _list(one_or_more: Any) -> list[Any]:
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]


def _denied(one: Try) -> str:
    """Return the action that a call is not allowed; nothing where the call is."""
    try:
        one.call(DryRun=True)
    except ClientError as error:
        if error.response["Error"]["Code"] != "DryRunOperation":
            named = _DENIED.search(error.response["Error"]["Message"])
            return named[1] if named else one.action
    return ""
