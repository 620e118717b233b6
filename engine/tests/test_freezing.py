"""Between its invocations an environment is frozen, as on AWS, with all that runs in it."""

import secrets

import psutil
import pytest
from engine_testing import Account, marked, marking, wait_for

CODE = """
import os, subprocess, sys, threading, time

COUNT = "import sys, time\\nwhile True: time.sleep(0.01)"
count = 0

def counting():
    global count
    while True:
        count += 1
        time.sleep(0.005)

def handler(event, context):
    if event == "thread":
        threading.Thread(target=counting, daemon=True).start()
    if event == "child":
        subprocess.Popen([sys.executable, "-S", "-c", COUNT], start_new_session=True)
    if event == "wait":
        before = count
        while count < before + 10:
            time.sleep(0.005)
    return count
"""


def is_frozen(mark: str) -> bool:
    """Tell whether the function's processes are stopped, bubblewrap's own apart."""
    statuses = []
    for pid in marked(mark):
        process = psutil.Process(pid)
        if process.name() != "bwrap":
            statuses.append(process.status())
    return bool(statuses) and set(statuses) == {psutil.STATUS_STOPPED}


@pytest.mark.parametrize("event", ["nothing", "thread", "child"])
def test_an_environment_is_frozen_after_its_answer(account: Account, event: str) -> None:
    """The runtime, its threads and its children stop, and go on with the next invocation."""
    mark = secrets.token_hex()
    function = account.deploy(CODE, **marking(mark))
    for _ in range(3):
        assert function.invoke(event).error is None
        wait_for(lambda: is_frozen(mark))


def test_a_background_thread_goes_on_with_the_next_invocation(account: Account) -> None:
    """What a thread counts stands still between invocations, and counts on within the next."""
    mark = secrets.token_hex()
    function = account.deploy(CODE, **marking(mark))
    function.invoke("thread")
    wait_for(lambda: is_frozen(mark))
    (runtime,) = [pid for pid in marked(mark) if psutil.Process(pid).name() != "bwrap"]
    used = psutil.Process(runtime).cpu_times()
    assert function.api.list_functions()["Functions"]  # time passes
    assert psutil.Process(runtime).cpu_times() == used
    before = function.invoke().result
    assert function.invoke("wait").result >= before + 10


def test_a_function_that_raises_is_frozen_too(account: Account) -> None:
    """An error is an answer like another."""
    mark = secrets.token_hex()
    function = account.deploy("def handler(event, context): raise ValueError(event)", **marking(mark))
    assert function.invoke().error == "Unhandled"
    wait_for(lambda: is_frozen(mark))


def test_a_frozen_environment_is_ended_with_its_function(account: Account) -> None:
    """What is stopped can be ended."""
    mark = secrets.token_hex()
    function = account.deploy(CODE, **marking(mark))
    function.invoke("child")
    wait_for(lambda: is_frozen(mark))
    function.api.delete_function(FunctionName=function.name)
    wait_for(lambda: not marked(mark))
