"""What an API hands to a function and takes from it, where it is a Lambda proxy.

LocalStack takes an object for the body and answers with its first letter, fails where nothing is returned,
and gives a binary type's body as text where it can be read as one.

API Gateway is loaded after the engine is ready, and so is this: see ``settings.LATER_SERVICES``.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
and https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

import base64
from collections.abc import Callable
from typing import Any

from localstack.services.plugins import Service
from localstack.utils.patch import patch


def install() -> None:
    """Let API Gateway have its rules when it starts."""

    @patch(Service.start)
    def start(fn: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.name() == "apigateway":
            _apply()
        return fn(self, *args, **kwargs)


def _apply() -> None:
    from localstack.services.apigateway.next_gen.execute_api.integrations.aws import (
        RestApiAwsProxyIntegration,
    )

    patch(RestApiAwsProxyIntegration.parse_lambda_response)(_parsed)
    patch(RestApiAwsProxyIntegration.create_lambda_input_event)(_event)


def _parsed(parse: Callable[..., dict[str, Any]], self: Any, payload: bytes) -> dict[str, Any]:
    """Return a function's answer; it is malformed where it is none, or its parts have other types."""
    from localstack.services.apigateway.next_gen.execute_api.gateway_response import InternalServerError

    malformed = InternalServerError("Internal server error", status_code=502)
    try:
        answer = parse(self, payload)
    except TypeError:
        raise malformed from None  # nothing at all, or a statusCode that is nothing
    if not isinstance(answer.get("body"), str | None):
        raise malformed
    return answer


def _event(create: Callable[..., dict[str, Any]], self: Any, context: Any) -> dict[str, Any]:
    """Return the event for a request; the body is in base64 where the API takes its type for binary."""
    from localstack.services.apigateway.next_gen.execute_api.helpers import (
        mime_type_matches_binary_media_types,
    )

    event = create(self, context)
    kinds = context.deployment.rest_api.rest_api.get("binaryMediaTypes", [])
    kind = context.invocation_request["headers"].get("Content-Type")
    is_binary = mime_type_matches_binary_media_types(kind, kinds)
    if event["body"] and is_binary and not event["isBase64Encoded"]:
        encoded = base64.b64encode(event["body"].encode()).decode()
        event |= {"body": encoded, "isBase64Encoded": True}
    return event
