"""The one way out of a sandbox, before an engine that only says what it was asked."""

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lambdalab.grading.admission import Admission
from lambdalab.grading.gateway import Gateway

OWN, OTHER = "111111111111", "222222222222"
ENGINES = "949334387222%2F20261126%2Fus-east-1"
CODE = "/awslambda-us-east-1-tasks/snapshots"
SIGNED = "AWS4-HMAC-SHA256 Credential={}/20261126/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=x"


class _Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        told = {
            "method": self.command,
            "path": self.path,
            "body": body.decode(),
            "headers": dict(self.headers),
        }
        if "AssumeRole" in told["body"]:
            answer = b"<AccessKeyId>LSIAQAAAAAAAAAAAAAAA</AccessKeyId>"
        else:
            answer = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = do_PUT = _answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Log nothing."""


class _Client:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        *,
        key: str | None = OWN,
        service: str = "s3",
        **headers: str,
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self._path))
        if key:
            headers["Authorization"] = SIGNED.format(key, service)
        connection.request(method, target, body, headers)
        with connection.getresponse() as answer:
            told = answer.status, answer.read().decode()
        connection.close()
        return told


@pytest.fixture
def admission(tmp_path: Path) -> Iterator[Admission]:
    """Open a gateway for one account and its next attempt, and give what it lets in."""
    engine = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    threading.Thread(target=engine.serve_forever, args=(0.05,)).start()
    try:
        admission = Admission([OWN, "111111111112"])
        with Gateway(tmp_path / "socket", engine.server_address[1], admission):
            yield admission
    finally:
        engine.shutdown()
        engine.server_close()


@pytest.fixture
def ask(admission: Admission, tmp_path: Path) -> _Client:
    """Give what asks through the gateway."""
    return _Client(tmp_path / "socket")


def test_requests_of_the_own_account_go_through(ask: _Client) -> None:
    """With method, path, body and headers as they were."""
    status, told = ask("PUT", "/bucket/a%20key?x=1", b"content", X="y")
    asked = json.loads(told)
    assert status == 200
    assert (asked["method"], asked["path"], asked["body"]) == ("PUT", "/bucket/a%20key?x=1", "content")
    assert asked["headers"]["X"] == "y"


def test_the_account_that_was_used_last_is_known(ask: _Client, admission: Admission) -> None:
    """A fresh account is the next attempt's."""
    assert admission.last == OWN
    ask("GET", "/", key="111111111112")
    assert admission.last == "111111111112"


@pytest.mark.parametrize(
    ("method", "target", "key", "body"),
    [
        ("GET", "/", OTHER, b""),
        ("GET", "/", None, b""),
        ("GET", f"/bucket/key?X-Amz-Credential={OTHER}%2F20261126%2Fus-east-1", OWN, b""),
        ("GET", f"/bucket/key?AWSAccessKeyId={OTHER}", None, b""),
        ("POST", "/_localstack/health", OWN, b'{"action": "kill"}'),
        ("PUT", "/_localstack/health", OWN, b"{}"),
        ("GET", "/_localstack/diagnose", OWN, b""),
        ("GET", "/_aws/sqs/messages?QueueUrl=x", OWN, b""),
        ("POST", "/_lambdalab/close-account", OWN, b'{"account": "111111111111"}'),
        ("GET", "/x/../_localstack/config", OWN, b""),
        ("GET", "//_localstack/config", OWN, b""),
        ("GET", "/%2e%2e/_localstack", OWN, b""),
        ("GET", "http://elsewhere/_localstack/health", OWN, b""),
        ("POST", "/_lambdalab/pass-time", OWN, b'{"account": "222222222222"}'),
        ("POST", "/_lambdalab/pass-time", OWN, b'{"account": "111111111111", "account": "222222222222"}'),
        ("GET", f"/_lambdalab/fire-times?account={OWN}&account={OTHER}", OWN, b""),
        ("GET", f"{CODE}/{OTHER}/notify-1?X-Amz-Credential={ENGINES}", None, b""),
        ("PUT", f"{CODE}/{OWN}/notify-1?X-Amz-Credential={ENGINES}", None, b""),
        ("GET", f"/bucket/{OWN}/notify-1?X-Amz-Credential={ENGINES}", None, b""),
    ],
)
def test_others_and_the_engine_itself_are_refused(
    ask: _Client, admission: Admission, method: str, target: str, key: str | None, body: bytes
) -> None:
    """With 403, and a line for the report."""
    status, told = ask(method, target, body, key=key)
    assert status == 403
    assert "The grader refuses" in told
    assert len(admission.refusals) == 1


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("GET", "/_localstack/health", b""),
        ("GET", "/_lambdalab/ready", b""),
        ("POST", "/_lambdalab/pass-time", b'{"account": "111111111111"}'),
        ("GET", f"/_lambdalab/fire-times?account={OWN}", b""),
        ("GET", "/_aws/execute-api/abc/prod/hello", b""),
        ("GET", f"{CODE}/{OWN}/notify-1?X-Amz-Credential={ENGINES}", b""),
    ],
)
def test_what_labs_need_goes_through_unsigned(ask: _Client, method: str, target: str, body: bytes) -> None:
    """Whether the engine is ready, time for the own account, an API of one's own."""
    assert ask(method, target, body, key=None)[0] == 200


def test_the_code_of_ones_own_function_is_read_from_no_other_bucket(ask: _Client) -> None:
    """A host can name a bucket; then the path that names the engine's is only a key in it."""
    target = f"{CODE}/{OWN}/notify-1?X-Amz-Credential={ENGINES}"
    assert ask("GET", target, key=None, Host="another.s3.localhost.localstack.cloud")[0] == 403


def test_keys_that_sts_made_are_let_in(ask: _Client) -> None:
    """A role that the notebook assumes acts in its own account."""
    assert ask("GET", "/", key="LSIAQAAAAAAAAAAAAAAA")[0] == 403
    ask("POST", "/", b"Action=AssumeRole", service="sts")
    assert ask("GET", "/", key="LSIAQAAAAAAAAAAAAAAA")[0] == 200


def test_two_signatures_or_lengths_do_not_pass(tmp_path: Path, admission: Admission) -> None:
    """What could be read in two ways is not handed on."""
    own, other = SIGNED.format(OWN, "s3"), SIGNED.format(OTHER, "s3")
    for head in (
        f"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: {own}\r\nAuthorization: {other}\r\n\r\n",
        f"POST / HTTP/1.1\r\nAuthorization: {own}\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n",
        f"POST / HTTP/1.1\r\nAuthorization: {own}\r\nContent-Length: -1\r\n\r\n",
    ):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(tmp_path / "socket"))
            client.sendall(head.encode())
            assert client.recv(1000).startswith(b"HTTP/1.1 403")
