"""What reaches CloudWatch Logs: every line, in order, with the time at which it came."""

import itertools
from typing import Any

import pytest
from engine_testing import Account, Function, wait_for

CODE = """
import time

def handler(event, context):
    for n in range(event["lines"]):
        print(f"line {n}")
        time.sleep(event.get("pause", 0))
    print(event.get("text", ""), end="")
"""


@pytest.fixture
def function(account: Account) -> Function:
    """Give the test a function with a log group of its own."""
    return account.deploy(CODE)


def whole_log(function: Function) -> list[dict[str, Any]]:
    """Return the log of one invocation once its REPORT line is there."""

    def events() -> list[dict[str, Any]] | None:
        found = function.logged()
        return found if any(event["message"].startswith("REPORT") for event in found) else None

    return wait_for(events) or []


def test_every_line_arrives_in_order(function: Function) -> None:
    """A thousand printed lines stand between START and END as they were printed."""
    function.invoke({"lines": 1000})
    messages = [event["message"] for event in whole_log(function)]
    assert messages[0].startswith("START RequestId: ")
    assert messages[1:-2] == [f"line {n}\n" for n in range(1000)]
    assert messages[-2].startswith("END RequestId: ")


def test_each_line_has_its_own_time(function: Function) -> None:
    """Lines printed 200 ms apart are apart in the log, also where the machine is slow to read one of them."""
    function.invoke({"lines": 4, "pause": 0.2})
    times = [event["timestamp"] for event in whole_log(function)][1:6]
    assert all(later - earlier >= 100 for earlier, later in itertools.pairwise(times))


def test_a_last_line_without_its_end_is_kept(function: Function) -> None:
    """Text without a newline is a line of its own."""
    function.invoke({"lines": 0, "text": "unfinished ☃"})
    assert whole_log(function)[1]["message"] == "unfinished ☃\n"


def test_more_than_one_call_takes_is_written_in_several(function: Function) -> None:
    """A log over the limits of one PutLogEvents call arrives whole."""
    function.invoke({"lines": 12_000, "text": "x" * 300_000})
    messages = [event["message"] for event in whole_log(function)]
    assert messages[0].startswith("START")
    assert max(map(len, messages)) == 262_144 - 26
    assert messages[-1].startswith("REPORT")


def test_the_log_ends_with_the_function_deleted_meanwhile(function: Function) -> None:
    """What was logged is written even when the function goes at once."""
    function.invoke({"lines": 3})
    function.api.delete_function(FunctionName=function.name)
    assert len(whole_log(function)) == 6
