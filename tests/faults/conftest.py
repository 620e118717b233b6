"""What the faults' tests share."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let all places be tried; the suite tries one."""
    parser.addoption("--every-place", action="store_true", help="kill the engine in every place of lab 02")
