"""A function's logging configuration: text or JSON, from which level on, and in which log group."""

import json
import re
from typing import Any

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account, Function, wait_for

PYTHON = """
import logging
log = logging.getLogger()

def handler(event, context):
    for level in ("debug", "info", "warning", "error"):
        getattr(log, level)("say %s", level)
    print("printed")
    if event == "raise": raise KeyError("k")
    if event == "exit": __import__("os")._exit(1)
"""
NODE = """
exports.handler = async (event) => {
  for (const level of ["trace", "debug", "info", "warn", "error"]) console[level]("say", level);
  console.log({ structured: 1 });
  console.error("with", new TypeError("bad"));
  if (event === "raise") throw new RangeError("r");
};
"""


def python(account: Account, **config: str) -> Function:
    """Deploy a Python function with a logging configuration."""
    return account.deploy(PYTHON, LoggingConfig=config)


def node(account: Account, **config: str) -> Function:
    """Deploy a Node.js function with a logging configuration."""
    return account.deploy({"app.js": NODE}, Runtime="nodejs22.x", LoggingConfig=config)


def records(lines: list[str]) -> list[dict[str, Any]]:
    """Return the lines that are JSON."""
    return [json.loads(line) for line in lines if line.startswith("{")]


def platform(lines: list[str]) -> dict[str, dict[str, Any]]:
    """Return the platform's records by their type."""
    return {record["type"]: record["record"] for record in records(lines) if "type" in record}


def levels(lines: list[str]) -> list[str]:
    """Return the levels of the function's own records."""
    return [record["level"] for record in records(lines) if "level" in record]


def test_text_is_the_default(account: Account) -> None:
    """Python's records have level, time and request id, from WARN on."""
    log = account.deploy(PYTHON).invoke().log
    request_id = log[0].split()[2]
    time = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
    assert re.fullmatch(rf"\[WARNING\]\t{time}\t{request_id}\tsay warning", log[1])
    assert [line.split("\t")[0] for line in log[1:3]] == ["[WARNING]", "[ERROR]"]


def test_the_platform_s_records_are_json(account: Account) -> None:
    """``platform.start`` and ``platform.report`` have AWS's fields, in place of START, END and REPORT."""
    function = python(account, LogFormat="JSON")
    cold, warm = (function.invoke().log for _ in range(2))
    assert not any(line.startswith(("START", "END", "REPORT")) for line in cold)
    told = platform(cold)
    assert told.keys() == {"platform.start", "platform.report"}
    report = told["platform.report"]
    arn = f"arn:aws:lambda:us-east-1:{account.number}:function:{function.name}"
    assert told["platform.start"] == {
        "requestId": report["requestId"],
        "functionArn": arn,
        "version": "$LATEST",
    }
    names = ["durationMs", "billedDurationMs", "memorySizeMB", "maxMemoryUsedMB"]
    assert list(report["metrics"]) == [*names, "initDurationMs"]
    assert report["status"] == "success"
    assert list(platform(warm)["platform.report"]["metrics"]) == names


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("DEBUG", ["DEBUG", "INFO", "WARNING", "ERROR"]),
        ("INFO", ["INFO", "WARNING", "ERROR"]),
        ("ERROR", ["ERROR"]),
    ],
)
def test_python_s_records_have_a_level(account: Account, level: str, expected: list[str]) -> None:
    """Records below the application log level are left out; what is printed is no record."""
    log = python(account, LogFormat="JSON", ApplicationLogLevel=level).invoke().log
    assert levels(log) == expected
    assert "printed" in log


