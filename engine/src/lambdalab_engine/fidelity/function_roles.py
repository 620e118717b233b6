"""Refuses a function, an event source mapping or a destination whose role does not let it work.

Lambda asks when it is set up, not when the first event is lost.
Sources: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html,
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-create-trigger.html
and https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

from collections.abc import Iterator
from typing import Any

from localstack.aws.api.lambda_ import InvalidParameterValueException
from localstack.services.lambda_.invocation.models import lambda_stores

from lambdalab_engine.fidelity import execution_roles, roles
from lambdalab_engine.fidelity.before import before
from lambdalab_engine.fidelity.needs import Place, function_arn

_LAMBDA = frozenset({("Service", "lambda.amazonaws.com")})
_NOT_TRUSTED = "The role defined for the function cannot be assumed by Lambda."

_POLLS = {
    "sqs": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "dynamodb": ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"),
}
_SENDS = {
    "events": ("events:PutEvents", "EventBridge"),
    "lambda": ("lambda:InvokeFunction", "Lambda"),
    "sns": ("sns:Publish", "SNS"),
    "sqs": ("sqs:SendMessage", "SQS"),
}


def install() -> None:
    """Look at the role before Lambda takes on what needs it."""
    if execution_roles.is_on():
        before(judge_configuration, "lambda")


def judge_configuration(context: Any) -> None:
    """Raise InvalidParameterValueException where the role lacks what a setting needs.

    Whether a new function's role can be assumed, LocalStack tries by itself.
    """
    request = context.service_request or {}
    match context.operation.name:
        case "CreateFunction":
            _require_sending(request.get("Role"), _dead_letter(request))
        case "UpdateFunctionConfiguration":
            role = request.get("Role")
            if role and not roles.lets_in(role, _LAMBDA):
                raise InvalidParameterValueException(_NOT_TRUSTED, Type="User")
            _require_sending(role or _role_of(context, request), _dead_letter(request))
        case "PutFunctionEventInvokeConfig" | "UpdateFunctionEventInvokeConfig":
            for destination in _destinations(request):
                _require_sending(_role_of(context, request), destination)
        case "CreateEventSourceMapping":
            _require_polling(_role_of(context, request), request.get("EventSourceArn", ""))


def _require_polling(role: str | None, source: str) -> None:
    service = source.split(":")[2] if source.startswith("arn:") else ""
    for action in _POLLS.get(service, ()):
        if role is None or roles.may(role, action, source):
            continue
        operation = action.partition(":")[2]
        message = f"The provided execution role does not have permissions to call {operation} on SQS"
        if service == "dynamodb":
            message = (
                f"Cannot access stream {source}. Please ensure the role can perform the GetRecords, "
                "GetShardIterator, DescribeStream, and ListStreams Actions on your stream in IAM."
            )
        raise InvalidParameterValueException(message, Type="User")


def _require_sending(role: str | None, target: str | None) -> None:
    service = target.split(":")[2] if target and target.startswith("arn:") else ""
    if role is None or target is None or service not in _SENDS:
        return
    action, name = _SENDS[service]
    if not roles.may(role, action, target):
        operation = f"{action.partition(':')[2]} on {name}"
        message = f"The provided execution role does not have permissions to call {operation}"
        raise InvalidParameterValueException(message, Type="User")


def _dead_letter(request: dict[str, Any]) -> str | None:
    target: str | None = (request.get("DeadLetterConfig") or {}).get("TargetArn")
    return target


def _destinations(request: dict[str, Any]) -> Iterator[str]:
    for outcome in (request.get("DestinationConfig") or {}).values():
        if target := (outcome or {}).get("Destination"):
            yield target


def _role_of(context: Any, request: dict[str, Any]) -> str | None:
    """Return the role of the function that a call is about, None where there is no such function."""
    place = Place("lambda", context.region, context.account_id)
    arn = function_arn(place, request["FunctionName"], request.get("Qualifier"))
    _, _, _, region, account, _, name, *_ = arn.split(":")
    function = lambda_stores[account][region].functions.get(name)
    return function.latest().config.role if function else None
