"""Asks the engine for what AWS does not have: time that passes at once, and the like."""

import http.client
import urllib.parse
from collections.abc import Mapping
from typing import Any

import urllib3

from lambdalab.aws import Cloud
from lambdalab.errors import LabError, NotReady, SteeringError

_ENGINES = urllib3.PoolManager(retries=False, timeout=30)
"""Keeps connections: checks steer dozens of times. It heeds no proxy."""

type Refusals = Mapping[int, tuple[type[LabError], str]]
"""What is raised for a status, and the next step that it names."""


def post(cloud: Cloud, path: str, asked: dict[str, Any], *, refusals: Refusals | None = None) -> Any:
    """Post a request for the cloud's account to an address of the engine and return the answer.

    Raises what ``refusals`` has for the status where it is refused and SteeringError for another one,
    NotReady where no engine of the course answers.
    """
    return _ask("POST", cloud.endpoint + path, refusals or {}, json=_of(cloud) | asked)


def get(cloud: Cloud, path: str, asked: dict[str, str], *, refusals: Refusals | None = None) -> Any:
    """Ask an address of the engine by a query, and return the answer. Raises like ``post``."""
    query = urllib.parse.urlencode(_of(cloud) | asked)
    return _ask("GET", f"{cloud.endpoint}{path}?{query}", refusals or {})


def _of(cloud: Cloud) -> dict[str, Any]:
    return {"account": cloud.account, "region": cloud.region}


def _ask(method: str, url: str, refusals: Refusals, **body: Any) -> Any:
    try:
        answer = _ENGINES.request(method, url, **body)
    except urllib3.exceptions.HTTPError as error:
        raise NotReady(f"The engine does not answer ({error}).", "Start it in a terminal: ./lab") from None
    if answer.status == http.client.OK:
        return answer.json()
    raise _refusal(url, answer, refusals)


def _refusal(url: str, answer: urllib3.BaseHTTPResponse, refusals: Refusals) -> LabError:
    try:
        message = f"{answer.json()['message']}.".replace("..", ".")
    except (ValueError, KeyError, TypeError):  # another LocalStack, which does not know the address
        return NotReady(
            f"{url} is not an address of the course's engine (status {answer.status}).",
            "Work with the engine that ./lab starts.",
        )
    kind, next_step = refusals.get(answer.status, (SteeringError, "Look at what it is called with."))
    return kind(message, next_step)
