"""Functions that change while they are used."""

import contextlib
import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from engine_testing import Account, Bell, marked, marking, package, wait_for

SLOW = """
import socket, time

def handler(event, context):
    socket.create_connection(("127.0.0.1", event)).close()
    time.sleep(1)
    return "old"
"""


def test_an_update_is_picked_up_at_once(account: Account) -> None:
    """The first invocation after an update runs the new code."""
    function = account.deploy("def handler(event, context): return 1")
    for number in (2, 3):
        function.invoke()
        function.update(f"def handler(event, context): return {number}")
        assert function.invoke().result == number


def test_new_settings_are_picked_up_at_once(account: Account) -> None:
    """The first invocation after a change of configuration runs with it."""
    code = "import os\ndef handler(event, context): return os.environ.get('WORD')"
    function = account.deploy(code)
    assert function.invoke().result is None
    function.api.update_function_configuration(
        FunctionName=function.name, Environment={"Variables": {"WORD": "new"}}
    )
    function.wait()
    assert function.invoke().result == "new"


@pytest.mark.parametrize("change", ["update", "delete"])
def test_a_running_invocation_is_finished(account: Account, change: str) -> None:
    """An invocation that runs while its function is updated or deleted still gives its result."""
    mark = secrets.token_hex()
    function = account.deploy(SLOW, **marking(mark))
    with ThreadPoolExecutor(1) as pool, contextlib.closing(Bell()) as started:
        running = pool.submit(function.invoke, started.port)
        started.wait()
        old = marked(mark)
        if change == "update":
            function.update("def handler(event, context): return 'new'")
            assert function.invoke().result == "new"
        else:
            function.api.delete_function(FunctionName=function.name)
        assert running.result().result == "old"
    wait_for(lambda: not set(old) & set(marked(mark)))


def test_invocations_at_once_run_in_environments_of_their_own(account: Account) -> None:
    """Four callers at once are served by four processes."""
    function = account.deploy("import time\ndef handler(e, c): time.sleep(0.5); return c.log_stream_name")
    with ThreadPoolExecutor(4) as pool:
        assert len({answer.result for answer in pool.map(function.invoke, range(4))}) == 4


def test_a_runtime_that_cannot_be_run_is_told(account: Account) -> None:
    """A function for another runtime is Failed, and its reason names what can be had."""
    api = account.client("lambda")
    api.create_function(
        FunctionName="ruby",
        Runtime="ruby3.3",
        Role=account.role,
        Handler="a.b",
        Code={"ZipFile": package("")},
    )
    state = wait_for(
        lambda: (told := api.get_function_configuration(FunctionName="ruby"))["State"] != "Pending" and told
    )
    assert state["State"] == "Failed"
    assert "the runtime ruby3.3 is not available here; python3.13 is" in state["StateReason"]
