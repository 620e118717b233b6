"""What an invocation gives: its result, its log's platform lines, its figures."""

import re

import pytest
from engine_testing import Account, Function, Invocation

CODE = """
import os, time
calls = 0

def handler(event, context):
    global calls
    calls += 1
    if event == "count":
        return calls
    if isinstance(event, dict) and "sleep" in event:
        time.sleep(event["sleep"])
        return None
    if isinstance(event, dict) and "fill" in event:
        return len(bytearray(event["fill"] * 2**20))
    if event == "context":
        return {
            "name": context.function_name, "version": context.function_version, "id": context.aws_request_id,
            "arn": context.invoked_function_arn, "memory": context.memory_limit_in_mb,
            "left": context.get_remaining_time_in_millis(), "group": context.log_group_name,
            "stream": context.log_stream_name, "client": context.client_context,
            "identity": context.identity.cognito_identity_id, "trace": os.environ["_X_AMZN_TRACE_ID"],
        }
    return event
"""


@pytest.fixture(scope="module")
def function(account: Account) -> Function:
    """Give the module one function."""
    return account.deploy(CODE)


@pytest.fixture(scope="module")
def cold(function: Function) -> Invocation:
    """Give the module the function's first invocation."""
    return function.invoke("first")


def test_the_log_opens_with_start_and_closes_with_end_and_report(cold: Invocation) -> None:
    """The platform's three lines name one request id, and START the version."""
    start, end, report = cold.log
    request_id = report.removeprefix("REPORT RequestId: ").split("\t")[0]
    assert re.fullmatch(r"[0-9a-f-]{36}", request_id)
    assert start == f"START RequestId: {request_id} Version: $LATEST"
    assert end == f"END RequestId: {request_id}"


def test_the_report_has_the_fields_of_aws(cold: Invocation) -> None:
    """A cold invocation's REPORT line has AWS's fields in AWS's order and units."""
    assert re.fullmatch(
        r"REPORT RequestId: [0-9a-f-]{36}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\t"
        r"Memory Size: 256 MB\tMax Memory Used: \d+ MB\tInit Duration: \d+\.\d\d ms\t",
        cold.log[-1],
    )


def test_a_warm_invocation_reports_no_init(function: Function, cold: Invocation) -> None:
    """Init Duration stands in the first REPORT of an environment alone."""
    assert "Init Duration" in cold.report
    assert "Init Duration" not in function.invoke().report


def test_init_is_billed(cold: Invocation) -> None:
    """Billed Duration is init and invocation together, rounded up."""
    whole = cold.figure("Duration") + cold.figure("Init Duration")
    assert 0 <= cold.figure("Billed Duration") - whole < 1.01


def test_duration_holds_the_time_that_the_function_ran(function: Function) -> None:
    """A function that sleeps 0.2 s is reported with 200 ms at the least."""
    assert function.invoke({"sleep": 0.2}).figure("Duration") >= 200


def test_memory_used_holds_what_the_function_took(function: Function) -> None:
    """Max Memory Used grows by what the function allocates, and keeps its peak."""
    before = function.invoke().figure("Max Memory Used")
    peak = function.invoke({"fill": 80}).figure("Max Memory Used")
    assert 10 <= before <= peak - 60
    assert function.invoke().figure("Max Memory Used") >= peak - 1


def test_module_state_survives_between_invocations(function: Function) -> None:
    """A global variable keeps its value while the environment is warm."""
    assert function.invoke("count").result + 1 == function.invoke("count").result


def test_unicode_comes_through_both_ways(function: Function) -> None:
    """Umlauts, emoji and escaped characters come back as they were sent."""
    text = {"größe": 'naïve ☃ 🐍 \u0000 \\ " \n 漢字'}
    assert function.invoke(text).result == text


def test_five_megabytes_come_through_both_ways(function: Function) -> None:
    """A payload near AWS's limit comes back whole."""
    text = "0123456789" * 500_000
    assert function.invoke(text).result == text


def test_the_context_tells_of_the_function(function: Function) -> None:
    """The context object has all that AWS documents, and the environment the trace."""
    told = function.invoke("context").result
    assert told["name"] == function.name
    assert told["version"] == "$LATEST"
    assert told["arn"] == f"arn:aws:lambda:us-east-1:{function.account.number}:function:{function.name}"
    assert told["memory"] == "256"
    assert told["group"] == f"/aws/lambda/{function.name}"
    assert 5000 < told["left"] <= 10_000
    assert re.fullmatch(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", told["stream"])
    assert (told["client"], told["identity"]) == (None, None)
    assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]", told["trace"])


def test_a_handler_may_stand_in_a_subpackage(account: Account) -> None:
    """``pkg.mod.handler`` is found, and its module imports its neighbours."""
    files = {
        "pkg/__init__.py": "",
        "pkg/near.py": "WORD = 'near'",
        "pkg/mod.py": "from pkg import near\n\ndef handler(event, context):\n    return near.WORD",
    }
    assert account.deploy(files, handler="pkg.mod.handler").invoke().result == "near"


def test_an_asynchronous_invocation_is_accepted_and_runs(function: Function) -> None:
    """InvocationType Event answers 202 with no payload."""
    answer = function.api.invoke(FunctionName=function.name, InvocationType="Event", Payload="1")
    assert (answer["StatusCode"], answer["Payload"].read()) == (202, b"")
