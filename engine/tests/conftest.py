"""The engine under test: ``./lab test`` starts it and names it in AWS_ENDPOINT_URL."""

import os
import random

import boto3
import pytest


@pytest.fixture(scope="session")
def endpoint() -> str:
    """Return the URL of the running engine."""
    if "AWS_ENDPOINT_URL" not in os.environ:
        pytest.exit("AWS_ENDPOINT_URL is not set: run these tests with ./lab test engine/tests")
    return os.environ["AWS_ENDPOINT_URL"]


@pytest.fixture
def account(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the test an empty account of its own; boto3 clients made in the test work in it."""
    number = str(random.randrange(10**11, 10**12))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", number)
    boto3.setup_default_session()
    return number
