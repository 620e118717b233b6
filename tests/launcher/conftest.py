"""What the launcher's tests share."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a copy of the checkout be set up from nothing; the suite lends it what is installed here."""
    parser.addoption("--set-up", action="store_true", help="set the copied checkout up from nothing")
