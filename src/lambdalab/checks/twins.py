"""Copies of a function with other variables, so that a check leaves the learner's own function alone."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from lambdalab.aws import Cloud, open_directly
from lambdalab.checks.logs import group_of, reports_of
from lambdalab.waiting import wait_for

_KEPT = ("Runtime", "Role", "Handler", "Timeout", "MemorySize", "Architectures")
_SECONDS = 5


@contextmanager
def twin(cloud: Cloud, function: str, variables: Mapping[str, str]) -> Iterator[str]:
    """Yield the name of a copy of a function that has other variables; copy and log are gone afterwards."""
    client = cloud.client("lambda")
    original = client.get_function(FunctionName=function)
    name = f"{function}-twin-{secrets.token_hex(4)}"
    with open_directly(original["Code"]["Location"], timeout=_SECONDS) as package:
        code = package.read()
    settings = {key: value for key, value in original["Configuration"].items() if key in _KEPT}
    client.create_function(
        FunctionName=name, Code={"ZipFile": code}, Environment={"Variables": dict(variables)}, **settings
    )
    try:
        client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 0.05})
        yield name
    finally:
        client.delete_function(FunctionName=name)
        _remove_log(cloud, name)


def _remove_log(cloud: Cloud, name: str) -> None:
    """Remove the log of a function that ran; it arrives a moment after the run, and is waited for."""
    wait_for(lambda: reports_of(cloud, name) or None, _SECONDS)
    logs = cloud.client("logs")
    with suppress(logs.exceptions.ResourceNotFoundException):
        logs.delete_log_group(logGroupName=group_of(name))
