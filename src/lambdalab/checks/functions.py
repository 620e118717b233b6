"""Asks Lambda about a function, and invokes it."""

import json
import re
from dataclasses import dataclass
from typing import Any

from lambdalab.aws import Cloud
from lambdalab.checks.results import Unmet, listed, shortened
from lambdalab.waiting import wait_for

_ACTIVE_SECONDS = 5
_PLACE = re.compile(r'File "/var/task/([^"]+)", line (\d+)')


@dataclass(frozen=True)
class Answer:
    """What a synchronous invocation gave: the payload, and whether it is an error."""

    payload: Any
    error: bool
    request_id: str = ""


def get_function(cloud: Cloud, name: str) -> dict[str, Any]:
    """Return a function's configuration. Raises Unmet where it is not there or does not become active."""
    client = cloud.client("lambda")
    configuration: dict[str, Any] = {}

    def settled() -> bool | None:
        configuration.update(client.get_function_configuration(FunctionName=name))
        return configuration["State"] != "Pending" or None

    try:
        wait_for(settled, _ACTIVE_SECONDS)
    except client.exceptions.ResourceNotFoundException:
        others = [function["FunctionName"] for function in client.list_functions()["Functions"]]
        raise Unmet(
            "missing",
            expected=f"a function called {name} in account {cloud.account}",
            found=listed("the account's functions", others),
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


def require_settings(name: str, configuration: dict[str, Any], **wanted: Any) -> None:
    """Raise Unmet unless a function's configuration has these settings."""
    for setting, value in wanted.items():
        if configuration.get(setting) != value:
            raise Unmet(
                "mismatch",
                expected=f"the {setting} of {name} to be {value}",
                found=f"its {setting} is {configuration.get(setting)}",
                look_at=f"create_function(..., {setting}=...); update_function_configuration changes it",
            )


def variables_of(cloud: Cloud, name: str) -> dict[str, str]:
    """Return a function's environment variables. Raises Unmet like ``get_function``."""
    variables: dict[str, str] = get_function(cloud, name).get("Environment", {}).get("Variables", {})
    return variables


def invoke(cloud: Cloud, name: str, event: Any) -> Answer:
    """Invoke a function synchronously with an event."""
    response = cloud.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
    payload = json.loads(response["Payload"].read() or b"null")
    return Answer(payload, "FunctionError" in response, response["ResponseMetadata"]["RequestId"])


def error_of(answer: Answer, at_most: int | None = None) -> str:
    """Return an error's type and message in a line, and the last line of the function's own that it names.

    ``at_most`` so many characters are kept of type and message.
    """
    kind, message = (answer.payload.get(part) for part in ("errorType", "errorMessage"))
    words = ": ".join(filter(None, (kind or "an error", message)))
    words = shortened(words, at_most or len(words))
    places = _PLACE.findall("".join(answer.payload.get("stackTrace") or []))
    return f"{words} ({places[-1][0]}, line {places[-1][1]})" if places else words
