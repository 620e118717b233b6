"""Instances pass through the states that AWS's instances pass through, and say so to EventBridge.

LocalStack's instances jump: one that is stopped is stopped at once, one that is terminated can be started.
Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html
"""

# mypy: disable-error-code="untyped-decorator,no-untyped-call"
# LocalStack's ``patch`` has no annotations.

import re
import threading
import weakref
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from localstack.utils.patch import patch
from moto.ec2.exceptions import EC2ClientError, OperationDisableApiStopNotPermitted, OperationNotPermitted4
from moto.ec2.models import ec2_backends
from moto.ec2.models.instances import Instance, InstanceBackend, InstanceState, StateReason

from lambdalab_engine.fidelity import ec2_errors as errors
from lambdalab_engine.fidelity.ec2_clock import CLOCK, MOMENT
from lambdalab_engine.fidelity.ec2_events import PUBLISHER

CODES = {
    "pending": 0,
    "running": 16,
    "shutting-down": 32,
    "terminated": 48,
    "stopping": 64,
    "stopped": 80,
}
"""Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceState.html"""

INTERMEDIATE = {"pending": "running", "shutting-down": "terminated", "stopping": "stopped"}
"""Which state each of these leads to."""

ENDED = {"shutting-down", "terminated"}
HELD: set[tuple[str, str]] = set()
"""Accounts and regions whose instances stay on their way until a test lets them arrive."""

SEEN_AFTER_END = 3600
"""For how many seconds a terminated instance is still described: on AWS it is about an hour."""

LISTENERS: list[Callable[[Any, str], None]] = []
"""Called with an instance and the state that it has just entered."""

_ID = re.compile(r"i-(?:[0-9a-f]{8}|[0-9a-f]{17})")
_NEEDS_STOPPED = {"instance_type", "kernel", "ramdisk", "user_data", "ebs_optimized"}
_CHANGE = threading.RLock()


def apply() -> None:
    """Put it in force; called when EC2 is loaded."""
    _launch()
    _pass_through_states()
    _refuse_wrong_states()
    _refuse_wrong_ids()


def settle(instances: Iterable[Any]) -> None:
    """Wait until none of the instances is on its way from one state to another."""
    waited = list(instances)
    CLOCK.wait_until(lambda: all(i.state not in INTERMEDIATE for i in waited), 4 * MOMENT)


def hold(account: str, region: str, is_held: bool) -> None:
    """Let an account's instances stay on their way, or go on: then those that are on their way arrive."""
    if is_held:
        HELD.add((account, region))
        return
    HELD.discard((account, region))
    for instance in ec2_backends[account][region].all_instances():
        if instance.state in INTERMEDIATE:
            _arrive(instance, instance.state)


def _launch() -> None:
    @patch(Instance.__init__)
    def init(fn: Any, self: Any, *args: Any, **kwargs: Any) -> None:
        fn(self, *args, **kwargs)
        _set_state(self, "pending")
        self.state_reason = StateReason("pending", "pending")

    @patch(InstanceBackend.run_instances)
    def run_instances(fn: Any, self: Any, *args: Any, **kwargs: Any) -> Any:
        with _CHANGE:
            reservation = _launch_or_leave_nothing(self, fn, *args, **kwargs)
        for instance in reservation.instances:
            instance.has_run = False
            _announce(instance, "pending")
            CLOCK.after(MOMENT, partial(_arrive, instance, "pending"))
        return reservation


def _launch_or_leave_nothing(backend: Any, launch: Any, *args: Any, **kwargs: Any) -> Any:
    before = set(backend.reservations)
    try:
        return launch(backend, *args, **kwargs)
    except Exception:
        for refused in set(backend.reservations) - before:
            del backend.reservations[refused]
        raise


def _pass_through_states() -> None:
    @patch(Instance.start)
    def start(fn: Any, self: Any) -> Any:
        return _change(self, fn, "pending", unless={"pending", "running"})

    @patch(Instance.stop)
    def stop(fn: Any, self: Any) -> Any:
        return _change(self, fn, "stopping", unless={"stopping", "stopped"})

    @patch(Instance.terminate)
    def terminate(fn: Any, self: Any) -> Any:
        return _change(self, fn, "shutting-down", unless=ENDED)

    @patch(Instance.reboot)
    def reboot(_: Any, self: Any) -> None:
        """Leave the state as it is: a reboot is not a change of state."""


