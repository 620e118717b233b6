"""Lets a service reach a function, a queue or a topic only where the policy that stands there lets it.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html,
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-creating-custom-policies.html
and https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
"""

from typing import Any

from localstack.aws import handlers

from lambdalab_engine.fidelity import callers
from lambdalab_engine.fidelity.denials import denied
from lambdalab_engine.fidelity.needs import needs_of
from lambdalab_engine.fidelity.policies import Call, evaluate
from lambdalab_engine.fidelity.resource_policies import policies_of

_JUDGED = {("lambda", "Invoke"), ("sns", "Publish"), ("sqs", "SendMessage"), ("sqs", "SendMessageBatch")}


def install() -> None:
    """Judge each call that a service makes for a resource, before it reaches its service."""
    handlers.serve_custom_service_request_handlers.append(judge_service)


def judge_service(chain: Any, context: Any, response: Any) -> None:
    """Raise AWS's error where a service calls, and the resource's policy does not name it for its source.

    A service that took on a role is judged by that role, like a function.
    """
    if not context.is_internal_call or context.service is None or context.operation is None:
        return
    if (context.service.service_name, context.operation.name) not in _JUDGED:
        return
    service = callers.service_of(context)
    if service is None or callers.session_of(context) is not None:
        return
    for action, resource in needs_of(context):
        call = Call(action, resource, service.names, service.context)
        if evaluate(policies_of(resource), call) != "allow":
            reason = f"because no resource-based policy allows the {action} action"
            raise denied(service.principal, action, resource, reason)
