"""The OS-only runtimes: the package's own bootstrap speaks the runtime API."""

import re
import shutil

import pytest
from engine_testing import Account, Function, package

BOOTSTRAP = r"""#!/bin/sh
set -eu
echo "started with $_HANDLER in $LAMBDA_TASK_ROOT" 1>&2
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
while true; do
    headers=$(mktemp)
    event=$(curl -sS -L -D "$headers" "$api/invocation/next")
    id=$(grep -Fi Lambda-Runtime-Aws-Request-Id "$headers" | tr -d '[:space:]' | cut -d: -f2)
    case "$event" in
        '"exit"') exit 7 ;;
        '"kill"') kill -9 $$ ;;
        '"sleep"') sleep 30 ;;
        '"fail"')
            error='{"errorType": "Custom.Kind", "errorMessage": "as told", "stackTrace": []}'
            curl -sS "$api/invocation/$id/error" -d "$error" > "$headers" ;;
        *)
            echo "got $event"
            curl -sS "$api/invocation/$id/response" -d "{\"echo\": $event}" > "$headers" ;;
    esac
done
"""

# AWS's tutorial uses curl, which its base image has: where it is missing, the function fails, not the engine.
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="this machine has no curl")


@pytest.fixture(scope="module", params=["provided.al2023", "provided.al2"])
def function(account: Account, request: pytest.FixtureRequest) -> Function:
    """Give the module one function in shell for each runtime."""
    return deploy(account, {"bootstrap": BOOTSTRAP}, request.param, executable=["bootstrap"])


def deploy(
    account: Account,
    files: dict[str, str],
    runtime: str = "provided.al2023",
    executable: list[str] | None = None,
) -> Function:
    """Deploy a function of an OS-only runtime."""
    return account.deploy(files, executable=executable or [], handler="any.thing", Runtime=runtime, Timeout=5)


@needs_curl
def test_a_bootstrap_in_shell_serves_invocations(function: Function) -> None:
    """AWS's tutorial works: an event comes back, the environment is reused, output is in the log."""
    cold, warm = function.invoke({"a": [1, "ü"]}), function.invoke([2])
    assert (cold.result, warm.result) == ({"echo": {"a": [1, "ü"]}}, {"echo": [2]})
    assert cold.log[0] == "started with any.thing in /var/task"
    assert warm.log[1] == "got [2]"
    assert "Init Duration" in cold.report
    assert "Init Duration" not in warm.report


@needs_curl
@pytest.mark.parametrize(
    ("event", "error_type", "message"),
    [
        ("fail", "Custom.Kind", "as told"),
        ("exit", "Runtime.ExitError", "Runtime exited with error: exit status 7"),
        ("kill", "Runtime.ExitError", "Runtime exited with error: signal: killed"),
        ("sleep", "Sandbox.Timedout", "Task timed out after 5.00 seconds"),
    ],
)
def test_a_failure_is_told_in_aws_s_words(
    function: Function, event: str, error_type: str, message: str
) -> None:
    """What the bootstrap tells is passed on; how it ends is told by the platform."""
    failed = function.invoke(event)
    assert failed.error == "Unhandled"
    assert failed.result["errorType"] == error_type
    assert failed.result["errorMessage"].endswith(message)
    assert function.invoke(1).result == {"echo": 1}


INVALID = [
    ({"bootstrap": BOOTSTRAP}, [], "fork/exec /var/task/bootstrap: permission denied"),
    ({"bin/bootstrap": BOOTSTRAP}, ["bin/bootstrap"],
     "Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]"),
    ({"bootstrap": BOOTSTRAP.replace("\n", "\r\n")}, ["bootstrap"],
     "fork/exec /var/task/bootstrap: no such file or directory"),
    ({"bootstrap": "echo hello"}, ["bootstrap"], "fork/exec /var/task/bootstrap: exec format error"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "executable", "message"), INVALID)
def test_a_bootstrap_that_cannot_start_is_an_invalid_entrypoint(
    account: Account, files: dict[str, str], executable: list[str], message: str
) -> None:
    """Not executable, not there, with Windows' line ends, or no program: AWS's error, each time."""
    function = deploy(account, files, executable=executable)
    for _ in range(2):
        failed = function.invoke()
        assert failed.result["errorType"] == "Runtime.InvalidEntrypoint"
        assert (
            re.fullmatch(r"RequestId: [0-9a-f-]{36} Error: (.*)", failed.result["errorMessage"])[1] == message
        )  # type: ignore[index]
        assert failed.report["Error Type"] == "Runtime.InvalidEntrypoint"


@needs_curl
def test_a_layer_may_bring_the_bootstrap(account: Account) -> None:
    """Where the package has none, /opt/bootstrap is started, in the package's folder."""
    api = account.client("lambda")
    layer = api.publish_layer_version(
        LayerName="shell", Content={"ZipFile": package({"bootstrap": BOOTSTRAP}, ["bootstrap"])}
    )
    function = account.deploy(
        {"data.txt": ""}, handler="x", Runtime="provided.al2023", Layers=[layer["LayerVersionArn"]]
    )
    assert function.invoke("hello").result == {"echo": "hello"}


@needs_curl
def test_no_execution_environment_is_named(account: Account) -> None:
    """AWS_EXECUTION_ENV is not defined for these runtimes."""
    shows = BOOTSTRAP.replace('"got $event"', '"named ${AWS_EXECUTION_ENV:-nothing}"')
    log = deploy(account, {"bootstrap": shows}, executable=["bootstrap"]).invoke(1).log
    assert "named nothing" in log
