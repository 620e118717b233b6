"""The init phase has ten seconds, then once more the time of the first invocation."""

import pytest
from engine_testing import Account

PYTHON = "import time\ntime.sleep(30)\ndef handler(event, context): pass"
NODE = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30000);"
SHELL = "#!/bin/sh\nsleep 30\n"


@pytest.mark.parametrize(
    ("runtime", "file", "code"),
    [
        ("python3.13", "app.py", PYTHON),
        ("nodejs22.x", "app.js", NODE),
        ("provided.al2023", "bootstrap", SHELL),
    ],
)
def test_an_init_that_takes_too_long(account: Account, runtime: str, file: str, code: str) -> None:
    """Both attempts are told of: the first in its own line, the second as the function's time-out."""
    function = account.deploy({file: code}, executable=[file], Runtime=runtime, Timeout=1)
    failed = function.invoke()
    first, start, second, *_ = failed.log
    assert 10_000 <= _init_milliseconds(first) < 30_000
    assert first.endswith("\tPhase: init\tStatus: timeout")
    assert start.startswith("START ")
    assert 1000 <= _init_milliseconds(second) < 10_000
    assert second.endswith("\tPhase: invoke\tStatus: timeout\tError Type: Sandbox.Timedout")
    assert failed.result["errorMessage"].endswith("Task timed out after 1.00 seconds")
    assert failed.report["Status"] == "timeout"


def _init_milliseconds(line: str) -> float:
    told, _, value = line.split("\t")[0].removesuffix(" ms").rpartition(": ")
    assert told == "INIT_REPORT Init Duration"
    return float(value)
