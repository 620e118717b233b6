"""Rules for the whole suite: every test, and every notebook, is a learner of its own."""

import os

import pytest

RUN = os.environ.get("LAMBDALAB_LEARNER", "test")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Name the learner before a notebook's kernel starts, so that its accounts are its own."""
    is_notebook = item.path.suffix == ".ipynb"
    os.environ["LAMBDALAB_LEARNER"] = f"{RUN}/{item.path if is_notebook else item.nodeid}"
