"""What a function finds in its environment: AWS's variables, its own, and nothing of the host's."""

import pytest
from engine_testing import Account, Function

CODE = """
import os, sys
import boto3

def handler(event, context):
    if event == "account":
        return boto3.client("sts").get_caller_identity()["Account"]
    if event == "path":
        return sys.path
    return dict(os.environ)
"""


@pytest.fixture(scope="module")
def function(account: Account) -> Function:
    """Give the module one function with a variable of its own."""
    return account.deploy(CODE, Environment={"Variables": {"COLOUR": "blå", "PATH_TO": "a=b c"}})


@pytest.fixture(scope="module")
def variables(function: Function) -> dict[str, str]:
    """Return the function's environment."""
    result: dict[str, str] = function.invoke().result
    return result


def test_configured_variables_are_there(variables: dict[str, str]) -> None:
    """What the function's configuration sets, it finds."""
    assert (variables["COLOUR"], variables["PATH_TO"]) == ("blå", "a=b c")


def test_aws_variables_are_there(function: Function, variables: dict[str, str]) -> None:
    """The reserved variables describe the function."""
    assert variables["AWS_LAMBDA_FUNCTION_NAME"] == function.name
    assert variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "256"
    assert variables["AWS_LAMBDA_FUNCTION_VERSION"] == "$LATEST"
    assert variables["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.13"
    assert variables["AWS_REGION"] == "us-east-1"
    assert variables["_HANDLER"] == "app.handler"


@pytest.mark.parametrize("runtime", ["python3.10", "python3.12", "python3.14"])
def test_a_python_runtime_names_itself(account: Account, runtime: str) -> None:
    """AWS_EXECUTION_ENV tells the runtime that the function is configured with."""
    function = account.deploy(CODE, Runtime=runtime)
    assert function.invoke().result["AWS_EXECUTION_ENV"] == f"AWS_Lambda_{runtime}"


def test_the_task_root_holds_the_code(account: Account) -> None:
    """LAMBDA_TASK_ROOT is the folder of the package, and the working folder."""
    code = "import os\ndef handler(e, c): return os.environ['LAMBDA_TASK_ROOT'], os.getcwd(), os.listdir()"
    root, folder, files = account.deploy(code).invoke().result
    assert root == folder
    assert files == ["app.py"]


def test_nothing_else_is_there(variables: dict[str, str]) -> None:
    """Every variable is AWS's, the locale's or the function's; none is LocalStack's or the host's."""
    function_s, aws_s = {"COLOUR", "PATH_TO"}, {"LANG", "LD_LIBRARY_PATH", "PATH", "PWD", "TZ", "_HANDLER"}
    python_s = {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}
    others = function_s | aws_s | python_s
    strangers = {name for name in variables if not name.startswith(("AWS_", "LAMBDA_", "_X_AMZN"))} - others
    # Python sets the first where the locale is C, the engine the second where there is no sandbox, macOS
    # the third.
    assert strangers <= {"LC_CTYPE", "TMPDIR", "__CF_USER_TEXT_ENCODING"}


def test_boto3_reaches_the_function_s_own_account(function: Function) -> None:
    """A client without arguments works in the account that the function belongs to."""
    assert function.invoke("account").result == function.account.number


def test_localstack_s_own_packages_are_out_of_reach(function: Function) -> None:
    """The engine's site-packages are not on the function's path; a layer's are."""
    folders = [folder for folder in function.invoke("path").result if folder.endswith("site-packages")]
    assert [folder.rpartition("/opt/")[2] for folder in folders] == ["python/lib/python3.13/site-packages"]
