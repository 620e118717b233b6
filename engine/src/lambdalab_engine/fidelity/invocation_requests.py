"""Refuses an invocation whose payload is too large or no JSON, and hands the client context on.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (invocation payload),
https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (errors, client context).
"""

# mypy: disable-error-code="no-untyped-call,untyped-decorator"
# LocalStack's helper for patches has no annotations.

import base64
import json
from collections.abc import Callable
from typing import Any, NoReturn

from localstack.aws.api.lambda_ import InvalidRequestContentException
from localstack.services.lambda_.invocation.execution_environment import ExecutionEnvironment
from localstack.services.lambda_.invocation.lambda_models import (
    Invocation,
    InvocationResult,
    RequestEntityTooLargeException,
)
from localstack.services.lambda_.invocation.lambda_service import LambdaService
from localstack.utils.patch import patch

SYNCHRONOUS_BYTES = 6 * 1024 * 1024
ASYNCHRONOUS_BYTES = 256 * 1024
"""AWS has taken up to 1 MB since October 2025; the course teaches the limit that stood for ten years."""

_VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
_SHOWN = 500


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
    if size > SYNCHRONOUS_BYTES:
        raise RequestEntityTooLargeException(
            f"Request must be smaller than {SYNCHRONOUS_BYTES} bytes for the InvokeFunction operation"
        )
    if invocation_type == "Event" and size > ASYNCHRONOUS_BYTES:
        raise RequestEntityTooLargeException(
            f"{size} byte payload is too large for the Event invocation type "
            f"(limit {ASYNCHRONOUS_BYTES} bytes)"
        )


def check_json(payload: bytes) -> None:
    """Raise AWS's error for a payload that is no JSON, in the words of its parser."""
    try:
        json.loads(payload, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        problem = _problem(error.doc[error.pos :])
        shown = payload[:_SHOWN].decode(errors="replace")
        place = f'[Source: (byte[])"{shown}"; line: {error.lineno}, column: {error.colno}]'
        raise InvalidRequestContentException(
            "Could not parse request body into json: Could not parse payload into json: "
            f"{problem}\n at {place}",
            Type="User",
        ) from error
    except UnicodeDecodeError:
        return  # LocalStack refuses it


def context_of(header: str | None) -> str:
    """Return the JSON of a client context, which comes in Base64; the empty text where there is none."""
    if not header:
        return ""
    try:
        context = json.loads(base64.b64decode(header, validate=True))
    except ValueError as error:
        message = "Client context must be a valid Base64-encoded JSON object."
        raise InvalidRequestContentException(message, Type="User") from error
    return json.dumps(context)


def _refuse_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(name, name, 0)


def _problem(rest: str) -> str:
    if not rest.strip():
        return "Unexpected end-of-input"
    word = rest[: next((i for i, char in enumerate(rest) if not char.isalnum()), len(rest))]
    if word and word[0].isalpha():
        return f"Unrecognized token '{word}': was expecting {_VALUES}"
    return f"Unexpected character ('{rest[0]}' (code {ord(rest[0])})): expected a valid value {_VALUES}"
