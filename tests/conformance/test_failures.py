"""Lambda: how functions fail, what they may not exceed, and what their logs tell."""

import json

from conformance_testing import (
    ECHO,
    EVERY_LAB,
    FAIL,
    L01,
    L06,
    L08,
    L10,
    N01,
    N02,
    N07,
    Account,
    group,
    refused,
    wait_for,
)

capability = group("Lambda errors, limits and logs")
EXCEPTIONS = "lambda/latest/dg/python-exceptions.html"
TROUBLE = "lambda/latest/dg/troubleshooting-invocation.html"
TOO_LARGE = "Request(Entity)?TooLargeException"
LIMITS = "lambda/latest/dg/gettingstarted-limits.html"


@capability("an exception, with its type and stack", EXCEPTIONS, *EVERY_LAB, N02)
def test_exception(cloud: Account) -> None:
    """An exception gives FunctionError Unhandled, errorMessage, errorType and stackTrace."""
    answer = cloud.invoke(cloud.deploy(FAIL))
    assert (answer.error, answer.result["errorType"]) == ("Unhandled", "ValueError")
    assert answer.result["errorMessage"] == "no such order"
    assert 'File "/var/task/app.py", line 2, in handler' in answer.result["stackTrace"][0]


@capability("a time-out", TROUBLE, L01, N02, L10)
def test_time_out(cloud: Account) -> None:
    """A function that takes too long ends with Sandbox.Timedout and a message that tells the seconds."""
    code = "import time\ndef handler(event, context):\n    time.sleep(30)"
    answer = cloud.invoke(cloud.deploy(code, Timeout=1))
    assert answer.error == "Unhandled"
    assert "Task timed out after 1.00 seconds" in answer.result["errorMessage"]


@capability("out of memory", TROUBLE, N02)
def test_out_of_memory(cloud: Account) -> None:
    """A function that takes more than its memory is killed: Runtime.OutOfMemory or Runtime.ExitError."""
    code = "def handler(event, context):\n    return len(b'x' * 400_000_000)"
    answer = cloud.invoke(cloud.deploy(code, MemorySize=128))
    assert answer.error == "Unhandled"
    assert answer.result["errorType"] in ("Runtime.OutOfMemory", "Runtime.ExitError", "MemoryError")


@capability("an exit", TROUBLE, N02)
def test_exit(cloud: Account) -> None:
    """A process that ends gives Runtime.ExitError with its status."""
    answer = cloud.invoke(cloud.deploy("import os\ndef handler(event, context):\n    os._exit(3)"))
    assert answer.result["errorType"] == "Runtime.ExitError"
    assert "exit status 3" in answer.result["errorMessage"]


@capability("an error at the import", TROUBLE, L01, N02, L08, L10)
def test_import_error(cloud: Account) -> None:
    """A module that cannot be imported gives Runtime.ImportModuleError and names what is missing."""
    answer = cloud.invoke(cloud.deploy("import nowhere\n" + ECHO))
    assert answer.result["errorType"] == "Runtime.ImportModuleError"
    assert answer.result["errorMessage"].startswith(
        "Unable to import module 'app': No module named 'nowhere'"
    )


@capability("a handler that is not there", TROUBLE, L01, N02, L10)
def test_handler_not_found(cloud: Account) -> None:
    """A handler that the module lacks gives Runtime.HandlerNotFound."""
    answer = cloud.invoke(cloud.deploy(Handler="app.main"))
    assert answer.result["errorType"] == "Runtime.HandlerNotFound"


@capability("a result that is not JSON", EXCEPTIONS, L01, N02)
def test_marshal_error(cloud: Account) -> None:
    """A result that cannot be written as JSON gives Runtime.MarshalError."""
    answer = cloud.invoke(cloud.deploy("def handler(event, context):\n    return {1, 2}"))
    assert answer.result["errorType"] == "Runtime.MarshalError"


@capability("the largest event, 6 MB", LIMITS, N02)
def test_large_event(cloud: Account) -> None:
    """An event of more than 6 MB is refused before the function is asked."""
    call, event = cloud.client("lambda").invoke, json.dumps("x" * (6 * 1024 * 1024 + 1))
    refused(call, TOO_LARGE, FunctionName=cloud.deploy(), Payload=event)


@capability("the largest event of an asynchronous call", LIMITS, N02)
def test_large_asynchronous_event(cloud: Account) -> None:
    """An asynchronous event has 1 MB at most."""
    call, event = cloud.client("lambda").invoke, json.dumps("x" * (1024 * 1024 + 1))
    name = cloud.deploy()
    refused(call, TOO_LARGE, FunctionName=name, Payload=event, InvocationType="Event")


@capability("the largest result, 6 MB", LIMITS, N02)
def test_large_result(cloud: Account) -> None:
    """A result of more than 6 MB gives Function.ResponseSizeTooLarge."""
    code = "def handler(event, context):\n    return 'x' * 6_300_000"
    answer = cloud.invoke(cloud.deploy(code))
    assert answer.result["errorType"] == "Function.ResponseSizeTooLarge"


@capability("START, END and REPORT", "lambda/latest/dg/python-logging.html", L01, N01, N02, N07, L06)
def test_report_line(cloud: Account) -> None:
    """Each invocation's log has START and END, and REPORT with duration, memory and, if cold, init."""
    cold, warm = (cloud.invoke(function).log for function in [cloud.deploy()] * 2)
    assert [line.split()[0] for line in cold] == ["START", "END", "REPORT"]
    fields = ("Billed Duration: ", "Memory Size: 128 MB", "Max Memory Used: ")
    assert all(field in warm[-1] for field in fields)
    assert ["Init Duration" in log[-1] for log in (cold, warm)] == [True, False]


@capability("JSON logs", "lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html", L06, N07)
def test_json_logs(cloud: Account) -> None:
    """LogFormat JSON makes each line of logging, and of the platform, an object with level and message."""
    code = "import logging\ndef handler(event, context):\n    logging.warning('late by %s', 3)"
    function = cloud.deploy(code, LoggingConfig={"LogFormat": "JSON"})
    lines = [json.loads(line) for line in cloud.invoke(function).log]
    (own,) = [line for line in lines if "level" in line]
    assert (own["level"], own["message"]) == ("WARNING", "late by 3")
    assert [line["type"] for line in lines if "type" in line][-1] == "platform.report"


@capability(
    "a log stream for each environment", "lambda/latest/dg/monitoring-cloudwatchlogs.html", L01, L06, N07
)
def test_log_stream(cloud: Account) -> None:
    """Logs go to /aws/lambda/NAME, in streams named by date, version and environment."""
    function, logs = cloud.deploy(), cloud.client("logs")
    cloud.invoke(function)
    wait_for("the log", lambda: cloud.logged(function))
    (stream,) = logs.describe_log_streams(logGroupName=f"/aws/lambda/{function}")["logStreams"]
    date, environment = stream["logStreamName"].split("[$LATEST]")
    assert date.count("/") == 3
    assert len(environment) == 32
