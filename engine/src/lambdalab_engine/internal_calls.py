"""What services ask each other, in the process, is read by one model of each API.

LocalStack keeps a parser and a serializer for every model that it meets, for ever, and each of its clients,
one for each account and service, comes with a model of its own.
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's patch() has no annotations.

from collections.abc import Callable
from typing import Any

from botocore.model import OperationModel, ServiceModel
from localstack.aws.client import GatewayShortCircuit
from localstack.utils.patch import patch

_models: dict[tuple[str, str, str], ServiceModel] = {}


def install() -> None:
    """Put it in force."""
    patch(GatewayShortCircuit.__call__)(_with_one_model)


def _with_one_model(
    answer: Callable[..., Any], self: GatewayShortCircuit, event_name: str, request: Any, **kwargs: Any
) -> Any:
    request.operation_model = _shared(request.operation_model)
    return answer(self, event_name, request, **kwargs)


def _shared(operation: OperationModel) -> OperationModel:
    """Return an operation as the first client's model of its API has it."""
    model = operation.service_model
    key = (model.service_name, model.api_version, model.protocol)
    return _models.setdefault(key, model).operation_model(operation.name)
