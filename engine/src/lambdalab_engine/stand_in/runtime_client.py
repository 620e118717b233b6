"""A stand-in for the compiled half of ``awslambdaric``, where that has no wheel (macOS).

It is the last folder on a function's path, so that the compiled module wins where it exists, and has the same
four functions; what they send and return was compared with awslambdaric 4.2.2.
Source: https://github.com/aws/aws-lambda-python-runtime-interface-client (awslambdaric/runtime_client.cpp)
"""

import http.client
import os
from collections.abc import Mapping
from http import HTTPStatus

_VERSION = "/2018-06-01/runtime/invocation"
_TEXT_HEADERS = (
    "Lambda-Runtime-Aws-Request-Id",
    "Lambda-Runtime-Trace-Id",
    "Lambda-Runtime-Invoked-Function-Arn",
    "Lambda-Runtime-Client-Context",
    "Lambda-Runtime-Cognito-Identity",
    "Lambda-Runtime-Aws-Tenant-Id",
    "Lambda-Runtime-Invocation-Id",
    "Content-Type",
)

_api = http.client.HTTPConnection(os.environ.get("AWS_LAMBDA_RUNTIME_API", ""))
_user_agent = ""


def initialize_client(user_agent: str) -> None:
    """Set what every request says of its sender."""
    global _user_agent
    _user_agent = user_agent


def next() -> tuple[bytes, dict[str, str | int | None]]:  # noqa: A001 (the compiled module's name)
    """Wait for an invocation; return its event and the headers that came with it."""
    _api.request("GET", f"{_VERSION}/next", headers={"User-Agent": _user_agent})
    response = _api.getresponse()
    event = response.read()
    if response.status != HTTPStatus.OK:
        raise RuntimeError("Failed to get next")
    headers: dict[str, str | int | None] = {name: response.headers.get(name) for name in _TEXT_HEADERS}
    headers["Lambda-Runtime-Deadline-Ms"] = int(response.headers.get("Lambda-Runtime-Deadline-Ms", 0))
    return event, headers


def post_invocation_result(
    invoke_id: str, result: bytes, content_type: str, invocation_id: str | None = None
) -> None:
    """Send a function's result. Raises RuntimeError where it is refused."""
    if not _post(f"{_VERSION}/{invoke_id}/response", result, content_type, invocation_id):
        raise RuntimeError("Failed to post invocation response")


def post_error(invoke_id: str, error: str, xray_fault: str, invocation_id: str | None = None) -> None:
    """Send a function's exception. Raises RuntimeError where it is refused."""
    cause = {"Lambda-Runtime-Function-XRay-Error-Cause": xray_fault.encode()}
    path = f"{_VERSION}/{invoke_id}/error"
    if not _post(path, error.encode(), "application/json", invocation_id, cause):
        raise RuntimeError("Failed to post invocation error")


def _post(
    path: str,
    body: bytes,
    content_type: str,
    invocation_id: str | None,
    more: Mapping[str, bytes] | None = None,
) -> bool:
    headers: dict[str, str | bytes] = {
        "User-Agent": _user_agent,
        "Content-Type": content_type,
        **(more or {}),
    }
    if invocation_id:
        headers["Lambda-Runtime-Invocation-Id"] = invocation_id
    _api.request("POST", path, body, headers)
    response = _api.getresponse()
    response.read()
    return HTTPStatus(response.status).is_success
