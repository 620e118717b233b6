"""The limits of an invocation and of a function's settings, with AWS's errors."""

import base64
import json

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account, Function

MIB, KIB = 2**20, 2**10
CODE = """
def handler(event, context):
    if event == "client context":
        c = context.client_context
        return c and [c.custom, c.env, c.client and c.client.app_title]
    return "x" * event if isinstance(event, int) else len(event)
"""


@pytest.fixture(scope="module")
def function(account: Account) -> Function:
    """Give the module one function."""
    return account.deploy(CODE)


def refusal(function: Function, payload: bytes, **request: str) -> tuple[int, str, str]:
    """Invoke with a payload that is refused; return the status, the error's code and its message."""
    with pytest.raises(ClientError) as refused:
        function.api.invoke(FunctionName=function.name, Payload=payload, **request)
    told = refused.value.response
    return told["ResponseMetadata"]["HTTPStatusCode"], told["Error"]["Code"], told["Error"]["Message"]


def text(size: int) -> bytes:
    """Return a JSON text of this many bytes."""
    return b'"' + b"x" * (size - 2) + b'"'


def test_a_request_of_six_megabytes_is_taken(function: Function) -> None:
    """The limit itself is allowed."""
    answer = function.api.invoke(FunctionName=function.name, Payload=text(6 * MIB))
    assert json.load(answer["Payload"]) == 6 * MIB - 2


def test_a_larger_request_is_refused(function: Function) -> None:
    """One byte more is too large, and the function does not run."""
    assert refusal(function, text(6 * MIB + 1)) == (
        413,
        "RequestEntityTooLargeException",
        "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
    )


def test_an_asynchronous_request_of_256_kilobytes_is_taken(function: Function) -> None:
    """The limit itself is allowed."""
    answer = function.api.invoke(FunctionName=function.name, Payload=text(256 * KIB), InvocationType="Event")
    assert answer["StatusCode"] == 202


def test_a_larger_asynchronous_request_is_refused(function: Function) -> None:
    """The error names the size and the limit."""
    assert refusal(function, text(256 * KIB + 1), InvocationType="Event") == (
        413,
        "RequestEntityTooLargeException",
        "262145 byte payload is too large for the Event invocation type (limit 262144 bytes)",
    )


def test_a_response_of_six_megabytes_is_returned(function: Function) -> None:
    """The limit itself is allowed."""
    assert len(function.invoke(6 * MIB - 2).result) == 6 * MIB - 2


def test_a_larger_response_is_a_function_error(function: Function) -> None:
    """The error names the limit."""
    failed = function.invoke(6 * MIB + 99)
    assert failed.error == "Unhandled"
    assert failed.result == {
        "errorType": "Function.ResponseSizeTooLarge",
        "errorMessage": "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    }


@pytest.mark.parametrize("payload", [b"{", b"{'a': 1}", b"hello", b'{"a": NaN}'])
def test_a_payload_that_is_no_json_is_refused(function: Function, payload: bytes) -> None:
    """The function does not run, and the error has the words of AWS's parser."""
    status, code, message = refusal(function, payload)
    assert (status, code) == (400, "InvalidRequestContentException")
    assert message.startswith("Could not parse request body into json: Could not parse payload into json: Un")


def test_the_client_context_arrives(function: Function) -> None:
    """A caller's client context is the context's ``client_context``, and None without one."""
    sent = {"custom": {"a": "ü"}, "env": {"b": "c"}, "client": {"app_title": "title"}}
    answer = function.api.invoke(
        FunctionName=function.name,
        Payload=b'"client context"',
        ClientContext=base64.b64encode(json.dumps(sent).encode()).decode(),
    )
    assert json.load(answer["Payload"]) == [{"a": "ü"}, {"b": "c"}, "title"]
    assert function.invoke("client context").result is None


def test_environment_variables_end_at_four_kilobytes(account: Account) -> None:
    """More than 4 KB of them are refused, measured as JSON."""
    with pytest.raises(ClientError, match="exceeded the 4KB limit") as refused:
        account.deploy(CODE, Environment={"Variables": {"LONG": "x" * 4096}})
    assert refused.value.response["Error"]["Code"] == "InvalidParameterValueException"


def test_reserved_environment_variables_are_refused(account: Account) -> None:
    """What the runtime sets cannot be set by a function."""
    with pytest.raises(ClientError, match=r"reserved keys .* AWS_REGION"):
        account.deploy(CODE, Environment={"Variables": {"AWS_REGION": "elsewhere"}})
