"""The Node.js runtime: how a handler is found and run, what it finds, and what its failures look like."""

import base64
import json
import re
from typing import Any

import pytest
from engine_testing import Account, Function, Invocation

CODE = """
let calls = 0;
exports.handler = async (event, context) => {
  calls += 1;
  switch (event?.do) {
    case "count": return calls;
    case "log": console.log("one", { a: 1 }); console.warn("two\\nlines"); return;
    case "throw": throw Object.assign(new TypeError("plötzlich"), { detail: 7 });
    case "throw text": throw "just text";
    case "reject": Promise.reject(new RangeError("lost")); return new Promise((done) => setTimeout(done, 99));
    case "never": return new Promise(() => {});
    case "circle": { const circle = {}; circle.self = circle; return circle; }
    case "exit": return process.exit(event.status);
    case "abort": return process.abort();
    case "sleep": return new Promise((done) => setTimeout(done, 30000));
    case "context": return { ...context, left: context.getRemainingTimeInMillis() };
    case "environment": return process.env;
    case "nothing": return undefined;
    case "large": return "x".repeat(6 * 2 ** 20 + 200);
    case "memory": { const all = []; for (;;) all.push(Buffer.alloc(2 ** 20, 1)); }
  }
  return event;
};
"""
OLD, NEW = "nodejs22.x", "nodejs24.x"


def node(account: Account, files: dict[str, str], runtime: str = OLD, **settings: Any) -> Function:
    """Deploy a Node.js function."""
    return account.deploy(files, Runtime=runtime, **settings)


@pytest.fixture(scope="module", params=[OLD, NEW])
def function(account: Account, request: pytest.FixtureRequest) -> Function:
    """Give the module one function for each model of handlers: with and without callbacks."""
    return node(account, {"app.js": CODE}, request.param, Timeout=5)


def fail(function: Function, event: object) -> Invocation:
    """Invoke the function, expect an error, and expect the next invocation to work."""
    failed = function.invoke(event)
    assert failed.error == "Unhandled"
    assert function.invoke("fine").result == "fine"
    return failed


def test_an_event_comes_through_both_ways(function: Function) -> None:
    """Text of any kind comes back as it was sent, and nothing as null."""
    text = {"größe": 'naïve ☃ 🐍 \u0000 \\ " \n 漢字', "long": "x" * 500_000}
    assert function.invoke(text).result == text
    assert function.invoke({"do": "nothing"}).result is None


def test_module_state_survives_between_invocations(function: Function) -> None:
    """A global variable keeps its value while the environment is warm, also after an exception."""
    before = function.invoke({"do": "count"}).result
    function.invoke({"do": "throw"})
    assert function.invoke({"do": "count"}).result == before + 2


def test_console_lines_have_time_request_id_and_level(function: Function) -> None:
    """A record's four parts are separated by tabs; a record of two lines is one event."""
    log = function.invoke({"do": "log"}).log
    request_id = log[0].split()[2]
    assert re.fullmatch(
        rf"\d{{4}}-\d\d-\d\dT[\d:]{{8}}\.\d{{3}}Z\t{request_id}\tINFO\tone {{ a: 1 }}", log[1]
    )
    assert log[2].endswith(f"\t{request_id}\tWARN\ttwo")
    assert log[3] == "lines"


