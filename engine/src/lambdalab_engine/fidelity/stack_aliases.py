"""Lets a stack's update move an alias, which LocalStack can only create and delete.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html
"""

from typing import Any

from localstack.services.cloudformation.resource_provider import OperationStatus, ProgressEvent
from localstack.services.lambda_.resource_providers.lambda_alias import LambdaAliasProvider

_NEEDS_ANOTHER = ["/properties/Name"]
"""What makes another alias where it changes.

AWS has the function's name there too. But LocalStack takes a reference to a function that is updated for
a change of its name, and would create the alias a second time.
"""

_SET = ("FunctionName", "FunctionVersion", "Name", "Description", "RoutingConfig")


def install() -> None:
    """Let aliases be updated."""
    LambdaAliasProvider.SCHEMA["createOnlyProperties"] = _NEEDS_ANOTHER
    setattr(LambdaAliasProvider, "update", _update)  # noqa: B010


def _update(provider: LambdaAliasProvider, request: Any) -> ProgressEvent[Any]:
    """Set what the template says; where it names no weights, there are none."""
    wanted, before = request.desired_state, request.previous_state or {}
    lambda_ = request.aws_client_factory.lambda_
    asked = {name: wanted[name] for name in _SET if wanted.get(name) is not None}
    weights = asked.get("RoutingConfig", {}).get("AdditionalVersionWeights", [])
    asked["RoutingConfig"] = {"AdditionalVersionWeights": _by_version(weights)}
    is_same_function = wanted["FunctionName"] == before.get("FunctionName", wanted["FunctionName"])
    answer = lambda_.update_alias(**asked) if is_same_function else lambda_.create_alias(**asked)
    model = wanted | {"Id": answer["AliasArn"]}
    return ProgressEvent(status=OperationStatus.SUCCESS, resource_model=model)


def _by_version(weights: Any) -> dict[str, float]:
    """Return the share of each version; a template lists them one by one."""
    if isinstance(weights, dict):
        return {str(version): float(share) for version, share in weights.items()}
    return {str(one["FunctionVersion"]): float(one["FunctionWeight"]) for one in weights}
