"""No process outlives the environment that it belongs to."""

import secrets

import pytest
from engine_testing import Account, marked, marking, wait_for

CODE = """
import os, signal, subprocess, sys, time

LONG = [sys.executable, "-S", "-c", "import time; time.sleep(300)"]

def daemon():
    if os.fork() == 0:
        os.setsid()
        subprocess.Popen(LONG, start_new_session=True)
        os._exit(0)
    os.wait()

def handler(event, context):
    kind = event["kind"]
    if kind == "ignores SIGTERM":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if kind == "has a child":
        subprocess.Popen(LONG)
    if kind == "has a child in a session of its own":
        subprocess.Popen(LONG, start_new_session=True)
    if kind == "has a daemon":
        daemon()
    if kind == "closed its output":
        os.close(1), os.close(2)
    if event.get("exit"):
        os._exit(1)
"""

KINDS = (
    "is plain",
    "ignores SIGTERM",
    "has a child",
    "has a child in a session of its own",
    "has a daemon",
    "closed its output",
)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_of_a_deleted_function(account: Account, kind: str) -> None:
    """Deleting a function ends its environment with all that it started."""
    mark = secrets.token_hex()
    function = account.deploy(CODE, **marking(mark))
    function.invoke({"kind": kind})
    assert len(marked(mark)) > ("child" in kind or "daemon" in kind)
    function.api.delete_function(FunctionName=function.name)
    wait_for(lambda: not marked(mark))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_of_a_function_that_exits(account: Account, kind: str) -> None:
    """A runtime that ends by itself takes all that it started with it."""
    mark = secrets.token_hex()
    account.deploy(CODE, **marking(mark)).invoke({"kind": kind, "exit": True})
    assert not marked(mark)
