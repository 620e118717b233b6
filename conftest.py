"""Rules for the whole suite: every test file, and every notebook, is a learner of its own."""

import os
from pathlib import Path

import pytest

RUN = os.environ.get("LAMBDALAB_LEARNER", "test")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Name the learner before a notebook's kernel starts, so that its accounts are its own."""
    os.environ["LAMBDALAB_LEARNER"] = f"{RUN}/{Path(item.path).relative_to(item.config.rootpath)}"
