"""The runtime API as AWS's own client meets it: with its compiled half, and with our stand-in for that."""

import contextlib
import http.client
import json
import os
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from engine_testing import ENGINE, ENGINE_PYTHON, wait_for
from lambdalab_engine.process import wait_readable
from lambdalab_engine.runtime_api import RESPONSE_BYTES, Answer, Request, RuntimeApi

RUNTIME = ENGINE / ".venv" / "runtime"
STAND_IN = ENGINE / "src" / "lambdalab_engine" / "stand_in"
CODE = """
import runtime_client

def deep(n):
    return deep(n + 1)

def handler(event, context):
    if event == "which":
        return runtime_client.__file__
    if event == "context":
        return [context.aws_request_id, context.invoked_function_arn, context._epoch_deadline_time_in_ms]
    if event == "raise":
        raise ValueError("größer")
    if event == "deep":
        deep(0)
    return event
"""


def answer_of(api: RuntimeApi, *kinds: str) -> Answer:
    """Serve until the runtime says something of these kinds."""

    def serve() -> Answer | None:
        answers = list(api.serve(wait_readable(api.filenos(), 0.1)))
        return next((answer for answer in answers if answer.kind in kinds), None)

    answer = wait_for(serve)
    assert answer is not None
    return answer


@pytest.fixture
def api() -> Iterator[RuntimeApi]:
    """Give the test a runtime API."""
    api = RuntimeApi()
    yield api
    api.close()


@pytest.fixture(params=["compiled", "stand-in"])
def client(request: pytest.FixtureRequest, api: RuntimeApi, tmp_path: Path) -> Iterator[str]:
    """Run AWS's runtime client with the function above; gives which of the two it is."""
    (tmp_path / "app.py").write_text(CODE)
    (tmp_path / "aws").mkdir()
    for part in RUNTIME.iterdir():
        if request.param == "compiled" or not part.name.startswith("runtime_client."):
            (tmp_path / "aws" / part.name).symlink_to(part)
    path = os.pathsep.join(map(str, (tmp_path, tmp_path / "aws", STAND_IN)))
    command = [os.path.realpath(ENGINE_PYTHON), "-S", "-s", "-P", "-m", "awslambdaric", "app.handler"]
    runtime = subprocess.Popen(command, env={"AWS_LAMBDA_RUNTIME_API": api.address, "PYTHONPATH": path})
    assert answer_of(api, "ready").kind == "ready"
    yield request.param
    runtime.kill()
    runtime.wait()


def invoke(api: RuntimeApi, event: Any) -> Answer:
    """Hand an event to the runtime and return its answer."""
    body = json.dumps(event, ensure_ascii=False).encode()
    api.send(Request("id-1", "arn:of:it", "Root=1-2-3", 1_000_000_000_000, body))
    return answer_of(api, "response", "error")


def test_the_compiled_client_wins_where_it_exists(api: RuntimeApi, client: str) -> None:
    """The stand-in is the last on the path."""
    suffix = Path(json.loads(invoke(api, "which").payload)).suffix
    assert suffix == (".py" if client == "stand-in" else ".so")


@pytest.mark.parametrize("size", [0, 10, 1_000_000])
def test_a_result_comes_back_as_it_was(api: RuntimeApi, client: str, size: int) -> None:
    """What the handler returns arrives, again and again on one connection."""
    event = {"größe": "☃" * size, "n": [1, 2.5, None]}
    for _ in range(2):
        answer = invoke(api, event)
        assert answer.kind == "response"
        assert json.loads(answer.payload) == event


def test_the_headers_reach_the_context(api: RuntimeApi, client: str) -> None:
    """Request id, ARN and deadline are those of the invocation."""
    assert json.loads(invoke(api, "context").payload) == ["id-1", "arn:of:it", 1_000_000_000_000]


@pytest.mark.parametrize(("event", "error"), [("raise", "ValueError"), ("deep", "RecursionError")])
def test_an_exception_arrives(api: RuntimeApi, client: str, event: str, error: str) -> None:
    """An exception is an error with its type, however long its trace; the next event is answered."""
    answer = invoke(api, event)
    assert answer.kind == "error"
    assert json.loads(answer.payload)["errorType"] == error
    assert invoke(api, "well").kind == "response"


def post(api: RuntimeApi, path: str, size: int) -> tuple[int, list[str]]:
    """Send ``size`` bytes as a runtime would; return the status and the kinds of what the API made of it."""
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(_send, api.address, path, b"x" * size)
        kinds: list[str] = []
        while not sending.done():
            kinds += [answer.kind for answer in api.serve(wait_readable(api.filenos(), 0.05))]
        return sending.result(), kinds


def _send(address: str, path: str, body: bytes) -> int:
    with contextlib.closing(http.client.HTTPConnection(address, timeout=5)) as connection:
        connection.request("POST", path, body)
        return connection.getresponse().status


def test_an_answer_to_another_request_is_refused(api: RuntimeApi) -> None:
    """A result with the wrong request id is 400 and no answer."""
    api.send(Request("id-1", "arn", "trace", 0, b"1"))
    assert post(api, "/2018-06-01/runtime/invocation/id-2/response", 1) == (400, [])


def test_an_unknown_path_is_not_found(api: RuntimeApi) -> None:
    """What is not in the API is 404 and no answer."""
    assert post(api, "/2018-06-01/runtime/nowhere", 0) == (404, [])


def test_an_init_error_is_told(api: RuntimeApi) -> None:
    """What the runtime says of its init arrives."""
    assert post(api, "/2018-06-01/runtime/init/error", 10) == (202, ["init error"])


@pytest.mark.parametrize(("size", "kind"), [(RESPONSE_BYTES, "response"), (RESPONSE_BYTES + 1, "error")])
def test_a_result_over_the_limit_becomes_an_error(api: RuntimeApi, size: int, kind: str) -> None:
    """The limit is AWS's: 6 MB and a bit."""
    api.send(Request("id-1", "arn", "trace", 0, b"1"))
    assert post(api, "/2018-06-01/runtime/invocation/id-1/response", size) == (202, [kind])
