"""A function's state, as those see it who ask while it is about to change."""

import pytest
from ec2_testing import post
from engine_testing import Account, Function, package

CODE = "def handler(event, context): return 1"


@pytest.fixture
def function(account: Account) -> Function:
    """Give the test a function in an account of its own."""
    return Account(account.endpoint).deploy(CODE)


def test_the_first_look_at_a_new_function_sees_it_active(function: Function) -> None:
    """create_function answers at once, as on AWS; a waiter need not look twice."""
    settings = {"Runtime": "python3.13", "Handler": "app.handler", "Role": function.account.role}
    code = {"ZipFile": package(CODE)}
    told = function.api.create_function(FunctionName="new", Code=code, **settings)
    assert told["State"] == "Pending"
    assert function.api.get_function(FunctionName="new")["Configuration"]["State"] == "Active"


def test_the_first_look_at_an_update_sees_it_done(function: Function) -> None:
    """Also by an alias of the version that is changed."""
    function.api.create_alias(FunctionName=function.name, Name="latest", FunctionVersion="$LATEST")
    for name in (function.name, f"{function.name}:latest"):
        update = function.api.update_function_code(FunctionName=function.name, ZipFile=package(CODE))
        assert update["LastUpdateStatus"] == "InProgress"
        told = function.api.get_function_configuration(FunctionName=name)
        assert told["LastUpdateStatus"] == "Successful"


def test_an_update_that_takes_long_is_seen_in_progress(function: Function) -> None:
    """Nobody is kept waiting for it."""
    post(function.account, "/_lambdalab/slow-updates", seconds=5)
    function.api.update_function_code(FunctionName=function.name, ZipFile=package(CODE))
    told = function.api.get_function_configuration(FunctionName=function.name)
    assert told["LastUpdateStatus"] == "InProgress"


def test_a_look_at_what_is_not_there_is_refused_at_once(function: Function) -> None:
    """Neither a function nor a version."""
    for name in ("none", f"{function.name}:7"):
        with pytest.raises(function.api.exceptions.ResourceNotFoundException):
            function.api.get_function(FunctionName=name)
