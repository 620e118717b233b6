"""An empty account for each test, and each capability's data in the test's report."""

import os

import pytest
from conformance_testing import Account


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker of ``group`` known."""
    config.addinivalue_line("markers", "capability(group, name, source, needed_by): what AWS can do")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Put a capability's data where the JUnit report has it."""
    marker = item.get_closest_marker("capability")
    if marker is not None:
        item.user_properties += marker.kwargs.items()


@pytest.fixture
def cloud() -> Account:
    """Return an empty account."""
    return Account(os.environ["AWS_ENDPOINT_URL"])
