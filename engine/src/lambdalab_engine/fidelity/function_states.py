"""Shows a function's state when it has settled, to whoever asks while it is about to.

Creating or updating a function takes LocalStack some hundredths of a second, and boto3's waiters look at once
and then once a second. So a look at a function that is pending, or whose update is in progress, is answered
when that is over, or after most of a second as it is then.
Source: https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
"""

import time
from typing import Any

from localstack.aws.api.lambda_ import LastUpdateStatus, State
from localstack.services.lambda_.invocation.lambda_models import FunctionVersion
from localstack.services.lambda_.invocation.models import lambda_stores

from lambdalab_engine.fidelity.before import before
from lambdalab_engine.fidelity.needs import Place, function_arn

_LOOKS = ("GetFunction", "GetFunctionConfiguration")
_MOST_SECONDS = 0.8
_POLL_SECONDS = 0.005


def install() -> None:
    """Put it in force."""
    before(wait_until_settled, "lambda", _LOOKS)


def wait_until_settled(context: Any) -> None:
    """Hold a look at a function back while its state is about to change."""
    asked = context.service_request
    place = Place("lambda", context.region, context.account_id)
    arn = function_arn(place, asked["FunctionName"], asked.get("Qualifier"))
    deadline = time.monotonic() + _MOST_SECONDS
    while (version := _version(arn)) and not _is_settled(version) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)


def _version(arn: str) -> FunctionVersion | None:
    """Return the version that an ARN names, itself or by an alias; None where there is none."""
    _, _, _, region, account, _, name, *qualifiers = arn.split(":")
    function = lambda_stores[account][region].functions.get(name)
    if function is None:
        return None
    qualifier = qualifiers[0] if qualifiers else "$LATEST"
    alias = function.aliases.get(qualifier)
    return function.versions.get(alias.function_version if alias else qualifier)


def _is_settled(version: FunctionVersion) -> bool:
    state, update = version.config.state, version.config.last_update
    is_updated = update is None or update.status != LastUpdateStatus.InProgress
    return state.state != State.Pending and is_updated
