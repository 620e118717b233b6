"""What a lab cannot wait for, or launch: a snapshot of ten days ago, instances under load, 1,001 of them.

On AWS time and work do this. The engine has addresses of its own for it, which AWS does not have.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lambdalab.aws import NO_ANSWER, Cloud, open_directly
from lambdalab.errors import NotReady, SteeringError

AGE_PATH = "/_lambdalab/age-snapshot"
LOAD_PATH = "/_lambdalab/load"
PAGE_PATH = "/_lambdalab/page-size"

_ANSWER_SECONDS = 10


def age_snapshot(cloud: Cloud, snapshot: str, days: float) -> None:
    """Let a snapshot of this account have been started so many days ago.

    Raises SteeringError where there is no such snapshot, NotReady where no engine of the course answers.
    """
    _post(cloud, AGE_PATH, {"snapshot": snapshot, "days": days})


def set_load(cloud: Cloud, percents: Mapping[str, float]) -> list[str]:
    """Give instances their CPU load, in percent; return those that run, and so publish it to CloudWatch.

    It is published at once and every ten seconds, for a quarter of an hour or until it is set again.
    Raises SteeringError where an instance does not exist, NotReady where no engine of the course answers.
    """
    published: list[str] = _post(cloud, LOAD_PATH, {"instances": dict(percents)})["published"]
    return published


@contextmanager
def short_pages(cloud: Cloud, size: int) -> Iterator[None]:
    """Let EC2 put no more than ``size`` instances or snapshots of this account into an answer.

    AWS puts up to 1,000 into one: whoever does not go on with NextToken misses the rest, and nothing tells.
    Raises NotReady where no engine of the course answers.
    """
    _post(cloud, PAGE_PATH, {"size": size})
    try:
        yield
    finally:
        _post(cloud, PAGE_PATH, {"size": None})


def _post(cloud: Cloud, path: str, asked: dict[str, Any]) -> dict[str, Any]:
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
