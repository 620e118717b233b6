"""Asks who may invoke a function by its resource policy.

Source: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
"""

import fnmatch

from lambdalab.aws import Cloud
from lambdalab.checks.chain import conditions_of, policy_of, principal_of
from lambdalab.checks.results import Unmet


def require_invoker(
    cloud: Cloud,
    function: str,
    principal: str,
    source: str,
    another: str = "",
    *,
    what: str = "",
    look_at: str = "SourceArn: the ARN of what calls, not of what is called",
) -> None:
    """Raise Unmet unless a service may invoke a function for a resource, and for no other resource.

    ``another`` is the ARN of such another one, where more than a longer name would tell it from ``source``;
    ``what`` says in words what may call, and ``look_at`` is for a source that is not covered.
    """
    statements = policy_of(cloud, function)
    expected = f"a permission for {principal} to invoke {function}, for {what or source} only"
    ours = [statement for statement in statements if principal_of(statement) == principal]
    if not ours:
        others = ", ".join(sorted(set(map(principal_of, statements))))
        raise Unmet(
            "missing",
            expected=expected,
            found=f"its policy names {others}" if others else "it has no policy",
            look_at=f"add_permission(Principal=...): who calls {function}?",
        )
    sources = [conditions_of(statement).get("aws:sourcearn", "*") for statement in ours]
    for statement, limit in zip(ours, sources, strict=True):
        if statement["Action"] != "lambda:InvokeFunction":
            found = f"the statement {statement['Sid']} is about {statement['Action']}"
            look_at = "add_permission(Action=...): lambda:InvokeFunction, and nothing more"
            raise Unmet("mismatch", expected=expected, found=found, look_at=look_at)
        if _covers(limit, another or f"{source}-of-another"):
            found = f"the statement {statement['Sid']} is for any: its SourceArn is {limit}"
            look_at = f'SourceArn; remove_permission(StatementId="{statement["Sid"]}") first'
            raise Unmet("mismatch", expected=expected, found=found, look_at=look_at)
    if not any(_covers(limit, source) for limit in sources):
        found = f"it may do so for {', '.join(sorted(set(sources)))}"
        raise Unmet("mismatch", expected=expected, found=found, look_at=look_at)


def _covers(pattern: str, arn: str) -> bool:
    return fnmatch.fnmatchcase(arn, pattern)
