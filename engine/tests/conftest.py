"""The engine under test: ``./lab test`` starts it and names it in AWS_ENDPOINT_URL."""

import json
import os
import socket
import urllib.request

import psutil
import pytest
from engine_testing import Account


@pytest.fixture(scope="session")
def endpoint() -> str:
    """Return the URL of the running engine."""
    if "AWS_ENDPOINT_URL" not in os.environ:
        pytest.exit("AWS_ENDPOINT_URL is not set: run these tests with ./lab test engine/tests")
    return os.environ["AWS_ENDPOINT_URL"]


@pytest.fixture(scope="module")
def account(endpoint: str) -> Account:
    """Give the module an empty account of its own."""
    return Account(endpoint)


@pytest.fixture(scope="session")
def engine_process(endpoint: str) -> psutil.Process:
    """Return the running engine's process."""
    with urllib.request.urlopen(f"{endpoint}/_lambdalab/ready") as response:
        return psutil.Process(json.load(response)["pid"])


@pytest.fixture
def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
