"""No process outlives the environment that it belongs to."""

import pytest
from engine_testing import Account, is_gone, wait_for

CODE = """
import os, signal, subprocess, sys, time

LONG = [sys.executable, "-S", "-c", "import time; time.sleep(300)"]

def daemon():
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.setsid()
        child = subprocess.Popen(LONG, start_new_session=True)
        os.write(writing, str(child.pid).encode())
        os._exit(0)
    os.wait()
    return int(os.read(reading, 20))

def handler(event, context):
    kind = event["kind"]
    pids = [os.getpid()]
    if kind == "ignores SIGTERM":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if kind == "has a child":
        pids.append(subprocess.Popen(LONG).pid)
    if kind == "has a child in a session of its own":
        pids.append(subprocess.Popen(LONG, start_new_session=True).pid)
    if kind == "has a daemon":
        pids.append(daemon())
    if kind == "closed its output":
        os.close(1), os.close(2)
    if event.get("exit"):
        open(event["exit"], "w").write(" ".join(map(str, pids)))
        os._exit(1)
    return pids
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
    function = account.deploy(CODE)
    pids = function.invoke({"kind": kind}).result
    assert not any(map(is_gone, pids))
    function.api.delete_function(FunctionName=function.name)
    wait_for(lambda: all(map(is_gone, pids)))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_of_a_function_that_exits(
    account: Account, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A runtime that ends by itself takes all that it started with it."""
    note = tmp_path_factory.mktemp("function") / "pids"
    account.deploy(CODE).invoke({"kind": kind, "exit": str(note)})
    assert all(map(is_gone, map(int, note.read_text().split())))
