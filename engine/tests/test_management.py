"""The addresses that manage LocalStack, which a function could call."""

import http.client
import json
import urllib.error
import urllib.request

import pytest


def status(endpoint: str, method: str, path: str, body: object = None) -> int:
    """Return the status that a request gets."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{endpoint}{path}", data, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def test_nobody_ends_the_engine(endpoint: str) -> None:
    """The engine of a class goes on."""
    assert status(endpoint, "POST", "/_localstack/health", {"action": "kill"}) == http.client.FORBIDDEN
    assert status(endpoint, "GET", "/_lambdalab/ready") == http.client.OK


@pytest.mark.parametrize(
    "path",
    [
        "/_aws/cloudwatch/metrics/raw",
        "/_aws/ses",
        "/_aws/sqs/messages",
        "/_localstack/init",
        "/_localstack/plugins",
    ],
)
def test_nobody_sees_what_is_in_every_account(endpoint: str, path: str) -> None:
    """What knows no accounts is shut."""
    assert status(endpoint, "GET", path) == http.client.FORBIDDEN


def test_what_is_public_stays_open(endpoint: str) -> None:
    """The state can be read, and an API that is not there is not there."""
    assert status(endpoint, "GET", "/_localstack/health") == http.client.OK
    assert status(endpoint, "GET", "/_aws/execute-api/none/live/") != http.client.FORBIDDEN
