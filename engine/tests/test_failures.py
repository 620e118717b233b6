"""What a function's failures look like, and that the next invocation gets a fresh start."""

import re

import pytest
from engine_testing import Account, Function, Invocation

CODE = """
import os, signal, sys, time

def deep(n):
    return deep(n + 1)

def child(megabytes):
    if os.fork() == 0:
        data = bytearray(os.urandom(2**20) * megabytes)
        time.sleep(30)
    time.sleep(30)

def handler(event, context):
    match event:
        case "raise":
            print("about to fail")
            raise KeyError("plötzlich")
        case "deep": deep(0)
        case "unserialisable": return {1, 2}
        case "large": return "x" * (6 * 2**20 + 200)
        case "sleep": time.sleep(30)
        case "memory": data = bytearray(os.urandom(2**20) * 400); return len(data)
        case "memory, slowly": data = bytearray(os.urandom(2**20) * 400); time.sleep(30)
        case "child's memory": child(400)
        case "print for ever":
            while True: print("x" * 100)
        case ["exit", status]: os._exit(status)
        case ["signal", number]: os.kill(os.getpid(), number); time.sleep(30)
        case "close": os.close(1); os.close(2); os._exit(4)
    return "fine"
"""


@pytest.fixture(scope="module")
def function(account: Account) -> Function:
    """Give the module one function."""
    return account.deploy(CODE, Timeout=10)


@pytest.fixture(scope="module")
def impatient(account: Account) -> Function:
    """Give the module a function with a timeout of two seconds."""
    return account.deploy(CODE, Timeout=2)


def fail(function: Function, event: object) -> Invocation:
    """Invoke the function, expect an error, and expect the next invocation to work."""
    failed = function.invoke(event)
    assert failed.error == "Unhandled"
    assert function.invoke().result == "fine"
    return failed


def test_an_exception_comes_with_its_type_message_and_stack_trace(function: Function) -> None:
    """The payload has AWS's four fields, with paths under /var/task."""
    failed = fail(function, "raise").result
    assert failed["errorType"] == "KeyError"
    assert failed["errorMessage"] == "'plötzlich'"
    assert re.fullmatch(r"[0-9a-f-]{36}", failed["requestId"])
    assert failed["stackTrace"][0].startswith('  File "/var/task/app.py", line ')


def test_an_exception_is_logged_between_what_was_printed_and_end(function: Function) -> None:
    """The log has the function's output, then the error with its trace under /var/task, then END."""
    log = function.invoke("raise").log
    assert log[1] == "about to fail"
    assert log[2] == "[ERROR] KeyError: 'plötzlich'"
    assert any('File "/var/task/app.py"' in line for line in log)
    assert log[-2].startswith("END ")


def test_the_environment_survives_an_exception(function: Function) -> None:
    """After a function's own exception the next invocation is warm."""
    function.invoke("raise")
    assert "Init Duration" not in function.invoke().report


def test_a_very_long_stack_trace_arrives(function: Function) -> None:
    """A RecursionError, whose trace is sent in a header too, is an ordinary exception."""
    assert fail(function, "deep").result["errorType"] == "RecursionError"


def test_a_result_that_is_not_json_is_a_marshal_error(function: Function) -> None:
    """A set as result gives Runtime.MarshalError."""
    assert fail(function, "unserialisable").result["errorType"] == "Runtime.MarshalError"


def test_a_result_over_six_megabytes_is_refused(function: Function) -> None:
    """AWS's limit holds, and the error says so."""
    assert fail(function, "large").result["errorType"] == "Function.ResponseSizeTooLarge"


def test_a_time_out_ends_the_function(impatient: Function) -> None:
    """The caller, the log and the REPORT line tell of a time-out, with the timeout as duration."""
    failed = fail(impatient, "sleep")
    assert failed.result["errorType"] == "Sandbox.Timedout"
    assert failed.result["errorMessage"].endswith("Error: Task timed out after 2.00 seconds")
    assert any(re.search(r"Z [0-9a-f-]{36} Task timed out after 2.00 seconds", line) for line in failed.log)
    assert failed.report["Status"] == "timeout"
    assert failed.figure("Duration") == 2000


def test_output_without_end_does_not_stop_the_clock(impatient: Function) -> None:
    """A function that prints for ever is ended at its timeout all the same."""
    assert fail(impatient, "print for ever").result["errorType"] == "Sandbox.Timedout"


@pytest.mark.parametrize("event", ["memory", "memory, slowly", "child's memory"])
def test_too_much_memory_ends_the_function(function: Function, event: str) -> None:
    """The memory size holds for the function and its children together."""
    failed = fail(function, event)
    assert failed.result["errorType"] == "Runtime.OutOfMemory"
    assert failed.report["Max Memory Used"] == "256 MB"
    assert failed.report["Error Type"] == "Runtime.OutOfMemory"


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (["exit", 0], "Runtime exited without providing a reason"),
        (["exit", 3], "Runtime exited with error: exit status 3"),
        (["signal", 9], "Runtime exited with error: signal: killed"),
        (["signal", 11], "Runtime exited with error: signal: segmentation fault"),
        ("close", "Runtime exited with error: exit status 4"),
    ],
)
def test_a_runtime_that_ends_is_an_exit_error(function: Function, event: object, reason: str) -> None:
    """The caller is told how the process ended, in AWS's words."""
    failed = fail(function, event)
    assert failed.result["errorType"] == "Runtime.ExitError"
    assert re.fullmatch(rf"RequestId: [0-9a-f-]{{36}} Error: {reason}", failed.result["errorMessage"])


@pytest.mark.parametrize(
    ("files", "handler", "error_type", "message"),
    [
        (
            {"app.py": "import nowhere"},
            "app.handler",
            "Runtime.ImportModuleError",
            "No module named 'nowhere'",
        ),
        ({"app.py": "x = 1"}, "app.handler", "Runtime.HandlerNotFound", "'handler' missing on module 'app'"),
        ({"app.py": "def handler("}, "app.handler", "Runtime.UserCodeSyntaxError", "Syntax error in module"),
        ({"app.py": "x = 1"}, "handler", "Runtime.MalformedHandlerName", "Bad handler 'handler'"),
        ({"app.py": "1 / 0"}, "app.handler", "ZeroDivisionError", "division by zero"),
        ({"app.py": "import os; os._exit(5)"}, "app.handler", "Runtime.ExitError", "exit status 5"),
    ],
)
def test_a_failing_init_fails_each_invocation_alike(
    account: Account, files: dict[str, str], handler: str, error_type: str, message: str
) -> None:
    """Code that cannot be loaded gives AWS's error each time, and an INIT_REPORT in the log."""
    function = account.deploy(files, handler=handler)
    for _ in range(2):
        failed = function.invoke()
        assert failed.error == "Unhandled"
        assert failed.result["errorType"] == error_type
        assert message in failed.result["errorMessage"]
        assert any(re.match(r"INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: ", line) for line in failed.log)
