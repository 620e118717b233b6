"""Refuses an invocation whose payload is too large or no JSON, and hands the client context on.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (invocation payload),
https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (errors, client context).
"""

# mypy: disable-error-code="no-untyped-call,untyped-decorator"
# LocalStack's helper for patches has no annotations.

from collections.abc import Callable
from typing import Any

from localstack.aws.api.lambda_ import InvalidRequestContentException
from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment
from localstack.services.lambda_.invocation.lambda_models import (
    Invocation,
    InvocationResult,
    RequestEntityTooLargeException,
)
from localstack.services.lambda_.invocation.lambda_service import LambdaService
from localstack.utils.patch import patch

from lambdalab_engine.fidelity import payloads


def install() -> None:
    """Look at each request before a version of the function does."""
    patch(LambdaService.invoke)(_invoke)
    patch(ExecutionEnvironment.invoke)(_invoke_in_environment)


def _invoke(invoke: Callable[..., Any], self: LambdaService, *args: Any, **request: Any) -> Any:
    payload = request.get("payload")
    if payload:
        check_size(len(payload), request.get("invocation_type"))
        check_json(payload)
    context_of(request.get("client_context"))
    return invoke(self, *args, **request)


def _invoke_in_environment(
    invoke: Callable[..., InvocationResult], self: ExecutionEnvironment, invocation: Invocation
) -> InvocationResult:
    vars(self.runtime_executor)["client_context"] = context_of(invocation.client_context)
    return invoke(self, invocation)


def check_size(size: int, invocation_type: str | None) -> None:
    """Raise AWS's error for a payload of more bytes than this type of invocation takes."""
    problem = payloads.size_problem(size, invocation_type)
    if problem:
        raise RequestEntityTooLargeException(problem)


def check_json(payload: bytes) -> None:
    """Raise AWS's error for a payload that is no JSON."""
    problem = payloads.json_problem(payload)
    if problem:
        message = f"Could not parse request body into json: Could not parse payload into json: {problem}"
        raise InvalidRequestContentException(message, Type="User")


def context_of(header: str | None) -> str:
    """Return the JSON of a client context, which comes in Base64; the empty text where there is none."""
    try:
        return payloads.client_context(header) if header else ""
    except ValueError as error:
        message = "Client context must be a valid Base64-encoded JSON object."
        raise InvalidRequestContentException(message, Type="User") from error
