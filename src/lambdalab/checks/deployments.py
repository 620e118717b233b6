"""Calls the API of lab 09 over HTTP, as a pipeline does, and takes away again what that registered."""

import base64
import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from lambdalab.aws import Cloud, open_directly
from lambdalab.checks import mailbox
from lambdalab.checks.functions import error_of, invoke
from lambdalab.checks.results import Unmet, listed

API, STAGE, PATH = "registry", "live", "/deployments"
FUNCTION, TABLE, CHANNEL = "register", "deployments", "channel"
JSON, BYTES = "application/json", "application/octet-stream"
FIELDS = ("id", "service", "version")

_ANSWER_SECONDS = 30
_SHOWN = 200


@dataclass(frozen=True)
class Reply:
    """An answer over HTTP: its status, its content type and its text."""

    status: int
    kind: str
    text: str

    @property
    def content(self) -> Any:
        """Return what the text says as JSON, None where it is none."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.status} {self.text[:_SHOWN]}".strip()


def api_of(cloud: Cloud) -> str:
    """Return the id of the API. Raises Unmet where there is none of its name."""
    apis = cloud.client("apigateway").get_rest_apis()["items"]
    if ids := [api["id"] for api in apis if api["name"] == API]:
        return str(ids[-1])
    raise Unmet(
        "missing",
        expected=f"an API called {API}",
        found=listed("the account's APIs", (api["name"] for api in apis)),
        look_at="the cell of this lab that creates it",
    )


@dataclass
class Visit:
    """A check's stay at the API: its calls, and the ids that it gave, which are all its own.

    ``heard`` says that the check has taken the news of them itself.
    """

    cloud: Cloud
    api: str
    nonce: str = field(default_factory=lambda: secrets.token_hex(4))
    ids: list[str] = field(default_factory=list)
    heard: bool = False

    def new(self, name: str, **fields: Any) -> dict[str, Any]:
        """Return a report with an id of its own, which is the same for the same name."""
        number = f"check-{self.nonce}-{name}"
        if number not in self.ids:
            self.ids.append(number)
        return {"id": number, "service": 'shop "süd" & co', "version": f"1.{self.nonce}"} | fields

    def post(self, body: Any, kind: str = JSON) -> Reply:
        """Send bytes, or anything else as JSON."""
        return self._call("", _sent(body), kind)

    def get(self, number: str) -> Reply:
        """Look an id up."""
        return self._call(f"/{urllib.parse.quote(number)}", None, JSON)

    def why(self, body: Any, kind: str = JSON) -> str:
        """Return what the function makes of a report when it is invoked as API Gateway does."""
        answer = invoke(self.cloud, FUNCTION, _event(_sent(body), kind))
        if answer.error:
            return f"{FUNCTION} ended with {error_of(answer)}"
        if isinstance(answer.payload, dict) and not isinstance(answer.payload.get("body", ""), str):
            return (
                f"{FUNCTION} returned a body that is no text: {json.dumps(answer.payload['body'])[:_SHOWN]}"
            )
        return f"{FUNCTION} returned {json.dumps(answer.payload)[:_SHOWN]}"

    def leave(self) -> None:
        """Remove the items, and their news, where the stream is connected."""
        client = self.cloud.client("dynamodb")
        try:
            keys = [{"id": {"S": number}} for number in self.ids]
            gone = [client.delete_item(TableName=TABLE, Key=key, ReturnValues="ALL_OLD") for key in keys]
        except client.exceptions.ClientError:
            return  # no table, or one with another key: nothing was written
        news = sum(all(name in one.get("Attributes", {}) for name in FIELDS) for one in gone)
        if (
            news
            and not self.heard
            and self.cloud.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        ):
            mailbox.collect(self.cloud, CHANNEL, self.nonce, at_least=news)

    def _call(self, path: str, body: bytes | None, kind: str) -> Reply:
        address = f"{self.cloud.endpoint}/_aws/execute-api/{self.api}/{STAGE}{PATH}{path}"
        request = urllib.request.Request(address, body, {"Content-Type": kind})
        try:
            answer = open_directly(request, timeout=_ANSWER_SECONDS)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            kind = answer.headers.get("Content-Type", "none")
            return Reply(answer.status, kind, answer.read().decode(errors="replace"))


@contextmanager
def visiting(cloud: Cloud) -> Iterator[Visit]:
    """Yield a visit, which leaves nothing behind. Raises Unmet where there is no API."""
    visit = Visit(cloud, api_of(cloud))
    try:
        yield visit
    finally:
        visit.leave()


def _sent(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()


def _event(body: bytes, kind: str) -> dict[str, Any]:
    """Return what API Gateway makes of a request.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """
    binary = kind == BYTES
    text = base64.b64encode(body).decode() if binary else body.decode(errors="replace")
    return {
        "resource": PATH,
        "path": PATH,
        "httpMethod": "POST",
        "headers": {"Content-Type": kind},
        "queryStringParameters": None,
        "pathParameters": None,
        "requestContext": {"stage": STAGE, "httpMethod": "POST", "resourcePath": PATH},
        "body": text or None,
        "isBase64Encoded": binary and bool(text),
    }
