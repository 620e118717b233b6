"""Reads what a pipeline's role allows: all that a release of the shop calls, and nothing else of Lambda's."""

from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.policies import allows, in_words, names_action, require_no_more, statements_of_role
from lambdalab.checks.results import Unmet
from lambdalab.checks.stages import SHOP, bucket_of

_NEEDED = ("UpdateFunctionCode", "GetFunction", "PublishVersion", "GetAlias", "UpdateAlias")
_TOO_MUCH = ("DeleteFunction", "UpdateFunctionConfiguration", "AddPermission", "DeleteAlias")


def require_release_role(cloud: Cloud, role: str) -> None:
    """Raise Unmet unless a role may release the shop, its versions too, and do nothing else to functions."""
    shop = cloud.arn("lambda", f"function:{SHOP}")
    statements = statements_of_role(cloud, role)
    needed = [(f"lambda:{name}", shop) for name in _NEEDED]
    needed.append(("lambda:InvokeFunction", f"{shop}:7"))
    for action, resource in needed:
        if not allows(statements, action, resource):
            raise Unmet(
                "missing",
                expected=f"{role} to allow {action} on {resource}",
                found=f"it does not; of functions it says: {_of_functions(statements)}",
                look_at=_advice(statements, action),
            )
    too_much = [("lambda:UpdateFunctionCode", cloud.arn("lambda", "function:release"))]
    too_much += [("lambda:InvokeFunction", cloud.arn("lambda", f"function:{SHOP}-admin"))]
    too_much += [(f"lambda:{name}", shop) for name in _TOO_MUCH]
    too_much += [("s3:PutObject", f"arn:aws:s3:::{bucket_of(cloud)}/shop.zip")]
    require_no_more(
        statements,
        too_much,
        expected=f"{role} to allow what the pipeline does, and no more",
        look_at="the statement: no * in Action, and in Resource only after the colon",
    )


def _advice(statements: list[dict[str, Any]], action: str) -> str:
    if not names_action(statements, action):
        return f"Action: no statement names {action}, wherever it is to be done"
    return "Resource: the shop has an ARN, and each of its versions one of its own"


def _of_functions(statements: list[dict[str, Any]]) -> str:
    """Return what the statements about Lambda say: the others are given."""
    ours = [statement for statement in statements if "lambda:" in str(statement.get("Action", "")).lower()]
    return in_words(ours) or "nothing"
