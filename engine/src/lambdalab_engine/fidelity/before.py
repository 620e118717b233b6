"""Looks at calls before their service does: it can refuse one, or let it wait."""

from collections.abc import Callable, Collection
from typing import Any

from localstack.aws import handlers


def before(look: Callable[[Any], None], service: str, operations: Collection[str] = ()) -> None:
    """Have a service's calls looked at by their context, those of some operations or all.

    What ``look`` raises is the answer, and the service never sees the call.
    """

    def handler(chain: Any, context: Any, response: Any) -> None:
        if context.service is None or context.operation is None:
            return
        if context.service.service_name == service and (
            not operations or context.operation.name in operations
        ):
            look(context)

    handlers.serve_custom_service_request_handlers.append(handler)
