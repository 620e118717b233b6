"""Asks the engine for what AWS does not have: time that passes at once, and the like."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

from lambdalab.aws import NO_ANSWER, Cloud, open_directly
from lambdalab.errors import LabError, NotReady, SteeringError

_ANSWER_SECONDS = 30

type Refusals = Mapping[int, tuple[type[LabError], str]]
"""What is raised for a status, and the next step that it names."""


def post(cloud: Cloud, path: str, asked: dict[str, Any], *, refusals: Refusals | None = None) -> Any:
    """Post a request for the cloud's account to an address of the engine and return the answer.

    Raises what ``refusals`` has for the status where it is refused and SteeringError for another one,
    NotReady where no engine of the course answers.
    """
    body = json.dumps(_of(cloud) | asked).encode()
    headers = {"Content-Type": "application/json"}
    return _ask(urllib.request.Request(cloud.endpoint + path, body, headers), refusals or {})


def get(cloud: Cloud, path: str, asked: dict[str, str], *, refusals: Refusals | None = None) -> Any:
    """Ask an address of the engine by a query, and return the answer. Raises like ``post``."""
    query = urllib.parse.urlencode(_of(cloud) | asked)
    return _ask(urllib.request.Request(f"{cloud.endpoint}{path}?{query}"), refusals or {})


def _of(cloud: Cloud) -> dict[str, Any]:
    return {"account": cloud.account, "region": cloud.region}


def _ask(request: urllib.request.Request, refusals: Refusals) -> Any:
    try:
        with open_directly(request, timeout=_ANSWER_SECONDS) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error, refusals) from None
    except NO_ANSWER as error:
        raise NotReady(f"The engine does not answer ({error}).", "Start it in a terminal: ./lab") from None


def _refusal(error: urllib.error.HTTPError, refusals: Refusals) -> LabError:
    try:
        message = f"{json.load(error)['message']}.".replace("..", ".")
    except (ValueError, KeyError, TypeError):  # another LocalStack, which does not know the address
        return NotReady(
            f"{error.url} is not an address of the course's engine (status {error.code}).",
            "Work with the engine that ./lab starts.",
        )
    kind, next_step = refusals.get(error.code, (SteeringError, "Look at what it is called with."))
    return kind(message, next_step)