def test_the_context_is_complete(function: Function) -> None:
    """The context has AWS's properties, and the client context that the caller sent."""
    sent = {"custom": {"word": "größe"}, "env": {"locale": "de"}, "client": {"app_title": "x"}}
    answer = function.api.invoke(
        FunctionName=function.name,
        Payload=json.dumps({"do": "context"}),
        ClientContext=base64.b64encode(json.dumps(sent).encode()).decode(),
    )
    told = json.load(answer["Payload"])
    assert 3000 < told.pop("left") <= 5000
    assert told.pop("awsRequestId") == answer["ResponseMetadata"]["RequestId"]
    assert re.fullmatch(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", told.pop("logStreamName"))
    told.pop("callbackWaitsForEmptyEventLoop", None)
    assert told == {
        "functionName": function.name,
        "functionVersion": "$LATEST",
        "memoryLimitInMB": "256",
        "logGroupName": f"/aws/lambda/{function.name}",
        "invokedFunctionArn": f"arn:aws:lambda:us-east-1:{function.account.number}:function:{function.name}",
        "clientContext": sent,
    }


def test_the_environment_is_node_s(function: Function) -> None:
    """The runtime names itself, and finds modules in layers."""
    told = function.invoke({"do": "environment"}).result
    assert told["AWS_EXECUTION_ENV"] in (f"AWS_Lambda_{OLD}", f"AWS_Lambda_{NEW}")
    assert "/opt/nodejs/node_modules:" in told["NODE_PATH"]
    assert told["_X_AMZN_TRACE_ID"].startswith("Root=1-")
    assert told["_HANDLER"] == "app.handler"


def test_an_exception_comes_with_type_message_and_trace(function: Function) -> None:
    """The caller gets AWS's three fields, with paths under /var/task; the log has the error's own fields."""
    failed = fail(function, {"do": "throw"})
    assert (failed.result["errorType"], failed.result["errorMessage"]) == ("TypeError", "plötzlich")
    assert failed.result["trace"][0] == "TypeError: plötzlich"
    assert "(/var/task/app.js:" in failed.result["trace"][1]
    (logged,) = [line for line in failed.log if "\tERROR\tInvoke Error \t" in line]
    told = json.loads(logged.split("\t")[-1])
    assert (told["errorType"], told["detail"]) == ("TypeError", 7)
    assert told["stack"][0] == "TypeError: plötzlich"


@pytest.mark.parametrize(
    ("event", "error_type", "message"),
    [
        ({"do": "throw text"}, "string", "just text"),
        ({"do": "circle"}, "Error", "Unable to stringify response body"),
        ({"do": "reject"}, "Runtime.UnhandledPromiseRejection", "RangeError: lost"),
        ({"do": "never"}, "Runtime.NodeJsExit", "Promise that was never settled"),
        ({"do": "exit", "status": 3}, "Runtime.ExitError", "Runtime exited with error: exit status 3"),
        ({"do": "exit", "status": 0}, "Runtime.ExitError", "Runtime exited without providing a reason"),
        ({"do": "abort"}, "Runtime.ExitError", "Runtime exited with error: signal: aborted"),
        ({"do": "large"}, "Function.ResponseSizeTooLarge", "maximum allowed payload size (6291556 bytes)."),
        ({"do": "memory"}, "Runtime.OutOfMemory", "Runtime exited with error: signal: killed"),
        ({"do": "sleep"}, "Sandbox.Timedout", "Task timed out after 5.00 seconds"),
    ],
)
def test_a_failure_is_told_in_aws_s_words(
    function: Function, event: object, error_type: str, message: str
) -> None:
    """Every way to fail has its type and message, and the next invocation works."""
    failed = fail(function, event).result
    assert failed["errorType"] == error_type
    assert message in failed["errorMessage"]


def test_a_rejection_that_nobody_handles_ends_the_runtime(function: Function) -> None:
    """The invocation that lost it tells of the exit, and the next one starts anew."""
    failed = function.invoke({"do": "reject"})
    assert any("Runtime exited with error: exit status 128" in line for line in failed.log)
    assert failed.report["Error Type"] == "Runtime.ExitError"
    assert function.invoke({"do": "count"}).result == 1


MODULE, COMMON = "export const handler = async () => 'es';", "exports.handler = async () => 'common';"


@pytest.mark.parametrize(
    ("files", "handler", "result"),
    [
        ({"app.js": COMMON}, "app.handler", "common"),
        ({"app.cjs": COMMON}, "app.handler", "common"),
        ({"app.mjs": MODULE}, "app.handler", "es"),
        ({"app.js": MODULE, "package.json": '{"type": "module"}'}, "app.handler", "es"),
        ({"src/app.js": MODULE, "package.json": '{"type": "module"}'}, "src/app.handler", "es"),
        ({"src/app.js": COMMON, "package.json": "{}"}, "src/app.handler", "common"),
        ({"app/index.js": COMMON}, "app/index.handler", "common"),
        ({"app.js": "exports.a = { b: async () => 'nested' };"}, "app.a.b", "nested"),
        (
            {"app.mjs": "import n from './near.mjs'; export const handler = async () => n;",
             "near.mjs": "export default await Promise.resolve('awaited');"},
            "app.handler",
            "awaited",
        ),
        (
            {"app.js": "const m = require('m'); exports.handler = async () => m;",
             "node_modules/m/index.js": "module.exports = 'own module';"},
            "app.handler",
            "own module",
        ),
    ],
)  # fmt: skip
def test_a_handler_is_found(account: Account, files: dict[str, str], handler: str, result: str) -> None:
    """CommonJS and ES modules, in folders, with modules of their own."""
    assert node(account, files, handler=handler).invoke().result == result


@pytest.mark.parametrize(
    ("files", "handler", "error_type", "message"),
    [
        ({"app.js": "require('nowhere')"}, "app.handler", "Runtime.ImportModuleError",
         "Error: Cannot find module 'nowhere'\nRequire stack:\n- /var/task/app.js\n- /var/runtime/index.mjs"),
        ({"other.js": COMMON}, "app.handler", "Runtime.ImportModuleError",
         "Error: Cannot find module 'app'\nRequire stack:\n- /var/runtime/index.mjs"),
        ({"app.js": ""}, "app.handler", "Runtime.HandlerNotFound",
         "app.handler is undefined or not exported"),
        ({"app.js": "exports.handler = 7"}, "app.handler", "Runtime.HandlerNotFound",
         "app.handler is not a function"),
        ({"app.js": "exports.handler = ("}, "app.handler", "Runtime.UserCodeSyntaxError",
         "SyntaxError: Unexpected end of input"),
        ({"app.js": MODULE}, "app.handler", "Runtime.UserCodeSyntaxError",
         "SyntaxError: Unexpected token 'export'"),
        ({"app.js": COMMON}, "app", "Runtime.MalformedHandlerName", "Bad handler"),
        ({"app.js": COMMON}, "../app.handler", "Runtime.MalformedHandlerName",
         "'../app.handler' is not a valid handler name. Use absolute paths when specifying root directories"
         " in handler names."),
        ({"app.js": "throw new RangeError('at once')"}, "app.handler", "RangeError", "at once"),
        ({"app.js": "process.exit(5)"}, "app.handler", "Runtime.ExitError", None),
    ],
)  # fmt: skip
def test_a_failing_init_fails_each_invocation_alike(
    account: Account, files: dict[str, str], handler: str, error_type: str, message: str | None
) -> None:
    """Code that cannot be loaded gives AWS's error each time, and an INIT_REPORT in the log."""
    function = node(account, files, handler=handler)
    for _ in range(2):
        failed = function.invoke()
        assert failed.result["errorType"] == error_type
        assert message in (None, failed.result["errorMessage"])
        assert any(re.match(r"INIT_REPORT Init Duration: \d+\.\d\d ms\tPhase: ", line) for line in failed.log)


@pytest.mark.parametrize(
    ("code", "result"),
    [
        ("(event, context, callback) => callback(null, 'called back')", "called back"),
        ("(e, c, callback) => setTimeout(() => callback(null, 'later'), 20)", "later"),
        ("(e, c, callback) => { setTimeout(() => { done = 1 }, 50); callback(null, 'waits') }", "waits"),
        (
            "(e, c, callback) => { c.callbackWaitsForEmptyEventLoop = false; "
            "setTimeout(() => {}, 60000); callback(null, 'at once') }",
            "at once",
        ),
        ("(event, context) => context.succeed('succeeded')", "succeeded"),
        ("(event, context) => 'not returned'", None),
        ("(event, context, callback) => {}", None),
    ],
)
def test_a_callback_gives_the_result_until_node_22(account: Account, code: str, result: object) -> None:
    """What is called back is the result, once nothing else is to be done; what is returned is not."""
    assert node(account, {"app.js": f"exports.handler = {code};"}).invoke().result == result


def test_a_callback_may_fail(account: Account) -> None:
    """The first argument is the error, and the environment survives it."""
    function = node(account, {"app.js": "exports.handler = (e, c, cb) => e ? cb(new Error(e)) : cb(null, 1)"})
    assert function.invoke("oops").result["errorMessage"] == "oops"
    assert function.invoke().result == 1


def test_node_24_has_no_callbacks(account: Account) -> None:
    """A handler with three parameters is refused, and what a plain function returns is its result."""
    refused = node(account, {"app.js": "exports.handler = (e, c, cb) => cb()"}, NEW).invoke().result
    assert refused["errorType"] == "Runtime.CallbackHandlerDeprecated"
    assert node(account, {"app.js": "exports.handler = (e) => 'returned'"}, NEW).invoke().result == "returned"
