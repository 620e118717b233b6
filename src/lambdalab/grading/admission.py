"""What a hand-in may ask the engine: refused are other accounts, and the addresses by which it is managed."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lambdalab.aws import CLOSE_PATH, LOOPBACK

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


class Refused(Exception):
    """A request that does not reach the engine; its words say why."""


class Admission:
    """One hand-in's: ``accounts`` are its own, ``last`` is the one that it used last.

    ``refusals`` are requests that were kept out, in words.
    """

    def __init__(self, accounts: Sequence[str]) -> None:
        self.refusals: list[str] = []
        self.last = accounts[0]
        self._accounts = frozenset(accounts)
        self._keys = set(accounts)

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
