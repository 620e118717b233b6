"""The one way out of a sandbox: a socket behind which the engine answers, for the hand-in's own accounts.

Each request is read, looked at and made anew, so that what was looked at is what the engine gets.
"""

import contextlib
import http.client
import json
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from lambdalab.aws import LOOPBACK
from lambdalab.grading.admission import Admission, Refused

_MOST_BODY = 80 * 1024 * 1024
_MOST_AT_ONCE = 48
_SECONDS = 120
_HOP = (
    "connection",
    "keep-alive",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "proxy-connection",
    "expect",
)


class Gateway:
    """Serves one hand-in on a socket, for the length of a with block, within what it may ask."""

    def __init__(self, path: Path, engine_port: int, admission: Admission) -> None:
        self._server = _Server(str(path), _Handler)
        self._server.admission = admission
        self._server.engine_port = engine_port
        path.chmod(0o666)  # the folder around it is the sandbox's alone
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    admission: Admission
    engine_port: int

    def __init__(self, *arguments: Any) -> None:
        self.places = threading.BoundedSemaphore(_MOST_AT_ONCE)
        super().__init__(*arguments)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a sandbox may break off as it likes."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _SECONDS
    server: _Server

    def setup(self) -> None:
        self.server.places.acquire()
        self.client_address = ("sandbox", 0)
        self._engine: http.client.HTTPConnection | None = None
        super().setup()

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            if self._engine:
                self._engine.close()
            self.server.places.release()

    def log_message(self, *_: Any) -> None:
        """Log nothing."""

    def _handle(self) -> None:
        try:
            body = self._body()
            self.server.admission.look(self.command, self.path, self.headers, body)
        except Refused as refusal:
            self.server.admission.refusals.append(str(refusal))
            self._refuse(str(refusal))
            return
        try:
            status, headers, answer = self._ask(body)
        except (OSError, http.client.HTTPException):
            self.close_connection = (
                True  # the engine has gone, and the client finds out as it would without us
            )
            return
        self.server.admission.learn(self.headers, answer)
        self._answer(status, headers, answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _handle  # noqa: N815

    def _body(self) -> bytes:
        if self.headers.get("Expect", "").lower() == "100-continue":
            pass  # http.server has answered it
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return b"".join(self._chunks())
        length = self.headers.get("Content-Length", "0")
        if (
            not length.isdecimal()
            or int(length) > _MOST_BODY
            or len(self.headers.get_all("Content-Length", [])) > 1
        ):
            self.close_connection = True
            raise Refused("a body of no sound length")
        return self.rfile.read(int(length))

    def _chunks(self) -> Iterator[bytes]:
        left = _MOST_BODY
        while True:
            try:
                size = int(self.rfile.readline(1024).split(b";")[0], 16)
            except ValueError:
                size = -1
            left -= max(size, 0)
            if size < 0 or left < 0:
                self.close_connection = True
                raise Refused("a body in no sound pieces")
            chunk = self.rfile.read(size)
            self.rfile.readline(1024)
            if not size:
                return
            yield chunk

    def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        if self._engine is None:
            self._engine = http.client.HTTPConnection(LOOPBACK, self.server.engine_port, timeout=_SECONDS)
        kept = [
            (name, value)
            for name, value in self.headers.items()
            if name.lower() not in (*_HOP, "content-length")
        ]
        self._engine.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in kept:
            self._engine.putheader(name, value)
        if body or self.command in ("POST", "PUT", "PATCH"):
            self._engine.putheader("Content-Length", str(len(body)))
        self._engine.endheaders(body or None)
        answer = self._engine.getresponse()
        return answer.status, answer.getheaders(), answer.read()

    def _answer(self, status: int, headers: list[tuple[str, str]], answer: bytes) -> None:
        self.send_response_only(status)
        no_body = self.command == "HEAD" or status in (204, 304)
        for name, value in headers:
            if name.lower() not in _HOP and (no_body or name.lower() != "content-length"):
                self.send_header(name, value)
        if not no_body:
            self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        if not no_body:
            self.wfile.write(answer)

    def _refuse(self, why: str) -> None:
        body = json.dumps(
            {"__type": "AccessDeniedException", "message": f"The grader refuses {why}."}
        ).encode()
        with contextlib.suppress(OSError):
            headers = [("Content-Type", "application/json"), ("x-amzn-errortype", "AccessDeniedException")]
            self._answer(403, headers, body)