def test_python_s_records_have_aws_s_fields(account: Account) -> None:
    """Time, level, message, logger and request id, and an exception's type, message and trace."""
    log = python(account, LogFormat="JSON").invoke("raise").log
    record, *_, error = (record for record in records(log) if "level" in record)
    assert record.keys() == {"timestamp", "level", "message", "logger", "requestId"}
    assert (error["errorType"], error["errorMessage"]) == ("KeyError", "'k'")
    assert error["stackTrace"][0].startswith('  File "/var/task/app.py"')


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("TRACE", ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "INFO", "ERROR"]),
        ("INFO", ["INFO", "WARN", "ERROR", "INFO", "ERROR"]),
        ("WARN", ["WARN", "ERROR", "ERROR"]),
    ],
)
def test_node_s_records_have_a_level(account: Account, level: str, expected: list[str]) -> None:
    """Console functions below the application log level write nothing."""
    assert levels(node(account, LogFormat="JSON", ApplicationLogLevel=level).invoke().log) == expected


def test_node_s_records_have_aws_s_fields(account: Account) -> None:
    """An object stays one, several values become a text, and an error among them has fields of its own."""
    log = node(account, LogFormat="JSON").invoke("raise").log
    told = [record for record in records(log) if "level" in record]
    assert told[0].keys() == {"timestamp", "level", "requestId", "message"}
    assert told[0]["message"] == "say info"
    assert told[3]["message"] == {"structured": 1}
    assert (told[4]["errorType"], told[4]["errorMessage"]) == ("TypeError", "bad")
    assert told[5]["message"]["errorType"] == "RangeError"
    assert told[5]["message"]["stackTrace"][0] == "RangeError: r"


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("DEBUG", {"platform.start", "platform.runtimeDone", "platform.report"}),
        ("INFO", {"platform.start", "platform.report"}),
        ("WARN", set()),
    ],
)
def test_the_platform_s_records_have_a_level(account: Account, level: str, expected: set[str]) -> None:
    """What went well is told at DEBUG and INFO."""
    function = python(account, LogFormat="JSON", SystemLogLevel=level)
    assert platform(function.invoke().log).keys() == expected


def test_what_went_wrong_is_told_at_warn(account: Account) -> None:
    """A crash is in the records of the highest level too, with its type."""
    failed = python(account, LogFormat="JSON", SystemLogLevel="WARN").invoke("exit")
    told = platform(failed.log)
    assert told.keys() == {"platform.runtimeDone", "platform.report"}
    assert told["platform.report"]["status"] == "error"
    assert told["platform.report"]["errorType"] == "Runtime.ExitError"


def test_a_change_to_json_is_picked_up_at_once(account: Account) -> None:
    """The first invocation after the change writes JSON, and after the change back it does not."""
    function = account.deploy(PYTHON)
    for config, is_json in (({"LogFormat": "JSON"}, True), ({"LogFormat": "Text"}, False)):
        function.api.update_function_configuration(FunctionName=function.name, LoggingConfig=config)
        function.wait()
        assert bool(records(function.invoke().log)) is is_json


@pytest.mark.parametrize(
    "config", [{"LogFormat": "Text", "SystemLogLevel": "WARN"}, {"ApplicationLogLevel": "INFO"}]
)
def test_text_has_no_levels(account: Account, config: dict[str, str]) -> None:
    """A level for the text format, which is the default, is refused."""
    with pytest.raises(ClientError, match='LogLevel is not supported when LogFormat is set to "Text"'):
        python(account, **config)


def test_a_log_group_of_one_s_own_is_written_to(account: Account) -> None:
    """The function finds the group's name, and its streams begin with the function's."""
    logs = account.client("logs")
    code = "def handler(event, context): return context.log_group_name, context.log_stream_name"
    function = account.deploy(code, LoggingConfig={"LogGroup": "/team/shared"})
    group, stream = function.invoke().result
    assert group == "/team/shared"
    assert re.fullmatch(rf"\d{{4}}/\d\d/\d\d/{function.name}\[\$LATEST\][0-9a-f]{{32}}", stream)
    target = {"logGroupName": group, "logStreamName": stream}

    def has_report() -> bool:
        found = logs.describe_log_groups(logGroupNamePrefix="/team/shared")["logGroups"]
        events = logs.get_log_events(**target)["events"] if found else []
        return any(event["message"].startswith("REPORT") for event in events)

    wait_for(has_report)
    assert function.logged() == []
