"""The Lambda runtime API of one execution environment, on a loopback port of its own.

It has no thread: whoever waits for the runtime polls ``filenos`` and calls ``serve``. Between invocations
nobody does, and the runtime's next request waits in the socket.
Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import contextlib
import json
import re
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

import h11

from lambdalab_engine import peers
from lambdalab_engine.settings import LOOPBACK

NEXT = "/2018-06-01/runtime/invocation/next"
INIT_ERROR = "/2018-06-01/runtime/init/error"
_RESULT = re.compile(r"/2018-06-01/runtime/invocation/([^/]+)/(response|error)")
_STUCK_SECONDS = 5.0
_CHUNK = 1 << 18
_HEADER_BYTES = 2 << 20
"""awslambdaric sends an exception's stack trace in a header too, of 1 MB at the most."""

RESPONSE_BYTES = 6 * 1024 * 1024 + 100
"""The most that a function may return.
Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""


@dataclass(frozen=True)
class Request:
    """One invocation as the runtime receives it; ``deadline_ms`` is in milliseconds since 1970."""

    request_id: str
    function_arn: str
    trace_id: str
    deadline_ms: int
    payload: bytes
    client_context: str = ""

    def headers(self) -> list[tuple[str, str]]:
        """Return the response headers of ``/invocation/next``."""
        headers = [
            ("Lambda-Runtime-Aws-Request-Id", self.request_id),
            ("Lambda-Runtime-Deadline-Ms", str(self.deadline_ms)),
            ("Lambda-Runtime-Invoked-Function-Arn", self.function_arn),
            ("Lambda-Runtime-Trace-Id", self.trace_id),
        ]
        if self.client_context:
            headers.append(("Lambda-Runtime-Client-Context", self.client_context))
        return headers


@dataclass(frozen=True)
class Answer:
    """What the runtime said: it is ready for an invocation, a result, an error, or that its init failed."""

    kind: Literal["ready", "response", "error", "init error"]
    payload: bytes = b""


class RuntimeApi:
    """Serves one runtime."""

    def __init__(self) -> None:
        self._listener = socket.create_server((LOOPBACK, 0), backlog=16)
        self._listener.setblocking(False)  # who knocked may be gone when the door is opened
        self._connections: list[_Connection] = []
        self._waiting: _Connection | None = None
        self._request: Request | None = None
        self._admitted: Callable[[], Sequence[int]] | None = None

    @property
    def is_waiting(self) -> bool:
        """Tell whether the runtime has asked for an invocation, and got none yet."""
        return self._waiting is not None

    @property
    def is_busy(self) -> bool:
        """Tell whether an invocation has no answer yet."""
        return self._request is not None

    def admit_only(self, processes: Callable[[], Sequence[int]]) -> None:
        """Let nobody else connect: another function could find the port, and take an event."""
        self._admitted = processes

    @property
    def address(self) -> str:
        """Return ``host:port``, the value of ``AWS_LAMBDA_RUNTIME_API``."""
        host, port = self._listener.getsockname()
        return f"{host}:{port}"

    def filenos(self) -> list[int]:
        """Return the descriptors to poll; ``serve`` has something to do when one is readable."""
        return [self._listener.fileno(), *(c.sock.fileno() for c in self._connections)]

    def send(self, request: Request) -> None:
        """Hand an invocation to the runtime, now or as soon as it asks for one."""
        self._request = request
        if self._waiting is not None:
            with contextlib.suppress(OSError):  # it is gone: whoever waits will see its exit
                self._hand_over(self._waiting, request)

    def serve(self, readable: set[int]) -> Iterator[Answer]:
        """Do what the runtime asks on the readable descriptors, and yield what it says."""
        if self._listener.fileno() in readable:
            with contextlib.suppress(BlockingIOError, ConnectionError):
                self._accept(*self._listener.accept())
        for connection in list(self._connections):
            if connection.sock.fileno() in readable:
                yield from self._serve(connection)

    def close(self) -> None:
        """Close every socket; the runtime is ended first."""
        for connection in self._connections:
            connection.sock.close()
        self._connections.clear()
        self._listener.close()

    def _accept(self, sock: socket.socket, address: tuple[str, int]) -> None:
        if self._admitted is None or peers.has_socket(self._admitted(), address, sock.getsockname()):
            self._connections.append(_Connection(sock))
        else:
            sock.close()

    def _serve(self, connection: "_Connection") -> Iterator[Answer]:
        try:
            for method, path, body in connection.requests():
                answer = self._take(connection, method, path, body)
                if answer is not None:
                    yield answer
        except (OSError, h11.RemoteProtocolError):
            connection.closed = True
        if connection.closed:
            connection.sock.close()
            self._connections.remove(connection)
            if connection is self._waiting:
                self._waiting = None

    def _take(self, connection: "_Connection", method: str, path: str, body: bytes) -> Answer | None:
        if (method, path) == ("GET", NEXT):
            if self._request is not None:
                self._hand_over(connection, self._request)
                return None
            self._waiting = connection
            return Answer("ready")
        if (method, path) == ("POST", INIT_ERROR):
            connection.reply(HTTPStatus.ACCEPTED, b'{"status":"OK"}')
            return Answer("init error", body)
        result = _RESULT.fullmatch(path)
        if result is None or method != "POST":
            connection.reply(HTTPStatus.NOT_FOUND)
            return None
        return self._take_result(connection, result[1], result[2], body)

    def _take_result(
        self, connection: "_Connection", request_id: str, kind: str, body: bytes
    ) -> Answer | None:
        if self._request is None or request_id != self._request.request_id:
            refusal = {"errorType": "InvalidRequestID", "errorMessage": "Invalid request ID"}
            connection.reply(HTTPStatus.BAD_REQUEST, json.dumps(refusal).encode())
            return None
        self._request = None
        connection.reply(HTTPStatus.ACCEPTED, b'{"status":"OK"}')
        if kind == "response" and len(body) > RESPONSE_BYTES:
            return Answer("error", _too_large())
        return Answer("response" if kind == "response" else "error", body)

    def _hand_over(self, connection: "_Connection", request: Request) -> None:
        self._waiting = None
        connection.reply(HTTPStatus.OK, request.payload, request.headers())


def _too_large() -> bytes:
    message = f"Response payload size exceeded maximum allowed payload size ({RESPONSE_BYTES} bytes)."
    return json.dumps({"errorType": "Function.ResponseSizeTooLarge", "errorMessage": message}).encode()


class _Connection:
    """One connection of the runtime: bytes in, whole requests out."""

    def __init__(self, sock: socket.socket) -> None:
        # A delayed acknowledgement costs 40 ms; each reply goes out at once, in one write.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, True)
        sock.settimeout(_STUCK_SECONDS)
        self.sock = sock
        self.closed = False
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEADER_BYTES)
        self._head: h11.Request | None = None
        self._body: list[bytes] = []

    def requests(self) -> Iterator[tuple[str, str, bytes]]:
        """Read once, and yield each request that is complete: method, path, body."""
        self._http.receive_data(self.sock.recv(_CHUNK))
        while True:
            event = self._http.next_event()
            if isinstance(event, h11.Request):
                self._head, self._body = event, []
            elif isinstance(event, h11.Data):
                self._body.append(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage) and self._head is not None:
                yield self._head.method.decode(), self._head.target.decode(), b"".join(self._body)
            else:
                self.closed = isinstance(event, h11.ConnectionClosed)
                break
        if self._http.they_are_waiting_for_100_continue:
            go_on = h11.InformationalResponse(status_code=100, headers=[])
            self.sock.sendall(self._http.send(go_on) or b"")

    def reply(
        self, status: HTTPStatus, body: bytes = b"", headers: list[tuple[str, str]] | None = None
    ) -> None:
        """Send a response in one write, and be ready for the next request."""
        head = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
        parts = (
            h11.Response(status_code=status, headers=head + (headers or [])),
            h11.Data(data=body),
            h11.EndOfMessage(),
        )
        self.sock.sendall(b"".join(self._http.send(part) or b"" for part in parts))
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