def _refuse_wrong_states() -> None:
    @patch(InstanceBackend.start_instances)
    def start_instances(fn: Any, self: Any, instance_ids: list[str]) -> Any:
        with _CHANGE:
            for instance in _chosen(self, instance_ids):
                if instance.state in {"stopping", *ENDED}:
                    raise errors.cannot_start(instance.id)
            return fn(self, instance_ids)

    @patch(InstanceBackend.stop_instances)
    def stop_instances(fn: Any, self: Any, instance_ids: list[str]) -> Any:
        with _CHANGE:
            for instance in _chosen(self, instance_ids):
                if error := _why_not_stop(instance):
                    raise error
            return fn(self, instance_ids)

    @patch(InstanceBackend.terminate_instances)
    def terminate_instances(fn: Any, self: Any, instance_ids: list[str]) -> Any:
        with _CHANGE:
            for instance in _chosen(self, instance_ids):
                if instance.state in ENDED:
                    continue
                if instance.disable_api_termination:
                    raise OperationNotPermitted4(instance.id)
                if instance.disable_api_stop:
                    raise OperationDisableApiStopNotPermitted(instance.id)  # its words are about terminating
            return fn(self, instance_ids)

    @patch(InstanceBackend.reboot_instances)
    def reboot_instances(fn: Any, self: Any, instance_ids: list[str]) -> Any:
        for instance in _chosen(self, instance_ids):
            if instance.state not in {"pending", "running"}:
                raise errors.cannot_reboot(instance.id)
        return fn(self, instance_ids)

    @patch(InstanceBackend.modify_instance_attribute)
    def modify_instance_attribute(fn: Any, self: Any, instance_id: str, key: str, value: Any) -> Any:
        if key in _NEEDS_STOPPED and self.get_instance(instance_id).state != "stopped":
            raise errors.not_stopped(instance_id)
        return fn(self, instance_id, key, value)


def _refuse_wrong_ids() -> None:
    @patch(InstanceBackend.get_multi_instances_by_id)
    def get_multi_instances_by_id(fn: Any, self: Any, instance_ids: list[str], filters: Any = None) -> Any:
        _require_well_formed(instance_ids)
        return fn(self, instance_ids, filters)

    @patch(InstanceBackend.get_reservations_by_instance_ids)
    def get_reservations_by_instance_ids(
        fn: Any, self: Any, instance_ids: list[str], filters: Any = None
    ) -> Any:
        _require_well_formed(instance_ids)
        return fn(self, instance_ids, filters)


def _chosen(backend: Any, instance_ids: list[str]) -> Any:
    if not instance_ids:
        raise errors.no_instances()
    return backend.get_multi_instances_by_id(instance_ids)


def _require_well_formed(instance_ids: list[str]) -> None:
    for instance_id in instance_ids:
        if not _ID.fullmatch(instance_id):
            raise errors.malformed_instance(instance_id)


def _why_not_stop(instance: Any) -> EC2ClientError | None:
    if instance.disable_api_stop and instance.state not in {"stopping", "stopped"}:
        return errors.stop_protected(instance.id)
    if instance.state in ENDED:
        return errors.cannot_stop(instance.id)
    if instance.state == "pending":
        return errors.cannot_stop(instance.id) if instance.has_run else errors.never_ran(instance.id)
    return None


def _change(instance: Any, act: Any, by: str, unless: set[str]) -> InstanceState:
    """Let moto do what it does, then show the state in between; return the state before."""
    with _CHANGE:
        before = InstanceState(instance.state, instance.state_code)
        if instance.state in unless:
            return before
        act(instance)
        _set_state(instance, by)
        instance._reason = instance._reason.replace(" UTC)", " GMT)")
        if by == "pending":
            instance.state_reason = StateReason("pending", "pending")
    _announce(instance, by)
    CLOCK.after(MOMENT, partial(_arrive, instance, by))
    return before


def _arrive(instance: Any, by: str) -> None:
    to = INTERMEDIATE[by]
    with _CHANGE:
        if instance.state != by or _place(instance) in HELD:  # terminated on the way, or not to go on
            return
        _set_state(instance, to)
        if to == "running":
            instance.has_run = True
            instance.state_reason = None
    _announce(instance, to)
    if to == "terminated":
        CLOCK.after(SEEN_AFTER_END, partial(_forget, weakref.ref(instance)))


def _set_state(instance: Any, name: str) -> None:
    instance._state = InstanceState(name, CODES[name])


def _forget(there: "weakref.ref[Any]") -> None:
    """Forget an instance, unless its account was closed: nothing else of it is to be held for so long."""
    if (instance := there()) is not None:
        forget(instance)


def forget(instance: Any) -> None:
    """Describe an instance no more."""
    for reservation in list(instance.ec2_backend.reservations.values()):
        if instance in reservation.instances:
            reservation.instances.remove(instance)
            if not reservation.instances:
                del instance.ec2_backend.reservations[reservation.id]


def _place(instance: Any) -> tuple[str, str]:
    return instance.ec2_backend.account_id, instance.ec2_backend.region_name


def _announce(instance: Any, state: str) -> None:
    account, region = place = _place(instance)
    arn = f"arn:aws:ec2:{region}:{account}:instance/{instance.id}"
    detail = {"instance-id": instance.id, "state": state}
    PUBLISHER.publish(place, "aws.ec2", "EC2 Instance State-change Notification", [arn], detail)
    for listener in LISTENERS:
        listener(instance, state)
