"""Rules for the whole suite: every test, and every notebook, is a learner of its own."""

import os
from functools import partial

import pytest
from jupyter_client.manager import KernelManager
from jupyter_core.paths import jupyter_runtime_dir
from nbval import kernel

_SOCKETS = os.path.join(jupyter_runtime_dir(), f"kernel-{os.getpid()}-ipc")

vars(kernel)["KernelManager"] = partial(KernelManager, transport="ipc", ip=_SOCKETS)
"""A notebook's kernel has sockets, and no ports, which others could take before it has started."""

RUN = os.environ.get("LAMBDALAB_LEARNER", "test")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Name the learner before a notebook's kernel starts, so that its accounts are its own."""
    is_notebook = item.path.suffix == ".ipynb"
    os.environ["LAMBDALAB_LEARNER"] = f"{RUN}/{item.path if is_notebook else item.nodeid}"
