"""Asks the engine for what AWS does not have: time that passes at once, and the like."""

import json
import urllib.error
import urllib.request
from typing import Any

from lambdalab.aws import NO_ANSWER, Cloud, open_directly
from lambdalab.errors import NotReady, SteeringError

_ANSWER_SECONDS = 30


def post(cloud: Cloud, path: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Post a request for the cloud's account to an address of the engine and return the answer.

    Raises SteeringError where it is refused, NotReady where no engine of the course answers.
    """
    body = json.dumps({"account": cloud.account, "region": cloud.region} | asked).encode()
    request = urllib.request.Request(cloud.endpoint + path, body, {"Content-Type": "application/json"})
    try:
        with open_directly(request, timeout=_ANSWER_SECONDS) as response:
            answer: dict[str, Any] = json.load(response)
            return answer
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(error) from None
    except NO_ANSWER as error:
        raise NotReady(
            f"Nothing answers at {cloud.endpoint} ({error}).", "Start the engine in a terminal: ./lab"
        ) from None


def _refusal(error: urllib.error.HTTPError) -> SteeringError | NotReady:
    try:
        return SteeringError(
            f"{json.load(error)['message']}.".replace("..", "."), "Look at what it is called with."
        )
    except (ValueError, KeyError, TypeError):
        return NotReady(
            f"{error.url} is not an address of the course's engine (status {error.code}).",
            "Work with the engine that ./lab starts.",
        )
