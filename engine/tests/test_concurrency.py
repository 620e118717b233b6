"""How many invocations run at once, and which version of a function they run."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError
from engine_testing import Account, Function, Invocation, wait_for

SLOW = """
import os, pathlib, time
SECOND = time.time()

def handler(event, context):
    time.sleep(event or 0)
    return os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"], os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
"""


def returning(word: object) -> str:
    """Return code whose result is this."""
    return f"def handler(event, context): return {word!r}, context.function_version"


def test_reserved_concurrency_holds(account: Account) -> None:
    """With one reserved, of two callers at once one is throttled, and later both are served."""
    function = account.deploy(SLOW)
    function.api.put_function_concurrency(FunctionName=function.name, ReservedConcurrentExecutions=1)

    def outcome(_: int) -> str:
        try:
            return "error" if function.invoke(1).error else "served"
        except function.api.exceptions.TooManyRequestsException:
            return "throttled"

    function.invoke()
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(outcome, range(2))) == ["served", "throttled"]
    assert function.invoke().error is None


def test_a_throttled_call_has_aws_s_error(account: Account) -> None:
    """Reserving none switches a function off: 429, with AWS's reason and words."""
    function = account.deploy(SLOW)
    function.api.put_function_concurrency(FunctionName=function.name, ReservedConcurrentExecutions=0)
    with pytest.raises(ClientError) as refused:
        function.invoke()
    told = refused.value.response
    assert told["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert told["Error"]["Code"] == "TooManyRequestsException"
    assert told["Error"]["Message"] == "Rate Exceeded."
    assert told["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
    function.api.delete_function_concurrency(FunctionName=function.name)
    assert function.invoke().error is None


def test_an_account_keeps_a_hundred_unreserved(account: Account) -> None:
    """More than 900 of an account's 1,000 cannot be reserved."""
    function = account.deploy(SLOW)
    with pytest.raises(ClientError, match=r"decreases account's UnreservedConcurrentExecution below"):
        function.api.put_function_concurrency(FunctionName=function.name, ReservedConcurrentExecutions=950)


def test_provisioned_environments_are_warm(account: Account) -> None:
    """A version with provisioned concurrency has no cold start, and says how it was initialised."""
    function = account.deploy(SLOW)
    version = function.api.publish_version(FunctionName=function.name)["Version"]
    target = {"FunctionName": function.name, "Qualifier": version}
    function.api.get_waiter("published_version_active").wait(**target, WaiterConfig={"Delay": 1})
    function.api.put_provisioned_concurrency_config(**target, ProvisionedConcurrentExecutions=2)
    wait_for(lambda: function.api.get_provisioned_concurrency_config(**target)["Status"] == "READY")
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda _: qualified(function, version, 0.3).result, range(2)))
    assert {kind for kind, _ in results} == {"provisioned-concurrency"}
    assert len({stream for _, stream in results}) == 2
    function.api.delete_provisioned_concurrency_config(**target)


def qualified(function: Function, qualifier: str, event: object = None) -> Invocation:
    """Invoke a version or an alias."""
    return Function(function.account, function.api, f"{function.name}:{qualifier}").invoke(event)


def publish(function: Function, word: object) -> str:
    """Publish a version that returns a word."""
    function.update(returning(word))
    version: str = function.api.publish_version(FunctionName=function.name)["Version"]
    Function(function.account, function.api, f"{function.name}:{version}").wait()
    return version


def test_a_version_keeps_its_code(account: Account) -> None:
    """Whatever is updated later, a published version returns what it returned."""
    function = account.deploy(returning("first"))
    versions = [publish(function, word) for word in ("one", "two")]
    function.update(returning("latest"))
    assert [qualified(function, v).result for v in versions] == [["one", "1"], ["two", "2"]]
    assert function.invoke().result == ["latest", "$LATEST"]


def test_an_alias_switches_at_once(account: Account) -> None:
    """The first invocation after an alias was moved runs the other version, there and back."""
    function = account.deploy(returning("first"))
    one, two = (publish(function, word) for word in ("one", "two"))
    function.api.create_alias(FunctionName=function.name, Name="live", FunctionVersion=one)
    for version, word in ((one, "one"), (two, "two"), (one, "one")):
        function.api.update_alias(FunctionName=function.name, Name="live", FunctionVersion=version)
        assert qualified(function, "live").result == [word, version]
