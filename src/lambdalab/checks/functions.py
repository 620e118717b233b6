"""Asks Lambda about a function, and invokes it."""

import json
from dataclasses import dataclass
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.results import Unmet


@dataclass(frozen=True)
class Answer:
    """What a synchronous invocation gave: the payload, and whether it is an error."""

    payload: Any
    error: bool


def get_function(cloud: Cloud, name: str) -> dict[str, Any]:
    """Return a function's configuration. Raises Unmet where it is not there or not active."""
    client = cloud.client("lambda")
    try:
        configuration: dict[str, Any] = client.get_function_configuration(FunctionName=name)
    except client.exceptions.ResourceNotFoundException:
        others = [function["FunctionName"] for function in client.list_functions()["Functions"]]
        raise Unmet(
            "missing",
            expected=f"a function called {name} in account {cloud.account}",
            found=f"the account's functions are {', '.join(others) or 'none'}",
            look_at="create_function(FunctionName=...)",
        ) from None
    if configuration["State"] != "Active":
        raise Unmet(
            "failed",
            expected=f"{name} to be Active",
            found=f"it is {configuration['State']}: {configuration.get('StateReason', 'no reason given')}",
            look_at="the Runtime that create_function was given; wait with function_active_v2",
        )
    return configuration


def variables_of(cloud: Cloud, name: str) -> dict[str, str]:
    """Return a function's environment variables. Raises Unmet like ``get_function``."""
    variables: dict[str, str] = get_function(cloud, name).get("Environment", {}).get("Variables", {})
    return variables


def invoke(cloud: Cloud, name: str, event: Any) -> Answer:
    """Invoke a function synchronously with an event."""
    response = cloud.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
    return Answer(json.loads(response["Payload"].read() or b"null"), "FunctionError" in response)


def error_of(answer: Answer) -> str:
    """Return an error's type and message in a line."""
    return f"{answer.payload.get('errorType', 'an error')}: {answer.payload.get('errorMessage', '')}"
