"""The instances of a group follow its capacity, are spread over its zones, and are replaced where they fail.

moto's groups change at once, launch into one subnet, terminate by chance, and keep no activities.
Sources: https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html,
https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-termination-policies.html and
https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-health-checks.html
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

import threading
from collections import Counter
from functools import partial
from typing import Any

from localstack.utils.patch import patch
from moto.autoscaling.models import ASG_NAME_TAG, AutoScalingBackend, FakeAutoScalingGroup, InstanceState

from lambdalab_engine.fidelity import auto_scaling_activities as activities
from lambdalab_engine.fidelity import ec2_states
from lambdalab_engine.fidelity.ec2_clock import CLOCK, MOMENT

_ACTIVE = {"Pending", "InService"}
_UNHEALTHY = (
    "an instance was taken out of service in response to an EC2 health check indicating it has been"
    " terminated or stopped."
)


CHANGE = threading.RLock()
"""Held while a group changes: two calls at once must not both launch what is missing."""


def apply() -> None:
    """Put it in force; called when Auto Scaling is loaded."""
    ec2_states.LISTENERS.append(_follow)
    _follow_capacity()
    _replace_terminated()


def resize(group: Any, capacity: int, why: str) -> None:
    """Set a group's capacity; ``why`` says who did, for the activities that follow."""
    before = group.desired_capacity
    group.why = f"At {activities.now()} {why} changing the desired capacity from {before} to {capacity}.  "
    try:
        group.autoscaling_backend.set_desired_capacity(group.name, capacity)
    finally:
        group.why = ""


def leave(group: Any, member: Any, cause: str) -> dict[str, Any]:
    """Let an instance leave its group and end; return the activity."""
    member.lifecycle_state = "Terminating"
    activity = activities.terminate(group, member.instance, f"{_why(group)}At {activities.now()} {cause}")
    for protection in ("disable_api_termination", "disable_api_stop"):
        group.ec2_backend.modify_instance_attribute(member.instance.id, protection, False)
    group.ec2_backend.terminate_instances([member.instance.id])
    return activity


def _follow_capacity() -> None:
    @patch(FakeAutoScalingGroup.active_instances)
    def active_instances(_: Any, self: Any) -> list[Any]:
        return [member for member in self.instance_states if member.lifecycle_state in _ACTIVE]

    @patch(FakeAutoScalingGroup.set_desired_capacity)
    def set_desired_capacity(fn: Any, self: Any, new_capacity: int | None) -> None:
        with CHANGE:
            _set_capacity(self, fn, new_capacity)

    @patch(FakeAutoScalingGroup.replace_autoscaling_group_instances)
    def launch(_: Any, self: Any, count_needed: int, propagated_tags: dict[str, str]) -> None:
        for _number in range(count_needed):
            count = len(self.active_instances())
            instance = _launch_one(self, {**self.instance_tags, **propagated_tags, ASG_NAME_TAG: self.name})
            cause = f"{_why(self)}At {activities.now()} an instance was started in response to a difference"
            cause += (
                f" between desired and actual capacity, increasing the capacity from {count} to {count + 1}."
            )
            activities.launch(self, instance, cause)


def _set_capacity(group: Any, grow: Any, new_capacity: int | None) -> None:
    active = group.active_instances()
    target = group.min_size if new_capacity is None else new_capacity
    if target >= len(active):
        grow(group, new_capacity)  # moto counts what is missing, and has it launched
        return
    group.desired_capacity = target
    for member in _to_leave(active, len(active) - target):
        count = len(group.active_instances())
        cause = "an instance was taken out of service in response to a difference between desired and actual"
        cause += f" capacity, shrinking the capacity from {count} to {count - 1}."
        leave(group, member, cause)
    if group.name in group.autoscaling_backend.autoscaling_groups:
        group.autoscaling_backend.update_attached_elbs(group.name)
        group.autoscaling_backend.update_attached_target_groups(group.name)


def _launch_one(group: Any, tags: dict[str, str]) -> Any:
    subnet, zone = _least_used_place(group)
    template = group.ec2_launch_template
    configuration = group.launch_config
    reservation = group.ec2_backend.run_instances(
        group.image_id,
        1,
        group.user_data,
        group.security_groups,
        instance_type=group.instance_type,
        tags={"instance": tags},
        placement=zone,
        launch_config=configuration,
        launch_template=template
        and {"LaunchTemplateId": template.id, "Version": group.launch_template_version},
        is_instance_type_default=False,
        associate_public_ip=configuration and configuration.associate_public_ip_address,
        subnet_id=subnet,
    )
    (instance,) = reservation.instances
    instance.autoscaling_group = group
    protected = group.new_instances_protected_from_scale_in
    member = InstanceState(instance, lifecycle_state="Pending", protected_from_scale_in=protected)
    group.instance_states.append(member)
    return instance


def _least_used_place(group: Any) -> tuple[str | None, str]:
    """Return the subnet and the zone where a group has the fewest instances."""
    used = Counter(member.instance._placement.zone for member in group.active_instances())
    subnets = (group.vpc_zone_identifier or "").split(",") if group.vpc_zone_identifier else None
    places = list(
        zip(subnets or [None] * len(group.availability_zones), group.availability_zones, strict=False)
    )
    return min(places, key=lambda place: used[place[1]])


def _to_leave(active: list[Any], count: int) -> list[Any]:
    """Return whom to terminate: of the zone with the most instances, the oldest, none that is protected."""
    left, chosen = list(active), []
    for _ in range(count):
        zones = Counter(member.instance._placement.zone for member in left)
        free = [member for member in left if not member.protected_from_scale_in]
        if not free:
            break
        chosen.append(max(free, key=lambda member: zones[member.instance._placement.zone]))
        left.remove(chosen[-1])
    return chosen


def _replace_terminated() -> None:
    @patch(AutoScalingBackend.notify_terminate_instances)
    def notify_terminate_instances(_: Any, self: Any, instance_ids: list[str]) -> None:
        with CHANGE:
            for group in list(self.autoscaling_groups.values()):
                gone = [member for member in group.active_instances() if member.instance.id in instance_ids]
                for member in gone:
                    leave(group, member, _UNHEALTHY)
                if gone:
                    group.set_desired_capacity(group.desired_capacity)


def _follow(instance: Any, state: str) -> None:
    """Let a group know what has become of one of its instances."""
    group: Any = getattr(instance, "autoscaling_group", None)
    if group is None:
        return
    if state == "stopping":
        notify = group.autoscaling_backend.notify_terminate_instances
        CLOCK.after(2 * MOMENT, partial(notify, [instance.id]))
    elif state in {"running", "terminated"}:
        with CHANGE:
            _arrive(group, instance, state)


def _arrive(group: Any, instance: Any, state: str) -> None:
    for member in [member for member in group.instance_states if member.instance is instance]:
        if state == "terminated":
            group.instance_states.remove(member)
            activities.left(group, instance)
        elif member.lifecycle_state == "Pending":
            member.lifecycle_state = "InService"
            activities.joined(group, instance)


def _why(group: Any) -> str:
    why: str = getattr(group, "why", "")
    return why
