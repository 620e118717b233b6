"""Scaling policies do what they say: within the group's bounds, after its cooldown, by the step that applies.

Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-simple-step.html
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

from typing import Any

from localstack.utils.patch import patch
from moto.autoscaling.models import AutoScalingBackend
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult

from lambdalab_engine.fidelity import auto_scaling_errors as errors
from lambdalab_engine.fidelity.auto_scaling_groups import find, require_cool, scaled
from lambdalab_engine.fidelity.auto_scaling_members import CHANGE, resize
from lambdalab_engine.fidelity.auto_scaling_steps import adjusted, step_adjustment


def apply() -> None:
    """Put it in force; called when Auto Scaling is loaded."""

    @patch(AutoScalingResponse.put_scaling_policy)
    def put_scaling_policy(fn: Any, self: Any) -> Any:
        find(self)
        return ActionResult({"PolicyARN": fn(self).result["PolicyArn"], "Alarms": []})

    @patch(AutoScalingBackend.put_scaling_policy)
    def keep_by_group(fn: Any, self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        same_name = self.policies.pop(name, None)
        policy = fn(self, name, *args, **kwargs)
        del self.policies[name]
        if same_name is not None:
            self.policies[name] = same_name
        self.policies[f"{policy.auto_scaling_group_name}/{name}"] = policy
        return policy

    @patch(AutoScalingResponse.execute_policy)
    def execute_policy(_: Any, self: Any) -> Any:
        with CHANGE:
            policy = _named(self)
            group = self.autoscaling_backend.autoscaling_groups[policy.auto_scaling_group_name]
            if self._get_bool_param("HonorCooldown", False):
                require_cool(group, policy.cooldown)
            value, threshold = self._get_param("MetricValue"), self._get_param("BreachThreshold")
            breach = 0.0 if value is None or threshold is None else float(value) - float(threshold)
            execute(policy, breach, f"a user request executed policy {policy.name}")
            return EmptyResult()

    @patch(AutoScalingResponse.delete_policy)
    def delete_policy(_: Any, self: Any) -> Any:
        policy = _named(self)
        del self.autoscaling_backend.policies[f"{policy.auto_scaling_group_name}/{policy.name}"]
        return EmptyResult()


def execute(policy: Any, breach: float, why: str) -> None:
    """Change the capacity of a policy's group; ``breach`` is how far the metric is from its threshold."""
    group = policy.autoscaling_backend.autoscaling_groups[policy.auto_scaling_group_name]
    adjustment = policy.scaling_adjustment
    if policy.policy_type == "StepScaling":
        adjustment = step_adjustment(policy.step_adjustments, breach)
    if adjustment is None:
        return
    least = int(policy.min_adjustment_magnitude or 1)
    capacity = adjusted(group.desired_capacity, policy.adjustment_type, adjustment, least)
    capacity = min(max(capacity, group.min_size), group.max_size)
    if capacity != group.desired_capacity:
        resize(group, capacity, why)
        scaled(group)


def _named(request: Any) -> Any:
    name, group = request._get_param("PolicyName"), request._get_param("AutoScalingGroupName")
    for policy in request.autoscaling_backend.policies.values():
        if policy.arn == name or (policy.name == name and group in (None, policy.auto_scaling_group_name)):
            return policy
    raise errors.unknown_policy()
