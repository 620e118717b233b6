"""What a stack's resources are given, and what is not deleted with it.

Sources, below https://docs.aws.amazon.com/AWSCloudFormation/latest/: the properties in
TemplateReference/aws-resource-logs-loggroup.html, TemplateReference/aws-resource-lambda-function.html and
TemplateReference/aws-resource-lambda-permission.html; a bucket that is not empty in
TemplateReference/aws-resource-s3-bucket.html and UserGuide/troubleshooting.html.
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's helpers for patches have no annotations.

from collections.abc import Callable, Mapping
from typing import Any

from localstack.aws.api.cloudformation import ChangeAction, ResourceStatus
from localstack.services.cloudformation.engine.v2.change_set_model_executor import ChangeSetModelExecutor
from localstack.services.cloudformation.resource_provider import (
    OperationStatus,
    ProgressEvent,
    ResourceProviderExecutor,
    convert_payload,
)
from localstack.utils import testutil
from localstack.utils.archives import create_zip_file_python
from localstack.utils.patch import patch

_FORGOTTEN = ("EventSourceToken", "FunctionUrlAuthType", "PrincipalOrgID", "SourceAccount")
"""The properties of a permission that LocalStack does not pass on."""

_NOT_EMPTY = "The bucket you tried to delete is not empty"

_gone: dict[str, set[str]] = {}
"""What is deleted of each stack of which something was left, until the stack is deleted again."""


def apply() -> None:
    """Put the rules in force."""
    patch(ResourceProviderExecutor.execute_action)(_act)
    patch(ChangeSetModelExecutor.execute)(_execute)
    patch(ChangeSetModelExecutor._process_event)(_tell)
    testutil.create_zip_file_cli = _zip  # type: ignore[attr-defined] # it is imported there


def _act(fn: Any, self: Any, provider: Any, payload: Any) -> Any:
    """Make, change or delete a resource, and give it the properties that LocalStack leaves out."""
    kind, is_removal = payload["resourceType"], payload["action"] == "Remove"
    request: Any = convert_payload(stack_name=self.stack_name, stack_id=self.stack_id, payload=payload)
    if is_removal and request.logical_resource_id in _gone.get(self.stack_id, ()):
        return ProgressEvent(OperationStatus.SUCCESS, resource_model={})
    if is_removal and kind == "AWS::S3::Bucket" and _holds_objects(request):
        return ProgressEvent(OperationStatus.FAILED, resource_model={}, message=_NOT_EMPTY)
    wanted = dict(request.desired_state)
    event = fn(self, provider, payload)
    if event.status == OperationStatus.SUCCESS and not is_removal and kind in _COMPLETE:
        _COMPLETE[kind](request.aws_client_factory, event.resource_model, wanted)
    return event


def _holds_objects(request: Any) -> bool:
    s3, name = request.aws_client_factory.s3, request.desired_state["BucketName"]
    try:
        found = s3.list_object_versions(Bucket=name, MaxKeys=1)
    except s3.exceptions.NoSuchBucket:
        return False
    return bool(found.get("Versions") or found.get("DeleteMarkers"))


def _keep(clients: Any, model: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Say how many days a log group keeps its events."""
    group = {"logGroupName": model["LogGroupName"]}
    if days := wanted.get("RetentionInDays"):
        clients.logs.put_retention_policy(**group, retentionInDays=int(days))
    else:
        clients.logs.delete_retention_policy(**group)


def _reserve(clients: Any, model: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Reserve concurrency for a function, or take the limit away."""
    function = {"FunctionName": model["FunctionName"]}
    if (limit := wanted.get("ReservedConcurrentExecutions")) is None:
        clients.lambda_.delete_function_concurrency(**function)
    else:
        clients.lambda_.put_function_concurrency(**function, ReservedConcurrentExecutions=int(limit))


def _permit(clients: Any, model: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Write a permission again, with all its conditions."""
    if not any(name in wanted for name in _FORGOTTEN):
        return
    names = ("FunctionName", "Action", "Principal", "SourceArn", *_FORGOTTEN)
    statement = {name: str(wanted[name]) for name in names if name in wanted}
    clients.lambda_.remove_permission(FunctionName=wanted["FunctionName"], StatementId=model["Id"])
    clients.lambda_.add_permission(StatementId=model["Id"], **statement)


_COMPLETE: dict[str, Callable[[Any, Mapping[str, Any], Mapping[str, Any]], None]] = {
    "AWS::Lambda::Function": _reserve,
    "AWS::Lambda::Permission": _permit,
    "AWS::Logs::LogGroup": _keep,
}


def _zip(source_path: Any, base_dir: Any, zip_file: Any) -> None:
    """Zip a function that stands in its template: here, since the program ``zip`` is not on every machine."""
    create_zip_file_python(base_dir, zip_file)


def _execute(fn: Any, self: Any) -> Any:
    """Remember the template that is in force; a stack is there as long as one of its resources is."""
    result = fn(self)
    change_set, stack = self._change_set, self._change_set.stack
    if change_set.processed_template:
        stack.processed_template = change_set.processed_template
    elif left := [name for name, told in self.resources.items() if _is_left(told)]:
        _gone[stack.stack_id] = set(self.resources) - set(left)
        raise RuntimeError(f"The following resource(s) failed to delete: [{', '.join(left)}].")
    else:
        _gone.pop(stack.stack_id, None)
    return result


def _tell(fn: Any, self: Any, *, logical_resource_id: str, resource_type: str, **told: Any) -> None:
    """Note what became of a resource; what cannot be deleted does not end its stack before the others are."""
    if told["action"] != ChangeAction.Remove or told["event_status"] != OperationStatus.FAILED:
        fn(self, logical_resource_id=logical_resource_id, resource_type=resource_type, **told)
        return
    self._change_set.stack.set_resource_status(
        logical_resource_id=logical_resource_id,
        physical_resource_id=self._get_physical_id(logical_resource_id, False),
        resource_type=resource_type,
        status=ResourceStatus.DELETE_FAILED,
        resource_status_reason=told.get("reason"),
    )


def _is_left(resource: Mapping[str, Any]) -> bool:
    return resource.get("ResourceStatus") == ResourceStatus.DELETE_FAILED
