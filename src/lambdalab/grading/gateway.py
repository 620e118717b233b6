"""The one way out of a sandbox: a socket behind which the engine answers, for the hand-in's own accounts.

Each request is read, looked at and made anew, so that what was looked at is what the engine gets. Refused are
other accounts, and the addresses by which an engine is managed.
"""

import contextlib
import http.client
import json
import re
import socketserver
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lambdalab.aws import CLOSE_PATH, LOOPBACK

_MOST_BODY = 80 * 1024 * 1024
_MOST_AT_ONCE = 48
_SECONDS = 120
_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/[^/,\s]*/[^/,\s]*/([^/,\s]+)")
_NEW_KEY = re.compile(rb"<AccessKeyId>([A-Z0-9]{16,128})</AccessKeyId>")
_OPEN_PATHS = ("/_localstack/health", "/_lambdalab/ready")
"""May be read, and not written."""

_STEERING = "/_lambdalab/"
"""Time that passes at once and the like: labs call these addresses, each for its own account."""

_CODE = re.compile(r"/awslambda-[a-z0-9-]+-tasks/snapshots/(\d{12})/[\w-]+")
"""Where the engine keeps code, by account: GetFunction signs such an address with a key of the engine's."""

_PUBLIC_HOSTS = (".lambda-url.", ".execute-api.")
_PUBLIC_PATHS = ("/_aws/execute-api/", "/restapis/")
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


class Refused(Exception):
    """A request that does not reach the engine; its words say why."""


class Gateway:
    """Serves one hand-in on a socket; ``accounts`` are its own, and ``last`` is the one that it used last."""

    def __init__(self, path: Path, engine_port: int, accounts: Sequence[str]) -> None:
        self.refusals: list[str] = []
        self.last = accounts[0]
        self._accounts = frozenset(accounts)
        self._keys = set(accounts)
        self._server = _Server(str(path), _Handler)
        self._server.gateway = self
        self._server.engine_port = engine_port
        path.chmod(0o666)  # the folder around it is the sandbox's alone
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)

    def __enter__(self) -> "Gateway":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def look(self, method: str, target: str, headers: Any, body: bytes) -> None:
        """Raise Refused for what a hand-in may not ask."""
        url = urlsplit(target)
        if url.scheme or url.netloc or ".." in url.path or "%2e" in url.path.lower() or "//" in url.path[:2]:
            raise Refused("an address that is not plain")
        path = url.path
        if path in _OPEN_PATHS and method in ("GET", "HEAD"):
            return
        if path == CLOSE_PATH:
            raise Refused("an account is not closed: it is judged as it is at the end")
        if path.startswith(_STEERING):
            self._require(_account_in(method, url.query, body))
            return
        host = str(headers.get("Host", "")).lower()
        if path.startswith(_PUBLIC_PATHS) or any(part in host for part in _PUBLIC_HOSTS):
            return
        if method in ("GET", "HEAD") and self._is_own_code(path, host):
            return
        if path.lower().startswith("/_"):
            raise Refused(f"{path} manages the engine")
        keys = list(_keys_of(headers, url.query, body))
        if not keys:
            raise Refused("a request that no account signed")
        for key in keys:
            self._require(key)

    def _is_own_code(self, path: str, host: str) -> bool:
        """Tell whether this is the code of a function of the hand-in's own; a host can name a bucket, too."""
        found = _CODE.fullmatch(path)
        return bool(found and found[1] in self._accounts and host.partition(":")[0] == LOOPBACK)

    def learn(self, headers: Any, answer: bytes) -> None:
        """Let in the keys that STS or IAM made for one of the hand-in's own accounts."""
        signed = _CREDENTIAL.search(str(headers.get("Authorization", "")))
        if signed and signed[2] in ("sts", "iam"):
            self._keys.update(key.decode() for key in _NEW_KEY.findall(answer))

    def _require(self, key: str) -> None:
        if key in self._accounts:
            self.last = key
        if key not in self._keys:
            raise Refused(f"account {key[:40]!r} is not this notebook's")


def _account_in(method: str, query: str, body: bytes) -> str:
    if method == "GET":
        accounts = parse_qs(query).get("account", [])
        return accounts[0] if len(accounts) == 1 else ""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return str(told.get("account")) if isinstance(told, dict) else ""


def _keys_of(headers: Any, query: str, body: bytes) -> Iterator[str]:
    """Yield every access key that a request names: its signature's, a presigned address's, a form's."""
    for header in headers.get_all("Authorization", []):
        found = _CREDENTIAL.search(header) or re.fullmatch(r"AWS ([^:\s]+):.*", header)
        yield found[1] if found else header
    asked = parse_qs(query)
    for name, values in asked.items():
        if name.lower() == "x-amz-credential":
            yield from (value.partition("/")[0] for value in values)
        elif name.lower() == "awsaccesskeyid":
            yield from values
    if str(headers.get("Content-Type", "")).startswith("multipart/form-data"):
        named = re.findall(rb'name="(?i:x-amz-credential|awsaccesskeyid)"\r\n\r\n([^/\r\n]+)', body)
        yield from (key.decode(errors="replace") for key in named)


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    gateway: Gateway
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
            self.server.gateway.look(self.command, self.path, self.headers, body)
        except Refused as refusal:
            self.server.gateway.refusals.append(str(refusal))
            self._refuse(str(refusal))
            return
        try:
            status, headers, answer = self._ask(body)
        except (OSError, http.client.HTTPException):
            self.close_connection = (
                True  # the engine has gone, and the client finds out as it would without us
            )
            return
        self.server.gateway.learn(self.headers, answer)
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
            self._engine = http.client.HTTPConnection("127.0.0.1", self.server.engine_port, timeout=_SECONDS)
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
