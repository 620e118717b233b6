"""The functions of notebook 01."""

from functions_testing import example


def test_hello_greets_by_name_and_counts_on() -> None:
    """The first call of an environment counts one, and the next goes on from there."""
    hello = example("01-serverless-compute/hello")
    assert hello.handler(hello.event, None) == hello.result
    assert hello.handler({}, None) == {"greeting": "Hello, world!", "invocations": 2}


def test_nap_tells_where_and_when_it_slept() -> None:
    """Each environment has a name of its own, and the times are as far apart as was asked."""
    nap, other = example("01-serverless-compute/nap"), example("01-serverless-compute/nap")
    slept = nap.handler(nap.event, None)
    assert set(slept) == set(nap.result)
    assert slept["ended"] - slept["started"] >= nap.event["seconds"]
    assert slept["environment"] != other.handler(nap.event, None)["environment"]
