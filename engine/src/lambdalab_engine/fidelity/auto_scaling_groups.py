"""Groups keep to their bounds and their cooldown, and refuse what AWS refuses.

Sources: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html,
API_SetDesiredCapacity.html, API_UpdateAutoScalingGroup.html, API_DeleteAutoScalingGroup.html and
API_TerminateInstanceInAutoScalingGroup.html there.
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

import time
from typing import Any

from localstack.utils.patch import patch
from moto.autoscaling.models import FakeAutoScalingGroup
from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.exceptions import EC2ClientError

from lambdalab_engine.fidelity import auto_scaling_activities as activities
from lambdalab_engine.fidelity import auto_scaling_errors as errors
from lambdalab_engine.fidelity.auto_scaling_members import CHANGE, leave, resize


def apply() -> None:
    """Put it in force; called when Auto Scaling is loaded."""
    _create_and_update()
    _delete()
    _set_capacity()
    _terminate_one()
    _describe_activities()


def find(request: Any) -> Any:
    """Return the group that a request names."""
    name = request._get_param("AutoScalingGroupName")
    group = request.autoscaling_backend.autoscaling_groups.get(name)
    if group is None:
        raise errors.unknown_group(name)
    return group


def scaled(group: Any) -> None:
    """Note that a group has been scaled: its cooldown begins."""
    group.scaled_at = time.monotonic()


def require_cool(group: Any, cooldown: float | None = None) -> None:
    """Raise ScalingActivityInProgress while a group cools down.

    Source: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scaling-cooldowns.html
    """
    seconds = group.default_cooldown if cooldown is None else cooldown
    latest = [a for a in activities.of(group.autoscaling_backend) if a["AutoScalingGroupName"] == group.name]
    if latest and time.monotonic() - getattr(group, "scaled_at", -seconds) < seconds:
        raise errors.activity_in_progress(latest[0]["ActivityId"])


def _create_and_update() -> None:
    @patch(AutoScalingResponse.create_auto_scaling_group)
    def create_auto_scaling_group(fn: Any, self: Any) -> Any:
        with CHANGE:
            name = self._get_param("AutoScalingGroupName")
            if name in self.autoscaling_backend.autoscaling_groups:
                raise errors.group_exists(name)
            capacity = self._get_int_param("DesiredCapacity")
            least, most = self._get_int_param("MinSize"), self._get_int_param("MaxSize")
            if error := errors.wrong_bounds(capacity, least, most):
                raise error
            answer = fn(self)
            _set_default_cooldown(self, find(self))
            return answer

    @patch(FakeAutoScalingGroup.__init__)
    def init(fn: Any, self: Any, *args: Any, **kwargs: Any) -> None:
        wanted = kwargs["min_size"] if kwargs["desired_capacity"] is None else kwargs["desired_capacity"]
        self.why = f"At {activities.now()} a user request created an AutoScalingGroup changing the desired"
        self.why += f" capacity from 0 to {wanted}.  "
        try:
            fn(self, *args, **kwargs)
        except EC2ClientError as error:
            raise errors.invalid(
                f"You must use a valid fully-formed launch template. {error.message}"
            ) from None
        self.why = ""

    @patch(FakeAutoScalingGroup._set_launch_configuration)
    def set_launch_configuration(fn: Any, self: Any, name: str, *args: Any, **kwargs: Any) -> None:
        if name and name not in self.autoscaling_backend.launch_configurations:
            what = f"A launch configuration with the name: {name} does not exist"
            raise errors.invalid(f"Launch configuration name not found - {what}")
        fn(self, name, *args, **kwargs)

    @patch(AutoScalingResponse.update_auto_scaling_group)
    def update_auto_scaling_group(fn: Any, self: Any) -> Any:
        with CHANGE:
            group = find(self)
            least = self._get_int_param("MinSize", group.min_size)
            most = self._get_int_param("MaxSize", group.max_size)
            wanted = self._get_int_param("DesiredCapacity")
            if error := errors.wrong_bounds(wanted, least, most):
                raise error
            before = group.desired_capacity
            capacity = min(max(before if wanted is None else wanted, least), most)
            self.params["DesiredCapacity"] = capacity
            group.why = f"At {activities.now()} a user request update of AutoScalingGroup constraints to min:"
            group.why += f" {least}, max: {most}, desired: {capacity} changing the desired capacity from"
            group.why += f" {before} to {capacity}.  "
            answer = fn(self)
            group.why = ""
            _set_default_cooldown(self, group)
            return answer


def _set_default_cooldown(request: Any, group: Any) -> None:
    seconds = request._get_int_param("DefaultCooldown")
    if seconds is not None:
        group.default_cooldown = seconds


def _delete() -> None:
    @patch(AutoScalingResponse.delete_auto_scaling_group)
    def delete_auto_scaling_group(_: Any, self: Any) -> Any:
        with CHANGE:
            group = find(self)
            if group.instance_states and not self._get_bool_param("ForceDelete", False):
                raise errors.group_in_use()
            backend = self.autoscaling_backend
            for member in group.active_instances():
                leave(group, member, "a user request deleted the AutoScalingGroup.")
            del backend.autoscaling_groups[group.name]
            for key in [k for k, p in backend.policies.items() if p.auto_scaling_group_name == group.name]:
                del backend.policies[key]
            return EmptyResult()


def _set_capacity() -> None:
    @patch(AutoScalingResponse.set_desired_capacity)
    def set_desired_capacity(_: Any, self: Any) -> Any:
        with CHANGE:
            group = find(self)
            capacity = self._get_int_param("DesiredCapacity")
            if error := errors.out_of_bounds(capacity, group.min_size, group.max_size):
                raise error
            if self._get_bool_param("HonorCooldown", False):
                require_cool(group)
            if capacity != group.desired_capacity:
                resize(group, capacity, "a user request explicitly set group desired capacity")
                scaled(group)
            return EmptyResult()


def _terminate_one() -> None:
    @patch(AutoScalingResponse.terminate_instance_in_auto_scaling_group)
    def terminate_instance_in_auto_scaling_group(_: Any, self: Any) -> Any:
        with CHANGE:
            instance = self._get_param("InstanceId")
            groups = self.autoscaling_backend.autoscaling_groups.values()
            found = [(g, m) for g in groups for m in g.active_instances() if m.instance.id == instance]
            if not found:
                raise errors.unknown_instance(instance)
            ((group, member),) = found
            before, cause = (
                group.desired_capacity,
                f"instance {instance} was taken out of service in response to a",
            )
            cause += " user request"
            if self._get_bool_param("ShouldDecrementDesiredCapacity", False):
                if before <= group.min_size:
                    raise errors.at_min_size(group.min_size)
                group.desired_capacity = before - 1
                cause += f", shrinking the capacity from {before} to {before - 1}"
            activity = leave(group, member, f"{cause}.")
            group.set_desired_capacity(group.desired_capacity)
            return ActionResult({"Activity": activity})


def _describe_activities() -> None:
    @patch(AutoScalingResponse.describe_scaling_activities)
    def describe_scaling_activities(_: Any, self: Any) -> Any:
        name, ids = self._get_param("AutoScalingGroupName"), self._get_param("ActivityIds", [])
        told = [a for a in activities.of(self.autoscaling_backend) if not ids or a["ActivityId"] in ids]
        told = [a for a in told if not name or a["AutoScalingGroupName"] == name]
        start = int(self._get_param("NextToken") or 0)
        end = start + (self._get_int_param("MaxRecords") or 100)
        token = str(end) if end < len(told) else None
        return ActionResult({"Activities": told[start:end], "NextToken": token})
