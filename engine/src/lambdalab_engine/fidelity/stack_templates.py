"""Which templates CloudFormation refuses, and which changes are none.

Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/troubleshooting.html and
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets-create.html
"""

# mypy: disable-error-code="no-untyped-call"
# LocalStack's helpers for patches have no annotations.

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from localstack.services.cloudformation.engine.transformers import FailedTransformationException
from localstack.services.cloudformation.engine.v2.change_set_model import ChangeType
from localstack.services.cloudformation.engine.v2.change_set_model_transform import ChangeSetModelTransform
from localstack.services.cloudformation.engine.validations import ValidationError
from localstack.services.cloudformation.v2.provider import CloudformationProviderV2
from localstack.utils.patch import patch

type Template = Mapping[str, Any]

_VARIABLE = re.compile(r"\$\{([^}!.]+)[^}]*\}")


def apply() -> None:
    """Put the rules in force."""
    patch(ChangeSetModelTransform.transform)(_transform)
    patch(CloudformationProviderV2._setup_change_set_model)(_set_up)


def cycle(template: Template) -> list[str]:
    """Return resources that wait for one another, in the template's order; none where each can be made."""
    resources = template.get("Resources") or {}
    waits = {name: set(_named(resource)) & set(resources) for name, resource in resources.items()}
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        return [name for name in resources if name in error.args[1]]
    return []


def _named(value: Any) -> Iterator[str]:
    """Give what a part of a template refers to: resources, and perhaps parameters."""
    if isinstance(value, list):
        for one in value:
            yield from _named(one)
    if not isinstance(value, Mapping):
        return
    for key, told in value.items():
        if key == "Ref" or (key == "DependsOn" and isinstance(told, str)):
            yield told
        elif key == "DependsOn":
            yield from told
        elif key == "Fn::GetAtt":
            yield told.split(".")[0] if isinstance(told, str) else str(told[0])
        elif key == "Fn::Sub":
            yield from _VARIABLE.findall(told if isinstance(told, str) else told[0])
        yield from _named(told)


def _transform(fn: Any, self: Any) -> Any:
    """Refuse a circle: a template of SAM's when its change set is made, any other one at once."""
    before, after = fn(self)
    if after and (circle := cycle(after)):
        reason = f"Circular dependency between resources: [{', '.join(circle)}]"
        if after.get("Transform") or self._change_set.template.get("Transform"):
            raise FailedTransformationException("", reason)
        raise ValidationError(reason)
    return before, after


def _set_up(fn: Any, *_: Any, change_set: Any, **told: Any) -> None:
    """Leave a stack as it was where its change is refused; see where a transform changes nothing."""
    stack, status = change_set.stack, change_set.stack.status
    known = stack.resolved_parameters
    fn(change_set=change_set, **told)
    if not (told["before_template"] and told["after_template"]):
        return
    if change_set.status == "FAILED":
        stack.set_stack_status(status)
    elif (
        change_set.processed_template == stack.processed_template and change_set.resolved_parameters == known
    ):
        change_set.update_model.node_template.change_type = ChangeType.UNCHANGED
