"""Judges each call that a function makes by its execution role, as IAM does.

So are the calls that a service makes with a role: Lambda for an event source mapping, a destination or a
dead-letter queue, EventBridge and API Gateway where they were given one. A role is taken on only where it is
there and its trust policy names who takes it. Calls signed with an account's number are its administrator's:
nobody judges them. ``LAMBDALAB_IAM=off`` switches all this off.
Sources: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
and https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import os
from datetime import UTC, datetime
from typing import Any

from localstack.aws import handlers

from lambdalab_engine.fidelity import callers, ec2_needs, roles
from lambdalab_engine.fidelity.callers import Session
from lambdalab_engine.fidelity.denials import denied
from lambdalab_engine.fidelity.needs import Need, needs_of
from lambdalab_engine.fidelity.policies import Call, evaluate
from lambdalab_engine.fidelity.resource_policies import owner_of, policies_of
from lambdalab_engine.settings import IAM_VARIABLE

_ALWAYS_ALLOWED = {"sts:GetCallerIdentity", "sts:GetSessionToken"}


def install() -> None:
    """Judge calls before they reach their service, unless that is switched off."""
    if is_on():
        handlers.serve_custom_service_request_handlers.append(judge_role)
        handlers.serve_custom_service_request_handlers.append(judge_trust)


def is_on() -> bool:
    """Tell whether roles are enforced."""
    return os.environ.get(IAM_VARIABLE) != "off"


def judge_role(chain: Any, context: Any, response: Any) -> None:
    """Raise AWS's error where a role's session calls, and may not do all that the call needs."""
    if context.operation is None:
        return
    session = callers.session_of(context)
    if session is None:
        return
    for need in needs_of(context):
        if need.action not in _ALWAYS_ALLOWED:
            _require(session, need, _keys(session, context, need.action))


def judge_trust(chain: Any, context: Any, response: Any) -> None:
    """Raise AWS's error where a service or a session takes on a role that does not trust it."""
    if context.operation is None or context.operation.name != "AssumeRole":
        return
    session, service = callers.session_of(context), callers.service_of(context)
    caller = session or service
    role = context.service_request["RoleArn"]
    if caller is None or roles.lets_in(role, caller.names | _root(session)):
        return
    reason = "because no resource-based policy allows the sts:AssumeRole action"
    name = session.arn if session else service and service.principal
    raise denied(str(name), "sts:AssumeRole", role, reason)


def _require(session: Session, need: Need, keys: dict[str, str]) -> None:
    action, resource = need
    if action.startswith("ec2:"):
        for key, value in ec2_needs.tags_of(resource).items():
            keys |= {f"aws:resourcetag/{key.lower()}": value, f"ec2:resourcetag/{key.lower()}": value}
    call = Call(action, resource, session.names, keys)
    of_role = roles.judge(session.role_arn, call)
    is_own = owner_of(resource) in ("", session.account)
    names = session.names if is_own else session.names | _root(session)
    of_resource = evaluate(policies_of(resource), Call(action, resource, names, keys))
    if "deny" in (of_role, of_resource):
        kind = "identity" if of_role == "deny" else "resource"
        raise denied(session.arn, action, resource, f"with an explicit deny in {_a(kind)}-based policy")
    # In its own account either policy is enough; a resource of another account needs both.
    allowed = (of_role == "allow", of_resource == "allow")
    if not (any(allowed) if is_own else all(allowed)):
        kind = "resource" if of_role == "allow" else "identity"
        reason = f"because no {kind}-based policy allows the {action} action"
        raise denied(session.arn, action, resource, reason)


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "identity" else f"a {kind}"


def _root(session: Session | None) -> frozenset[tuple[str, str]]:
    return frozenset({("AWS", f"arn:aws:iam::{session.account}:root")}) if session else frozenset()


def _keys(session: Session, context: Any, action: str) -> dict[str, str]:
    """Return the condition keys of a call, as far as an action of it is concerned.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    now, request = datetime.now(UTC), context.service_request or {}
    keys = {
        "aws:currenttime": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "aws:epochtime": str(int(now.timestamp())),
        "aws:principalaccount": session.account,
        "aws:principalarn": session.role_arn,
        "aws:principaltype": "AssumedRole",
        "aws:requestedregion": context.region,
        "aws:securetransport": "true",  # an SDK calls AWS by https; only here it is told otherwise
        "aws:sourceip": "127.0.0.1",
    }
    for key, parameter in _PARAMETERS.items():
        if request.get(parameter) is not None:
            keys[key] = str(request[parameter])
    if action.startswith("ec2:"):
        keys |= ec2_needs.keys(action, context.operation.name, request)
    return keys


_PARAMETERS = {
    "cloudwatch:namespace": "Namespace",
    "s3:delimiter": "Delimiter",
    "s3:max-keys": "MaxKeys",
    "s3:prefix": "Prefix",
    "sns:protocol": "Protocol",
}
"""Condition keys that are a parameter of the call."""
